package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
)

// asText writes spans: 2026-12-04, or 2026-12-01..2026-12-07.
func asText(spans []Span) string {
	var all []string
	for _, s := range spans {
		text := string(s.First)
		if s.Last != s.First {
			text += ".." + string(s.Last)
		}
		all = append(all, text)
	}
	return strings.Join(all, " ")
}

func TestARuleFallsOnItsDays(t *testing.T) {
	for _, c := range []struct {
		rule string
		year int
		want string
	}{
		{"12月4日", 2026, "2026-12-04"},
		{"12-04", 2026, "2026-12-04"},
		{"每年 12月4号", 2026, "2026-12-04"},
		{"2月29日", 2028, "2028-02-29"},
		{"2月29日", 2026, ""},
		{"2月29日", 2100, ""},
		{"2月29日", 2000, "2000-02-29"},
		{"5月", 2026, "2026-05-01..2026-05-31"},
		{"2月", 2026, "2026-02-01..2026-02-28"},
		{"2月", 2028, "2028-02-01..2028-02-29"},
		{"12月", 2026, "2026-12-01..2026-12-31"},
		{"2月最后一天", 2027, "2027-02-28"},
		{"2月最后一天", 2028, "2028-02-29"},
		{"12月最后一天", 2028, "2028-12-31"},
		{"5月第三个星期日", 2026, "2026-05-17"},
		{"5月第三个周日", 2025, "2025-05-18"},
		{"9月第三个周六", 2026, "2026-09-19"},
		{"9月第3个星期六", 2024, "2024-09-21"},
		{"3月最后一个星期一", 2025, "2025-03-31"},
		{"3月最后一个周一", 2026, "2026-03-30"},
		{"2月最后一个周日", 2032, "2032-02-29"},
		{"2月第五个周日", 2032, "2032-02-29"},
		{"2月第五个周日", 2026, ""},
		{"5月15日所在周", 2024, "2024-05-13..2024-05-19"},
		{"5月15日所在周", 2026, "2026-05-11..2026-05-17"},
		{"5月15日所在周", 2022, "2022-05-09..2022-05-15"}, // a Sunday ends its week
		{"5月15日所在的周", 2023, "2023-05-15..2023-05-21"},
		{"1月1日所在周", 2024, "2024-01-01..2024-01-07 2024-12-30..2025-01-05"},
		{"1月1日所在周", 2025, "2025-12-29..2026-01-04"},
		{"4月20日至26日", 2026, "2026-04-20..2026-04-26"},
		{"4月25日—5月1日", 2026, "2026-04-25..2026-05-01"},
		{"04-25 至 05-01", 2026, "2026-04-25..2026-05-01"},
		{"12月28日至1月3日", 2026, "2026-12-28..2027-01-03"},
		{"2月25日至2月29日", 2026, "2026-02-25..2026-02-28"},
		{"2月25日至29日", 2028, "2028-02-25..2028-02-29"},
		{"农历九月初九", 2026, "2026-10-18"},
		{"农历腊月初八", 2026, "2026-01-26"},
		{"农历腊月初八", 2027, "2027-01-15"},
		{"农历冬月十五", 2025, ""},
		{"农历冬月十五", 2026, "2026-01-03 2026-12-23"},
		{"农历腊月三十", 2025, "2025-01-28"}, // its twelfth month has twenty-nine days
		{"农历腊月三十", 2024, "2024-02-09"},
		{"每年另定", 2026, ""},
	} {
		rule, err := ParseRule(c.rule)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		if got := asText(rule.In(c.year)); got != c.want {
			t.Errorf("%s in %d: %s, want %s", c.rule, c.year, got, c.want)
		}
	}
}

// The dates are those of published almanacs: leap months lie in 2025 (6), 2028 (5), 2031 (3) and 2033 (11).
func TestLunarDaysFallWhereAlmanacsHaveThem(t *testing.T) {
	const first = 2024
	for rule, want := range map[string][]string{
		"农历正月初一": {"02-10", "01-29", "02-17", "02-06", "01-26", "02-13", "02-03", "01-23", "02-11", "01-31", "02-19", "02-08"},
		"农历五月初五": {"06-10", "05-31", "06-19", "06-09", "05-28", "06-16", "06-05", "06-24", "06-12", "06-01", "06-20", "06-10"},
		"农历八月十五": {"09-17", "10-06", "09-25", "09-15", "10-03", "09-22", "09-12", "10-01", "09-19", "09-08", "09-27", "09-16"},
		"农历九月初九": {"10-11", "10-29", "10-18", "10-08", "10-26", "10-16", "10-05", "10-24", "10-12", "10-01", "10-20", "10-09"},
	} {
		parsed, err := ParseRule(rule)
		if err != nil {
			t.Fatal(err)
		}
		for i, day := range want {
			year := first + i
			if got := asText(parsed.In(year)); got != fmt.Sprintf("%d-%s", year, day) {
				t.Errorf("%s in %d: %s, want %s", rule, year, got, day)
			}
		}
	}
}

func TestARuleThatCannotBeIsRefusedWithWhatToWrite(t *testing.T) {
	for _, c := range []struct{ rule, say string }{
		{"2月30日", "没有2月30日这一天"},
		{"4月31日", "没有4月31日这一天"},
		{"13月", "没有13月"},
		{"0月第一个周日", "没有0月"},
		{"12月10日至4日", "先后不对"},
		{"6月10日至5月1日", "先后不对"},
		{"农历闰六月初一", "不能写闰月"},
		{"农历九月三十一", "看不懂，请写成这样：12月4日"},
		{"九月的一周", "看不懂"},
		{"5月第六个周日", "看不懂"},
		{"", "看不懂"},
	} {
		_, err := ParseRule(c.rule)
		if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), c.say) {
			t.Errorf("%q: %v, want %q", c.rule, err, c.say)
		}
	}
}

func TestTheNextOccurrenceComesAfterTheDay(t *testing.T) {
	for _, c := range []struct {
		rule  string
		after pufa.Day
		want  pufa.Day
	}{
		{"12月4日", "2026-12-03", "2026-12-04"},
		{"12月4日", "2026-12-04", "2027-12-04"},
		{"2月29日", "2026-01-01", "2028-02-29"},
		{"2月29日", "2096-02-29", "2104-02-29"},
		{"农历九月初九", "2025-10-29", "2026-10-18"},
		{"1月1日所在周", "2024-01-01", "2024-12-30"},
		{"12月28日至1月3日", "2027-01-02", "2027-12-28"},
	} {
		rule, err := ParseRule(c.rule)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Entry{Rule: rule}.Next(c.after)
		if err != nil || got.First != c.want {
			t.Errorf("%s after %s: %s, %v, want %s", c.rule, c.after, got.First, err, c.want)
		}
	}
	_, err := Entry{Name: "宪法宣传周", Rule: Rule{days: announced{}}}.Next("2026-01-01")
	if pufa.KindOf(err) != pufa.NotFound || !strings.Contains(pufa.Say(err), "各年: {2026: 日子}") {
		t.Errorf("what is not announced has a next day: %v", err)
	}
}

// Whatever the server's zone, a rule's days are civil days of China.
func TestDaysDoNotDependOnTheZoneOfTheServer(t *testing.T) {
	rules := []string{"12月4日", "5月", "9月第三个周六", "农历九月初九", "5月15日所在周", "2月最后一天"}
	days := func() (all []string) {
		for _, text := range rules {
			rule, err := ParseRule(text)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, asText(rule.In(2026)))
		}
		return all
	}
	home := time.Local
	t.Cleanup(func() { time.Local = home })
	var seen []string
	for _, hours := range []int{-12, -5, 0, 8, 14} {
		time.Local = time.FixedZone("elsewhere", hours*3600)
		got := days()
		if seen == nil {
			seen = got
		}
		if diff := cmp.Diff(seen, got); diff != "" {
			t.Errorf("at UTC%+d (-first +here):\n%s", hours, diff)
		}
	}
}

func TestEverySpanBeginsInItsYearAndEndsAfterItBegins(t *testing.T) {
	rules := []string{"2月29日", "2月", "11月第五个周四", "1月1日所在周", "12月31日所在周", "12月20日至2月29日",
		"农历冬月三十", "农历腊月三十", "农历正月初一", "2月最后一天"}
	rapid.Check(t, func(t *rapid.T) {
		rule, err := ParseRule(rapid.SampledFrom(rules).Draw(t, "rule"))
		if err != nil {
			t.Fatal(err)
		}
		year := rapid.IntRange(firstYear, lastYear).Draw(t, "year")
		for _, s := range rule.In(year) {
			if yearOf(s.First) != year || s.Last < s.First || s.Days() > longest || !s.Contains(s.First) {
				t.Fatalf("%s in %d: %v", rule, year, s)
			}
		}
	})
}
