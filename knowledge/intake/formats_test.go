package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func testReader() reader {
	return reader{citer: bookCiter{}, pdftotext: "pdftotext"}
}

// wordFile packs paragraphs (as WordprocessingML) into a Word file.
func wordFile(t testing.TB, body string) []byte {
	t.Helper()
	const open = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write([]byte(open + body + `</w:body></w:document>`))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wordP(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

func wordBold(text string) string {
	return `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>` + text + `</w:t></w:r></w:p>`
}

func wordHeading(text string) string {
	return `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
}

func wordRow(cells ...string) string {
	return `<w:tr><w:tc>` + wordP(strings.Join(cells, `</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>`)) + `</w:tc></w:tr>`
}

// pdfFile makes a PDF whose pages have the lines, with a map to Unicode and no embedded font.
func pdfFile(pages ...[]string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(at)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	var kids string
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 6+2*i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages))
	object("<</Type/Font/Subtype/Type0/BaseFont/Shi/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>")
	object("<</Type/Font/Subtype/CIDFontType2/BaseFont/Shi/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/W[32 126 500]>>")
	cmap := "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /U def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" +
		bfchars(pages) + "endcmap\nend\nend"
	object("<</Length %d>>stream\n%s\nendstream", len(cmap), cmap)
	for i, lines := range pages {
		text := "BT /F1 12 Tf 50 800 Td\n"
		for _, l := range lines {
			hex := ""
			for _, u := range utf16.Encode([]rune(l)) {
				hex += fmt.Sprintf("%04X", u)
			}
			text += "<" + hex + "> Tj 0 -20 Td\n"
		}
		text += "ET"
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 840]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", 7+2*i)
		object("<</Length %d>>stream\n%s\nendstream", len(text), text)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// bfchars maps each character of the pages to itself.
func bfchars(pages [][]string) string {
	var b strings.Builder
	for _, lines := range pages {
		for _, r := range strings.Join(lines, "") {
			fmt.Fprintf(&b, "1 beginbfchar\n<%04X> <%04X>\nendbfchar\n", r, r)
		}
	}
	return b.String()
}

func workbook(t testing.TB, sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for name, rows := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gbk(t testing.TB, s string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

// gist is what an entry says, without its hash.
func gist(e knowledge.Entry) knowledge.Entry {
	e.Hash = ""
	return e
}

func cite(main int) knowledge.Citation {
	return knowledge.Citation{Law: "示例邻里互助促进法", Article: knowledge.Number{Main: main}}
}

// neighbour is the question that every format below holds.
func neighbour(slug string) knowledge.Entry {
	return knowledge.Entry{
		Slug: slug, Kind: knowledge.KindQA, Title: "楼上半夜拖椅子怎么办？",
		Asks: []string{"邻居太吵", "楼上有噪音"}, Body: "先好好说，再找居委会。\n调解不收钱。",
		Field: "邻里", For: []pufa.Group{pufa.Residents}, Cites: []knowledge.Citation{cite(5), cite(6)}, State: knowledge.Draft,
		Sections: []knowledge.Section{{Heading: "怎么办", Text: "1. 记下时间。\n\n2. 找居委会。"}},
	}
}

func same(t *testing.T, want, got knowledge.Entry) {
	t.Helper()
	if diff := cmp.Diff(want, gist(got), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestWordWithKeysAndHeadings(t *testing.T) {
	keys := wordP("问题：楼上半夜拖椅子怎么办？") + wordP("问法：") + wordP("1. 邻居太吵") + wordP("2. 楼上有噪音") +
		wordP("领域：邻里") + wordP("对象：居民") + wordP("依据：《示例邻里互助促进法》第五条；《示例邻里互助促进法》第六条")
	answer := wordP("答案：先好好说，再找居委会。") + wordP("调解不收钱。")
	steps := wordP("1. 记下时间。") + wordP("2. 找居委会。")
	form := `<w:tbl>` + wordRow("问题", "楼上半夜拖椅子怎么办？") + wordRow("问法", "邻居太吵；楼上有噪音") + wordRow("领域", "邻里") +
		wordRow("对象", "居民") + wordRow("依据", "《示例邻里互助促进法》第五条；《示例邻里互助促进法》第六条") + `</w:tbl>`
	for name, body := range map[string]string{
		"heading by style":    keys + answer + wordHeading("一、怎么办") + steps,
		"heading set bold":    keys + answer + wordBold("怎么办：") + steps,
		"heading by its name": keys + answer + wordP("怎么办") + steps,
		"keys in a form":      form + answer + wordBold("怎么办") + steps,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := testReader().parseWord("zao-yin.docx", wordFile(t, body))
			if err != nil || len(got) != 1 {
				t.Fatal(got, err)
			}
			same(t, neighbour("zao-yin"), got[0])
		})
	}
}

func TestWordCaseTakesItsNamesAndCitations(t *testing.T) {
	body := wordHeading("楼上泡水案") + wordP("张某家漏水。") + wordBold("基本案情") + wordP("- 两家&lt;相邻&gt;。") +
		wordBold("裁判理由") + wordP("依照《示例邻里互助促进法》第五条，应当赔偿。") + wordBold("备注") + wordP("无")
	got, err := testReader().parseWord("漏水.docx", wordFile(t, body))
	if err != nil {
		t.Fatal(err)
	}
	same(t, knowledge.Entry{
		Slug: fileSlug("漏水.docx", ""), Kind: knowledge.KindCase, Title: "楼上泡水案", Body: "张某家漏水。", State: knowledge.Draft,
		Sections: []knowledge.Section{{Heading: "案情", Text: `- 两家\<相邻>。`},
			{Heading: "法律分析", Text: "依照《示例邻里互助促进法》第五条，应当赔偿。"}, {Heading: "备注", Text: "无"}},
		Cites: []knowledge.Citation{cite(5)},
	}, got[0])
}

func TestWordTableOfQuestions(t *testing.T) {
	body := wordP("社区常见问题") + `<w:tbl>` + wordRow("问题", "答案", "领域") +
		wordRow("谁管噪音？", "居委会。", "邻里") + wordRow("谁管漏水？", "物业。", "邻里") + `</w:tbl>`
	got, err := testReader().parseWord("biao.docx", wordFile(t, body))
	if err != nil || len(got) != 2 || got[1].Title != "谁管漏水？" || got[1].Source != "社区常见问题" {
		t.Fatalf("%+v %v", got, err)
	}
	if _, err := testReader().parseWord("biao.docx", wordFile(t, body+wordP("还有一段"))); err == nil {
		t.Error("text beside the table is dropped")
	}
	twice := wordP("问题：甲？") + wordP("问题：乙？") + wordP("答。")
	if _, err := testReader().parseWord("liang.docx", wordFile(t, twice)); err == nil {
		t.Error("two questions in one document are taken")
	}
}

func TestHTML(t *testing.T) {
	const page = `<html><head><meta charset="CS"><title>网站首页</title><style>p{}</style></head><body>
<h1>楼上半夜拖椅子怎么办？</h1><p>问法：邻居太吵；楼上有噪音</p><p>领域：邻里</p><p>对象：居民</p>
<p>依据：《示例邻里互助促进法》第五条；《示例邻里互助促进法》第六条</p>
<p>先好好说，再找居委会。</p><p>调解不收钱。</p><script>alert(1)</script>
<h2>怎么办</h2><p>1. 记下时间。</p><p onclick="x()">2. 找居委会。</p></body></html>`
	for charset, data := range map[string][]byte{
		"utf-8": []byte(strings.Replace(page, "CS", "utf-8", 1)),
		"gbk":   gbk(t, strings.Replace(page, "CS", "gbk", 1)),
	} {
		got, err := testReader().parseHTML("zao-yin.html", data)
		if err != nil {
			t.Fatal(charset, err)
		}
		want := neighbour("zao-yin")
		want.Sections[0].Text = "1\\. 记下时间。\n\n2\\. 找居委会。"
		same(t, want, got)
	}
	got, err := testReader().parseHTML("a.html", []byte(`<title>反诈提示</title><p>不<b>转账</b>。<a href="javascript:x">点这里</a></p><table><tr><th>号码</th></tr><tr><td>96110</td></tr></table>`))
	if err != nil || got.Title != "反诈提示" || got.Kind != knowledge.KindMaterial {
		t.Fatalf("%+v %v", got, err)
	}
	if !strings.Contains(got.Body, "转账") || !strings.Contains(got.Body, "96110") || strings.Contains(got.Body, "javascript") {
		t.Errorf("body %q", got.Body)
	}
}

func TestHostilePages(t *testing.T) {
	for name, unit := range map[string]string{
		"nested blocks": "<div>", "nested lists": "<ul><li>", "nested tables": "<table><tr><td>", "open bold": "<b>", "quotes": "<blockquote>",
	} {
		t.Run(name, func(t *testing.T) {
			page := "<p>题</p>" + strings.Repeat(unit, 20_000) + "<p>正文</p>"
			e, err := testReader().parseHTML("a.html", []byte(page))
			if err == nil && !strings.Contains(wholeText(e), "正文") {
				t.Errorf("taken without its text: %.100q", wholeText(e))
			}
		})
	}
	if _, err := testReader().parseHTML("a.html", make([]byte, maxHTML+1)); err == nil {
		t.Error("an oversize page is taken")
	}
}
