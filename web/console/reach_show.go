package console

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/pufa/pufa/reach/report"
)

// reportShown is a report as the page lays it out.
type reportShown struct {
	Sentence string
	Notes    []string
	Figures  []figureShown
	Tables   []tableShown // of figures
	Annexes  []tableShown // of rows
}

type figureShown struct {
	Name, Value, Unit, Basis string
	Path                     string // the rows behind it
	Before, Change           string // against the year before; "" where nothing was recorded then
}

type tableShown struct {
	ID, Title, Note string
	Columns         []columnShown
	Rows            [][]cellShown
	Total           []cellShown
	Left            int           // rows that are only in the files
	Chart           template.HTML // "" for none
	Beside          bool          // the table is narrow enough to stand beside its chart
}

type columnShown struct {
	Name   string
	Number bool
}

type cellShown struct {
	Text   string
	Path   string // the rows behind it; "" for none
	Number bool
	Hidden bool
}

// columnsBeside is how many columns there is room for beside a chart.
const columnsBeside = 4

// tableMost bounds the rows of one table on the page, which is to stay light; files have all.
const tableMost = 60

func showReport(r report.Report) reportShown {
	shown := reportShown{Sentence: r.Sentence, Notes: r.Notes}
	for _, f := range r.Figures {
		shown.Figures = append(shown.Figures, showFigure(f))
	}
	for _, t := range r.Tables {
		if t.Annex {
			shown.Annexes = append(shown.Annexes, showTable(t))
		} else {
			shown.Tables = append(shown.Tables, showTable(t))
		}
	}
	return shown
}

func showFigure(f report.Figure) figureShown {
	shown := figureShown{Name: f.Name, Value: digits(f.Value), Unit: f.Unit, Basis: f.Basis, Path: rowsPath(f.Where)}
	if f.Before != nil {
		shown.Before, shown.Change = digits(*f.Before), against(f.Value, *f.Before)
	}
	return shown
}

// against says how a figure moved from what it was.
func against(now, before int) string {
	switch {
	case now == before:
		return "持平"
	case before <= 0:
		return fmt.Sprintf("多 %s", digits(now-before))
	case now >= 10*before:
		return fmt.Sprintf("是上年的 %s 倍", digits(now/before))
	case now > before:
		return "增长 " + tenths((now-before)*1000/before)
	default:
		return "下降 " + tenths((before-now)*1000/before)
	}
}

// tenths returns tenths of a percent as readers see them.
func tenths(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%s.%d%%", sign, digits(n/10), n%10)
}

// rowsPath is the page of the rows that a query selects; "" for none. The query is written anew, so that
// nothing but a query stands in the address.
func rowsPath(where string) string {
	q, err := url.ParseQuery(where)
	if err != nil || len(q) == 0 {
		return ""
	}
	return "/console/reach/rows?" + q.Encode()
}

func showTable(t report.Table) tableShown {
	shown := tableShown{ID: "table-" + t.Key, Title: t.Title, Note: notes(t), Chart: chart(t)}
	for _, c := range t.Columns {
		shown.Columns = append(shown.Columns, columnShown{c.Label(), numeric(c.Kind)})
	}
	shown.Beside = shown.Chart != "" && len(t.Columns) <= columnsBeside
	rows := t.Rows[:min(tableMost, len(t.Rows))]
	shown.Left = len(t.Rows) - len(rows)
	for _, row := range rows {
		shown.Rows = append(shown.Rows, showRow(t.Columns, row))
	}
	if len(t.Total) > 0 {
		shown.Total = showRow(t.Columns, t.Total)
	}
	return shown
}

func numeric(k report.ColumnKind) bool { return k == report.Number || k == report.Change }

func showRow(columns []report.Column, row []report.Cell) []cellShown {
	var shown []cellShown
	for i, c := range row[:min(len(row), len(columns))] {
		shown = append(shown, showCell(columns[i], c))
	}
	return shown
}

func showCell(column report.Column, c report.Cell) cellShown {
	shown := cellShown{Text: c.Text, Number: numeric(column.Kind)}
	switch {
	case c.Hidden:
		return cellShown{Text: "*", Number: shown.Number, Hidden: true}
	case c.Empty:
		return cellShown{Text: "—", Number: shown.Number}
	case column.Kind == report.Number:
		shown.Text = digits(c.Number)
	case column.Kind == report.Change && c.Number > 0:
		shown.Text = "+" + tenths(c.Number)
	case column.Kind == report.Change:
		shown.Text = tenths(c.Number)
	}
	shown.Path = rowsPath(c.Where)
	return shown
}

// chart draws the table where it is worth a chart. Each bar leads to its rows.
func chart(t report.Table) template.HTML {
	if t.Chart == "" {
		return ""
	}
	return report.Bars(t, nil, "/console/reach/rows")
}

// notes says what * means, where it is there and the table does not say it.
func notes(t report.Table) string {
	hidden := func(c report.Cell) bool { return c.Hidden }
	held := slices.ContainsFunc(t.Rows, func(row []report.Cell) bool { return slices.ContainsFunc(row, hidden) })
	if strings.Contains(t.Note, "*") || !held && !slices.ContainsFunc(t.Total, hidden) {
		return t.Note
	}
	return strings.TrimSpace(t.Note + " * 表示不足 5 人，为保护个人信息不显示。")
}
