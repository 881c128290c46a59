package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/pufa/pufa"
)

// workbook returns a workbook's bytes.
func workbook(t testing.TB, fill func(*excelize.File), options ...excelize.Options) []byte {
	t.Helper()
	book := excelize.NewFile()
	fill(book)
	var b bytes.Buffer
	if err := book.Write(&b, options...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, book *excelize.File, sheet string, cells map[string]any) {
	t.Helper()
	for cell, value := range cells {
		if err := book.SetCellValue(sheet, cell, value); err != nil {
			t.Fatal(err)
		}
	}
}

// archive returns a zip file of the parts: what a stranger may have made by hand.
func archive(t testing.TB, parts map[string]io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range parts {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(f, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// handmade returns a workbook whose only sheet has this XML within sheetData, and after it.
func handmade(t testing.TB, data io.Reader, after string) []byte {
	t.Helper()
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	return archive(t, map[string]io.Reader{
		"[Content_Types].xml": strings.NewReader(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`),
		"_rels/.rels":         strings.NewReader(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		"xl/workbook.xml":     strings.NewReader(`<workbook ` + main + ` xmlns:r="` + rel + `"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels": strings.NewReader(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` +
			rel + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/worksheets/sheet1.xml": io.MultiReader(strings.NewReader(`<worksheet `+main+`><sheetData>`), data, strings.NewReader(`</sheetData>`+after+`</worksheet>`)),
	})
}

// repeated reads as n texts that f makes.
func repeated(n int, f func(i int) string) io.Reader {
	r, w := io.Pipe()
	go func() {
		var b strings.Builder
		for i := 1; i <= n; i++ {
			b.WriteString(f(i))
			if b.Len() > 1<<16 || i == n {
				if _, err := io.WriteString(w, b.String()); err != nil {
					return
				}
				b.Reset()
			}
		}
		w.Close()
	}()
	return r
}

func TestAWorkbookIsReadAsItIsStored(t *testing.T) {
	data := workbook(t, func(book *excelize.File) {
		set(t, book, "Sheet1", map[string]any{"A1": "2026年台账", "A3": "时间", "B3": "人数", "C3": "社区", "A4": 46086.375, "B4": 1200, "C4": " 幸福社区 ", "A5": 46087, "B5": 30, "B6": 40})
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: new(`m"月"d"日"`)})
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			book.SetCellStyle("Sheet1", "A4", "A5", style),
			book.MergeCell("Sheet1", "A1", "C1"), book.MergeCell("Sheet1", "C4", "C6"), book.MergeCell("Sheet1", "A5", "A6"),
			book.SetCellFormula("Sheet1", "D4", "B4*2"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := book.NewSheet("藏着"); err != nil {
			t.Fatal(err)
		}
		set(t, book, "藏着", map[string]any{"A1": "别看"})
		if err := book.SetSheetVisible("藏着", false); err != nil {
			t.Fatal(err)
		}
	})
	got, err := Read("台账.xlsx", data, "")
	want := []Table{{File: "台账.xlsx", Sheet: "Sheet1", Rows: []Row{
		{Line: 1, Cells: []string{"2026年台账", "2026年台账", "2026年台账"}, Filled: []bool{false, true, true}},
		{Line: 3, Cells: []string{"时间", "人数", "社区"}},
		{Line: 4, Cells: []string{"46086.375", "1200", "幸福社区"}, Filled: []bool{false, false, false}},
		{Line: 5, Cells: []string{"46087", "30", "幸福社区"}, Filled: []bool{false, false, true}},
		{Line: 6, Cells: []string{"46087", "40", "幸福社区"}, Filled: []bool{true, false, true}},
	}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if named, err := Read("台账.xlsx", data, "藏着"); err != nil || len(named) != 1 || named[0].Rows[0].Cell(0) != "别看" {
		t.Errorf("a hidden sheet that is named: %v, %v", named, err)
	}
	if _, err := Read("台账.xlsx", data, "二季度"); err == nil || !strings.Contains(pufa.Say(err), "没有工作表“二季度”，有：Sheet1、藏着") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

func TestTablesOfText(t *testing.T) {
	text := "时间,人数,备注\r\n\r\n2026.3.5,80,\"一,二\"\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	var utf16 []byte
	for _, r := range "\ufeff" + strings.ReplaceAll(strings.ReplaceAll(text, "一,二", "一，二"), ",", "\t") {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	want := []Row{{Line: 1, Cells: []string{"时间", "人数", "备注"}}, {Line: 3, Cells: []string{"2026.3.5", "80", "一,二"}}}
	for name, data := range map[string]string{"UTF-8": text, "with its mark": "\ufeff" + text, "GB18030": gb} {
		got, err := Read("台账.csv", []byte(data), "")
		if err != nil || len(got) != 1 || cmp.Diff(want, got[0].Rows) != "" {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	got, err := Read("台账.txt", utf16, "")
	if err != nil || got[0].Rows[1].Cell(2) != "一，二" {
		t.Errorf("UTF-16 with tabs: %v, %v", got, err)
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	encrypted := workbook(t, func(*excelize.File) {}, excelize.Options{Password: "secret"})
	document := archive(t, map[string]io.Reader{"word/document.xml": strings.NewReader("<w/>")})
	for name, c := range map[string]struct {
		data []byte
		say  string
	}{
		"with a password":  {encrypted, "加了密码"},
		"a Word file":      {document, "打不开"},
		"half a zip":       {document[:40], "打不开"},
		"a picture":        {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), "不是表格"},
		"an open quote":    {[]byte("时间,人数\n\"3月5日,80\n"), "引号不成对"},
		"100 MB":           {make([]byte, 100<<20), "太大了"},
		"unpacks to 1 GB":  {bomb(t), "解开后超过 128 MB"},
		"a row of 2³¹":     {handmade(t, strings.NewReader(`<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>`), ""), "超过 Excel 的上限"},
		"too wide":         {handmade(t, strings.NewReader(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), ""), "超过 256 列"},
		"broken in it":     {handmade(t, strings.NewReader(`<row r="1"><c r="?"><v>1</v></c></row>`), ""), "文件坏了"},
		"too many rows":    {handmade(t, repeated(maxRows+1, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>1</v></c></row>`, i, i) }), ""), "有内容的超过"},
		"merged 1,000,000": {handmade(t, repeated(9, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>1</v></c></row>`, i, i) }), "<mergeCells>"+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, maxMerged+1)+"</mergeCells>"), "合并单元格太多"},
		"merged and large": {handmade(t, repeated(90000, func(i int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>1</v></c></row>`, i, i) }), `<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`), "格子太多"},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := Read("台账.xlsx", c.data, ""); pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), c.say) {
				t.Errorf("%d tables, %v, want a refusal with %q", len(got), err, c.say)
			}
		})
	}
}

// bomb is a zip file with a part that unpacks to 1 GB, as its directory says; to make it would take minutes.
func bomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 1 << 30}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Somebody coloured whole columns: Excel then stores up to a million rows that hold nothing.
func TestEmptyRowsDownToTheLastDoNotHideWhatStandsBelow(t *testing.T) {
	data := handmade(t, repeated(maxLine, func(i int) string {
		if i == 1 || i == maxLine {
			return fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>第%d行</t></is></c></row>`, i, i, i)
		}
		return fmt.Sprintf(`<row r="%d" s="1" customFormat="1"/>`, i)
	}), `<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>`)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	got, err := Read("台账.xlsx", data, "")
	runtime.GC()
	runtime.ReadMemStats(&after)
	want := []Row{{Line: 1, Cells: []string{"第1行", "第1行"}, Filled: []bool{false, true}}, {Line: maxLine, Cells: []string{fmt.Sprintf("第%d行", maxLine)}}}
	if err != nil || len(got) != 1 || cmp.Diff(want, got[0].Rows) != "" {
		t.Errorf("%v, %v", got, err)
	}
	if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 8<<20 {
		t.Errorf("%d bytes are kept of two rows", kept)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("时间,人数\n3月5日,80\n"))
	f.Add(workbook(f, func(book *excelize.File) { set(f, book, "Sheet1", map[string]any{"A1": "时间", "B1": 80}) }))
	f.Add(handmade(f, strings.NewReader(`<row r="1"><c r="A1"><v>1</v></c></row>`), `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		tables, err := Read("台账", data, "")
		if err != nil && pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("%v is not Invalid", err)
		}
		for _, table := range tables {
			for _, r := range table.Rows {
				if len(r.Cells) == 0 || len(r.Cells) > maxColumns || r.Filled != nil && len(r.Filled) != len(r.Cells) {
					t.Errorf("row %+v", r)
				}
			}
		}
	})
}
