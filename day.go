package pufa

import (
	"fmt"
	"time"
)

// Zone is the civil time of everything a reader sees: China has one zone and no summer time.
var Zone = time.FixedZone("Asia/Shanghai", 8*60*60)

// Day is a civil day in China as 2006-01-02; "" means unknown. Days compare as strings.
type Day string

// DayOf returns the civil day in China on which t falls.
func DayOf(t time.Time) Day {
	return Day(t.In(Zone).Format(time.DateOnly))
}

// ParseDay reads a day as 2006-01-02. The error is Invalid and names the text.
func ParseDay(s string) (Day, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, Zone)
	if err != nil {
		return "", &Error{Kind: Invalid, Say: fmt.Sprintf("“%s”不是日期，请写成 2026-12-04 这样", s), Err: err}
	}
	return DayOf(t), nil
}

// Time returns the first moment of the day; the zero time where the day is unknown or malformed.
func (d Day) Time() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Add returns the day n days later (earlier where n is negative); "" stays "".
func (d Day) Add(n int) Day {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return DayOf(t.AddDate(0, 0, n))
}

var weekdays = [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// Chinese returns the day as readers see it: 2026年12月4日.
func (d Day) Chinese() string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

// ChineseWeekday returns the day with its weekday: 2026年12月4日（周五）.
func (d Day) ChineseWeekday() string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return d.Chinese() + "（" + weekdays[t.Weekday()] + "）"
}
