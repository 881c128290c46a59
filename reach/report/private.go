package report

import (
	"maps"
	"slices"

	"github.com/pufa/pufa/reach"
)

// protect hides more numbers of a column that hides some: the total less the others would tell them.
func (t *Table) protect() {
	for column := range t.Columns {
		var cells []*Cell
		for _, row := range t.Rows {
			cells = append(cells, &row[column])
		}
		if !t.Total[column].Hidden && !protect(cells) {
			t.Total[column].Hidden = true
		}
	}
}

// protect hides the least of the numbers beside those that are hidden until these are several, and together of
// enough people: who knows the sum of all learns no more than theirs. It reports whether there were enough.
func protect(cells []*Cell) bool {
	for {
		hidden, sum := 0, 0
		var least *Cell
		for _, c := range cells {
			switch {
			case c.Hidden:
				hidden, sum = hidden+1, sum+c.Number
			case c.Number > 0 && (least == nil || c.Number < least.Number):
				least = c
			}
		}
		switch {
		case hidden == 0 || hidden > 1 && sum >= FewPeople:
			return true
		case least == nil:
			return false
		}
		least.Hidden = true
	}
}

// hiddenNames returns the first cells of the rows that hide their number in the column.
func (t Table) hiddenNames(column string) map[string]bool {
	names := map[string]bool{}
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
	for _, row := range t.Rows {
		if i >= 0 && row[i].Hidden {
			names[row[0].Text] = true
		}
	}
	return names
}

// hideAs hides the numbers of rows that hold those which another table hides: parts of the row's, as inside
// tells.
func (t *Table) hideAs(parts Table, inside func(row, part string) bool) {
	for i, c := range t.Columns[1:] {
		hidden := parts.hiddenNames(c.Name)
		for _, row := range t.Rows {
			for part := range hidden {
				row[i+1].Hidden = row[i+1].Hidden || inside(row[0].Text, part)
			}
		}
	}
}

// privacy finds out of which events and in which lines of tables a number must not be told.
type privacy struct {
	size   map[string]int // by subject; events that have none of it are left out
	hidden map[string]bool
	groups []eventGroup
}

// eventGroup is the events that a line of a table sums up; the table "" is all of them.
type eventGroup struct {
	table, name string
	subjects    []string
	hidden      bool // the table holds the sum back
}

// private returns the subjects of which lists do not tell how many there were of the measure: of few people, and
// so many others that no line of a table less what is listed tells them. Lines that hold nothing else are
// held back too.
func (b *builder) private(m measure) map[string]bool {
	if b.held[m.kind] != nil {
		return b.held[m.kind]
	}
	p := privacy{size: map[string]int{}, hidden: map[string]bool{}}
	for subject, kinds := range b.now.subjects {
		if n := m.value(kinds); n > 0 {
			p.size[subject] = n
			p.hidden[subject] = m.few(kinds)
		}
	}
	for closed := false; !closed; {
		p.groups, closed = b.eventGroups(m), true
		for p.spread() {
		}
		for _, g := range p.groups {
			if short, _ := p.short(g); short && !g.hidden && b.hideLine(g, m) {
				closed = false
			}
		}
	}
	if b.held == nil {
		b.held = map[reach.Kind]map[string]bool{}
	}
	b.held[m.kind] = p.hidden
	return p.hidden
}

// short reports whether the events that are hidden in a group are too few to be hidden, and returns the least of
// the others; "" where there is none.
func (p privacy) short(g eventGroup) (is bool, least string) {
	hidden, sum := 0, 0
	for _, subject := range g.subjects {
		switch n := p.size[subject]; {
		case p.hidden[subject]:
			hidden, sum = hidden+1, sum+n
		case n > 0 && (least == "" || n < p.size[least]):
			least = subject
		}
	}
	return hidden == 1 || hidden > 1 && sum < FewPeople || hidden == 0 && g.hidden, least
}

// spread hides one more event where that is needed; false where nothing is.
func (p privacy) spread() bool {
	for _, g := range p.groups {
		short, least := p.short(g)
		if g.hidden && slices.ContainsFunc(g.subjects, func(s string) bool { return p.hidden[s] }) {
			continue // its sum is not known
		}
		if short && least != "" {
			p.hidden[least] = true
			return true
		}
	}
	return false
}

// hideLine holds a group's line back, and what would tell it; false where nothing was to be held back.
func (b *builder) hideLine(g eventGroup, m measure) bool {
	table := func(key string) int { return slices.IndexFunc(b.made, func(t Table) bool { return t.Key == key }) }
	i := table(g.table)
	if i < 0 {
		return false
	}
	t := &b.made[i]
	at := slices.IndexFunc(t.Rows, func(row []Cell) bool { return row[0].Text == g.name })
	if at < 0 {
		return false
	}
	hid := false
	for column, c := range t.Columns {
		if cell := &t.Rows[at][column]; c.Name == m.name && !cell.Hidden {
			cell.Hidden, hid = true, true
		}
	}
	if t.Total != nil {
		t.protect()
	}
	if q := table("quarters"); g.table == "months" && q >= 0 {
		b.made[q].hideAs(*t, inQuarter)
	}
	if k := table("kinds"); g.table == "bases" && k >= 0 {
		b.made[k].hideBases(*t)
	}
	return hid
}

// hideBases holds back in the table of kinds what that of the audience does.
func (t *Table) hideBases(bases Table) {
	hidden := bases.hiddenNames(attendance().name)
	for _, row := range t.Rows {
		if row[0].Text != reach.Attended.Chinese() || !hidden[row[1].Text] {
			continue
		}
		row[2].Hidden, row[3].Hidden, row[6].Hidden = true, true, row[6].Hidden || !row[6].Empty
	}
}

// eventGroups lists the lines of the tables that were made, as the events in them.
func (b *builder) eventGroups(m measure) []eventGroup {
	in := map[string]func(reach.Event) []string{
		"":            func(reach.Event) []string { return []string{""} },
		"months":      func(e reach.Event) []string { return []string{reach.MonthOf(e.Day())} },
		"bases":       basisOf,
		"communities": func(e reach.Event) []string { return []string{shownName(e.Community)} },
		"trades":      func(e reach.Event) []string { return []string{shownName(e.Trade)} },
	}
	for key, facet := range map[string]string{"scenes": reach.FacetScene, "forms": reach.FacetForm, "nodes": reach.FacetNode, "topics": reach.FacetTopic} {
		in[key] = func(e reach.Event) []string {
			if values := b.known[e.Subject()].of(facet); len(values) > 0 {
				return values
			}
			return []string{shownName("")}
		}
	}
	var groups []eventGroup
	for _, key := range slices.Sorted(maps.Keys(in)) { // the same report hides the same each time
		var hidden map[string]bool
		if i := slices.IndexFunc(b.made, func(t Table) bool { return t.Key == key }); i >= 0 {
			hidden = b.made[i].hiddenNames(m.name)
		}
		byName := map[string][]string{}
		for _, e := range b.events {
			for _, name := range in[key](e) {
				byName[name] = append(byName[name], e.Subject())
			}
		}
		for _, name := range slices.Sorted(maps.Keys(byName)) {
			groups = append(groups, eventGroup{key, name, byName[name], hidden[name]})
		}
	}
	return groups
}

func basisOf(e reach.Event) []string {
	if len(e.Heads) == 0 {
		return nil
	}
	return []string{e.Heads[0].Basis.Chinese()}
}
