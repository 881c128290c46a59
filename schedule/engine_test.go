package schedule_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

func once(hours time.Duration) schedule.Campaign {
	return schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{At: start.Add(hours * time.Hour)}}
}

// check holds a delivery's state against what arrived.
func (h *house) check(d schedule.Delivery) {
	h.tb.Helper()
	got := h.arrived(d)
	for _, n := range got {
		if n > 1 {
			h.tb.Errorf("somebody got the delivery of %s %d times", d.Occurrence, n)
		}
	}
	want := d.Selected
	if d.Plan.Channel == schedule.Publish {
		want = 1
	}
	switch d.State {
	case schedule.Sent:
		if len(got) != want {
			h.tb.Errorf("已发, and %d of %d got it", len(got), want)
		}
	case schedule.Failed, schedule.Missed, schedule.CalledOff:
		if len(got) != 0 {
			h.tb.Errorf("%s, and %d got it", d.State.Chinese(), len(got))
		}
	case schedule.Partial, schedule.Unclear:
	default:
		h.tb.Errorf("the delivery of %s is still %s", d.Occurrence, d.State.Chinese())
	}
}

func TestEverybodyGetsItOnceAtItsTime(t *testing.T) {
	for _, channel := range []schedule.Channel{schedule.Mass, schedule.Publish, schedule.Customer} {
		h := newHouse(t, 5)
		plan := once(2)
		plan.Channel = channel
		c := h.approved(plan)
		h.run(119*time.Minute, time.Minute)
		if h.platform.calls != 0 || len(h.deliveries(c)) != 0 {
			t.Errorf("%s: %d calls before its time", channel, h.platform.calls)
		}
		h.run(10*time.Minute, time.Minute)
		h.check(h.only(c, schedule.Sent))
		if len(h.told) != 1 {
			t.Errorf("%s: staff are told %d times", channel, len(h.told))
		}
	}
}

func TestReceiversAreChosenAtSending(t *testing.T) {
	h := newHouse(t, 4)
	plan := once(2)
	plan.Audience = pufa.Audience{Group: pufa.Residents, Topics: []string{"婚姻家庭"}}
	c := h.approved(plan)
	subscribe := func(f *pufa.Follower) { f.Topics = []string{"婚姻家庭", "邻里物业"} }
	h.now = h.now.Add(time.Hour)
	h.person("p00", subscribe)
	h.person("p01", subscribe)
	h.person("late", subscribe)
	h.person("p02", func(f *pufa.Follower) { subscribe(f); f.Group = pufa.Enterprises })
	h.person("p03", func(f *pufa.Follower) { subscribe(f); f.OptedOut = true })
	h.person("gone", func(f *pufa.Follower) { subscribe(f); f.Following = false })
	h.run(2*time.Hour, time.Minute)
	got := h.arrived(h.only(c, schedule.Sent))
	if len(got) != 3 || got["o-p00"] != 1 || got["o-p01"] != 1 || got["o-late"] != 1 {
		t.Errorf("receivers %v", got)
	}
}

func TestCustomerMessagesGoToOpenWindowsOnly(t *testing.T) {
	h := newHouse(t, 1)
	h.person("quiet", func(f *pufa.Follower) { f.LastHeard = start.Add(-72 * time.Hour) })
	plan := once(1)
	plan.Channel = schedule.Customer
	c := h.approved(plan)
	h.run(2*time.Hour, time.Minute)
	if got := h.arrived(h.only(c, schedule.Sent)); len(got) != 1 || got["o-p00"] != 1 {
		t.Errorf("receivers %v", got)
	}
}

func TestWhatWasMissedWhileDown(t *testing.T) {
	for name, test := range map[string]struct {
		at   time.Duration // occurrence after start
		back time.Duration // of the program after start
		want schedule.DeliveryState
	}{
		"back within the grace":       {time.Hour, 2*time.Hour + 59*time.Minute, schedule.Sent},
		"back after it":               {time.Hour, 3*time.Hour + time.Minute, schedule.Missed},
		"back at night":               {12*time.Hour + 30*time.Minute, 13*time.Hour + 1*time.Minute, schedule.Missed},
		"back just before it is late": {12*time.Hour + 30*time.Minute, 12*time.Hour + 59*time.Minute, schedule.Sent},
	} {
		h := newHouse(t, 3)
		c := h.approved(schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{At: start.Add(test.at)}})
		h.now = start.Add(test.back)
		h.run(20*time.Minute, time.Minute)
		found := h.deliveries(c)
		if len(found) != 1 || found[0].State != test.want || (found[0].Why == "") != (test.want == schedule.Sent) {
			t.Errorf("%s: %+v, want %s", name, found, test.want.Chinese())
			continue
		}
		h.check(found[0])
	}
}

func TestALongAbsenceIsWrittenDownDayByDay(t *testing.T) {
	h := newHouse(t, 3)
	c := h.approved(schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{Cron: "0 9 * * *"}})
	h.now = h.now.AddDate(0, 0, 250).Add(2 * time.Hour) // 10:00
	h.run(10*time.Minute, time.Minute)
	n := map[schedule.DeliveryState]int{}
	for _, d := range h.deliveries(c) {
		n[d.State]++
		h.check(d)
	}
	if n[schedule.Missed] != 250 || n[schedule.Sent] != 1 || len(h.told) != 4 {
		t.Errorf("deliveries %v, %d told", n, len(h.told))
	}
}

func TestFaultsOfThePlatform(t *testing.T) {
	times := func(f fault, n int) func() fault {
		return func() fault {
			if n--; n >= 0 {
				return f
			}
			return none
		}
	}
	always := func(f fault) func() fault { return func() fault { return f } }
	for name, test := range map[string]struct {
		channel schedule.Channel
		faults  func() fault
		want    schedule.DeliveryState
		why     string
	}{
		"busy for a while":                    {schedule.Mass, times(busy, 6), schedule.Sent, ""},
		"busy for ever":                       {schedule.Mass, always(busy), schedule.Failed, "系统繁忙"},
		"refused":                             {schedule.Mass, always(refused), schedule.Failed, "没有这个接口的权限"},
		"no answer to every second call":      {schedule.Mass, alternate(none, mute), schedule.Sent, ""},
		"accepted, and no answer":             {schedule.Mass, times(mute, 3), schedule.Sent, ""},
		"not accepted, and no answer":         {schedule.Mass, times(deaf, 3), schedule.Sent, ""},
		"published, and no answer":            {schedule.Publish, times(mute, 2), schedule.Sent, ""},
		"a customer message, and no answer":   {schedule.Customer, after(1, mute), schedule.Unclear, "为免重复没有再发"},
		"accepted, then refused when asked":   {schedule.Mass, sequence(none, mute, refused, refused, refused), schedule.Unclear, "请到微信公众平台核对"},
		"accepted, then busy for ever":        {schedule.Mass, sequenceThen(busy, none, mute, mute, mute), schedule.Unclear, "核对"},
		"one of three parts refused":          {schedule.Mass, sequence(none, refused, none, none, none), schedule.Partial, "没有这个接口的权限"},
		"busy, then no answer, then accepted": {schedule.Mass, sequence(none, busy, busy, busy, mute, mute, mute), schedule.Sent, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 6)
			plan := once(1)
			plan.Channel = test.channel
			c := h.approved(plan)
			h.platform.faults = test.faults
			h.run(15*time.Hour, time.Minute)
			d := h.only(c, test.want)
			h.check(d)
			if !strings.Contains(d.Why, test.why) || (d.Why == "") != (test.why == "") {
				t.Errorf("why: %q", d.Why)
			}
			if test.want == schedule.Failed && h.platform.calls > 30 {
				t.Errorf("%d calls", h.platform.calls)
			}
		})
	}
}

func alternate(a, b fault) func() fault {
	n := 0
	return func() fault {
		n++
		return []fault{b, a}[n%2]
	}
}

func after(n int, f fault) func() fault {
	return func() fault {
		if n--; n >= 0 {
			return none
		}
		return f
	}
}

func sequence(list ...fault) func() fault { return sequenceThen(none, list...) }

func sequenceThen(rest fault, list ...fault) func() fault {
	return func() fault {
		if len(list) == 0 {
			return rest
		}
		f := list[0]
		list = list[1:]
		return f
	}
}

// nothing is pushed at night, however long the platform was busy.
func TestRetriesEndWithTheDay(t *testing.T) {
	h := newHouse(t, 3)
	c := h.approved(schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{At: start.Add(12*time.Hour + 50*time.Minute)}})
	h.platform.faults = func() fault {
		if h.now.Before(start.Add(13 * time.Hour)) {
			return busy
		}
		return none
	}
	h.run(16*time.Hour, time.Minute)
	h.check(h.only(c, schedule.Failed))
}

type changedLaw struct{}

func (changedLaw) Changed(_ context.Context, cites []knowledge.Citation, _ pufa.Day) (names []string, err error) {
	for _, c := range cites {
		names = append(names, c.String())
	}
	return names, nil
}

func TestAPieceWhoseLawHasChangedIsNotSent(t *testing.T) {
	h := newHouse(t, 3)
	h.law = changedLaw{}
	plan := once(1)
	plan.Pieces = []schedule.Piece{{Kind: schedule.Text, Body: "b", Cites: []knowledge.Citation{{Law: "合同法", Article: knowledge.Number{Main: 5}}}}}
	c := h.approved(plan)
	h.run(2*time.Hour, time.Minute)
	d := h.only(c, schedule.Failed)
	if h.check(d); !strings.Contains(d.Why, "《合同法》第五条") {
		t.Errorf("why: %q", d.Why)
	}
}

func TestNobodyToSendTo(t *testing.T) {
	h := newHouse(t, 0)
	c := h.approved(once(1))
	h.run(2*time.Hour, time.Minute)
	if d := h.only(c, schedule.Failed); !strings.Contains(d.Why, "没有能收到的人") {
		t.Errorf("why: %q", d.Why)
	}
}

func TestWhoeverLeavesBetweenChoiceAndSendingIsLeftOut(t *testing.T) {
	h := newHouse(t, 4)
	c := h.approved(once(1))
	h.platform.faults = sequence(none, busy, busy)
	h.run(time.Hour, time.Minute)
	h.person("p00", func(f *pufa.Follower) { f.OptedOut = true })
	h.run(time.Hour, time.Minute)
	if got := h.arrived(h.only(c, schedule.Sent)); len(got) != 3 || got["o-p00"] != 0 {
		t.Errorf("receivers %v", got)
	}
}

func TestCancelAndPause(t *testing.T) {
	for _, a := range []schedule.Action{schedule.Cancel, schedule.Pause} {
		h := newHouse(t, 3)
		c := h.approved(schedule.Campaign{Channel: schedule.Mass, Rule: schedule.Rule{Cron: "0 9 * * *"}})
		h.take(c, a)
		h.run(48*time.Hour, 10*time.Minute)
		if h.platform.calls != 0 || len(h.deliveries(c)) != 0 {
			t.Errorf("%s: %d calls", a, h.platform.calls)
		}
	}
}

func TestAFinishEventSettlesWithItsCounts(t *testing.T) {
	h := newHouse(t, 2)
	c := h.approved(once(1))
	e := h.engine()
	h.now = start.Add(time.Hour)
	h.tick(e)
	h.only(c, schedule.Sending)
	for job, o := range map[string]schedule.Outcome{
		"another": {OK: true}, "job-2": {OK: true, Count: schedule.Count{Known: true, Sent: 1, Failed: 1}},
	} {
		for range 2 { // WeChat repeats events
			if err := e.Finished(t.Context(), job, o); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.tick(e)
	h.only(c, schedule.Sent)
	totals, err := store.NewLedger(h.db).Totals(t.Context(), "2026-01-01", "2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, total := range totals {
		got[string(total.Kind)] = total.Times
		if total.People != 0 {
			t.Errorf("%s counts people: %+v", total.Kind, total)
		}
	}
	if got["push_selected"] != 2 || got["push_accepted"] != 2 || got["push_delivered"] != 1 || got["push_failed"] != 1 {
		t.Errorf("the ledger has %v", got)
	}
}

func TestAFailedFinishTellsWhy(t *testing.T) {
	h := newHouse(t, 2)
	c := h.approved(once(1))
	e := h.engine()
	h.now = start.Add(time.Hour)
	h.tick(e)
	if err := e.Finished(t.Context(), "job-2", schedule.Outcome{Why: "管理员拒绝了这次群发"}); err != nil {
		t.Fatal(err)
	}
	h.tick(e)
	if d := h.only(c, schedule.Failed); d.Why != "管理员拒绝了这次群发" {
		t.Errorf("why: %q", d.Why)
	}
}

// moving is a calendar with one entry, whose days of 2026 may be moved, and holidays that may come to be known.
type moving struct {
	day pufa.Day
	off []pufa.Day
}

func (m *moving) Holidays(from, to int) ([]pufa.Day, error) {
	return slices.DeleteFunc(slices.Clone(m.off), func(d pufa.Day) bool { return d.Time().Year() < from || d.Time().Year() > to }), nil
}

func (m *moving) Days(entry string, from, to int) (days []pufa.Day, err error) {
	if entry != "周" {
		return nil, pufa.Errorf(pufa.NotFound, "日历里没有“%s”", entry)
	}
	for year := from; year <= to; year++ {
		if year == 2026 {
			days = append(days, m.day)
		}
	}
	return days, nil
}

func TestARuleTiedToTheCalendar(t *testing.T) {
	for name, test := range map[string]struct {
		moved pufa.Day
		want  schedule.DeliveryState
	}{
		"the day stays":  {"2026-11-29", schedule.Sent},
		"the day moves":  {"2026-12-06", schedule.Failed},
		"it has no more": {"", schedule.Failed},
	} {
		h := newHouse(t, 2)
		days := &moving{day: "2026-11-29"}
		h.almanac = days
		rule, err := schedule.Rule{Tied: schedule.Tie{Entry: "周", Ahead: 3, Minute: 9 * 60}}.Resolve(days, h.now)
		if err != nil {
			t.Fatal(err)
		}
		c := h.approved(schedule.Campaign{Channel: schedule.Mass, Rule: rule})
		days.day = test.moved
		h.run(30*time.Hour, 10*time.Minute)
		d := h.only(c, test.want)
		h.check(d)
		if !d.Occurrence.Equal(start.Add(25*time.Hour)) || (test.want == schedule.Failed) != strings.Contains(d.Why, "日历里“周”已不在 2026年11月29日") {
			t.Errorf("%s: at %s, %q", name, d.Occurrence, d.Why)
		}
	}
	if _, err := (schedule.Rule{Tied: schedule.Tie{Entry: "无"}}).Resolve(&moving{}, start); pufa.KindOf(err) != pufa.NotFound {
		t.Errorf("an entry that is none: %v", err)
	}
}

func TestARuleThatRestsOnHolidays(t *testing.T) {
	h := newHouse(t, 2)
	days := &moving{off: []pufa.Day{"2026-11-27", "2029-01-01"}}
	h.almanac = days
	rule, err := schedule.Rule{Cron: "0 9 * * *", Rest: schedule.Rest{Holidays: true}}.Resolve(days, h.now)
	if err != nil {
		t.Fatal(err)
	}
	c := h.approved(schedule.Campaign{Channel: schedule.Customer, Rule: rule})
	days.off = append(days.off, "2026-11-28") // declared off after the approval
	h.run(120*time.Hour, 10*time.Minute)
	got := map[pufa.Day]string{}
	for _, d := range h.deliveries(c) {
		got[pufa.DayOf(d.Occurrence)] = d.State.Chinese() + d.Why
	}
	delete(got, "2026-11-29")
	want := map[pufa.Day]string{"2026-11-25": "已发", "2026-11-26": "已发", "2026-11-28": "已取消2026年11月28日放假，按计划节假日不推送"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
