package schedule

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
)

// now is when plans are made in these tests: Wednesday 2026-11-25 10:00 in China.
var now = at("2026-11-25 10:00")

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, pufa.Zone)
	if err != nil {
		panic(err)
	}
	return t
}

func civil(times []time.Time) (out []string) {
	for _, t := range times {
		out = append(out, t.In(pufa.Zone).Format("2006-01-02 15:04"))
	}
	return out
}

func TestRulesAreReadAloud(t *testing.T) {
	for want, rule := range map[string]Rule{
		"一次，2026-12-04 09:00": {At: at("2026-12-04 09:00")},
		"重复，规则 0 9 * * 1，从 2026-12-01，避开 2026-12-07，节假日不推送": {Cron: "0 9 * * 1", Start: "2026-12-01", Skip: []pufa.Day{"2026-12-07"}, Rest: Rest{Holidays: true}},
		"日历里“xianfa-ri”前 3 天的 09:05，到 2027-12-31":           {Tied: Tie{Entry: "xianfa-ri", Ahead: 3, Minute: 545}, End: "2027-12-31"},
		"日历里“xianfa-ri”当天的 09:00":                           {Tied: Tie{Entry: "xianfa-ri", Minute: 540}},
	} {
		if got := rule.Chinese(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestOccurrences(t *testing.T) {
	for name, test := range map[string]struct {
		rule  Rule
		after string
		n     int
		want  []string
	}{
		"once":                           {Rule{At: at("2026-12-04 09:00")}, "2026-11-25 10:00", 10, []string{"2026-12-04 09:00"}},
		"once, over":                     {Rule{At: at("2026-12-04 09:00")}, "2026-12-04 09:00", 10, nil},
		"every Monday":                   {Rule{Cron: "0 9 * * 1"}, "2026-11-25 10:00", 3, []string{"2026-11-30 09:00", "2026-12-07 09:00", "2026-12-14 09:00"}},
		"by a descriptor at midnight":    {Rule{Cron: "@daily"}, "2026-11-25 10:00", 3, nil},
		"the 31st leaves months out":     {Rule{Cron: "0 9 31 * *"}, "2026-12-31 09:00", 3, []string{"2027-01-31 09:00", "2027-03-31 09:00", "2027-05-31 09:00"}},
		"29 February":                    {Rule{Cron: "0 9 29 2 *"}, "2026-11-25 10:00", 2, []string{"2028-02-29 09:00", "2032-02-29 09:00"}},
		"from a day, to a day":           {Rule{Cron: "30 9 * * *", Start: "2026-12-01", End: "2026-12-03"}, "2026-11-25 10:00", 9, []string{"2026-12-01 09:30", "2026-12-02 09:30", "2026-12-03 09:30"}},
		"skipped days are left out":      {Rule{Cron: "0 9 * * *", Skip: []pufa.Day{"2026-11-26", "2026-11-28"}}, "2026-11-25 10:00", 2, []string{"2026-11-27 09:00", "2026-11-29 09:00"}},
		"holidays are left out":          {Rule{Cron: "0 9 * * *", Rest: Rest{Holidays: true, Days: []pufa.Day{"2026-11-26"}}}, "2026-11-25 10:00", 1, []string{"2026-11-27 09:00"}},
		"the night is left out":          {Rule{Cron: "0 */6 * * *"}, "2026-11-25 10:00", 3, []string{"2026-11-25 12:00", "2026-11-25 18:00", "2026-11-26 12:00"}},
		"hours end before their end":     {Rule{Cron: "0 * * * *", Hours: Hours{9 * 60, 11 * 60}}, "2026-11-25 10:30", 3, []string{"2026-11-26 09:00", "2026-11-26 10:00", "2026-11-27 09:00"}},
		"a year's end":                   {Rule{Cron: "0 9 1 1 *"}, "2026-12-31 23:59", 2, []string{"2027-01-01 09:00", "2028-01-01 09:00"}},
		"on days of the calendar":        {Rule{Tied: Tie{Entry: "宪法日", Ahead: 3, Minute: 540, Days: []pufa.Day{"2027-12-01", "2026-12-01", "2025-12-01"}}}, "2026-11-25 10:00", 9, []string{"2026-12-01 09:00", "2027-12-01 09:00"}},
		"days of the calendar, bounded":  {Rule{Tied: Tie{Entry: "宪法日", Minute: 540, Days: []pufa.Day{"2026-12-04", "2027-12-04", "2028-12-04"}}, Start: "2027-01-01", Skip: []pufa.Day{"2028-12-04"}}, "2026-11-25 10:00", 9, []string{"2027-12-04 09:00"}},
		"day or weekday, as cron has it": {Rule{Cron: "0 9 1 * 5"}, "2026-11-25 10:00", 3, []string{"2026-11-27 09:00", "2026-12-01 09:00", "2026-12-04 09:00"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, civil(test.rule.Occurrences(at(test.after), test.n))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRulesThatAreRefusedSayWhy(t *testing.T) {
	for name, test := range map[string]struct {
		rule Rule
		want string // in what is said
	}{
		"nothing":                    {Rule{}, "请写发送时间"},
		"both":                       {Rule{At: at("2026-12-04 09:00"), Cron: "0 9 * * *"}, "只能写一个"},
		"the past":                   {Rule{At: at("2026-11-25 09:59")}, "已经过去"},
		"a slip of the year":         {Rule{At: at("2062-12-04 09:00")}, "检查年份"},
		"at night":                   {Rule{At: at("2026-12-04 23:00")}, "可发送的时段 08:00–21:00"},
		"as the hours end":           {Rule{At: at("2026-12-04 21:00")}, "可发送的时段"},
		"on a skipped day":           {Rule{At: at("2026-12-04 09:00"), Skip: []pufa.Day{"2026-12-04"}}, "换一天"},
		"once, with an end":          {Rule{At: at("2026-12-04 09:00"), End: "2026-12-05"}, "不用写起止日期"},
		"blank":                      {Rule{Cron: "  "}, "请写定时规则"},
		"a zone that makes it panic": {Rule{Cron: "TZ=0"}, "不能写时区"},
		"a zone":                     {Rule{Cron: "CRON_TZ=Asia/Tokyo 0 9 * * *"}, "不能写时区"},
		"every so often":             {Rule{Cron: "@every 24h"}, "@every"},
		"an unknown word":            {Rule{Cron: "@fortnightly"}, "不认识"},
		"too few fields":             {Rule{Cron: "0 9 * *"}, "现在有 4 段"},
		"with seconds":               {Rule{Cron: "0 0 9 * * *"}, "现在有 6 段"},
		"hour 25":                    {Rule{Cron: "0 25 * * *"}, "第 2 段“25”不对"},
		"Sunday as 7":                {Rule{Cron: "0 9 * * 7"}, "0 是星期日"},
		"step nought":                {Rule{Cron: "*/0 9 * * *"}, "第 1 段"},
		"a list of nothing":          {Rule{Cron: "0 9 , * *"}, "第 3 段"},
		"30 February":                {Rule{Cron: "0 9 30 2 *"}, "永远不会到"},
		"only at night":              {Rule{Cron: "0 3 * * *"}, "没有一次落在可发送的时间"},
		"over before it begins":      {Rule{Cron: "0 9 * * *", End: "2026-11-25"}, "没有一次"},
		"start after end":            {Rule{Cron: "0 9 * * *", Start: "2026-12-02", End: "2026-12-01"}, "晚于"},
		"every day of it skipped":    {Rule{Cron: "0 9 * * *", Start: "2026-12-01", End: "2026-12-01", Skip: []pufa.Day{"2026-12-01"}}, "没有一次"},
		"sixty pushes for one":       {Rule{Cron: "* 9 * * *"}, "太密"},
		"not a day":                  {Rule{Cron: "0 9 * * *", Skip: []pufa.Day{"2026-02-30"}}, "不是日期"},
		"hours at night":             {Rule{Cron: "0 9 * * *", Hours: Hours{0, 24 * 60}}, "夜里不推送"},
		"hours the wrong way round":  {Rule{Cron: "0 9 * * *", Hours: Hours{12 * 60, 9 * 60}}, "先早后晚"},
		"tied, and once":             {Rule{At: at("2026-12-04 09:00"), Tied: Tie{Entry: "宪法日"}}, "只能写一个"},
		"tied to days that are over": {Rule{Tied: Tie{Entry: "宪法日", Minute: 540, Days: []pufa.Day{"2025-12-04"}}}, "还没公布"},
		"tied, at night":             {Rule{Tied: Tie{Entry: "宪法日", Minute: 60, Days: []pufa.Day{"2026-12-04"}}}, "钟点不在"},
		"tied, a year ahead":         {Rule{Tied: Tie{Entry: "宪法日", Ahead: 365, Minute: 540, Days: []pufa.Day{"2026-12-04"}}}, "0 到 180 天"},
		"an expression without end":  {Rule{Cron: strings.Repeat("0,", 100) + "0 9 * * *"}, "太长"},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.rule.Check(now)
			if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), test.want) {
				t.Errorf("Check = %q, want %q in it", pufa.Say(err), test.want)
			}
		})
	}
}

func TestRulesThatStand(t *testing.T) {
	for _, rule := range []Rule{
		{At: at("2026-12-04 09:00")}, {Cron: "0 9 * * 1"}, {Cron: "30 8-20/2 * * MON-FRI"}, {Cron: " 0  9 1 * ? "},
		{Cron: "0 9 29 2 *"}, {Cron: "0 9 * * *", Start: "2026-12-01", End: "2026-12-07"},
	} {
		if err := rule.Check(now); err != nil {
			t.Errorf("%+v: %s", rule, pufa.Say(err))
		}
	}
}

func TestOccurrencesDoNotDependOnTheServersZone(t *testing.T) {
	rule := Rule{Cron: "0 9 * * *"}
	want := civil(rule.Occurrences(now, 10))
	for _, offset := range []int{-11, 0, 14} {
		there := time.FixedZone("elsewhere", offset*60*60)
		if diff := cmp.Diff(want, civil(rule.Occurrences(now.In(there), 10))); diff != "" {
			t.Errorf("%+d: %s", offset, diff)
		}
	}
}

// Whatever is typed, the rule is refused or what it gives is in order, in the day and after now.
func TestAnyExpressionIsRefusedOrFiresInOrder(t *testing.T) {
	field := rapid.SampledFrom([]string{"*", "0", "9", "*/2", "1-5", "31", "59", "MON", "?", ",", "1,2", "*/0", "-1", "99", "a", "5/100", "L"})
	rapid.Check(t, func(t *rapid.T) {
		expr := strings.Join(rapid.SliceOfN(field, 3, 6).Draw(t, "fields"), " ")
		if rapid.Bool().Draw(t, "odd") {
			expr = rapid.StringN(0, 30, 60).Draw(t, "text") + expr
		}
		rule := Rule{Cron: expr}
		if rule.Check(now) != nil {
			return
		}
		last := now
		for _, next := range rule.Occurrences(now, 10) {
			if !next.After(last) || !Daytime.Holds(next) {
				t.Fatalf("%q: %v after %v", expr, next, last)
			}
			last = next
		}
		if last.Equal(now) {
			t.Fatalf("%q stands and never fires", expr)
		}
	})
}
