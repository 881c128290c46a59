package calendar

import (
	"time"

	"github.com/6tail/lunar-go/calendar"

	"github.com/pufa/pufa"
)

// Rule says on which days of a year something falls. The zero Rule falls on none.
type Rule struct {
	text string
	days days
}

// days are the kinds of rules. in returns the spans whose first day lies in the year, in order.
type days interface {
	in(year int) []Span
}

// In returns the spans whose first day lies in the year, in order: mostly one; none where the rule has no
// such day in that year (29 February) or its days are announced year by year; two where a lunar year begins
// and ends within it.
func (r Rule) In(year int) []Span {
	if r.days == nil {
		return nil
	}
	return r.days.in(year)
}

// Announced reports that the days are announced for each year and never computed.
func (r Rule) Announced() bool {
	_, announced := r.days.(announced)
	return announced
}

// String returns the rule as it was written.
func (r Rule) String() string { return r.text }

// announced has no days of its own: each year's are given by notice.
type announced struct{}

func (announced) in(int) []Span { return nil }

// fixed is the same date each year.
type fixed struct{ date }

func (f fixed) in(year int) []Span {
	day, ok := f.date.in(year)
	if !ok {
		return nil
	}
	return []Span{{day, day}}
}

// wholeMonth is a month from its first day to its last.
type wholeMonth struct{ month int }

func (m wholeMonth) in(year int) []Span {
	return []Span{{date{m.month, 1}.within(year), endOfMonth(year, m.month)}}
}

// monthEnd is the last day of a month.
type monthEnd struct{ month int }

func (m monthEnd) in(year int) []Span {
	end := endOfMonth(year, m.month)
	return []Span{{end, end}}
}

// weekday is the n-th of a weekday in a month; the last where n is 0.
type weekday struct {
	month, n int
	day      time.Weekday
}

func (w weekday) in(year int) []Span {
	first := date{w.month, 1}.within(year)
	found := first.Add((int(w.day) - int(first.Time().Weekday()) + 7) % 7)
	if w.n > 0 {
		found = found.Add(7 * (w.n - 1))
	}
	end := endOfMonth(year, w.month)
	for w.n == 0 && found.Add(7) <= end {
		found = found.Add(7)
	}
	if found > end {
		return nil
	}
	return []Span{{found, found}}
}

// weekOf is the week, Monday to Sunday, in which a date lies.
type weekOf struct{ date }

func (w weekOf) in(year int) []Span {
	var found []Span
	for y := year; y <= year+1; y++ { // the week of 1 January may begin in the year before
		day, ok := w.date.in(y)
		if !ok {
			continue
		}
		monday := day.Add(-(int(day.Time().Weekday()) + 6) % 7)
		if yearOf(monday) == year {
			found = append(found, Span{monday, monday.Add(6)})
		}
	}
	return found
}

// between is a run of dates; it ends in the next year where the last is before the first.
type between struct{ first, last date }

func (b between) in(year int) []Span {
	end := year
	if b.wraps() {
		end++
	}
	return []Span{{b.first.within(year), b.last.within(end)}}
}

func (b between) wraps() bool { return b.last.month < b.first.month }

// lunar is a day of the lunar calendar, in the ordinary month where there is a leap one of its number. The
// thirtieth of a month that has twenty-nine days is its last day, as people keep New Year's Eve.
type lunar struct{ month, day int }

func (l lunar) in(year int) []Span {
	var found []Span
	for y := year - 1; y <= year; y++ { // the last lunar months lie in the next year
		month := calendar.NewLunarYear(y).GetMonth(l.month)
		if month == nil {
			continue
		}
		first := calendar.NewSolarFromJulianDay(month.GetFirstJulianDay())
		day := pufa.Day(first.ToYmd()).Add(min(l.day, month.GetDayCount()) - 1)
		if yearOf(day) == year {
			found = append(found, Span{day, day})
		}
	}
	return found
}
