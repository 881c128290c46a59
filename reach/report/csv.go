package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/reach/docx"
)

// WriteCSV writes a line for every number: 表, 项目, 指标, 数值, 单位, 说明. It opens in Excel and WPS with its
// Chinese intact (a byte order mark, CRLF), can be filtered and pivoted, and no text in it can act as a formula.
func WriteCSV(w io.Writer, r Report) error {
	r, err := outward(r)
	if err != nil {
		return fmt.Errorf("report as csv: %w", err)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("report as csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	lines := &tidy{out: out}
	lines.put("表", "项目", "指标", plain("数值"), "单位", "说明")
	lines.head(r)
	for _, t := range r.Tables {
		lines.table(t)
	}
	// The writer keeps its first error.
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("report as csv: %w", err)
	}
	return nil
}

// plain is a text of our own that may begin with a sign: a number.
type plain string

type tidy struct{ out *csv.Writer }

func (l *tidy) put(table, item, measure string, value plain, unit, remark string) {
	// The writer keeps its first error for Flush.
	_ = l.out.Write([]string{defuse(table), defuse(item), defuse(measure), string(value), defuse(unit), defuse(remark)})
}

func (l *tidy) head(r Report) {
	const table = "报告"
	for _, line := range [][2]string{
		{"标题", r.Title}, {"单位", r.Office}, {"统计期间", r.period()}, {"年度表述", r.Sentence}, {"状态", r.state()},
	} {
		l.put(table, line[0], "", "", "", line[1])
	}
	for i, note := range r.Notes {
		l.put(table, fmt.Sprintf("注%d", i+1), "", "", "", note)
	}
	for _, f := range r.Figures {
		l.put("主要数据", f.Name, "本期", plain(fmt.Sprint(f.Value)), f.Unit, f.Basis)
		if f.Before != nil {
			l.put("主要数据", f.Name, "上年同期", plain(fmt.Sprint(*f.Before)), f.Unit, f.Basis)
		}
	}
}

// table writes a line for every number of a row. The texts before the first number name the row; those after
// it go with each of its numbers. A row without numbers is one line.
func (l *tidy) table(t Table) {
	for _, row := range t.Rows {
		l.row(t, row)
	}
	if t.Total != nil {
		l.row(t, t.Total)
	}
	if t.Note != "" {
		l.put(t.Title, "注", "", "", "", t.Note)
	}
}

func (l *tidy) row(t Table, row []Cell) {
	var names, remarks []string
	numbers := 0
	for i, c := range t.Columns {
		switch text := c.Show(row[i]); {
		case c.counts():
			numbers++
		case row[i].Empty || text == "":
		case numbers == 0:
			names = append(names, text)
		default:
			remarks = append(remarks, c.Name+"："+text)
		}
	}
	item, remark := strings.Join(names, "｜"), strings.Join(remarks, "；")
	if numbers == 0 {
		l.put(t.Title, item, "", "", "", remark)
		return
	}
	for i, c := range t.Columns {
		if !c.counts() {
			continue
		}
		value, unit, why := csvNumber(c, row[i])
		l.put(t.Title, item, c.Name, value, unit, strings.Trim(remark+"；"+why, "；"))
	}
}

// csvNumber returns a cell as a value that a spreadsheet reads as a number, its unit, and why it is none.
func csvNumber(c Column, cell Cell) (value plain, unit, why string) {
	unit = c.Unit
	if c.Kind == Change {
		unit = "%"
	}
	switch {
	case cell.Hidden:
		return hiddenMark, unit, tooFew()
	case cell.Empty:
		return "", unit, ""
	case c.Kind == Change:
		return plain(strings.TrimPrefix(strings.TrimSuffix(percent(cell.Number), "%"), "+")), unit, ""
	default:
		return plain(fmt.Sprint(cell.Number)), unit, ""
	}
}

// defuse puts an apostrophe before a text that a spreadsheet would take for a formula, also when it trims
// spaces first or reads the full-width signs as their plain ones.
func defuse(s string) string {
	s = docx.Clean(s)
	if r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s)); strings.ContainsRune("=+-@＝＋－＠", r) {
		return "'" + s
	}
	return s
}
