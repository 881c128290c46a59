package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa/reach/docx"
)

const summaryName = "汇总"

// sheet is a table, or a part of a long one, with the name of its sheet.
type sheet struct {
	name  string
	table Table
	rows  [][]Cell
	of    int  // which part it is, from 1
	parts int  // of how many
	last  bool // the total and the note stand here
}

// plan shares the tables out to sheets.
func (b *book) plan(tables []Table) []sheet {
	var plan []sheet
	for _, t := range tables {
		parts := slices.Collect(slices.Chunk(t.Rows, b.perSheet))
		if len(parts) == 0 {
			parts = [][][]Cell{nil}
		}
		for i, rows := range parts {
			plan = append(plan, sheet{name: b.name(t.Title), table: t, rows: rows, of: i + 1, parts: len(parts), last: i == len(parts)-1})
		}
	}
	return plan
}

// name returns a name for a sheet that is not taken: at most 31 characters, without what Excel forbids.
func (b *book) name(title string) string {
	title = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'：＼／？＊［］`, r) || r == '\n' {
			return ' '
		}
		return r
	}, docx.Clean(title))
	title = strings.Trim(title, "' ")
	if title == "" {
		title = "表"
	}
	name := cut(title, 31)
	for n := 2; b.names[strings.ToLower(name)]; n++ {
		number := fmt.Sprintf("（%d）", n)
		name = cut(title, 31-len([]rune(number))) + number
	}
	b.names[strings.ToLower(name)] = true
	return name
}

// cut returns as much of s as fits in n UTF-16 units, in which Excel counts.
func cut(s string, n int) string {
	for i, r := range s {
		if n -= utf16.RuneLen(r); n < 0 {
			return strings.TrimRight(s[:i], "' ")
		}
	}
	return s
}

// longText is how many UTF-16 units a cell holds.
const longText = excelize.TotalCellChars

// fit returns the text as a cell holds it, and says where it had to be cut.
func fit(s string) string {
	const mark = "……（太长，未完；全文见同一报告的 JSON 数据）"
	if whole := cut(s, longText); whole == s {
		return s
	}
	return cut(s, longText-len([]rune(mark))) + mark
}

// sheet writes one sheet: the heading frozen and with filters, the rows, then the total and the note.
func (b *book) sheet(s sheet) error {
	if _, err := b.file.NewSheet(s.name); err != nil {
		return err
	}
	columns := s.table.Columns
	if len(columns) == 0 {
		return nil
	}
	if len(s.rows) > 0 {
		corner, err := excelize.CoordinatesToCellName(len(columns), len(s.rows)+1)
		if err != nil {
			return err
		}
		if err := b.file.AutoFilter(s.name, "A1:"+corner, nil); err != nil {
			return err
		}
	}
	// After the filter, which resets the sheet's properties.
	if err := b.pages(s.name); err != nil {
		return err
	}
	out, err := b.file.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	if err := b.frame(out, s); err != nil {
		return err
	}
	for i, row := range s.rows {
		if err := b.row(out, i+2, columns, row, false); err != nil {
			return err
		}
	}
	if err := b.foot(out, s); err != nil {
		return err
	}
	return out.Flush()
}

// frame sets the widths and writes the heading.
func (b *book) frame(out *excelize.StreamWriter, s sheet) error {
	heads := make([]any, len(s.table.Columns))
	// Backwards: the stream puts each before those that it has, and Excel wants them in order.
	for i, c := range slices.Backward(s.table.Columns) {
		if err := out.SetColWidth(i+1, i+1, columnWidth(s, i)); err != nil {
			return err
		}
		heads[i] = excelize.Cell{StyleID: b.styles.head, Value: fit(docx.Clean(c.Label()))}
	}
	panes := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := out.SetPanes(panes); err != nil {
		return err
	}
	return out.SetRow("A1", heads, excelize.RowOpts{Height: 30})
}

// columnWidth is enough for the heading and the first thousand cells, within reason.
func columnWidth(s sheet, column int) float64 {
	c := s.table.Columns[column]
	most := docx.Width(c.Label()) + 4 // the filter's button
	for _, row := range s.rows[:min(len(s.rows), 1000)] {
		most = max(most, docx.Width(c.Show(row[column]))+2)
	}
	return float64(min(max(most, 8), 50))
}

func (b *book) row(out *excelize.StreamWriter, n int, columns []Column, row []Cell, bold bool) error {
	values := make([]any, len(row))
	for i, cell := range row {
		values[i] = b.value(columns[i], cell, bold)
	}
	return out.SetRow(fmt.Sprintf("A%d", n), values)
}

// foot writes the total right under the rows, outside the filter, and the note one line below.
func (b *book) foot(out *excelize.StreamWriter, s sheet) error {
	n := len(s.rows) + 2
	if s.last && s.table.Total != nil {
		if err := b.row(out, n, s.table.Columns, s.table.Total, true); err != nil {
			return err
		}
		n++
	}
	note := s.table.Note
	if !s.last {
		note = fmt.Sprintf("本表太长，分在%d张表里，这是第%d张。", s.parts, s.of)
	}
	if note == "" {
		return nil
	}
	cell := excelize.Cell{StyleID: b.styles.text, Value: fit("注：" + note)}
	return out.SetRow(fmt.Sprintf("A%d", n+1), []any{cell})
}
