// Package report makes of the ledger's figures what an office hands in: the yearly sentence, tables, the
// annual report, and the locked snapshot of what was published.
package report

import (
	"time"

	"github.com/pufa/pufa"
)

// Report is what the ledger says of a period, laid out for readers. It holds every figure that is shown, so
// that a locked one can be shown again for ever.
type Report struct {
	Title    string     `json:"title"`  // 关于2026年度法治宣传教育工作情况的报告
	Office   string     `json:"office"` // who reports
	From     pufa.Day   `json:"from"`
	To       pufa.Day   `json:"to"` // included
	Made     time.Time  `json:"made"`
	Sentence string     `json:"sentence"` // 2026年开展各类法治宣传活动20余场，…
	Notes    []string   `json:"notes"`    // footnotes: the basis of each number in the sentence
	Figures  []Figure   `json:"figures"`  // the headline numbers, in order
	Chapters []Chapter  `json:"chapters"` // the body of the official document
	Tables   []Table    `json:"tables"`   // breakdowns, then lists of rows
	Snapshot pufa.ID    `json:"snapshot,omitempty"`
	LockedAt *time.Time `json:"locked_at,omitempty"` // nil: not locked
	LockedBy string     `json:"locked_by,omitempty"`
}

// Figure is one headline number.
type Figure struct {
	Key    string `json:"key"`              // events, copies, audience, answered, …: stable, for programs
	Name   string `json:"name"`             // 举办活动
	Value  int    `json:"value"`            //
	Unit   string `json:"unit"`             // 场, 份, 人, 人次, 家次
	Before *int   `json:"before,omitempty"` // the same period of the year before; nil: nothing was recorded then
	Basis  string `json:"basis"`            // 计数口径, in words
	Where  string `json:"where"`            // query of the page of rows that add up to it: kind=attended&from=…
}

// Chapter is a part of the report's body: its heading (without its number), paragraphs, and parts below it.
// Levels are numbered 一、 （一） 1. by who prints it.
type Chapter struct {
	Heading    string    `json:"heading"`
	Paragraphs []string  `json:"paragraphs,omitempty"`
	Table      string    `json:"table,omitempty"` // key of the table that stands under the paragraphs; "" none
	Chapters   []Chapter `json:"chapters,omitempty"`
}

// Table is one table of figures or of rows.
type Table struct {
	Key     string   `json:"key"`   // months, kinds, scenes, communities, trades, topics, events, materials, …
	Title   string   `json:"title"` // 各月情况
	Columns []Column `json:"columns"`
	Rows    [][]Cell `json:"rows"`            // as wide as Columns
	Total   []Cell   `json:"total,omitempty"` // the last line, as wide as Columns; none where sums would mislead
	Note    string   `json:"note,omitempty"`  // below the table
	Chart   string   `json:"chart,omitempty"` // "bars": the first number column is worth a chart; "" none
	Sheet   bool     `json:"sheet,omitempty"` // too long for paper: only spreadsheets and CSV have it
	Annex   bool     `json:"annex,omitempty"` // lists of rows: an annex (附件) of the document, not in its body
}

// Column is a column's heading and what its cells are.
type Column struct {
	Name string     `json:"name"`
	Kind ColumnKind `json:"kind"`
	Unit string     `json:"unit,omitempty"` // 人次
}

// ColumnKind is what the cells of a column are.
type ColumnKind string

// The kinds of columns.
const (
	Text   ColumnKind = "text"   // Cell.Text
	Number ColumnKind = "number" // Cell.Number, an integer
	Change ColumnKind = "change" // Cell.Number in tenths of a percent, against the year before
	Date   ColumnKind = "date"   // Cell.Text as 2026-12-04
)

// Cell is one cell.
type Cell struct {
	Text   string `json:"text,omitempty"`
	Number int    `json:"number,omitempty"`
	Empty  bool   `json:"empty,omitempty"`  // nothing is known: printed as —
	Hidden bool   `json:"hidden,omitempty"` // held back, because it is of fewer than FewPeople people: printed as *
	Where  string `json:"where,omitempty"`  // query of the page of rows that add up to it; "" none
}

// FewPeople is how many people a figure must be of, at least, to leave the office.
const FewPeople = 5
