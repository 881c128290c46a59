package calendar

import (
	"strings"
	"time"

	"github.com/6tail/lunar-go/HolidayUtil"
	"github.com/6tail/lunar-go/calendar"

	"github.com/pufa/pufa"
)

// Holidays tells official days off and the working days that make up for them, as they are published each
// year. The zero Holidays knows of no published year.
type Holidays struct {
	years map[int]map[pufa.Day]restDay
}

// restDay is a day that the yearly notice names.
type restDay struct {
	name string // 国庆节
	work bool   // 调休上班
}

// earliest is the first year whose notice is known.
const earliest = 2010

// LoadHolidays returns the published years that ship with the calendar library, with those of the office's
// file over them; path "" for no file. The error is Invalid and names file, line and what to write.
func LoadHolidays(path string) (Holidays, error) {
	h := Holidays{years: map[int]map[pufa.Day]restDay{}}
	for year := earliest; year <= lastYear; year++ {
		known := HolidayUtil.GetHolidaysByYear(year)
		for e := known.Front(); e != nil; e = e.Next() {
			if day, ok := e.Value.(*HolidayUtil.Holiday); ok {
				h.set(year, pufa.Day(day.GetDay()), restDay{day.GetName(), day.IsWork()})
			}
		}
	}
	if path == "" {
		return h, nil
	}
	data, err := readFile(path)
	if err != nil {
		return Holidays{}, err
	}
	r := reader{path: path}
	r.holidays(data, h)
	return h, r.err()
}

func (h Holidays) set(year int, day pufa.Day, r restDay) {
	if h.years[year] == nil {
		h.years[year] = map[pufa.Day]restDay{}
	}
	h.years[year][day] = r
}

// Published reports that the year's days off are known from its notice.
func (h Holidays) Published(year int) bool { return len(h.years[year]) > 0 }

// Off reports whether the day is off, and by which holiday, or 周末. Of a year that is not published yet it
// knows the days that are off by regulation, and weekends.
func (h Holidays) Off(day pufa.Day) (name string, off bool) {
	if name, off := h.Holiday(day); name != "" {
		return name, off
	}
	if w := day.Time().Weekday(); w == time.Saturday || w == time.Sunday {
		return "周末", true
	}
	return "", false
}

// Holiday is Off without plain weekends; it names the holiday for which a day is worked instead, too.
func (h Holidays) Holiday(day pufa.Day) (name string, off bool) {
	year := yearOf(day)
	if r, named := h.years[year][day]; named {
		return r.name, !r.work
	}
	if h.Published(year) {
		return "", false
	}
	name = statutory(day)
	return name, name != ""
}

// In returns the days of the year that are off for a holiday, in order.
func (h Holidays) In(year int) (days []pufa.Day) {
	first := time.Date(year, time.January, 1, 0, 0, 0, 0, pufa.Zone)
	for at := first; at.Year() == year; at = at.AddDate(0, 0, 1) {
		if _, off := h.Holiday(pufa.DayOf(at)); off {
			days = append(days, pufa.DayOf(at))
		}
	}
	return days
}

// statutory returns the holiday of a day that is off by 全国年节及纪念日放假办法 (2024) for everybody.
func statutory(day pufa.Day) string {
	t := day.Time()
	solar := calendar.NewSolarFromYmd(t.Year(), int(t.Month()), t.Day()).GetLunar()
	month, date := solar.GetMonth(), solar.GetDay()
	next := day.Add(1).Time()
	tomorrow := calendar.NewSolarFromYmd(next.Year(), int(next.Month()), next.Day()).GetLunar()
	switch {
	case strings.HasSuffix(string(day), "-01-01"):
		return "元旦节"
	case month == 1 && date <= 3, tomorrow.GetMonth() == 1 && tomorrow.GetDay() == 1:
		return "春节"
	case solar.GetJieQi() == "清明":
		return "清明节"
	case t.Month() == time.May && t.Day() <= 2:
		return "劳动节"
	case month == 5 && date == 5:
		return "端午节"
	case month == 8 && date == 15:
		return "中秋节"
	case t.Month() == time.October && t.Day() <= 3:
		return "国庆节"
	default:
		return ""
	}
}
