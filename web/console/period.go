package console

import (
	"fmt"
	"net/url"
	"time"

	"github.com/pufa/pufa"
)

// period is the days of a report, both included.
type period struct{ From, To pufa.Day }

// earliest and latest bound periods: years outside are slips of the hand.
const (
	earliest = pufa.Day("2000-01-01")
	latest   = pufa.Day("2099-12-31")
)

// readPeriod reads from and to of an address; this year where they are missing.
func readPeriod(q url.Values, today pufa.Day) (p period, err error) {
	p = period{yearOf(today) + "-01-01", today}
	if text := q.Get("from"); text != "" {
		if p.From, err = pufa.ParseDay(text); err != nil {
			return p, err
		}
	}
	if text := q.Get("to"); text != "" {
		if p.To, err = pufa.ParseDay(text); err != nil {
			return p, err
		}
	}
	switch {
	case p.From > p.To:
		return p, pufa.Errorf(pufa.Invalid, "开始的日期 %s 晚于结束的日期 %s，请对调", p.From, p.To)
	case p.From < earliest || p.To > latest:
		return p, pufa.Errorf(pufa.Invalid, "日期要在 %s 到 %s 之间，请检查年份", earliest, latest)
	}
	return p, nil
}

// Query returns the period as it stands in addresses.
func (p period) Query() url.Values { return url.Values{"from": {string(p.From)}, "to": {string(p.To)}} }

// Chinese returns the period as readers see it, as short as it goes.
func (p period) Chinese() string {
	from, to := p.From.Time(), p.To.Time()
	monthEnds := p.To.Add(1).Time().Day() == 1
	switch {
	case p.From == p.To:
		return p.From.Chinese()
	case from.Year() == to.Year() && from.YearDay() == 1 && to.Month() == time.December && monthEnds:
		return fmt.Sprintf("%d年", from.Year())
	case from.Year() == to.Year() && from.Month() == to.Month() && from.Day() == 1 && monthEnds:
		return fmt.Sprintf("%d年%d月", from.Year(), from.Month())
	case from.Year() == to.Year():
		return fmt.Sprintf("%s至%d月%d日", p.From.Chinese(), to.Month(), to.Day())
	default:
		return p.From.Chinese() + "至" + p.To.Chinese()
	}
}

func yearOf(d pufa.Day) pufa.Day { return d[:4] }

// quickPeriods lists the periods that are asked for most, as of today; what is not over ends today.
func quickPeriods(today pufa.Day) (list []struct {
	Text string
	period
}) {
	now := today.Time()
	add := func(text string, from time.Time, months int) {
		to := pufa.DayOf(from.AddDate(0, months, -1))
		list = append(list, struct {
			Text string
			period
		}{text, period{pufa.DayOf(from), min(to, today)}})
	}
	year := time.Date(now.Year(), 1, 1, 0, 0, 0, 0, pufa.Zone)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, pufa.Zone)
	quarter := month.AddDate(0, -(int(now.Month())-1)%3, 0)
	add("今年", year, 12)
	add("去年", year.AddDate(-1, 0, 0), 12)
	add("本季度", quarter, 3)
	add("上季度", quarter.AddDate(0, -3, 0), 3)
	add("本月", month, 1)
	add("上月", month.AddDate(0, -1, 0), 1)
	return list
}
