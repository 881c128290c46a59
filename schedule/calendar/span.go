package calendar

import (
	"fmt"
	"time"

	"github.com/pufa/pufa"
)

// Span is a run of days, both included.
type Span struct {
	First, Last pufa.Day
}

// Days returns how many days the span has.
func (s Span) Days() int {
	return int(s.Last.Time().Sub(s.First.Time()).Hours()/24) + 1
}

// Contains reports whether the day lies in the span.
func (s Span) Contains(d pufa.Day) bool { return s.First <= d && d <= s.Last }

// Chinese returns the span as readers see it: 12月4日（周五）, 12月1日至7日.
func (s Span) Chinese() string {
	first, last := s.First.Time(), s.Last.Time()
	switch {
	case s.First == s.Last:
		return short(first) + "（" + weekdayNames[first.Weekday()] + "）"
	case first.Year() != last.Year():
		return fmt.Sprintf("%s至次年%s", short(first), short(last))
	case first.Month() != last.Month():
		return short(first) + "至" + short(last)
	default:
		return fmt.Sprintf("%s至%d日", short(first), last.Day())
	}
}

var weekdayNames = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

func short(t time.Time) string { return fmt.Sprintf("%d月%d日", int(t.Month()), t.Day()) }

// date is a day of any year. Day 29 of February exists in leap years only.
type date struct {
	month, day int
}

// lengths are the days of the months, February as in leap years.
var lengths = [...]int{1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

func (d date) valid() bool {
	return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= lengths[d.month]
}

// in returns the day in the year; ok is false for 29 February of a common year.
func (d date) in(year int) (day pufa.Day, ok bool) {
	t := time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, pufa.Zone)
	return pufa.DayOf(t), t.Day() == d.day
}

// within returns the day in the year, 28 February for 29 February of a common year.
func (d date) within(year int) pufa.Day {
	if day, ok := d.in(year); ok {
		return day
	}
	return endOfMonth(year, d.month)
}

func endOfMonth(year, month int) pufa.Day {
	return pufa.DayOf(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, pufa.Zone))
}

func yearOf(d pufa.Day) int { return d.Time().Year() }
