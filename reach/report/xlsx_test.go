package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

func opened(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestXLSXCellsAreOfTheirTypes(t *testing.T) {
	f := opened(t, written(t, "r.xlsx", sampleReport()))
	if got := fmt.Sprint(f.GetSheetList()); got != "[汇总 各月情况 法律六进情况 各社区（村）情况 各行业咨询情况 宣传资料收发情况 活动台账]" {
		t.Errorf("sheets %s", got)
	}
	for _, want := range []struct {
		sheet, cell, raw, shown string
		kind                    excelize.CellType
	}{
		{"各月情况", "A1", "月份", "月份", excelize.CellTypeInlineString},
		{"各月情况", "B1", "活动（场）", "活动（场）", excelize.CellTypeInlineString},
		{"各月情况", "D2", "446", "446", excelize.CellTypeUnset},
		{"各月情况", "E2", "-0.113", "-11.3%", excelize.CellTypeUnset},
		{"各月情况", "E8", "", "", excelize.CellTypeUnset},
		{"各月情况", "D14", "7549", "7549", excelize.CellTypeUnset},
		{"各行业咨询情况", "B6", "*", "*", excelize.CellTypeInlineString},
		{"活动台账", "B2", "46030", "2026-01-08", excelize.CellTypeUnset},
		{"活动台账", "A25", "2026-024", "2026-024", excelize.CellTypeInlineString},
	} {
		raw, err := f.GetCellValue(want.sheet, want.cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := f.GetCellValue(want.sheet, want.cell)
		if err != nil {
			t.Fatal(err)
		}
		kind, err := f.GetCellType(want.sheet, want.cell)
		if err != nil {
			t.Fatal(err)
		}
		if raw != want.raw || shown != want.shown || kind != want.kind {
			t.Errorf("%s!%s is %q, shown as %q, type %d", want.sheet, want.cell, raw, shown, kind)
		}
	}
	rows, err := f.GetRows("汇总")
	if err != nil {
		t.Fatal(err)
	}
	summary := fmt.Sprint(rows)
	for _, want := range []string{"[年度表述 2026年，云溪街道", "[注3 受众人次", "[举办活动 24 场 19 +26.3% 活动台账中已举办的活动]", "[走访企业 63 家次   走访登记]", "[活动台账 24    活动台账。受众按"} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary does not say %s in %s", want, summary)
		}
	}
}

func TestXLSXHeadingsAreFrozenAndFiltered(t *testing.T) {
	f := opened(t, written(t, "r.xlsx", sampleReport()))
	for _, sheet := range f.GetSheetList()[1:] {
		panes, err := f.GetPanes(sheet)
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: %+v %v", sheet, panes, err)
		}
	}
	filters := 0
	for _, name := range f.GetDefinedName() {
		if strings.Contains(name.Name, "_FilterDatabase") {
			filters++
		}
	}
	if filters != 6 {
		t.Errorf("%d filters", filters)
	}
}

func TestXLSXTextsStayTexts(t *testing.T) {
	f := opened(t, written(t, "r.xlsx", hostileReport()))
	names := map[string]bool{}
	for _, sheet := range f.GetSheetList() {
		if n := len(utf16.Encode([]rune(sheet))); n > 31 || strings.ContainsAny(sheet, `:\/?*[]'`) || names[strings.ToLower(sheet)] {
			t.Errorf("sheet %q", sheet)
		}
		names[strings.ToLower(sheet)] = true
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range rows {
			for x, value := range row {
				at, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
					t.Errorf("%s!%s is a formula: %s %v", sheet, at, formula, err)
				}
				if n := len(utf16.Encode([]rune(value))); n > 32767 {
					t.Errorf("%s!%s has %d characters", sheet, at, n)
				}
			}
		}
	}
	hostile := f.GetSheetList()[7]
	for cell, want := range map[string]string{"A7": `=HYPERLINK("http://x","点我")`, "A5": "]]><w:p/></t>", "A4": "控制符", "A27": "0012", "C29": "2026-02-30", "A23": "_x000D_", "B2": "-3", "D2": "*"} {
		if got, err := f.GetCellValue(hostile, cell); err != nil || got != want {
			t.Errorf("%s is %.60q, want %q (%v)", cell, got, want, err)
		}
	}
	if got, err := f.GetCellValue(hostile, "A16"); err != nil || !strings.Contains(got, "太长，未完") {
		t.Errorf("a long text was cut without a word: %d %v", len(got), err)
	}
}

func TestXLSXSplitsWhatIsTooLong(t *testing.T) {
	r := sampleReport()
	var b bytes.Buffer
	if err := writeXLSX(&b, r, 10); err != nil {
		t.Fatal(err)
	}
	f := opened(t, b.Bytes())
	seen := map[string]bool{}
	for _, sheet := range []string{"活动台账", "活动台账（2）", "活动台账（3）"} {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			if len(row) > 0 && strings.HasPrefix(row[0], "2026-") {
				seen[row[0]] = true
			}
		}
	}
	if len(seen) != 24 {
		t.Errorf("%d of 24 rows", len(seen))
	}
	if total, err := f.GetCellValue("各月情况（2）", "D4"); err != nil || total != "7549" {
		t.Errorf("the total stands not at the end: %s %v", total, err)
	}
}

// BenchmarkXLSX writes a hundred thousand rows of nine columns.
func BenchmarkXLSX(b *testing.B) {
	r := sampleReport()
	events := &r.Tables[len(r.Tables)-1]
	rows := events.Rows
	for len(events.Rows) < 100_000 {
		events.Rows = append(events.Rows, rows...)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteXLSX(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

// Excel repairs, that is refuses, a sheet whose columns are not in order; other readers do not mind.
func TestXLSXColumnsAreInOrderAndFitAPage(t *testing.T) {
	data := written(t, "r.xlsx", sampleReport())
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := 0
	for _, file := range archive.File {
		if !strings.HasPrefix(file.Name, "xl/worksheets/sheet") {
			continue
		}
		sheets++
		var sheet struct {
			Columns []struct {
				Min int `xml:"min,attr"`
				Max int `xml:"max,attr"`
			} `xml:"cols>col"`
			Fit struct {
				ToPage bool `xml:"fitToPage,attr"`
			} `xml:"sheetPr>pageSetUpPr"`
		}
		if err := xml.Unmarshal([]byte(unzipped(t, file)), &sheet); err != nil {
			t.Fatal(err)
		}
		if !sheet.Fit.ToPage || len(sheet.Columns) == 0 {
			t.Errorf("%s: %+v", file.Name, sheet)
		}
		last := 0
		for _, column := range sheet.Columns {
			if column.Min <= last {
				t.Errorf("%s: column %d stands after %d", file.Name, column.Min, last)
			}
			last = column.Max
		}
	}
	if sheets != 7 {
		t.Errorf("%d sheets", sheets)
	}
}
