package report

import (
	"slices"

	"github.com/pufa/pufa/reach"
)

// measure is one thing that is counted: a column of a breakdown.
type measure struct {
	name   string
	kind   reach.Kind
	counts counted
}

// counted is which of a row's numbers a measure counts.
type counted int

const (
	times counted = iota
	people
	copies
)

func (m measure) unit() string {
	switch m.counts {
	case people:
		return "人"
	case copies:
		return "份"
	default:
		return m.kind.Unit()
	}
}

func (m measure) value(s sums) int {
	sum := s.of(m.kind)
	switch m.counts {
	case people:
		return sum.People()
	case copies:
		return sum.Copies
	default:
		return sum.Times
	}
}

// few reports whether the number is of people, and of so few that it must not leave the office.
func (m measure) few(s sums) bool {
	n := s.of(m.kind).People()
	return m.counts != copies && n > 0 && n < FewPeople
}

// cell returns the number with the way to its rows.
func (m measure) cell(s sums, f reach.Filter) Cell {
	f.Kinds = []reach.Kind{m.kind}
	return Cell{Number: m.value(s), Hidden: m.few(s), Where: f.Query().Encode()}
}

// The measures of breakdowns.
func offlineMeasures() []measure {
	return []measure{
		{"活动", reach.EventHeld, times}, {"到场", reach.Attended, people}, {"发放资料", reach.GaveOut, copies},
		{"走访企业", reach.Visited, times}, {"现场咨询", reach.Consulted, times}, {"转介", reach.Referred, times},
	}
}

func onlineMeasures() []measure {
	return []measure{
		{"智能答复", reach.Answered, times}, {"转人工", reach.HandedOver, times}, {"网页阅读", reach.PageRead, times},
	}
}

func allMeasures() []measure {
	return slices.Concat(offlineMeasures(), onlineMeasures(), []measure{{"推送送达", reach.PushDelivered, times}})
}

// breakdown is a table of measures by one thing.
type breakdown struct {
	key, title, by string
	measures       []measure
	names          []string // of the lines, in order
	of             func(name string) sums
	filter         func(name string) reach.Filter
	all            sums // of the last line; nil where a line may count under several names
	whole          reach.Filter
	chart          string
	note           string
	group          func(name string) string // the larger thing that another table tells of; nil: none does
	show           func(name string) string // the name as readers see it; nil: as it is
}

// table returns the breakdown without the columns in which there is nothing, and whether anything is left.
func (b breakdown) table() (Table, bool) {
	b.measures = slices.DeleteFunc(slices.Clone(b.measures), func(m measure) bool {
		return !slices.ContainsFunc(b.names, func(name string) bool { return m.value(b.of(name)) != 0 })
	})
	t := Table{Key: b.key, Title: b.title, Columns: []Column{{Name: b.by, Kind: Text}}, Note: b.note, Chart: b.chart}
	for _, m := range b.measures {
		t.Columns = append(t.Columns, Column{Name: m.name, Kind: Number, Unit: m.unit()})
	}
	for _, name := range b.names {
		row := []Cell{{Text: shownName(name)}}
		if b.show != nil {
			row[0].Text = b.show(name)
		}
		for _, m := range b.measures {
			row = append(row, m.cell(b.of(name), b.filter(name)))
		}
		t.Rows = append(t.Rows, row)
	}
	if b.all != nil {
		t.Total = []Cell{{Text: "合计"}}
		for _, m := range b.measures {
			t.Total = append(t.Total, m.cell(b.all, b.whole))
		}
		b.protectGroups(t)
		t.protect()
	}
	return t, len(b.measures) > 0 && len(b.names) > 0
}

func shownName(name string) string {
	if name == "" {
		return "未登记"
	}
	return name
}

// protectGroups hides a second number of a group in which only one is hidden: the group's own number, which
// another table shows, would tell it.
func (b breakdown) protectGroups(t Table) {
	if b.group == nil {
		return
	}
	groups := map[string][][]Cell{}
	for i, name := range b.names {
		groups[b.group(name)] = append(groups[b.group(name)], t.Rows[i])
	}
	for _, rows := range groups {
		for column := range t.Columns {
			if alone, least := onlyHidden(rows, column); alone && least != nil {
				least.Hidden = true
			}
		}
	}
}

// protect hides a second number of a column that hides only one: the total less the others would tell it.
func (t *Table) protect() {
	for column := range t.Columns {
		switch alone, least := onlyHidden(t.Rows, column); {
		case !alone || t.Total[column].Hidden:
		case least != nil:
			least.Hidden = true
		default:
			t.Total[column].Hidden = true
		}
	}
}

// onlyHidden reports whether just one of the column's numbers is hidden, and returns the least of the others;
// nil where there is none.
func onlyHidden(rows [][]Cell, column int) (alone bool, least *Cell) {
	hidden := 0
	for _, row := range rows {
		switch cell := &row[column]; {
		case cell.Hidden:
			hidden++
		case cell.Number > 0 && (least == nil || cell.Number < least.Number):
			least = cell
		}
	}
	return hidden == 1, least
}
