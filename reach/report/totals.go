package report

import (
	"cmp"
	"context"
	"slices"

	"github.com/pufa/pufa/reach"
)

// totals is the ledger's sums of a period, from every side that a report shows.
type totals struct {
	period      reach.Period
	bases       map[line]*reach.Sum
	kinds       sums // all
	months      map[string]sums
	communities map[string]sums
	trades      map[string]sums
	subjects    map[string]sums
}

// line is a kind on one basis.
type line struct {
	kind  reach.Kind
	basis reach.Basis
}

// sums is what there is of each kind.
type sums map[reach.Kind]*reach.Sum

func (s sums) add(kind reach.Kind, sum reach.Sum) {
	if s[kind] == nil {
		s[kind] = &reach.Sum{}
	}
	s[kind].Add(sum)
}

// of returns what there is of a kind, nothing where there is none.
func (s sums) of(kind reach.Kind) reach.Sum {
	if s[kind] == nil {
		return reach.Sum{}
	}
	return *s[kind]
}

// in returns the sums under a name, making them where they are new.
func in(groups map[string]sums, name string) sums {
	if groups[name] == nil {
		groups[name] = sums{}
	}
	return groups[name]
}

func newTotals(p reach.Period) *totals {
	return &totals{period: p, bases: map[line]*reach.Sum{}, kinds: sums{}, months: map[string]sums{},
		communities: map[string]sums{}, trades: map[string]sums{}, subjects: map[string]sums{}}
}

// readPlaces reads the sums of the period, but for those by subject.
func (t *totals) readPlaces(ctx context.Context, source Source) error {
	months := map[string]map[line]*reach.Sum{}
	err := source.Cells(ctx, []reach.Cube{reach.ByPlace}, t.period.From, t.period.To, func(_ reach.Cube, c reach.Cell) {
		if months[c.Month] == nil {
			months[c.Month] = map[line]*reach.Sum{}
		}
		addLine(months[c.Month], line{c.Kind, c.Basis}, c.Sum)
		in(t.communities, c.Community).add(c.Kind, c.Sum)
		in(t.trades, c.Trade).add(c.Kind, c.Sum)
	})
	for month, lines := range months { // joined from here on: cells are many, months are few
		for of, sum := range lines {
			addLine(t.bases, of, *sum)
			in(t.months, month).add(of.kind, *sum)
		}
	}
	for of, sum := range t.bases {
		t.kinds.add(of.kind, *sum)
	}
	return err
}

func addLine(lines map[line]*reach.Sum, of line, sum reach.Sum) {
	if lines[of] == nil {
		lines[of] = &reach.Sum{}
	}
	lines[of].Add(sum)
}

// lines lists the kinds and bases of which there is anything, in the order of reports.
func (t *totals) lines() (list []line) {
	for of := range t.bases {
		list = append(list, of)
	}
	order := reach.Kinds()
	slices.SortFunc(list, func(a, c line) int {
		return cmp.Or(cmp.Compare(place(order, a.kind), place(order, c.kind)), cmp.Compare(a.kind, c.kind), cmp.Compare(a.basis, c.basis))
	})
	return list
}

// place is where a kind stands; those that are not listed stand last.
func place(order []reach.Kind, k reach.Kind) int {
	if i := slices.Index(order, k); i >= 0 {
		return i
	}
	return len(order)
}

// groups sums the subjects up by a facet. A subject with several values counts under each; one without
// counts under "".
func (t *totals) groups(facet string, known map[string]Known) map[string]sums {
	groups := map[string]sums{}
	for subject, kinds := range t.subjects {
		values := known[subject].of(facet)
		if len(values) == 0 {
			values = []string{""}
		}
		for _, value := range values {
			for kind, sum := range kinds {
				in(groups, value).add(kind, *sum)
			}
		}
	}
	return groups
}
