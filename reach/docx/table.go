package docx

import (
	"strings"
)

// The width of the text between the margins, in twentieths of a point, upright and landscape.
const (
	upright = 11906 - 1588 - 1474
	turned  = 16838 - 2098 - 1984
)

// tallRow is how many half characters a row's longest cell may have before the row may break over two pages.
const tallRow = 400

func (t Table) write(p *printer) {
	if len(t.Columns) == 0 {
		return
	}
	for _, line := range lines(t.Title) {
		p.paragraph("TableTitle", "", line)
	}
	size, room := 24, upright
	if p.landscape {
		room = turned
	}
	if len(t.Columns) > 6 || t.needs(24) > room {
		size = 21
	}
	widths := t.widths(size, room)
	p.put(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/>`, room)
	p.put(`<w:tblLayout w:type="fixed"/><w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		p.put(`<w:gridCol w:w="%d"/>`, w)
	}
	p.put(`</w:tblGrid>`)
	p.row(t, t.heads(size, widths), widths, rowLook{size: size, bold: true, head: true, keep: true})
	for i, cells := range t.Rows {
		p.row(t, cells, widths, rowLook{size: size, keep: t.keeps(i)})
	}
	if t.Total != nil {
		p.row(t, t.Total, widths, rowLook{size: size, bold: true})
	}
	p.put(`</w:tbl>`)
	// A paragraph keeps two tables apart and ends the body as Word wants it.
	p.paragraph("TableNote", "", strings.Join(lines(t.Note), "\n"))
}

// rowLook is how a row is set.
type rowLook struct {
	size int // half points
	bold bool
	head bool // repeated on every page; centred
	keep bool // on one page with the next row
}

func (p *printer) row(t Table, cells []string, widths []int, look rowLook) {
	place := "center"
	p.put(`<w:tr><w:trPr>`)
	switch {
	case long(cells) >= tallRow:
		// A row that may need more than a page breaks where it must, and is not repeated.
		look.keep, place = false, "top"
	case look.head:
		p.put(`<w:cantSplit/><w:tblHeader/>`)
	default:
		p.put(`<w:cantSplit/>`)
	}
	p.put(`</w:trPr>`)
	for i, w := range widths {
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		align := t.Columns[i].Align
		if look.head || align == "" {
			align = Centre
		}
		p.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="%s"/></w:tcPr>`, w, place)
		keep := ""
		if look.keep {
			keep = "<w:keepNext/>"
		}
		p.put(`<w:p><w:pPr><w:pStyle w:val="TableText"/>%s<w:jc w:val="%s"/></w:pPr>`, keep, align)
		p.cell(text, look)
		p.put(`</w:p></w:tc>`)
	}
	p.put(`</w:tr>`)
}

func (p *printer) cell(text string, look rowLook) {
	bold := ""
	if look.bold {
		bold = "<w:b/><w:bCs/>"
	}
	for i, line := range lines(text) {
		if i > 0 {
			p.put(`<w:r><w:br/></w:r>`)
		}
		p.put(`<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`,
			bold, look.size, look.size, escape(line))
	}
}

// keeps reports whether row i stays on the page of the next one: a short table stays whole, a long one leaves
// no row alone at a page's start or end.
func (t Table) keeps(i int) bool {
	if t.Total == nil && i == len(t.Rows)-1 {
		return false
	}
	return len(t.Rows) <= 10 || i == 0 || i >= len(t.Rows)-2
}

// heads returns the headings. One that needs two lines breaks before its unit: 受众 / （人次）.
func (t Table) heads(size int, widths []int) []string {
	heads := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		name := column.Name
		if at := strings.LastIndex(name, "（"); at > 0 && Width(name)*size*5+padding > widths[i] {
			name = name[:at] + "\n" + name[at:]
		}
		heads[i] = name
	}
	return heads
}

// headWidth is how many half characters a heading wants: one line where it is short, else two.
func headWidth(name string) int {
	whole := Width(name)
	if at := strings.LastIndex(name, "（"); at > 0 {
		return max(Width(name[:at]), Width(name[at:]))
	}
	if whole <= 8 {
		return whole
	}
	return (whole + 3) / 2
}

func long(cells []string) int {
	most := 0
	for _, cell := range cells {
		most = max(most, Width(cell)+60*strings.Count(cell, "\n"))
	}
	return most
}

// padding is what a cell's own margins take.
const padding = 240

// wants returns how wide each column would like to be: its longest cell on one line, but not more than
// twenty characters, and its heading on two.
func (t Table) wants(size int) []int {
	half := size * 5 // half a character
	wants := make([]int, len(t.Columns))
	for i, column := range t.Columns {
		most := max(5, headWidth(column.Name)) // 12月 with the space that printers put between
		for _, cells := range append([][]string{t.Total}, t.Rows...) {
			if i < len(cells) {
				most = max(most, min(Width(cells[i]), 40))
			}
		}
		wants[i] = most*half + padding
	}
	return wants
}

func (t Table) needs(size int) int {
	sum := 0
	for _, w := range t.wants(size) {
		sum += w
	}
	return sum
}

// widths shares the room among the columns. Where it is short, narrow columns keep what they want and the
// wide ones share the rest in proportion; where there is more than enough, everybody grows alike.
func (t Table) widths(size, room int) []int {
	wants := t.wants(size)
	fixed := make([]bool, len(wants))
	left, open := room, t.needs(size)
	if open > room {
		for again := true; again; {
			again = false
			count := 0
			for i := range wants {
				if !fixed[i] {
					count++
				}
			}
			for i, w := range wants {
				if !fixed[i] && w <= left/max(count, 1) {
					fixed[i], again = true, true
					left, open, count = left-w, open-w, count-1
				}
			}
		}
	}
	widths, used, last := make([]int, len(wants)), 0, len(wants)-1
	for i, w := range wants {
		widths[i] = w
		if !fixed[i] && open > 0 {
			widths[i], last = w*left/open, i
		}
		used += widths[i]
	}
	widths[last] += room - used
	return widths
}
