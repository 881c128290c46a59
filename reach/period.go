package reach

import (
	"fmt"
	"time"

	"github.com/pufa/pufa"
)

// Period is the days of a report, both included.
type Period struct{ From, To pufa.Day }

// Chinese returns the period as readers see it, as short as it goes: 2026年, 2026年3月, 2026年3月5日至4月1日.
func (p Period) Chinese() string {
	from, to := p.From.Time(), p.To.Time()
	monthEnds := p.To.Add(1).Time().Day() == 1
	switch {
	case p.From == p.To:
		return p.From.Chinese()
	case p.WholeYear():
		return fmt.Sprintf("%d年", from.Year())
	case from.Year() == to.Year() && from.Month() == to.Month() && from.Day() == 1 && monthEnds:
		return fmt.Sprintf("%d年%d月", from.Year(), from.Month())
	case from.Year() == to.Year():
		return fmt.Sprintf("%s至%d月%d日", p.From.Chinese(), to.Month(), to.Day())
	default:
		return p.From.Chinese() + "至" + p.To.Chinese()
	}
}

// WholeYear reports whether the period is a calendar year.
func (p Period) WholeYear() bool {
	from, to := p.From.Time(), p.To.Time()
	return from.Year() == to.Year() && from.YearDay() == 1 && to.Month() == time.December && to.Day() == 31
}

// YearBefore is the same period a year earlier. A period that ends a month ends that month too: 29
// February of a leap year is 28 February of the year before.
func (p Period) YearBefore() Period {
	return Period{yearBefore(p.From), yearBefore(p.To.Add(1)).Add(-1)}
}

// yearBefore takes 29 February for 1 March.
func yearBefore(d pufa.Day) pufa.Day { return pufa.DayOf(d.Time().AddDate(-1, 0, 0)) }
