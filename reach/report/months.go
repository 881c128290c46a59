package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// within narrows the period down to a span of days.
func (b *builder) within(from, to pufa.Day) reach.Filter {
	return reach.Filter{From: max(from, b.period.From), To: min(to, b.period.To)}
}

// monthMeasures are those for which a page has room.
func monthMeasures() []measure {
	on := onlineMeasures()
	return append(append(offlineMeasures()[:5], on[0], on[2]), allMeasures()[9])
}

func (b *builder) months() (Table, bool) {
	return breakdown{
		key: "months", title: "各月情况", by: "月份", measures: monthMeasures(), names: monthsOf(b.period), chart: "bars",
		of: func(month string) sums { return in(b.now.months, month) },
		filter: func(month string) reach.Filter {
			first := pufa.Day(month + "-01")
			return b.within(first, pufa.DayOf(first.Time().AddDate(0, 1, -1)))
		},
		all: b.now.kinds, whole: b.filter(), group: quarterOf, show: b.shownMonth,
	}.table()
}

// shownMonth names the year only where there are several.
func (b *builder) shownMonth(month string) string {
	day := pufa.Day(month + "-01").Time()
	if b.period.From.Time().Year() == b.period.To.Time().Year() {
		return fmt.Sprintf("%d月", int(day.Month()))
	}
	return fmt.Sprintf("%d年%d月", day.Year(), int(day.Month()))
}

func quarterOf(month string) string {
	day := pufa.Day(month + "-01").Time()
	return fmt.Sprintf("%d年第%d季度", day.Year(), (int(day.Month())+2)/3)
}

// monthsOf lists the months that a period touches.
func monthsOf(p reach.Period) (months []string) {
	for first := pufa.Day(reach.MonthOf(p.From) + "-01"); first <= p.To; first = pufa.DayOf(first.Time().AddDate(0, 1, 0)) {
		months = append(months, reach.MonthOf(first))
	}
	return months
}

func (b *builder) quarters() (Table, bool) {
	quarters := map[string]sums{}
	first := map[string]pufa.Day{}
	for _, month := range monthsOf(b.period) {
		day := pufa.Day(month + "-01").Time()
		name := quarterOf(month)
		first[name] = cmp.Or(first[name], pufa.DayOf(day.AddDate(0, -(int(day.Month())-1)%3, 0)))
		for kind, sum := range in(b.now.months, month) {
			in(quarters, name).add(kind, *sum)
		}
	}
	names := slices.SortedFunc(maps.Keys(first), func(a, c string) int { return cmp.Compare(first[a], first[c]) })
	t, any := breakdown{
		key: "quarters", title: "各季度情况", by: "季度", measures: allMeasures(), names: names,
		of: func(name string) sums { return in(quarters, name) },
		filter: func(name string) reach.Filter {
			return b.within(first[name], pufa.DayOf(first[name].Time().AddDate(0, 3, -1)))
		},
		all: b.now.kinds, whole: b.filter(),
	}.table()
	b.hideLonely(t)
	return t, any && len(names) > 1
}

// hideLonely hides the quarters of which the table of months hides one month only: the others would tell it.
func (b *builder) hideLonely(quarters Table) {
	months, _ := b.months()
	for i, column := range quarters.Columns {
		at := slices.IndexFunc(months.Columns, func(c Column) bool { return c == column })
		if at < 0 {
			continue
		}
		hidden := map[string]int{}
		for j, month := range monthsOf(b.period) {
			if months.Rows[j][at].Hidden {
				hidden[quarterOf(month)]++
			}
		}
		for _, row := range quarters.Rows {
			row[i].Hidden = row[i].Hidden || hidden[row[0].Text] == 1
		}
	}
}
