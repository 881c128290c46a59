package report

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa/reach/docx"
)

// summary fills the first sheet: what the report says, the headline numbers, and where the tables are.
func (b *book) summary(r Report, plan []sheet) error {
	s := &summarySheet{book: b}
	for i, width := range []float64{18, 12, 10, 12, 12, 60} {
		column, err := excelize.ColumnNumberToName(i + 1)
		s.keep(err)
		s.keep(b.file.SetColWidth(summaryName, column, column, width))
	}
	s.keep(b.pages(summaryName))
	s.line(b.styles.title, docx.Clean(r.Title))
	s.pair("报告单位", r.Office)
	s.pair("统计期间", r.period())
	s.pair("年度表述", r.Sentence)
	for i, note := range r.Notes {
		s.pair(fmt.Sprintf("注%d", i+1), note)
	}
	s.pair("状态", r.state())
	s.row++
	s.figures(r.Figures)
	s.row++
	s.tables(plan)
	return s.err
}

// summarySheet writes the sheet line by line and keeps the first error.
type summarySheet struct {
	book *book
	row  int
	err  error
}

func (s *summarySheet) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *summarySheet) set(column int, style int, value any) {
	at, err := excelize.CoordinatesToCellName(column, s.row)
	s.keep(err)
	if text, ok := value.(string); ok {
		value = fit(docx.Clean(text))
	}
	s.keep(s.book.file.SetCellValue(summaryName, at, value))
	s.keep(s.book.file.SetCellStyle(summaryName, at, at, style))
}

func (s *summarySheet) line(style int, values ...any) {
	s.row++
	for i, value := range values {
		s.set(i+1, style, value)
	}
}

// pair writes a name and a text that may need several lines.
func (s *summarySheet) pair(name, text string) {
	s.row++
	s.set(1, s.book.styles.bold, name)
	s.set(2, s.book.styles.wrap, text)
	s.keep(s.book.file.MergeCell(summaryName, fmt.Sprintf("B%d", s.row), fmt.Sprintf("F%d", s.row)))
	s.height(text, 100) // half characters in the merged columns B to F
}

// remark writes the last column.
func (s *summarySheet) remark(text string) {
	s.set(6, s.book.styles.wrap, text)
	s.height(text, 54)
}

// height makes the row high enough for a text in lines of so many half characters.
func (s *summarySheet) height(text string, across int) {
	lines := 1 + docx.Width(text)/across + strings.Count(text, "\n")
	s.keep(s.book.file.SetRowHeight(summaryName, s.row, float64(min(16*lines+4, 400))))
}

func (s *summarySheet) figures(figures []Figure) {
	s.line(s.book.styles.head, "指标", "本期", "单位", "上年同期", "比上年", "计数口径")
	st := s.book.styles
	for _, f := range figures {
		s.row++
		s.set(1, st.text, f.Name)
		s.set(2, st.number, f.Value)
		s.set(3, st.text, f.Unit)
		if f.Before != nil {
			s.set(4, st.number, *f.Before)
			if tenths, ok := growth(f.Value, *f.Before); ok {
				s.set(5, st.change, float64(tenths)/1000)
			}
		}
		s.remark(f.Basis)
	}
}

// tables lists the sheets, each a link, with how many rows it has.
func (s *summarySheet) tables(plan []sheet) {
	s.line(s.book.styles.head, "工作表", "行数", "", "", "", "说明")
	for _, p := range plan {
		s.row++
		s.set(1, s.book.styles.link, p.name)
		at := fmt.Sprintf("A%d", s.row)
		s.keep(s.book.file.SetCellHyperLink(summaryName, at, "'"+p.name+"'!A1", "Location"))
		s.set(2, s.book.styles.number, len(p.rows))
		remark := p.table.Title
		if p.last && p.table.Note != "" {
			remark += "。" + p.table.Note
		}
		s.remark(remark)
	}
}
