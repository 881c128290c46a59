package docx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge/docx"
)

const (
	opening = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` +
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`
	closing = `</w:body></w:document>`
)

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func body(t testing.TB, xml string) []byte {
	return pack(t, map[string]string{"word/document.xml": opening + xml + closing})
}

func text(s string) docx.Paragraph { return docx.Paragraph{Text: s} }

func TestReadKeepsEveryWordInOrder(t *testing.T) {
	tests := []struct {
		name string
		xml  string
		want []docx.Paragraph
	}{
		{"runs of one paragraph are joined",
			`<w:p><w:r><w:t>第一条</w:t></w:r><w:r><w:t xml:space="preserve">　</w:t></w:r><w:hyperlink><w:r><w:t>正文</w:t></w:r></w:hyperlink></w:p>`,
			[]docx.Paragraph{text("第一条　正文")}},
		{"breaks and tabs count, tab stops do not",
			`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>`,
			[]docx.Paragraph{text("甲\n乙\t丙")}},
		{"bold is a paragraph that is bold from its first word to its last",
			`<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>怎么</w:t></w:r><w:r><w:rPr><w:b w:val="1"/></w:rPr><w:t>办</w:t></w:r></w:p>` +
				`<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>先</w:t></w:r><w:r><w:t>好好说</w:t></w:r></w:p>` +
				`<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>再找人</w:t></w:r></w:p>`,
			[]docx.Paragraph{{Text: "怎么办", Bold: true}, text("先好好说"), text("再找人")}},
		{"spaces between elements are no text, empty paragraphs are left out",
			"<w:p>\n <w:r>\n<w:t>甲</w:t> </w:r></w:p><w:p/><w:p><w:r><w:t>　</w:t></w:r></w:p>",
			[]docx.Paragraph{text("甲")}},
		{"a row is a paragraph, its cells and their paragraphs are told apart",
			`<w:p><w:r><w:t>前</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>丙</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>后</w:t></w:r></w:p>`,
			[]docx.Paragraph{text("前"), {Text: "甲\n乙\t\t丙", Cell: true}, text("后")}},
		{"a table in a cell stays in the cell",
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>二</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>`,
			[]docx.Paragraph{{Text: "外\n一 二", Cell: true}}},
		{"a text box is read once, though it is stored twice",
			`<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>文</w:t></w:r></w:p>`,
			[]docx.Paragraph{text("框"), text("文")}},
		{"revisions are read as accepted",
			`<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>留</w:t></w:r></w:p>`,
			[]docx.Paragraph{text("增留")}},
		{"fields give their result, not their instruction",
			`<w:p><w:r><w:instrText>TOC \o</w:instrText></w:r><w:r><w:t>第一章</w:t></w:r></w:p>`,
			[]docx.Paragraph{text("第一章")}},
		{"automatic numbers are marked",
			`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr><w:r><w:t>条</w:t></w:r></w:p>`,
			[]docx.Paragraph{{Text: "条", List: true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := docx.Read(body(t, tt.xml))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestReadNamesStylesAndAppendsNotes(t *testing.T) {
	got, err := docx.Read(pack(t, map[string]string{
		"_rels/.rels":        `<Relationships><Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/></Relationships>`,
		"word/document2.xml": opening + `<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>标题</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="x"/></w:pPr><w:r><w:t>正文</w:t></w:r></w:p>` + closing,
		"word/styles.xml":    `<w:styles xmlns:w="w"><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>`,
		"word/footnotes.xml": `<w:footnotes xmlns:w="w"><w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote></w:footnotes>`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []docx.Paragraph{{Text: "标题", Style: "heading 1"}, {Text: "正文", Style: "x"}, text("脚注")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReadRefusesWithReason(t *testing.T) {
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 512)
	good := body(t, `<w:p><w:r><w:t>甲</w:t></w:r></w:p>`)
	tests := []struct {
		name string
		data []byte
		say  string
	}{
		{"an empty file", nil, "空的"},
		{"an old .doc", []byte(ole + "W\x00o\x00r\x00d\x00"), "旧的 .doc 格式"},
		{"an encrypted document", []byte(ole + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "密码"},
		{"a web page saved as .docx", []byte("\ufeff<html>"), "网页"},
		{"an RTF file", []byte(`{\rtf1`), "RTF"},
		{"a PDF file", []byte("%PDF-1.7"), "PDF"},
		{"any text", []byte("第一条　正文"), "不是 .docx"},
		{"a spreadsheet", pack(t, map[string]string{"xl/workbook.xml": "<x/>"}), "Excel"},
		{"a zip of something else", pack(t, map[string]string{"a.txt": "x"}), "没有 Word 正文"},
		{"a file cut short", good[:len(good)/2], "已损坏"},
		{"XML that breaks off", pack(t, map[string]string{"word/document.xml": "<w:document><w:p>"}), "已损坏"},
		{"elements nested without end", body(t, strings.Repeat("<w:tbl>", 200000)), "已损坏"},
		{"a document of pictures only", body(t, `<w:p><w:r><w:drawing/></w:r></w:p>`), "没有文字"},
		{"a zip bomb", body(t, "<w:p><w:r><w:t>"+strings.Repeat(" ", docx.MaxUnpacked)+"</w:t></w:r></w:p>"), "64 MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := docx.Read(tt.data)
			var e *pufa.Error
			if !errors.As(err, &e) || e.Kind != pufa.Invalid || !strings.Contains(e.Say, tt.say) {
				t.Errorf("err = %v, want Invalid that says %q", err, tt.say)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(body(f, `<w:p><w:r><w:t>第一条</w:t></w:r></w:p>`))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := docx.Read(data); err != nil && pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("err = %v, want Invalid", err)
		}
	})
}

func FuzzReadDocument(f *testing.F) {
	f.Add(opening + `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` + closing)
	f.Add(`<w:tc><w:tr></w:tr></w:tc>`)
	f.Fuzz(func(t *testing.T, xml string) {
		_, err := docx.Read(pack(t, map[string]string{"word/document.xml": xml}))
		if err != nil && pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("err = %v, want Invalid", err)
		}
	})
}
