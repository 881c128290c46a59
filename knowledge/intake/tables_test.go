package intake

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa/knowledge"
)

const csvOfQuestions = `社区常见问题,,,,,,
编号,问题（必填）,其他问法,回答,法律依据,分类,适用对象,怎么办
1,楼上半夜拖椅子怎么办？,"邻居太吵
楼上有噪音","先好好说，再找居委会。
调解不收钱。",《示例邻里互助促进法》第五条；《示例邻里互助促进法》第六条,邻里,居民,"1. 记下时间。
2. 找居委会。"
,,,,,,,
guan-lou-shui,漏水谁管？,,物业。,,邻里,,
`

func TestCSVInEveryEncodingOfTheOffice(t *testing.T) {
	want := neighbour("wen-da-1")
	want.Source = "社区常见问题"
	utf16 := []byte{0xff, 0xfe}
	for _, r := range csvOfQuestions {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for name, data := range map[string][]byte{
		"utf-8":      []byte(csvOfQuestions),
		"utf-8 mark": append([]byte("\xef\xbb\xbf"), csvOfQuestions...),
		"gbk, crlf":  gbk(t, strings.ReplaceAll(csvOfQuestions, "\n", "\r\n")),
		"utf-16":     utf16,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := testReader().parseCSV("wen-da.csv", data)
			if err != nil || len(got) != 2 {
				t.Fatal(got, err)
			}
			same(t, want, got[0])
			if got[1].Slug != "guan-lou-shui" {
				t.Errorf("slug %q", got[1].Slug)
			}
		})
	}
}

func TestCSVRefusals(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"no headings":        {"谁管？,居委会。\n", []string{"a.csv:1: 第一行要是列名"}},
		"empty":              {"\n", []string{"a.csv: 这个文件里没有一条内容"}},
		"no answer":          {"问题,答案\n谁管？,\n谁问？,他。\n", []string{"a.csv:2: 没有正文"}},
		"no question":        {"问题,答案\n,居委会。\n", []string{"a.csv:2: 没有问题"}},
		"same question":      {"问题,答案\n谁管？,甲。\n谁管？,乙。\n", []string{"a.csv:3: 与第 2 行是同一个问题"}},
		"cell without head":  {"问题,答案\n谁管？,甲。,多出来的\n", []string{"a.csv:2: 第 3 列有内容“多出来的”，但没有列名"}},
		"two of a kind":      {"问题,答案,回答\n谁管？,甲。,乙。\n", []string{"a.csv:1: 列名“回答”和前面的一列意思相同"}},
		"every bad row":      {"问题,答案,依据\n谁管？,甲。,按规定\n谁问？,乙。,按制度\n", []string{"a.csv:2: “依据”里的“按规定”", "a.csv:3: “依据”里的“按制度”"}},
		"open quotes":        {"问题,答案\n谁管？,\"甲。\n", []string{"a.csv:2: 引号不成对"}},
		"NUL":                {"问题,答案\n谁\x00管？,甲。\n", []string{"a.csv:2: 这一行里有看不见的控制字符"}},
		"no known encoding":  {"问题,答案\n谁管\xff\xff？,甲。\n", []string{"a.csv:2: 文字的编码认不出来"}},
		"a day as people do": {"问题,答案,审核日期\n谁管？,甲。,2026/13/1\n", []string{"a.csv:2: “审核日”：“2026-13-01”不是日期"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := testReader().parseCSV("a.csv", []byte(tt.text))
			wantRefusals(t, err, tt.want)
			if got != nil {
				t.Errorf("entries of a refused file: %v", got)
			}
		})
	}
}

func wantRefusals(t *testing.T, err error, want []string) {
	t.Helper()
	var problems *Error
	if !errors.As(err, &problems) || len(problems.Refusals) != len(want) {
		t.Fatalf("got %v, want %q", err, want)
	}
	for i, r := range problems.Refusals {
		if !strings.HasPrefix(r.String(), want[i]) {
			t.Errorf("got %q, want %q…", r, want[i])
		}
	}
}

func TestWordsBehindACitationAreKept(t *testing.T) {
	got, err := testReader().parseCSV("a.csv", []byte("问题,答案,依据\n谁管？,甲。,《示例邻里互助促进法》第五条：邻居应当安静。\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []knowledge.Section{{Heading: "依据", Text: "《示例邻里互助促进法》第五条：邻居应当安静。"}}
	if diff := cmp.Diff(want, got[0].Sections); diff != "" || got[0].Cites[0] != cite(5) {
		t.Error(diff, got[0].Cites)
	}
}

func TestWorkbook(t *testing.T) {
	data := workbook(t, map[string][][]any{
		"Sheet1": {},
		"问答":     {{"问题", "答案", "复核日", "电话"}, {}, {"谁管？", "居委会。", "2027/1/5", 12345}},
		"案例":     {{"类型", "标题", "答案", "案情"}, {"以案释法", "漏水案", "", "楼上漏水。"}},
	})
	got, err := testReader().parseXLSX("biao.xlsx", data)
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	for _, e := range got {
		if e.Kind == knowledge.KindQA && (e.Review != "2027-01-05" || e.Phones[0] != "12345") {
			t.Errorf("%+v", e)
		}
		if e.Kind == knowledge.KindCase && (e.Title != "漏水案" || e.Sections[0].Text != "楼上漏水。") {
			t.Errorf("%+v", e)
		}
	}
	bad := workbook(t, map[string][][]any{"问答": {{"问题", "答案"}, {"谁管？", "甲。"}, {"谁问？", ""}}, "说明": {{"怎么填", "请看", "这里"}}})
	_, err = testReader().parseXLSX("biao.xlsx", bad)
	var problems *Error
	if !errors.As(err, &problems) || len(problems.Refusals) < 2 || !strings.Contains(err.Error(), "工作表“说明”：第一行要是列名") {
		t.Errorf("got %v", err)
	}
}

// sheetOf packs a worksheet's rows (as SpreadsheetML) into a workbook by hand, past any writer's checks.
func sheetOf(t *testing.T, rows func(w *bytes.Buffer)) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	var sheet bytes.Buffer
	sheet.WriteString(`<worksheet ` + ns + `><sheetData>`)
	rows(&sheet)
	sheet.WriteString(`</sheetData></worksheet>`)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + ns + ` xmlns:r="` + rel + `"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet.String(),
	} {
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

// zipBomb is an archive whose one part unpacks to more than may be unpacked.
func zipBomb(t *testing.T) []byte {
	t.Helper()
	var packed, b bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: "xl/workbook.xml", Method: zip.Deflate,
		UncompressedSize64: maxUnpacked + 1, CompressedSize64: 1 << 10,
	})
	if err == nil {
		_, err = deflate.Write(make([]byte, 1<<10))
	}
	if err == nil {
		_, err = w.Write(packed.Bytes())
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func textCell(at, text string) string {
	return `<c r="` + at + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
}

func TestHostileWorkbooks(t *testing.T) {
	head := `<row r="1">` + textCell("A1", "问题") + textCell("B1", "答案") + `</row>`
	last := `<row r="1048576">` + textCell("A1048576", "谁管？") + textCell("B1048576", "甲。") + `</row>`
	tests := map[string]struct {
		rows  func(w *bytes.Buffer)
		taken int
	}{
		"a million empty rows": {func(w *bytes.Buffer) {
			w.WriteString(head)
			for range 1_000_000 {
				w.WriteString("<row/>")
			}
			w.WriteString("<row>" + textCell("A1000002", "谁管？") + textCell("B1000002", "甲。") + "</row>")
		}, 1},
		"a gap of a million rows": {func(w *bytes.Buffer) { w.WriteString(head + last) }, 1},
		"beyond the last row": {func(w *bytes.Buffer) {
			w.WriteString(head + strings.ReplaceAll(last, "1048576", "2000000000"))
		}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := testReader().parseXLSX("a.xlsx", sheetOf(t, tt.rows))
			if len(got) != tt.taken || (err == nil) != (tt.taken > 0) {
				t.Errorf("%d entries, %v", len(got), err)
			}
		})
	}
	if _, err := testReader().parseXLSX("a.xlsx", zipBomb(t)); err == nil {
		t.Error("a zip bomb is taken")
	}
	if _, err := testReader().parseXLSX("a.xlsx", []byte("PK not a workbook")); err == nil {
		t.Error("a broken file is taken")
	}
}
