package calendar

import (
	"cmp"
	"slices"

	"github.com/pufa/pufa"
)

// Calendar is the publicity calendar of an office: all layers, one over the other. The zero Calendar is empty.
type Calendar struct {
	entries []Entry // in the order in which they were put in
}

// Entries returns every entry, also those switched off, in the order of the files.
func (c Calendar) Entries() []Entry { return slices.Clone(c.entries) }

// Entry returns an entry by its ID, also one that is switched off. NotFound where there is none.
func (c Calendar) Entry(id string) (Entry, error) {
	for _, e := range c.entries {
		if e.ID == id {
			return e, nil
		}
	}
	return Entry{}, pufa.Errorf(pufa.NotFound, "日历里没有编号“%s”，用 pufa calendar 查看有哪些", id)
}

// Year returns what begins in the year, by first day; what begins together, the shorter first. Entries
// switched off have no part in it.
func (c Calendar) Year(year int) []Occurrence {
	var found []Occurrence
	for _, e := range c.entries {
		if !e.Off {
			found = append(found, e.In(year)...)
		}
	}
	slices.SortStableFunc(found, func(a, b Occurrence) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
	})
	return found
}

// Unset returns the entries whose days of the year are still to be announced.
func (c Calendar) Unset(year int) []Entry {
	var found []Entry
	for _, e := range c.entries {
		if !e.Off && e.Unset(year) {
			found = append(found, e)
		}
	}
	return found
}

// Due returns what is to be prepared or is under way on the day: from Begin to the last day.
func (c Calendar) Due(on pufa.Day) []Occurrence {
	var found []Occurrence
	for year := yearOf(on) - 1; year <= yearOf(on)+1; year++ {
		for _, o := range c.Year(year) {
			if o.Begin() <= on && on <= o.Last {
				found = append(found, o)
			}
		}
	}
	return found
}
