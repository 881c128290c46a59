package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

// hostileTexts are texts that people paste and enemies type.
func hostileTexts() []string {
	return []string{
		"", " ", "\x00\x01\x0b\x1f\x7f控制符", "]]><w:p/></t>", `<script>alert("1")</script>&amp;`, `=HYPERLINK("http://x","点我")`, "+86 10", "-1+1", "@SUM(A1)", "\t=1+1", "\r\n=1", "＝1+1",
		"=cmd|' /C calc'!A0", "第一行\n第二行\r\n第三行", strings.Repeat("普法", 20000), strings.Repeat("A", 40000), strings.Repeat("👨‍👩‍👧‍👦", 5000), "مرحبا بالعالم", "abc\u202egnp.exe",
		"\xff\xfe坏的字节", "\ufffe\uffff\ufeff", "_x000D_", "%s%d%!", "'", `"a","b"`, "0012", "1e5", "2026-02-30",
	}
}

func hostileReport() Report { return hostileReportOf(hostileTexts()) }

func hostileReportOf(h []string) Report {
	r := sampleReport()
	r.Title, r.Office, r.Sentence, r.Notes = h[2], h[4], h[12], h
	t := Table{Key: h[3], Title: "坏/名:[字]?*\\'" + h[14], Note: h[13], Annex: true, Total: []Cell{txt("=总"), num(-7), {Empty: true}, {Number: 3, Text: "三", Hidden: true}}}
	for i, name := range []string{h[5], h[2], h[14], h[11]} {
		t.Columns = append(t.Columns, Column{Name: name, Kind: []ColumnKind{Text, Number, Date, Number}[i], Unit: h[4]})
	}
	for _, s := range h {
		t.Rows = append(t.Rows, []Cell{txt(s), num(-3), txt(s), {Number: 4, Hidden: true}})
		r.Chapters = append(r.Chapters, Chapter{Heading: s, Paragraphs: []string{s}, Chapters: []Chapter{{Heading: s}}})
		r.Figures = append(r.Figures, Figure{Name: s, Unit: s, Basis: s, Value: -1})
	}
	r.Tables = append(r.Tables, t, t, Table{Title: "没有列"}, Table{Key: "none", Title: "没有行", Columns: t.Columns})
	return r
}

func written(t *testing.T, name string, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, name, r); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b.Bytes()
}

func TestAnUnknownEndingSaysWhichThereAre(t *testing.T) {
	for _, name := range []string{"report.pdf", "report", ".docx.exe", ""} {
		err := Write(io.Discard, name, sampleReport())
		if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), ".docx、.xlsx、.csv") {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := FormatOf("年报.DOCX"); err != nil {
		t.Errorf("capitals: %v", err)
	}
}

// A row that is not as wide as its columns would lose cells or shift them: no file is better than a wrong one.
func TestARowOfTheWrongWidthIsRefused(t *testing.T) {
	r := sampleReport()
	r.Tables[0].Rows[3] = r.Tables[0].Rows[3][:2]
	for _, f := range Formats() {
		if err := f.Write(io.Discard, r); err == nil {
			t.Errorf("%s was written", f.Name)
		}
	}
}

// What is held back must be in no file, not even where nobody looks.
func TestHiddenNumbersAreInNoFile(t *testing.T) {
	r := Report{From: "2026-01-01", To: "2026-12-31", Tables: []Table{{
		Key: "k", Title: "表", Columns: []Column{{Name: "行业", Kind: Text}, numColumn("人数", "人"), {Name: "备注", Kind: Text}},
		Rows:  [][]Cell{{txt("建筑"), {Number: 77741, Hidden: true, Where: "rows=77741"}, {Text: "77741", Hidden: true}}},
		Total: []Cell{txt("合计"), {Number: 77741, Hidden: true}, {}},
	}}}
	for _, f := range Formats() {
		data := written(t, "r"+f.Extension, r)
		text := string(data)
		if archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err == nil {
			for _, file := range archive.File {
				text += unzipped(t, file)
			}
		}
		if strings.Contains(text, "77741") {
			t.Errorf("%s holds the number", f.Name)
		}
		if f.Extension != ".json" && !strings.Contains(text, "不足5人") {
			t.Errorf("%s does not say why", f.Name)
		}
	}
	if r.Tables[0].Rows[0][1].Number != 77741 {
		t.Error("the caller's report was changed")
	}
	if svg := string(Bars(r.Tables[0], nil, "/x")); strings.Contains(svg, "77741") {
		t.Error("the chart holds the number")
	}
}

func unzipped(t *testing.T, file *zip.File) string {
	t.Helper()
	in, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	text, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestJSONIsTheReport(t *testing.T) {
	var got Report
	if err := json.Unmarshal(written(t, "r.json", sampleReport()), &got); err != nil {
		t.Fatal(err)
	}
	want, err := outward(sampleReport())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Tables, got.Tables); diff != "" || got.Sentence != want.Sentence || got.Made.Unix() != want.Made.Unix() {
		t.Error(diff)
	}
	if err := WriteJSON(io.Discard, hostileReport()); err != nil {
		t.Error(err)
	}
}

func TestCSVHasALineForEveryNumber(t *testing.T) {
	data := written(t, "r.csv", sampleReport())
	if !bytes.HasPrefix(data, []byte("\ufeff表,项目,指标,数值,单位,说明\r\n")) {
		t.Errorf("begins with %q", data[:60])
	}
	for _, line := range []string{
		"主要数据,发放资料,本期,6938,份,发放登记\r\n", "主要数据,发放资料,上年同期,5120,份,发放登记\r\n",
		"各月情况,1月,活动,2,场,\r\n", "各月情况,1月,比上年,-11.3,%,\r\n", "各月情况,合计,受众,7549,人次,\r\n",
		"各行业咨询情况,建筑施工,咨询人数,*,人,不足5人，不显示\r\n", "各行业咨询情况,其他,咨询,,人次,\r\n",
		"活动台账,2026-001｜2026-01-08｜春节前农民工工资支付法律讲座｜东湖社区｜讲座｜进企业,受众,186,人次,口径：签到\r\n",
	} {
		if !strings.Contains(string(data), line) {
			t.Errorf("no line %q", line)
		}
	}
}

func TestCSVCannotBecomeAFormula(t *testing.T) {
	data := written(t, "r.csv", hostileReport())
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	numbers := 0
	for _, row := range rows {
		for i, cell := range row {
			if i == 3 && strings.HasPrefix(cell, "-") && strings.Trim(cell, "-.0123456789") == "" {
				numbers++
				continue // a number of ours
			}
			if s := strings.TrimSpace(cell); s != "" && strings.ContainsAny(string([]rune(s)[:1]), "=+-@\t\r＝＋－＠") {
				t.Errorf("a cell begins as a formula: %.40q", cell)
			}
			if strings.ContainsAny(cell, "\x00\x01\x0b\u202e") {
				t.Errorf("control characters in %.40q", cell)
			}
		}
	}
	if numbers == 0 {
		t.Error("negative numbers became texts")
	}
	if strings.Contains(string(data), "\n\n") || !strings.Contains(string(data), "'=cmd|' /C calc'!A0") {
		t.Error("a formula is not there as text")
	}
}
