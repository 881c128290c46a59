package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/docx"
)

// documentRows is how many rows of a table a Word file lists. Whoever needs more needs a spreadsheet.
const documentRows = 2000

// documentCell is how long a text a Word table's cell holds, in UTF-16 units.
const documentCell = 1000

// wideTable is how many columns fit on an upright page.
const wideTable = 6

// WriteDOCX writes the report as an official document: the sentence with its basis as a footnote, the
// chapters with their tables, then the headline numbers, and every table that no chapter shows, as annexes.
func WriteDOCX(w io.Writer, r Report) error {
	r, err := outward(r)
	if err != nil {
		return fmt.Errorf("report as docx: %w", err)
	}
	m := mapper{report: r, used: map[string]bool{}}
	doc := docx.Document{Title: r.Title, Office: r.Office, Day: r.signedOn(), Made: r.Made}
	doc.Body = m.body()
	doc.Annexes = m.annexes()
	if err := docx.Write(w, doc); err != nil {
		return fmt.Errorf("report as docx: %w", err)
	}
	return nil
}

// signedOn is the day under the document: that of its lock, else of its making.
func (r Report) signedOn() pufa.Day {
	switch {
	case r.LockedAt != nil:
		return pufa.DayOf(*r.LockedAt)
	case !r.Made.IsZero():
		return pufa.DayOf(r.Made)
	default:
		return r.To
	}
}

type mapper struct {
	report Report
	used   map[string]bool // keys of the tables in the body
	noted  bool            // the sentence has its footnote
}

func (m *mapper) body() []docx.Block {
	var blocks []docx.Block
	if m.report.Sentence != "" && !says(m.report.Chapters, m.report.Sentence) {
		blocks = append(blocks, m.paragraph(m.report.Sentence))
	}
	return append(blocks, m.chapters(m.report.Chapters, 1)...)
}

// says reports whether any paragraph of the chapters holds the sentence.
func says(chapters []Chapter, sentence string) bool {
	for _, c := range chapters {
		for _, p := range c.Paragraphs {
			if strings.Contains(p, sentence) {
				return true
			}
		}
		if says(c.Chapters, sentence) {
			return true
		}
	}
	return false
}

func (m *mapper) chapters(chapters []Chapter, level int) []docx.Block {
	var blocks []docx.Block
	for _, c := range chapters {
		blocks = append(blocks, docx.Heading{Level: level, Text: c.Heading})
		for _, p := range c.Paragraphs {
			blocks = append(blocks, m.paragraph(p))
		}
		for _, t := range m.report.Tables {
			if c.Table != "" && t.Key == c.Table && !m.used[t.Key] && !t.Sheet {
				m.used[t.Key] = true
				blocks = append(blocks, pageTable(t, t.Title))
			}
		}
		blocks = append(blocks, m.chapters(c.Chapters, level+1)...)
	}
	return blocks
}

// paragraph gives the sentence its footnote where it stands first.
func (m *mapper) paragraph(text string) docx.Paragraph {
	p := docx.Paragraph{Text: text}
	if !m.noted && m.report.Sentence != "" && strings.Contains(text, m.report.Sentence) {
		m.noted, p.Note = true, m.report.Notes
	}
	return p
}

func (m *mapper) annexes() []docx.Annex {
	var annexes []docx.Annex
	if len(m.report.Figures) > 0 || m.elsewhere() != "" {
		annexes = append(annexes, docx.Annex{Title: "主要数据及计数口径", Body: []docx.Block{m.figures()}})
	}
	for _, t := range m.report.Tables {
		if m.used[t.Key] || t.Sheet {
			continue
		}
		annexes = append(annexes, docx.Annex{
			Title: t.Title, Landscape: len(t.Columns) > wideTable, Body: []docx.Block{pageTable(t, "")},
		})
	}
	return annexes
}

func (m *mapper) figures() docx.Table {
	table := docx.Table{
		Columns: []docx.Column{
			{Name: "指标", Align: docx.Left}, {Name: "本期", Align: docx.Right}, {Name: "单位", Align: docx.Centre},
			{Name: "上年同期", Align: docx.Right}, {Name: "比上年", Align: docx.Right}, {Name: "计数口径", Align: docx.Left},
		},
		Note: "注：统计期间为" + m.report.period() + "。“—”表示没有数据。" + m.report.state() + m.elsewhere(),
	}
	for _, f := range m.report.Figures {
		before, rate := emptyMark, emptyMark
		if f.Before != nil {
			before = fmt.Sprint(*f.Before)
			if tenths, ok := growth(f.Value, *f.Before); ok {
				rate = percent(tenths)
			}
		}
		table.Rows = append(table.Rows, []string{f.Name, fmt.Sprint(f.Value), f.Unit, before, rate, f.Basis})
	}
	return table
}

// elsewhere names the tables that are too long for paper.
func (m *mapper) elsewhere() string {
	var titles []string
	for _, t := range m.report.Tables {
		if t.Sheet {
			titles = append(titles, "“"+t.Title+"”")
		}
	}
	if titles == nil {
		return ""
	}
	return strings.Join(titles, "、") + "太长，见同一报告的 Excel 表格。"
}

// pageTable lays a table out for a page.
func pageTable(t Table, title string) docx.Table {
	table := docx.Table{Title: title}
	for _, c := range t.Columns {
		align := docx.Left
		switch c.Kind {
		case Number, Change:
			align = docx.Right
		case Date:
			align = docx.Centre
		}
		table.Columns = append(table.Columns, docx.Column{Name: clip(c.Label()), Align: align})
	}
	note := t.Note
	if rows := len(t.Rows); rows > documentRows {
		t.Rows = t.Rows[:documentRows]
		note = fmt.Sprintf("%s本表共%d行，这里列出前%d行，其余见同一报告的 Excel 表格。", note, rows, documentRows)
	}
	for _, row := range t.Rows {
		table.Rows = append(table.Rows, showRow(t.Columns, row))
	}
	if t.Total != nil {
		table.Total = showRow(t.Columns, t.Total)
	}
	if note != "" {
		table.Note = "注：" + note
	}
	return table
}

func showRow(columns []Column, row []Cell) []string {
	cells := make([]string, len(row))
	for i, cell := range row {
		cells[i] = clip(columns[i].Show(cell))
	}
	return cells
}

// clip cuts what would fill pages with one cell, and says so.
func clip(s string) string {
	if short := cut(s, documentCell); short != s {
		return short + "……（全文见同一报告的 Excel 表格）"
	}
	return s
}
