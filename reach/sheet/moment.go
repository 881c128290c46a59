package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// Span is when something was, as an office writes it.
type Span struct {
	Start time.Time // the day's first moment where no hour is written
	End   time.Time // zero: not written
}

// Dates tells how to read days.
type Dates struct {
	Year     int  // of 3月5日, which names none; 0: refuse it
	From1904 bool // serial numbers count from 1904
}

var (
	spaced    = regexp.MustCompile(`([0-9０-９])\s+([0-9０-９])`)
	dayOf     = regexp.MustCompile(`^(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})日?(?:[(（]?(?:周|星期)[一二三四五六日天][)）]?)?`)
	solidDay  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	monthOnly = regexp.MustCompile(`^(?:\d{4}[年./-])?\d{1,2}月?(?:份|上旬|中旬|下旬|初|底)?$`)
	clockOf   = regexp.MustCompile(`^(上午|下午|晚上|晚|早上|中午|凌晨)?(\d{1,2})(?:(?::|点|时)(半|\d{1,2})?分?(?::\d{2}(?:\.\d+)?)?)`)
	until     = regexp.MustCompile(`^(?:-{1,2}|—{1,2}|–|~|至|到)`)
	dayAlone  = regexp.MustCompile(`^(\d{1,2})日`)
)

// ReadSpan reads a day, with hours and an end where they are written: 2026-03-05, 2026年3月5日, 2026.3.5, 3月5日, 20260305,
// 2026/3/5 9:00-11:00, 3月5日至7日, 3月5日上午9时, and the serial numbers of Excel. The error is Invalid and says
// what is wrong with the text.
func (d Dates) ReadSpan(text string) (s Span, err error) {
	if len(text) > longest {
		return s, notADay(short(text), d.Year)
	}
	// Between the digits of a day and those of an hour something must stay.
	rest := Fold(spaced.ReplaceAllString(text, "${1}T${2}"))
	if serial, err := strconv.ParseFloat(rest, 64); err == nil && solidDay.FindString(rest) == "" {
		return d.serial(text, serial)
	}
	start, rest, ok := d.day(rest, time.Time{})
	if !ok {
		return s, notADay(text, d.Year)
	}
	rest = strings.TrimLeft(rest, "T,，、")
	hours, rest, timed := clock(rest)
	s.Start = start.Add(hours)
	if mark := until.FindString(rest); mark != "" && rest != mark {
		rest = strings.TrimPrefix(rest, mark)
		end, after, named := d.day(rest, start)
		if !named {
			end, after = start, rest
		}
		to, after, more := clock(strings.TrimLeft(after, "T"))
		if rest = after; more || named {
			s.End = end.Add(to)
		}
		if s.End.Before(s.Start) && more && timed && s.End.Add(12*time.Hour).After(s.Start) {
			s.End = s.End.Add(12 * time.Hour) // 下午2:00-4:00
		}
	}
	if !onlyWords(rest) || s.Start.IsZero() || !s.End.IsZero() && s.End.Before(s.Start) {
		return Span{}, notADay(text, d.Year)
	}
	return s, nil
}

// onlyWords takes a day's part, and nothing that may be another day.
func onlyWords(rest string) bool {
	return rest == "" || len([]rune(rest)) <= 6 && !strings.ContainsAny(rest, "0123456789")
}

func notADay(text string, year int) error {
	switch folded := Fold(text); {
	case folded == "":
		return pufa.Errorf(pufa.Invalid, "没有日期")
	case monthOnly.MatchString(folded):
		return pufa.Errorf(pufa.Invalid, "“%s”没有写哪一天，请写成 2026-03-05 这样", short(text))
	case year == 0 && dayOf.MatchString(folded):
		return pufa.Errorf(pufa.Invalid, "“%s”没有年份，请用 --year 写上是哪一年", short(text))
	}
	return pufa.Errorf(pufa.Invalid, "“%s”看不出是哪一天，请写成 2026-03-05 这样", short(text))
}

// day reads a day at the beginning of a text. Where an earlier day is given, the month may be missing.
func (d Dates) day(text string, earlier time.Time) (day time.Time, rest string, ok bool) {
	if m := solidDay.FindStringSubmatch(text); m != nil {
		day, ok = civil(m[1], m[2], m[3])
		return day, "", ok
	}
	if m := dayOf.FindStringSubmatch(text); m != nil {
		year := m[1]
		switch {
		case year != "":
		case !earlier.IsZero():
			year = strconv.Itoa(earlier.Year())
		case d.Year == 0:
			return day, text, false
		default:
			year = strconv.Itoa(d.Year)
		}
		day, ok = civil(year, m[2], m[3])
		return day, text[len(m[0]):], ok
	}
	if m := dayAlone.FindStringSubmatch(text); m != nil && !earlier.IsZero() {
		day, ok = civil(strconv.Itoa(earlier.Year()), strconv.Itoa(int(earlier.Month())), m[1])
		return day, text[len(m[0]):], ok
	}
	return day, text, false
}

// civil refuses the 30th of February.
func civil(year, month, day string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-1-2", year+"-"+strings.TrimLeft(month, "0")+"-"+strings.TrimLeft(day, "0"), pufa.Zone)
	return t, err == nil
}

// clock reads an hour at the beginning of a text.
func clock(text string) (since time.Duration, rest string, ok bool) {
	m := clockOf.FindStringSubmatch(text)
	if m == nil {
		return 0, text, false
	}
	hour, _ := strconv.Atoi(m[2]) //nolint:errcheck // one or two digits
	minute := 30
	if m[3] != "半" {
		minute, _ = strconv.Atoi(m[3]) //nolint:errcheck // at most two digits, or none
	}
	if afternoon := m[1] == "下午" || strings.HasPrefix(m[1], "晚"); afternoon && hour < 12 {
		hour += 12
	}
	if hour > 24 || minute > 59 {
		return 0, text, false
	}
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, text[len(m[0]):], true
}

// ReadClock reads hours that stand in a column of their own: 9:00-11:00, 上午9时, 0.375.
func ReadClock(day time.Time, text string) (s Span, err error) {
	folded := Fold(text)
	if part, err := strconv.ParseFloat(folded, 64); err == nil && part >= 0 && part < 1 {
		return Span{Start: day.Add(ofDay(part))}, nil
	}
	at, rest, ok := clock(folded)
	if !ok {
		if folded == "" || onlyWords(folded) { // 上午
			return Span{Start: day}, nil
		}
		return s, pufa.Errorf(pufa.Invalid, "“%s”看不出是几点，请写成 9:00 这样", short(text))
	}
	s.Start = day.Add(at)
	if mark := until.FindString(rest); mark != "" {
		if to, _, ok := clock(strings.TrimPrefix(rest, mark)); ok {
			s.End = day.Add(to)
			if s.End.Before(s.Start) {
				s.End = s.End.Add(12 * time.Hour)
			}
		}
	}
	return s, nil
}

func ofDay(part float64) time.Duration {
	return time.Duration(math.Round(part*24*60)) * time.Minute
}

// serial reads Excel's days since the beginning of 1900, which for it was a leap year.
func (d Dates) serial(text string, n float64) (s Span, err error) {
	const year9999 = 2958466
	if !(n >= 1 && n < year9999) || n >= 1900 && n <= 2100 && n == math.Trunc(n) {
		return s, notADay(text, d.Year)
	}
	day, part := math.Modf(n)
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, pufa.Zone)
	if d.From1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, pufa.Zone)
	}
	return Span{Start: first.AddDate(0, 0, int(day)).Add(ofDay(part))}, nil
}
