package docx

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
)

// char is the width of one character of the text (3号, 16 pt), in twentieths of a point.
const char = 320

// printer writes the parts that depend on the document. bufio.Writer keeps the first error for Flush.
type printer struct {
	out       *bufio.Writer
	counts    [5]int // how many headings of each level since the last one above it
	notes     [][]string
	landscape bool // of the section that is being written
}

func (p *printer) put(format string, args ...any) {
	fmt.Fprintf(p.out, format, args...)
}

func (p *printer) document(d Document) {
	p.put("%s<w:document %s><w:body>", header, namespaces)
	p.paragraph("Title", "", d.Title)
	p.paragraph("Normal", "", "")
	for _, block := range d.Body {
		block.write(p)
	}
	p.annexList(d.Annexes)
	p.signature(d.Office, d.Day)
	for i, annex := range d.Annexes {
		p.annex(annex, i+1, len(d.Annexes))
	}
	p.put("%s</w:body></w:document>", p.section())
}

// paragraph writes one paragraph. more holds what its properties add to the style's, in the order of the
// schema, after pStyle.
func (p *printer) paragraph(style, more, text string) {
	p.put(`<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>`, style, more)
	p.text(text)
	p.put(`</w:p>`)
}

// text writes runs. The hint makes Word take quotation marks and dashes from the Chinese font.
func (p *printer) text(s string) {
	for i, line := range strings.Split(Clean(s), "\n") {
		if i > 0 {
			p.put(`<w:r><w:br/></w:r>`)
		}
		if line == "" {
			continue
		}
		p.put(`<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, escape(line))
	}
}

func (h Heading) write(p *printer) {
	if strings.TrimSpace(h.Text) == "" {
		return
	}
	level := min(max(h.Level, 1), 4)
	p.counts[level]++
	for below := level + 1; below < len(p.counts); below++ {
		p.counts[below] = 0
	}
	n := p.counts[level]
	label := [...]string{"", numeral(n) + "、", "（" + numeral(n) + "）", fmt.Sprintf("%d. ", n), fmt.Sprintf("（%d）", n)}[level]
	p.paragraph(fmt.Sprintf("Heading%d", level), "", label+strings.Join(lines(h.Text), " "))
}

func (g Paragraph) write(p *printer) {
	parts := lines(g.Text)
	for i, part := range parts {
		p.put(`<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr>`)
		p.text(part)
		if i == len(parts)-1 && len(g.Note) > 0 {
			p.notes = append(p.notes, g.Note)
			p.put(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, len(p.notes))
		}
		p.put(`</w:p>`)
	}
}

// annexList lists the annexes under the text, one line below it (GB/T 9704 7.3.4).
func (p *printer) annexList(annexes []Annex) {
	if len(annexes) == 0 {
		return
	}
	p.paragraph("Normal", "<w:keepNext/>", "")
	if len(annexes) == 1 {
		p.paragraph("Normal", fmt.Sprintf(`<w:keepNext/><w:ind w:left="%d" w:hanging="%d"/>`, 5*char, 3*char), "附件："+annexes[0].Title)
		return
	}
	for i, annex := range annexes {
		label, hanging := "", 480
		if i == 0 {
			label, hanging = "附件：", 480+3*char
		}
		p.put(`<w:p><w:pPr><w:pStyle w:val="Normal"/><w:keepNext/><w:ind w:left="%d" w:hanging="%d"/></w:pPr>`, 5*char+480, hanging)
		p.text(fmt.Sprintf("%s%d.", label, i+1))
		p.put(`<w:r><w:tab/></w:r>`)
		p.text(strings.Join(lines(annex.Title), " "))
		p.put(`</w:p>`)
	}
}

// signature signs the document with room for the seal: the day four characters from the right, the office
// centred above it, or as far right as its length allows (GB/T 9704 7.3.5).
func (p *printer) signature(office string, day pufa.Day) {
	p.paragraph("Normal", "<w:keepNext/>", "")
	p.paragraph("Normal", "<w:keepNext/>", "")
	date := day.Chinese()
	right := max(0, 4*char+(Width(date)-Width(office))*char/4)
	p.paragraph("Normal", fmt.Sprintf(`<w:keepNext/><w:ind w:right="%d"/><w:jc w:val="right"/>`, right), office)
	p.paragraph("Normal", fmt.Sprintf(`<w:ind w:right="%d"/><w:jc w:val="right"/>`, 4*char), date)
}

// annex begins a page, and a section where the page turns.
func (p *printer) annex(a Annex, n, of int) {
	start := "<w:pageBreakBefore/>"
	if a.Landscape != p.landscape {
		// The properties of a section stand in its last paragraph: one so low that it needs no page.
		p.put(`<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>%s</w:pPr></w:p>`, p.section())
		p.landscape, start = a.Landscape, ""
	}
	label := "附件"
	if of > 1 {
		label = fmt.Sprintf("附件%d", n)
	}
	p.counts = [5]int{}
	p.paragraph("AnnexLabel", start, label)
	p.paragraph("Normal", "<w:keepNext/>", "")
	p.paragraph("AnnexTitle", "", a.Title)
	p.paragraph("Normal", "<w:keepNext/>", "")
	for _, block := range a.Body {
		block.write(p)
	}
}

// section returns the properties of the section that ends here. Margins are those of GB/T 9704, turned
// with the page: the binding edge of 28 mm is at the top of a landscape page. The grid is of lines only: the
// styles set 28 characters to a line, which every program does alike, and a grid of characters is not.
func (p *printer) section() string {
	size := `<w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1417" w:gutter="0"/>`
	if p.landscape {
		size = `<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>` +
			`<w:pgMar w:top="1588" w:right="1984" w:bottom="1474" w:left="2098" w:header="851" w:footer="907" w:gutter="0"/>`
	}
	return `<w:sectPr><w:footerReference w:type="even" r:id="rIdEven"/><w:footerReference w:type="default" r:id="rIdOdd"/>` +
		`<w:footnotePr><w:numFmt w:val="decimalEnclosedCircle"/></w:footnotePr><w:type w:val="nextPage"/>` + size + `<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>`
}

// footnotes returns the part of the footnotes that the text refers to.
func (p *printer) footnotes() string {
	var b strings.Builder
	f := &printer{out: bufio.NewWriter(&b)}
	f.put("%s<w:footnotes %s>", header, namespaces)
	f.put(`<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>`)
	f.put(`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
	for i, note := range p.notes {
		f.put(`<w:footnote w:id="%d">`, i+1)
		for j, line := range note {
			f.put(`<w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>`)
			if j == 0 {
				f.put(`<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>`)
			}
			f.text(line)
			f.put(`</w:p>`)
		}
		f.put(`</w:footnote>`)
	}
	f.put(`</w:footnotes>`)
	// A strings.Builder takes everything.
	_ = f.out.Flush()
	return b.String()
}
