// Package sheet reads the tables that offices bring: Excel workbooks and CSV files, as they come. Time and memory
// are bounded whatever a file claims to be.
package sheet

import (
	"bytes"
	"strings"

	"github.com/pufa/pufa"
)

// Bounds of a file. What is larger is refused, with what to do.
const (
	MaxBytes    = 32 << 20  // of the file as it comes
	maxUnpacked = 128 << 20 // bytes that a workbook may unpack to
	maxInMemory = 4 << 20   // a larger part is unpacked to a temporary file, by excelize
	maxLine     = 1 << 20   // Excel: the last row of a sheet
	maxRows     = 100_000   // that hold something
	maxColumns  = 256
	maxCells    = 2_000_000 // that hold something, or are filled from a merged one
)

// Table is one sheet, or a CSV file. Rows that are empty are left out.
type Table struct {
	File     string // name of the file, for messages
	Sheet    string // "" of a CSV file
	Rows     []Row
	From1904 bool // days are counted from 1904 instead of 1900
}

// Row is one row that holds something.
type Row struct {
	Line   int // in the file, from 1
	Cells  []string
	Filled []bool // cells that stand within a merged one and are not its first; nil for none
}

// Cell returns the text of a column, from 0; "" beyond the last.
func (r Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// IsFilled reports whether the column's text is that of the merged cell that begins elsewhere.
func (r Row) IsFilled(column int) bool {
	return column >= 0 && column < len(r.Filled) && r.Filled[column]
}

// place names the table for messages: 台账.xlsx“一季度”.
func (t Table) place() string {
	if t.Sheet == "" {
		return t.File
	}
	return t.File + "“" + t.Sheet + "”"
}

// Read returns the sheets of a workbook that are not hidden, or the one table of a CSV file; of a workbook only
// the sheet that is named, where one is. What the file is, its content tells, not its name. The error is Invalid.
func Read(file string, data []byte, sheet string) ([]Table, error) {
	switch {
	case len(data) > MaxBytes:
		return nil, TooLarge(file)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // a compound file
		return nil, pufa.Errorf(pufa.Invalid, "%s 加了密码，或者是旧的 .xls 格式：请用 Excel 或 WPS 去掉密码，另存为 .xlsx", file)
	case bytes.HasPrefix(data, []byte("PK")):
		return readWorkbook(file, data, sheet)
	case sheet != "":
		return nil, pufa.Errorf(pufa.Invalid, "%s 不是 Excel 工作簿，没有工作表“%s”", file, sheet)
	}
	table, err := readCSV(file, data)
	return []Table{table}, err
}

// TooLarge refuses a file for its size.
func TooLarge(file string) error {
	return pufa.Errorf(pufa.Invalid, "%s 超过 %d MB，太大了：请把有内容的部分复制到新的表格里，去掉图片", file, MaxBytes>>20)
}

// counter bounds what is kept of all tables of a file.
type counter struct {
	table *Table
	cells int
}

// keep adds a row that holds something.
func (c *counter) keep(line int, cells []string) error {
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(cells) > maxColumns {
		return pufa.Errorf(pufa.Invalid, "%s:%d：超过 %d 列，请删去多余的列", c.table.place(), line, maxColumns)
	}
	if len(c.table.Rows) == maxRows {
		return pufa.Errorf(pufa.Invalid, "%s 有内容的超过 %d 行，请分成几个文件", c.table.place(), maxRows)
	}
	c.table.Rows = append(c.table.Rows, Row{Line: line, Cells: cells})
	return c.count(len(cells))
}

func (c *counter) count(n int) error {
	if c.cells += n; c.cells > maxCells {
		return pufa.Errorf(pufa.Invalid, "%s 的格子太多，请分成几个文件", c.table.place())
	}
	return nil
}
