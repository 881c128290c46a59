package lawtext_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// official is a law that does not exist, in the layout of the national database.
const official = `            中华人民共和国
          示例邻里互助促进法

（2010年7月5日第十一届示例代表大会常务委员会第八次会议通过　根据2018年8月27日第十三届示例代表大会常务委员会第十次会议《关于修改〈中华人民共和国示例邻里互助促进法〉的决定》第一次修正
　　根据2024年12月26日第十四届示例代表大会常务委员会第二次会议《关于修改部分法律的决定》第二次修正）

目　　录
第一章　总　　则
第二章　互助的组织
　第一节　楼　　组
　第二节　议事会
第三章　附　　则

第一章　总　　则

　　第一条　为了促进邻里互助，制定本法。
　　第二条　邻里互助应当遵守下列原则：
　　（一）自愿；
　　（二）互惠，包括：
　　1．借还有信；
　　2．出入相扶；
　　(三)公开。
　　第三条规定的议事会可以补充前款所列原则。
　　第三条　议事会由居民推举产生。议事会的任期与居民委员会的任期相同，届满应当及
时改选。

第二章　互助的组织

第一节　楼　　组

　　第四条　【删除】
　　第五条　楼组设组长一人。
　　组长的推举依照第三条 的规定办理。
　　第五条之一　组长可以连任。
　　第五条之二　组长出缺的，由副组长代行职责，
直至补选完成。
第二节　议事会
　　第六条　议事会每季度
至少开会一次。
　　依照本法第二条
第三款补充的原则，应当公布。
第三章　附　　则
　　第七条　本法自2025年5月1日起施行。

附件：
互助事项清单
　　一、代取包裹
　　第一条　本清单不是条文。
`

func want() []knowledge.Article {
	chapter := []string{"第一章 总则"}
	group := []string{"第二章 互助的组织", "第一节 楼组"}
	council := []string{"第二章 互助的组织", "第二节 议事会"}
	return []knowledge.Article{
		{Number: knowledge.Number{Main: 1}, Headings: chapter, Paragraphs: paragraphs("为了促进邻里互助，制定本法。")},
		{Number: knowledge.Number{Main: 2}, Headings: chapter, Paragraphs: []knowledge.Paragraph{
			{Text: "邻里互助应当遵守下列原则：", Items: []knowledge.Item{
				{Label: "（一）", Text: "自愿；"},
				{Label: "（二）", Text: "互惠，包括：\n1．借还有信；\n2．出入相扶；"},
				{Label: "（三）", Text: "公开。"},
			}},
			{Text: "第三条规定的议事会可以补充前款所列原则。"},
		}},
		{Number: knowledge.Number{Main: 3}, Headings: chapter, Paragraphs: paragraphs("议事会由居民推举产生。议事会的任期与居民委员会的任期相同，届满应当及时改选。")},
		{Number: knowledge.Number{Main: 4}, Headings: group, Paragraphs: paragraphs("【删除】")},
		{Number: knowledge.Number{Main: 5}, Headings: group, Paragraphs: paragraphs("楼组设组长一人。", "组长的推举依照第三条 的规定办理。")},
		{Number: knowledge.Number{Main: 5, Sub: 1}, Headings: group, Paragraphs: paragraphs("组长可以连任。")},
		{Number: knowledge.Number{Main: 5, Sub: 2}, Headings: group, Paragraphs: paragraphs("组长出缺的，由副组长代行职责，直至补选完成。")},
		{Number: knowledge.Number{Main: 6}, Headings: council, Paragraphs: paragraphs("议事会每季度至少开会一次。", "依照本法第二条第三款补充的原则，应当公布。")},
		{Number: knowledge.Number{Main: 7}, Headings: []string{"第三章 附则"}, Paragraphs: paragraphs("本法自2025年5月1日起施行。")},
	}
}

func paragraphs(texts ...string) []knowledge.Paragraph {
	var out []knowledge.Paragraph
	for _, s := range texts {
		out = append(out, knowledge.Paragraph{Text: s})
	}
	return out
}

// check compares the law with the official fixture, except its hash.
func check(t *testing.T, got knowledge.Law, annex string) {
	t.Helper()
	if len(got.Hash) != 64 {
		t.Errorf("hash %q", got.Hash)
	}
	got.Hash = ""
	expected := knowledge.Law{
		Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Level: "法律",
		Version: "2024-12-26", Effective: "2025-05-01",
		History: []string{
			"2010年7月5日第十一届示例代表大会常务委员会第八次会议通过",
			"根据2018年8月27日第十三届示例代表大会常务委员会第十次会议《关于修改〈中华人民共和国示例邻里互助促进法〉的决定》第一次修正",
			"根据2024年12月26日第十四届示例代表大会常务委员会第二次会议《关于修改部分法律的决定》第二次修正",
		},
		Articles: want(),
		Annexes:  []knowledge.Annex{{Title: "附件 互助事项清单", Text: annex}},
	}
	if diff := cmp.Diff(expected, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTextInTheOfficialLayout(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(official))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]byte{
		"as it is":             []byte(official),
		"with Windows' breaks": []byte("\ufeff" + strings.ReplaceAll(official, "\n", "\r\n")),
		"in GB 18030":          gb,
		"from a converted PDF": []byte(strings.NewReplacer("第一", "第\u2f00", "。", "。\u200b", "　　第", "\u00a0\u00a0第").Replace(official)),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := lawtext.Text("示例邻里互助促进法.txt", data)
			if err != nil {
				t.Fatal(err)
			}
			check(t, l, "一、代取包裹\n第一条 本清单不是条文。")
		})
	}
}

// word writes a .docx: a paragraph for each line, its first words in a run of their own, as Word
// stores them; a line with | is a table of one row.
func word(t testing.TB, lines []string) []byte {
	t.Helper()
	var doc strings.Builder
	doc.WriteString(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, s := range lines {
		if strings.Contains(s, "|") {
			doc.WriteString("<w:tbl><w:tr>")
			for _, c := range strings.Split(s, "|") {
				doc.WriteString("<w:tc>" + paragraph(c) + "</w:tc>")
			}
			doc.WriteString("</w:tr></w:tbl>")
			continue
		}
		doc.WriteString(paragraph(s))
	}
	doc.WriteString("</w:body></w:document>")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write([]byte(doc.String()))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func paragraph(s string) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	for i, part := range strings.SplitAfterN(s, "　", 4) {
		if i > 0 {
			b.WriteString(`<w:bookmarkStart w:id="1"/>`)
		}
		for j, piece := range strings.Split(part, "\n") {
			b.WriteString("<w:r>")
			if j > 0 {
				b.WriteString("<w:br/>")
			}
			b.WriteString(`<w:t xml:space="preserve">`)
			// A strings.Builder takes every write.
			_ = xml.EscapeText(&b, []byte(piece))
			b.WriteString("</w:t></w:r>")
		}
	}
	b.WriteString("</w:p>")
	return b.String()
}

// officialParagraphs is the fixture as a .docx has it: lines broken within a paragraph are breaks.
func officialParagraphs() []string {
	text := strings.NewReplacer("应当及\n", "应当及", "职责，\n", "职责，", "每季度\n", "每季度", "第二条\n", "第二条").Replace(official)
	text = strings.Replace(text, "　　一、代取包裹", "事项|次数\n　　一、代取包裹|不限", 1)
	return strings.Split(text, "\n")
}

func TestWordInTheOfficialLayout(t *testing.T) {
	l, err := lawtext.Docx("中华人民共和国示例邻里互助促进法_20241226.docx", word(t, officialParagraphs()))
	if err != nil {
		t.Fatal(err)
	}
	check(t, l, "事项\t次数\n一、代取包裹\t不限\n第一条 本清单不是条文。")
}

func TestWordWithTitleAndHistoryInManyPieces(t *testing.T) {
	lines := []string{
		"最高人民法院", "最高人民检察院", "关于办理邻里互助案件适用法律", "若干问题的解释", "（试行）",
		"法释〔2024〕99号", "（2024年1月8日最高人民法院审判委员会第9999次会议、", "2024年1月20日最高人民检察院委员会第99次会议通过，", "自2024年3月1日起施行）",
		"　　为正确办理邻里互助案件，制定本解释。", "一、一般规定", "第一条　邻里是指同住一楼的人。\n同住一院的人，视为邻里。", "二、附则", "第二条　本解释自2024年3月1日起施行。",
	}
	l, err := lawtext.Docx("解释.docx", word(t, lines))
	if err != nil {
		t.Fatal(err)
	}
	l.Hash = ""
	expected := knowledge.Law{
		Name:  "最高人民法院、最高人民检察院关于办理邻里互助案件适用法律若干问题的解释（试行）",
		Title: "最高人民法院、最高人民检察院关于办理邻里互助案件适用法律若干问题的解释（试行）",
		Level: "司法解释", Version: "2024-01-20", Effective: "2024-03-01",
		History: []string{"法释〔2024〕99号", "2024年1月8日最高人民法院审判委员会第9999次会议、 2024年1月20日最高人民检察院委员会第99次会议通过，自2024年3月1日起施行"},
		Preface: paragraphs("为正确办理邻里互助案件，制定本解释。"),
		Articles: []knowledge.Article{
			{Number: knowledge.Number{Main: 1}, Headings: []string{"一、一般规定"}, Paragraphs: paragraphs("邻里是指同住一楼的人。", "同住一院的人，视为邻里。")},
			{Number: knowledge.Number{Main: 2}, Headings: []string{"二、附则"}, Paragraphs: paragraphs("本解释自2024年3月1日起施行。")},
		},
	}
	if diff := cmp.Diff(expected, l); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAnnouncementsStandInTheHistory(t *testing.T) {
	text := `中华人民共和国示例主席令
第九十九号
《中华人民共和国示例邻里互助促进法》已由第十四届示例代表大会常务委员会第二次会议于2024年12月26日通过，现予公布，自2025年5月1日起施行。
2024年12月26日

中华人民共和国示例邻里互助促进法
（2024年12月26日第十四届示例代表大会常务委员会第二次会议通过）
第一条　为了促进邻里互助，制定本法。
第二条　本法自2025年5月1日起施行。`
	l, err := lawtext.Text("a.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if l.Name != "示例邻里互助促进法" || l.Version != "2024-12-26" || l.Effective != "2025-05-01" || len(l.Articles) != 2 || len(l.History) != 5 {
		t.Errorf("%s %s %s, %d articles, history %q", l.Name, l.Version, l.Effective, len(l.Articles), l.History)
	}
}
