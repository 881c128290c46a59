package sheet

import (
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
)

func TestCountsAsOfficesWriteThem(t *testing.T) {
	for text, want := range map[string]Count{
		"80": {N: 80}, "80人": {N: 80}, "８０ 人": {N: 80}, "1,200": {N: 1200}, "1，200份": {N: 1200}, "1,234,567": {N: 1234567},
		"约80人": {80, true}, "200余份": {200, true}, "80多人": {80, true}, "近100人": {100, true}, "80+": {80, true}, "80左右": {80, true},
		"1.2万余份": {12000, true}, "3万": {N: 30000}, "80-100人": {80, true}, "80人至100人": {80, true}, "共80人": {N: 80}, "80.0": {N: 80}, "79.99999999999999": {N: 80},
		"": {}, "无": {}, "/": {}, "—": {}, "-": {}, "0": {}, "1E+3": {N: 1000},
	} {
		if got, err := ReadCount(text); err != nil || got != want {
			t.Errorf("%q reads as %+v, %v, want %+v", text, got, err, want)
		}
	}
	for text, say := range map[string]string{
		"-5": "负数", "－5人": "负数", "负5": "负数", "80.5": "不是整数", "男30女50": "看不出是多少", "若干": "看不出是多少",
		"99999999999999": "太大了", "1E+300": "太大了", "100-80": "看不出", "#REF!": "看不出", "=SUM(A1:A3)": "看不出", strings.Repeat("9", 290): "太大了", strings.Repeat("9", 400): "看不出",
	} {
		if got, err := ReadCount(text); err == nil || pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), say) {
			t.Errorf("%q reads as %+v, %v, want a refusal with %q", text, got, err, say)
		}
	}
}

func TestDaysAsOfficesWriteThem(t *testing.T) {
	dates := Dates{Year: 2026}
	for text, want := range map[string]string{
		"2026-03-05": "2026-03-05 00:00", "2026年3月5日": "2026-03-05 00:00", "2026.3.5": "2026-03-05 00:00", "2026/3/5": "2026-03-05 00:00",
		"3月5日": "2026-03-05 00:00", "3.5日": "2026-03-05 00:00", "03月05日": "2026-03-05 00:00", "20260305": "2026-03-05 00:00", "２０２６年３月５日": "2026-03-05 00:00",
		"2026/3/5 9:00": "2026-03-05 09:00", "2026-03-05 09:00:00": "2026-03-05 09:00", "2026-03-05T09:00:00": "2026-03-05 09:00",
		"2026年3月5日上午": "2026-03-05 00:00", "3月5日上午9时": "2026-03-05 09:00", "3月5日下午2点半": "2026-03-05 14:30", "2026年3月5日（周四）": "2026-03-05 00:00",
		"2026/3/5 9:00-11:00": "2026-03-05 09:00 2026-03-05 11:00", "3月5日下午2:00-4:00": "2026-03-05 14:00 2026-03-05 16:00",
		"3月5日至7日": "2026-03-05 00:00 2026-03-07 00:00", "3月5日-3月7日": "2026-03-05 00:00 2026-03-07 00:00", "2026.3.5-2026.3.7": "2026-03-05 00:00 2026-03-07 00:00",
		"12月30日—2027年1月2日": "2026-12-30 00:00 2027-01-02 00:00",
		"46086":            "2026-03-05 00:00", "46086.375": "2026-03-05 09:00", "46086.0": "2026-03-05 00:00", "1": "1899-12-31 00:00", "3000-01-01": "3000-01-01 00:00", "1900-01-01": "1900-01-01 00:00",
	} {
		s, err := dates.ReadSpan(text)
		got := s.Start.Format("2006-01-02 15:04")
		if !s.End.IsZero() {
			got += s.End.Format(" 2006-01-02 15:04")
		}
		if err != nil || got != want {
			t.Errorf("%q reads as %s, %v, want %s", text, got, err, want)
		}
	}
	for text, say := range map[string]string{
		"": "没有日期", "2026年3月": "没有写哪一天", "3月上旬": "没有写哪一天", "2026": "看不出是哪一天", "2月30日": "看不出", "2026-13-01": "看不出",
		"明天": "看不出", "-1": "看不出", "9999999": "看不出", "3月5日、3月8日": "看不出", "3月7日-3月5日": "看不出", "NaN": "看不出", "Inf": "看不出",
	} {
		if s, err := dates.ReadSpan(text); err == nil || !strings.Contains(pufa.Say(err), say) {
			t.Errorf("%q reads as %v, %v, want a refusal with %q", text, s, err, say)
		}
	}
	if _, err := (Dates{}).ReadSpan("3月5日"); err == nil || !strings.Contains(pufa.Say(err), "--year") {
		t.Errorf("a day without its year: %v", err)
	}
	if s, err := (Dates{From1904: true}).ReadSpan("44624"); err != nil || pufa.DayOf(s.Start) != "2026-03-05" {
		t.Errorf("counted from 1904: %v, %v", s, err)
	}
}

func TestHoursInAColumnOfTheirOwn(t *testing.T) {
	day := pufa.Day("2026-03-05").Time()
	for text, want := range map[string]string{"9:00-11:00": "09:00 11:00", "上午9时": "09:00", "0.375": "09:00", "下午2:30—4:30": "14:30 16:30", "上午": "00:00", "": "00:00"} {
		s, err := ReadClock(day, text)
		got := s.Start.Format("15:04")
		if !s.End.IsZero() {
			got += s.End.Format(" 15:04")
		}
		if err != nil || got != want {
			t.Errorf("%q reads as %s, %v, want %s", text, got, err, want)
		}
	}
	if _, err := ReadClock(day, "三点一刻 2026"); err == nil {
		t.Error("an hour in words is read")
	}
}

func FuzzValues(f *testing.F) {
	for _, seed := range []string{"约80人", "2026.3.5", "3月5日至7日", "46086.375", "9:00-11:00", "1.2万"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ReadCount(text); err == nil && c.N < 0 {
			t.Errorf("%q reads as %d", text, c.N)
		}
		if s, err := (Dates{Year: 2026}).ReadSpan(text); err == nil && (s.Start.IsZero() || !s.End.IsZero() && s.End.Before(s.Start)) {
			t.Errorf("%q reads as %v", text, s)
		}
		if _, err := ReadClock(time.Unix(0, 0), text); err != nil && pufa.KindOf(err) != pufa.Invalid {
			t.Error(err)
		}
	})
}
