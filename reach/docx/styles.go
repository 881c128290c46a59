package docx

import (
	"cmp"
	"fmt"
	"strings"
)

// The fonts of GB/T 9704. Whoever has not got them sees the substitutes that fontTable names.
const (
	fangsong = "仿宋_GB2312"
	kaiti    = "楷体_GB2312"
	heiti    = "黑体"
	songti   = "宋体"
	biaosong = "方正小标宋简体"
	latin    = "Times New Roman"
)

func fontTable() string {
	var b strings.Builder
	b.WriteString(header + `<w:fonts ` + namespaces + `>`)
	for _, font := range []struct{ name, other string }{
		{fangsong, "仿宋"}, {kaiti, "楷体"}, {heiti, "SimHei"}, {songti, "SimSun"}, {biaosong, "方正小标宋_GBK"},
	} {
		fmt.Fprintf(&b, `<w:font w:name="%s"><w:altName w:val="%s"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="default"/></w:font>`,
			font.name, font.other)
	}
	fmt.Fprintf(&b, `<w:font w:name="%s"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`, latin)
	return b.String()
}

// style is a paragraph style. paragraph and run hold properties in the order of the schema; a run's fonts
// come first and are written from font.
type style struct {
	id, name, based, next string
	paragraph             string
	font                  string // East Asian; "" keeps the based style's
	digits                string // the font of Latin letters and digits; "" Times New Roman, where font is set
	bold                  bool
	tight                 bool // set so that 28 characters of 3号 fill a line of 156 mm, 27.6 without
	size                  int  // half points; 0 keeps the based style's
}

func (s style) write(b *strings.Builder) {
	fmt.Fprintf(b, `<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="%s"/>`, s.id, s.name, s.based)
	if s.next != "" {
		fmt.Fprintf(b, `<w:next w:val="%s"/>`, s.next)
	}
	b.WriteString(`<w:qFormat/>`)
	if s.paragraph != "" {
		fmt.Fprintf(b, `<w:pPr>%s</w:pPr>`, s.paragraph)
	}
	b.WriteString(`<w:rPr>`)
	if s.font != "" {
		digits := cmp.Or(s.digits, latin)
		fmt.Fprintf(b, `<w:rFonts w:ascii="%s" w:hAnsi="%s" w:eastAsia="%s" w:cs="%s"/>`, digits, digits, s.font, digits)
	}
	if s.bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if s.tight {
		b.WriteString(`<w:spacing w:val="-5"/>`)
	}
	if s.size > 0 {
		fmt.Fprintf(b, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, s.size, s.size)
	}
	b.WriteString(`</w:rPr></w:style>`)
}

// paragraphStyles lists the styles. Sizes: 2号 22 pt, 3号 16 pt, 4号 14 pt, 小四 12 pt, 5号 10.5 pt, 小五 9 pt.
func paragraphStyles() []style {
	indent := `<w:ind w:firstLineChars="200" w:firstLine="640"/>`
	level := func(n int) string { return fmt.Sprintf(`<w:keepNext/>%s<w:outlineLvl w:val="%d"/>`, indent, n-1) }
	return []style{
		{id: "BodyText", name: "Body Text", based: "Normal", tight: true, paragraph: indent},
		{id: "Title", name: "Title", based: "Normal", next: "BodyText", font: biaosong, size: 44,
			paragraph: `<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>`},
		{id: "Heading1", name: "heading 1", based: "Normal", next: "BodyText", tight: true, font: heiti, paragraph: level(1)},
		{id: "Heading2", name: "heading 2", based: "Normal", next: "BodyText", tight: true, font: kaiti, paragraph: level(2)},
		{id: "Heading3", name: "heading 3", based: "Normal", next: "BodyText", tight: true, bold: true, paragraph: level(3)},
		{id: "Heading4", name: "heading 4", based: "Normal", next: "BodyText", tight: true, paragraph: level(4)},
		{id: "AnnexLabel", name: "Annex Label", based: "Normal", font: heiti, paragraph: `<w:keepNext/>`},
		{id: "AnnexTitle", name: "Annex Title", based: "Title"},
		{id: "TableTitle", name: "Table Title", based: "Normal", font: heiti, size: 28,
			paragraph: `<w:keepNext/><w:spacing w:before="120" w:line="480" w:lineRule="exact"/><w:jc w:val="center"/>`},
		{id: "TableText", name: "Table Text", based: "Normal", size: 24,
			paragraph: `<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>`},
		{id: "TableNote", name: "Table Note", based: "Normal", size: 21,
			paragraph: `<w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="120" w:line="320" w:lineRule="exact"/><w:jc w:val="left"/>`},
		{id: "SectionEnd", name: "Section End", based: "Normal", size: 2,
			paragraph: `<w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>`},
		{id: "FootnoteText", name: "footnote text", based: "Normal", font: songti, size: 18,
			paragraph: `<w:snapToGrid w:val="0"/><w:spacing w:line="280" w:lineRule="exact"/><w:jc w:val="left"/>`},
		{id: "FooterOdd", name: "Footer Odd", based: "Normal", font: songti, digits: songti, size: 28,
			paragraph: `<w:snapToGrid w:val="0"/><w:spacing w:line="280" w:lineRule="exact"/><w:ind w:right="280"/><w:jc w:val="right"/>`},
		{id: "FooterEven", name: "Footer Even", based: "FooterOdd",
			paragraph: `<w:ind w:left="280" w:right="0"/><w:jc w:val="left"/>`},
	}
}

// styles returns the style sheet. Word's own line breaking keeps Chinese punctuation off the line's start;
// no room is added between Chinese and digits, so that a line holds its 28 characters.
func styles() string {
	var b strings.Builder
	b.WriteString(header + `<w:styles ` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr>`)
	fmt.Fprintf(&b, `<w:rFonts w:ascii="%s" w:hAnsi="%s" w:eastAsia="%s" w:cs="%s"/>`, latin, latin, fangsong, latin)
	b.WriteString(`<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`)
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>` +
		`<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:spacing w:line="579" w:lineRule="exact"/><w:jc w:val="both"/></w:pPr>` +
		`<w:rPr><w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>`)
	b.WriteString(`<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>`)
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>` +
		`<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, s := range paragraphStyles() {
		s.write(&b)
	}
	b.WriteString(`<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>`)
	b.WriteString(`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="auto"/>`, side)
	}
	b.WriteString(`</w:tblBorders></w:tblPr></w:style></w:styles>`)
	return b.String()
}
