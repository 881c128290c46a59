package report

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/docx"
)

// sheetRows is how many rows of a table stand on one sheet: Excel holds 1,048,576 with the heading, the
// total and the note. What is more goes on to further sheets.
const sheetRows = 1_048_000

// WriteXLSX writes the report as a workbook: first the summary, then a sheet for every table. Rows are
// streamed, so that a hundred thousand take little memory.
func WriteXLSX(w io.Writer, r Report) error {
	if err := writeXLSX(w, r, sheetRows); err != nil {
		return fmt.Errorf("report as xlsx: %w", err)
	}
	return nil
}

func writeXLSX(w io.Writer, r Report, perSheet int) (err error) {
	if r, err = outward(r); err != nil {
		return err
	}
	b := &book{file: excelize.NewFile(), perSheet: perSheet, names: map[string]bool{}}
	defer func() {
		// Close removes the temporary files of the streams.
		if e := b.file.Close(); err == nil {
			err = e
		}
	}()
	if err := b.prepare(r); err != nil {
		return err
	}
	plan := b.plan(r.Tables)
	if err := b.summary(r, plan); err != nil {
		return err
	}
	for _, s := range plan {
		if err := b.sheet(s); err != nil {
			return fmt.Errorf("sheet %s: %w", s.name, err)
		}
	}
	return b.file.Write(w)
}

// book is a workbook that is being written, with the styles of its cells.
type book struct {
	file     *excelize.File
	perSheet int
	names    map[string]bool // of sheets, folded, that are taken
	styles   bookStyles
}

type bookStyles struct {
	title, text, wrap, head, number, change, day, mark, link int
	bold, boldNumber, boldChange                             int
}

const (
	fontName     = "宋体"
	integerShape = "0"
	changeShape  = "+0.0%;-0.0%;0.0%"
	dayShape     = "yyyy-mm-dd"
)

func (b *book) prepare(r Report) error {
	if err := b.file.SetSheetName("Sheet1", summaryName); err != nil {
		return err
	}
	b.names[summaryName] = true
	if err := b.file.SetDefaultFont(fontName); err != nil {
		return err
	}
	made := ""
	if !r.Made.IsZero() {
		made = r.Made.UTC().Format(time.RFC3339)
	}
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: docx.Clean(r.Title), Creator: docx.Clean(r.Office), LastModifiedBy: docx.Clean(r.Office),
		Created: made, Modified: made, Language: "zh-CN",
	})
	if err != nil {
		return err
	}
	return b.prepareStyles()
}

func (b *book) prepareStyles() error {
	var failed error
	add := func(bold bool, align, shape string, wrap bool) int {
		indent := 0
		if align == "left" {
			indent = 1 // or it touches the number beside it
		}
		s := &excelize.Style{
			Font:      &excelize.Font{Family: fontName, Size: 11, Bold: bold},
			Alignment: &excelize.Alignment{Horizontal: align, Indent: indent, Vertical: "center", WrapText: wrap},
		}
		if shape != "" {
			s.CustomNumFmt = &shape
		}
		id, err := b.file.NewStyle(s)
		if err != nil && failed == nil {
			failed = err
		}
		return id
	}
	b.styles = bookStyles{
		text: add(false, "left", "@", false), wrap: add(false, "left", "@", true), mark: add(false, "right", "", false),
		number: add(false, "right", integerShape, false), change: add(false, "right", changeShape, false), day: add(false, "center", dayShape, false),
		bold: add(true, "left", "@", false), boldNumber: add(true, "right", integerShape, false), boldChange: add(true, "right", changeShape, false),
	}
	var err error
	if b.styles.title, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Family: fontName, Size: 16, Bold: true}}); err != nil {
		return err
	}
	if b.styles.link, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Family: fontName, Size: 11, Underline: "single", Color: "0563C1"}}); err != nil {
		return err
	}
	b.styles.head, err = b.file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Family: fontName, Size: 11, Bold: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		Border:    []excelize.Border{{Type: "bottom", Color: "808080", Style: 1}},
	})
	if err != nil {
		return err
	}
	return failed
}

// pages makes a sheet print on landscape A4, as wide as the page, with its heading on every page.
func (b *book) pages(name string) error {
	landscape, a4, wide, long, fit := "landscape", 9, 1, 0, true
	if err := b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &wide, FitToHeight: &long}); err != nil {
		return err
	}
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if name == summaryName {
		return nil
	}
	return b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + name + "'!$1:$1", Scope: name})
}

// value returns a cell as what it is: a number, a day, a text, or nothing.
func (b *book) value(c Column, cell Cell, bold bool) excelize.Cell {
	text, number, rate := b.styles.text, b.styles.number, b.styles.change
	if bold {
		text, number, rate = b.styles.bold, b.styles.boldNumber, b.styles.boldChange
	}
	switch {
	case cell.Hidden:
		return excelize.Cell{StyleID: b.styles.mark, Value: hiddenMark}
	case cell.Empty:
		return excelize.Cell{StyleID: text}
	case c.Kind == Number:
		return excelize.Cell{StyleID: number, Value: cell.Number}
	case c.Kind == Change:
		return excelize.Cell{StyleID: rate, Value: float64(cell.Number) / 1000}
	case c.Kind == Date:
		// A spreadsheet knows no day before 1900, and counts those of its first two months wrongly.
		if t := pufa.Day(cell.Text).Time(); t.Year() > 1900 {
			return excelize.Cell{StyleID: b.styles.day, Value: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)}
		}
	}
	return excelize.Cell{StyleID: text, Value: fit(cell.Text)}
}
