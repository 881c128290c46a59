package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// Rule says when a campaign is sent: once, by a cron expression within bounds, or on days of the
// publicity calendar. What falls on a skipped day or outside of the hours is left out, not put off.
type Rule struct {
	At    time.Time  `json:"at,omitzero"`     // once; zero for a recurring rule
	Cron  string     `json:"cron,omitempty"`  // standard expression in China's time
	Tied  Tie        `json:"tied,omitzero"`   // to an entry of the calendar
	Start pufa.Day   `json:"start,omitempty"` // first day of a recurring rule; "": at once
	End   pufa.Day   `json:"end,omitempty"`   // its last day; "": no end
	Skip  []pufa.Day `json:"skip,omitempty"`  // days without a push
	Rest  Rest       `json:"rest,omitzero"`   // whether it rests on official holidays
	Hours Hours      `json:"hours,omitzero"`  // narrower than the office's; zero: the office's
}

// Tie binds a rule to an entry of the publicity calendar (“宪法日前 3 天 9:00”). Its days are written
// into the plan, so that they are what was approved; where the calendar has moved an entry since, the
// occurrence is not sent on the wrong day but fails and says so.
type Tie struct {
	Entry  string     `json:"entry,omitempty"`  // the entry's name in the calendar
	Ahead  int        `json:"ahead,omitempty"`  // days before the entry's first day
	Minute int        `json:"minute,omitempty"` // of the day
	Days   []pufa.Day `json:"days,omitempty"`   // on which it is sent
}

// Rest lets a rule leave out official holidays (节假日不推送). Their days are written into the plan as far
// as they are known; a day that was declared off since is left out when it comes.
type Rest struct {
	Holidays bool       `json:"holidays,omitempty"`
	Days     []pufa.Day `json:"days,omitempty"`
}

// Hours are when pushes may go out on a day, in minutes after midnight: From ≤ t < To.
type Hours struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Daytime is when an office pushes: nobody is woken for publicity.
var Daytime = Hours{From: 8 * 60, To: 21 * 60}

// Holds reports whether t is within the hours.
func (h Hours) Holds(t time.Time) bool {
	at := t.In(pufa.Zone)
	minute := at.Hour()*60 + at.Minute()
	return h.From <= minute && minute < h.To
}

// Chinese returns the hours as readers see them: 08:00–21:00.
func (h Hours) Chinese() string {
	return fmt.Sprintf("%02d:%02d–%02d:%02d", h.From/60, h.From%60, h.To/60, h.To%60)
}

// closes returns the last moment of the hours on t's day.
func (h Hours) closes(t time.Time) time.Time {
	return pufa.DayOf(t).Time().Add(time.Duration(h.To)*time.Minute - time.Microsecond)
}

func (r Rule) hours() Hours {
	if r.Hours == (Hours{}) {
		return Daytime
	}
	return r.Hours
}

// Chinese returns the rule as staff read it.
func (r Rule) Chinese() string {
	text := ""
	switch {
	case r.Tied.Entry != "":
		text = fmt.Sprintf("日历里“%s”前 %d 天的 %02d:%02d", r.Tied.Entry, r.Tied.Ahead, r.Tied.Minute/60, r.Tied.Minute%60)
		text = strings.Replace(text, "前 0 天", "当天", 1)
	case r.Cron != "":
		text = "重复，规则 " + r.Cron
	case !r.At.IsZero():
		text = "一次，" + clockOf(r.At)
	}
	if r.Start != "" {
		text += "，从 " + string(r.Start)
	}
	if r.End != "" {
		text += "，到 " + string(r.End)
	}
	for _, d := range r.Skip {
		text += "，避开 " + string(d)
	}
	if r.Hours != (Hours{}) {
		text += "，只在 " + r.Hours.Chinese()
	}
	if r.Rest.Holidays {
		text += "，节假日不推送"
	}
	return text
}

// leastGap keeps a slip of the pen (* 9 * * *) from becoming sixty pushes.
const leastGap = time.Hour

// searched bounds how many firings of an expression are looked at for one question.
const searched = 20_000

// Next returns the first occurrence after t; the zero time where there is none.
func (r Rule) Next(t time.Time) time.Time {
	if found := r.Occurrences(t, 1); len(found) > 0 {
		return found[0]
	}
	return time.Time{}
}

// Occurrences returns the first n occurrences after t, in UTC. None for a rule that is not valid.
func (r Rule) Occurrences(t time.Time, n int) []time.Time {
	return r.within(t, t.AddDate(100, 0, 0), n)
}

// within returns the first n occurrences after t and not after until.
func (r Rule) within(t, until time.Time, n int) []time.Time {
	switch {
	case len(r.Tied.Days) > 0:
		return r.tied(t, until, n)
	case r.Cron == "" && r.At.After(t) && !r.At.After(until) && r.allows(r.At):
		return []time.Time{r.At.UTC()}
	case r.Cron == "":
		return nil
	}
	fires, err := parseCron(r.Cron)
	if err != nil {
		return nil
	}
	if start := r.Start.Time(); start.After(t) {
		t = start.Add(-time.Second)
	}
	t = t.In(pufa.Zone)
	var found []time.Time
	for range searched {
		t = fires.Next(t)
		if t.IsZero() || t.After(until) || len(found) == n || r.End != "" && pufa.DayOf(t) > r.End {
			break
		}
		if r.allows(t) {
			found = append(found, t.UTC())
		}
	}
	return found
}

// tied returns the occurrences of a rule that is tied to the calendar.
func (r Rule) tied(t, until time.Time, n int) (found []time.Time) {
	for _, d := range slices.Sorted(slices.Values(r.Tied.Days)) {
		at := d.Time().Add(time.Duration(r.Tied.Minute) * time.Minute)
		if len(found) < n && at.After(t) && !at.After(until) && r.allows(at) && d >= r.Start && (r.End == "" || d <= r.End) {
			found = append(found, at.UTC())
		}
	}
	return found
}

func (r Rule) allows(t time.Time) bool {
	day := pufa.DayOf(t)
	return r.hours().Holds(t) && !slices.Contains(r.Skip, day) && !slices.Contains(r.Rest.Days, day)
}

// Check says in Chinese what is wrong with the rule, and what to do; now is the moment of asking.
func (r Rule) Check(now time.Time) error {
	kinds := 0
	for _, is := range []bool{r.Cron != "", !r.At.IsZero(), r.Tied.Entry != ""} {
		if is {
			kinds++
		}
	}
	switch {
	case kinds == 0:
		return refuse("请写发送时间（一次）、定时规则（重复），或日历里的日子")
	case kinds > 1:
		return refuse("发送时间、定时规则和日历里的日子只能写一个")
	}
	for _, d := range slices.Concat(r.Skip, r.Tied.Days, r.Rest.Days, []pufa.Day{r.Start, r.End}) {
		if d != "" && d.Time().IsZero() {
			return refuse("“%s”不是日期，请写成 2026-12-04 这样", d)
		}
	}
	if h := r.hours(); h.From < Daytime.From || h.To > Daytime.To || h.From >= h.To {
		return refuse("可发送的时段 %s 不对：要在 %s 之内，先早后晚，夜里不推送", h.Chinese(), Daytime.Chinese())
	}
	switch {
	case r.Tied.Entry != "":
		return r.checkTied(now)
	case r.Cron == "":
		return r.checkOnce(now)
	default:
		return r.checkCron(now)
	}
}

func (r Rule) checkTied(now time.Time) error {
	tie := r.Tied
	midnight := pufa.DayOf(now).Time()
	switch {
	case tie.Ahead < 0 || tie.Ahead > 180:
		return refuse("提前 %d 天不对，只能是 0 到 180 天", tie.Ahead)
	case !r.hours().Holds(midnight.Add(time.Duration(tie.Minute) * time.Minute)):
		return refuse("发送的钟点不在可发送的时段 %s 里，请改到这个时段", r.hours().Chinese())
	case r.Next(now).IsZero():
		return refuse("日历里“%s”以后没有可发送的日子：那一年的日子还没公布，或都在不推送的日子里", tie.Entry)
	}
	return nil
}

func (r Rule) checkOnce(now time.Time) error {
	at := r.At.In(pufa.Zone).Format("2006-01-02 15:04")
	switch {
	case !r.At.After(now):
		return refuse("发送时间 %s 已经过去，请改到以后", at)
	case r.At.After(now.AddDate(5, 0, 0)):
		return refuse("发送时间 %s 在五年以后，请检查年份", at)
	case !r.hours().Holds(r.At):
		return refuse("发送时间 %s 不在可发送的时段 %s 里，请改到这个时段", at, r.hours().Chinese())
	case slices.Contains(r.Rest.Days, pufa.DayOf(r.At)):
		return refuse("发送时间 %s 是节假日，请换一天，或去掉“节假日不推送”", at)
	case slices.Contains(r.Skip, pufa.DayOf(r.At)):
		return refuse("发送时间 %s 落在不推送的日子里，请换一天", at)
	case r.Start != "" || r.End != "":
		return refuse("只发一次的计划不用写起止日期，请去掉")
	}
	return nil
}

func (r Rule) checkCron(now time.Time) error {
	fires, err := parseCron(r.Cron)
	if err != nil {
		return err
	}
	if r.Start != "" && r.End != "" && r.Start > r.End {
		return refuse("开始日期 %s 晚于结束日期 %s，请对调", r.Start, r.End)
	}
	if fires.Next(now.In(pufa.Zone)).IsZero() {
		return refuse("定时规则“%s”永远不会到：没有这样的日子（例如 2 月 30 日），请改日或月", r.Cron)
	}
	found := r.Occurrences(now, 50)
	if len(found) == 0 {
		return refuse("定时规则“%s”没有一次落在可发送的时间：要在 %s 之间、起止日期之内，并避开不推送的日子",
			strings.TrimSpace(r.Cron), r.hours().Chinese())
	}
	for i, t := range found[1:] {
		if t.Sub(found[i]) < leastGap {
			return refuse("定时规则“%s”太密：两次之间至少隔 1 小时；分钟那一段请写一个数字", r.Cron)
		}
	}
	return nil
}
