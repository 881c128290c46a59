package docx

import (
	"fmt"
	"strings"
	"time"
)

const (
	header     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	word       = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	namespaces = `xmlns:w="` + word + `" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
)

type part struct{ name, text string }

// fixedParts are the parts that are the same in every document, the list of types first.
func fixedParts() []part {
	return []part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", relations},
		{"docProps/app.xml", application},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/settings.xml", settings},
		{"word/fontTable.xml", fontTable()},
		{"word/styles.xml", styles()},
		{"word/footer1.xml", footer("FooterOdd")},
		{"word/footer2.xml", footer("FooterEven")},
	}
}

const contentTypes = header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/>` +
	`<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`</Types>`

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const relations = header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + office + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + office + `extended-properties" Target="docProps/app.xml"/>` +
	`</Relationships>`

const documentRelations = header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rIdStyles" Type="` + office + `styles" Target="styles.xml"/>` +
	`<Relationship Id="rIdSettings" Type="` + office + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rIdFonts" Type="` + office + `fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rIdNotes" Type="` + office + `footnotes" Target="footnotes.xml"/>` +
	`<Relationship Id="rIdOdd" Type="` + office + `footer" Target="footer1.xml"/>` +
	`<Relationship Id="rIdEven" Type="` + office + `footer" Target="footer2.xml"/>` +
	`</Relationships>`

const application = header + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Pufa</Application></Properties>`

const settings = header + `<w:settings ` + namespaces + `><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/>` +
	`<w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:footnotePr><w:numFmt w:val="decimalEnclosedCircle"/><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>` +
	`<w:compat><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:adjustLineHeightInTable/><w:useFELayout/>` +
	`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

func coreProperties(d Document) string {
	made := d.Made
	if made.IsZero() {
		made = epoch
	}
	at := made.UTC().Format(time.RFC3339)
	one := func(s string) string { return strings.Join(lines(s), " ") }
	return fmt.Sprintf(header+`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" `+
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+
		`<dc:title>%s</dc:title><dc:creator>%s</dc:creator><cp:lastModifiedBy>%s</cp:lastModifiedBy>`+
		`<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified>`+
		`<dc:language>zh-CN</dc:language></cp:coreProperties>`,
		escape(one(d.Title)), escape(one(d.Office)), escape(one(d.Office)), at, at)
}

// footer is the page number between dashes; the style puts it right or left.
func footer(style string) string {
	return header + `<w:ftr ` + namespaces + `><w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` +
		`<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r>` +
		`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>` +
		`<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}
