package schedule_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

var notice = schedule.Notification{Template: "tmpl", Name: "普法通知", Words: []schedule.Word{{Key: "thing1", Says: "宪法与生活"}, {Key: "time2", Says: "{时间}"}}}

// noticePlan is a notification that leads to an entry, after so many hours.
func noticePlan(hours time.Duration) schedule.Campaign {
	c := once(hours)
	c.Channel, c.Notice = schedule.Notice, notice
	c.Pieces = []schedule.Piece{{Kind: schedule.Article, Entry: "xianfa", Title: "宪法与生活", Body: "<p>正文</p>", File: "f"}}
	return c
}

// accept stores that the follower allows n notifications.
func (h *house) accept(name string, n int) {
	h.tb.Helper()
	for range n {
		_, err := store.NewNotices(h.db).Hear(context.Background(), string(pufa.NewID()), h.now, pufa.FollowerKey(name), []store.Popup{{Template: "tmpl", Accepted: true}})
		if err != nil {
			h.tb.Fatal(err)
		}
	}
}

func (h *house) accepted() map[pufa.FollowerKey]bool {
	h.tb.Helper()
	found, err := store.NewFollowers(h.db).Accepted(context.Background(), "tmpl")
	if err != nil {
		h.tb.Fatal(err)
	}
	return found
}

// got counts how many notifications came to each address, whatever sent them.
func (h *house) got() map[string]int {
	n := map[string]int{}
	for _, addresses := range h.platform.received {
		for _, a := range addresses {
			n[a]++
		}
	}
	return n
}

func TestOnlyThoseWhoAllowItGetANotification(t *testing.T) {
	h := newHouse(t, 4)
	h.accept("p00", 1)
	h.accept("p01", 2)
	h.accept("p02", 1)
	h.person("p02", func(f *pufa.Follower) { f.OptedOut = true })
	c := h.approved(noticePlan(1))
	planned, err := schedule.NewPlanner(h.account, h.campaigns, store.NewFollowers(h.db)).Forecast(context.Background(), h.now, h.now.AddDate(0, 0, 1))
	if err != nil || len(planned) != 1 || planned[0].People != 2 {
		t.Errorf("planned %+v, %v", planned, err)
	}
	h.now = start.Add(time.Hour)
	h.run(10*time.Minute, time.Minute)
	d := h.only(c, schedule.Sent)
	if got := h.got(); d.Selected != 2 || len(got) != 2 || got["o-p00"] != 1 || got["o-p01"] != 1 {
		t.Errorf("selected %d, got %v", d.Selected, got)
	}
	if left := h.accepted(); len(left) != 2 || !left["p01"] || !left["p02"] {
		t.Errorf("accepts left: %v", left)
	}
	if says := h.platform.said; len(says) != 2 || says[0].Words[1].Says != "2026年11月25日 09:00" {
		t.Errorf("the notification says %+v", says)
	}
}

// The program stops at any step: an accept is used at most once, and it is there again only where
// nothing was sent.
func TestAnAcceptSurvivesACrashAtAnyStep(t *testing.T) {
	steps := 0
	for at := 0; at <= steps; at++ {
		h := newHouse(t, 2)
		h.accept("p00", 1)
		h.accept("p01", 1)
		c, again := h.approved(noticePlan(1)), h.approved(noticePlan(2))
		h.now = start.Add(time.Hour)
		h.crash.at = at
		h.run(3*time.Hour, 4*time.Minute)
		if at == 0 {
			steps = min(h.crash.step, 120)
			if steps < 20 {
				t.Fatalf("only %d steps", steps)
			}
		}
		for address, n := range h.got() {
			if n > 1 {
				t.Errorf("step %d: %s got %d notifications for one accept", at, address, n)
			}
		}
		if left := h.accepted(); len(left) != 0 {
			t.Errorf("step %d: accepts are left: %v", at, left)
		}
		for _, d := range append(h.deliveries(c), h.deliveries(again)...) {
			if d.State == schedule.Sending || d.State == schedule.Waiting {
				t.Errorf("step %d: a delivery is still %s", at, d.State.Chinese())
			}
		}
	}
}

func TestTwoNodesAndTwoPlansWantOneAccept(t *testing.T) {
	h := newHouse(t, 3)
	for i := range 3 {
		h.accept(fmt.Sprintf("p%02d", i), 1)
	}
	for range 3 {
		h.approved(noticePlan(1))
	}
	h.now = start.Add(time.Hour)
	var mu sync.Mutex
	h.crash = &crasher{owner: map[string]pufa.ID{}}
	h.platform.lock = &mu
	nodes := []*schedule.Engine{h.bare(), h.bare()}
	for range 5 {
		var all sync.WaitGroup
		for _, e := range nodes {
			all.Go(func() {
				if err := e.Tick(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		h.now = h.now.Add(5 * time.Minute)
	}
	got := h.got()
	for i := range 3 {
		if n := got[fmt.Sprintf("o-p%02d", i)]; n != 1 {
			t.Errorf("p%02d got %d notifications for one accept", i, n)
		}
	}
	if left := h.accepted(); len(left) != 0 {
		t.Errorf("accepts are left: %v", left)
	}
}

func TestWhatThePlatformRefusesIsWrittenDown(t *testing.T) {
	for name, c := range map[string]struct {
		fault fault
		left  bool // the accept may be used again
		state schedule.DeliveryState
	}{
		"the receiver has not accepted": {unwanted, false, schedule.Failed},
		"something else is wrong":       {refused, true, schedule.Failed},
		"no answer, and it was sent":    {mute, false, schedule.Unclear},
		"no answer, and it was not":     {deaf, false, schedule.Unclear},
	} {
		h := newHouse(t, 1)
		h.accept("p00", 1)
		plan := h.approved(noticePlan(1))
		h.now = start.Add(time.Hour)
		h.platform.faults = func() fault { return c.fault }
		h.run(5*time.Minute, time.Minute)
		h.only(plan, c.state)
		if left := h.accepted()["p00"]; left != c.left {
			t.Errorf("%s: the accept is left: %v", name, left)
		}
		totals, err := store.NewLedger(h.db).Totals(context.Background(), "2026-11-25", "2026-11-25")
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for _, total := range totals {
			if total.Kind == reach.PushFailed && total.Basis == reach.Platform {
				failed = total.Times
			}
		}
		if want := map[schedule.DeliveryState]int{schedule.Failed: 1}[c.state]; failed != want {
			t.Errorf("%s: %d failures in the ledger", name, failed)
		}
	}
}

func TestTheEventTellsWhetherANotificationArrived(t *testing.T) {
	arrived := schedule.Outcome{Done: true, OK: true, Count: schedule.Count{Known: true, Sent: 1}}
	lost := schedule.Outcome{Done: true, Why: "没有送达", Reason: "43101", Count: schedule.Count{Known: true, Failed: 1}}
	for name, c := range map[string]struct {
		after   time.Duration // of sending
		outcome schedule.Outcome
		state   schedule.DeliveryState
		kind    reach.Kind
	}{
		"at once":            {0, arrived, schedule.Sent, reach.PushDelivered},
		"at once, not":       {0, lost, schedule.Failed, reach.PushFailed},
		"a day later":        {23 * time.Hour, arrived, schedule.Sent, reach.PushDelivered},
		"a day later, not":   {23 * time.Hour, lost, schedule.Sent, reach.PushFailed},
		"of another's sends": {0, schedule.Outcome{}, schedule.Sent, ""},
	} {
		h := newHouse(t, 1)
		h.accept("p00", 1)
		plan := h.approved(noticePlan(1))
		h.now = start.Add(time.Hour)
		e := h.engine()
		h.tick(e)
		h.now = h.now.Add(c.after)
		if c.after > 0 {
			h.tick(e)
		}
		for range 2 { // the event comes twice
			if c.kind == "" {
				break
			}
			if err := e.Noticed(context.Background(), "event", "p00", "tmpl", c.outcome); err != nil {
				t.Fatal(err)
			}
		}
		h.now = h.now.Add(2 * time.Minute)
		h.tick(e)
		h.only(plan, c.state)
		totals, err := store.NewLedger(h.db).Totals(context.Background(), "2026-11-25", "2026-11-26")
		if err != nil {
			t.Fatal(err)
		}
		for _, total := range totals {
			counts := total.Kind == reach.PushDelivered || total.Kind == reach.PushFailed
			if counts && (total.Kind != c.kind || total.Times != 1) {
				t.Errorf("%s: %s %d in the ledger", name, total.Kind.Chinese(), total.Times)
			}
		}
	}
}

func TestWordsFitTheirTemplate(t *testing.T) {
	long := strings.Repeat("法", 21)
	for says, word := range map[string]schedule.Word{
		"":             {Key: "thing1", Says: long[:60]},
		"有 21 个字":      {Key: "thing1", Says: long},
		"不认识关键词":       {Key: "song1", Says: "普法"},
		"是空的":          {Key: "thing1", Says: " "},
		"只能是 5 个以内的汉字": {Key: "phrase3", Says: "ok"},
		"最多收 5 个":      {Key: "phrase3", Says: "普法宣传通知"},
		"要写 {时间}":      {Key: "time2", Says: "明天"},
		"要写 {日期}":      {Key: "date2", Says: "{时间}"},
		"只能是数字":        {Key: "number4", Says: "三"},
		"不能换行":         {Key: "thing5", Says: "普\n法"},
	} {
		at := time.Date(2026, 12, 4, 9, 0, 0, 0, pufa.Zone)
		err := schedule.Notification{Words: []schedule.Word{word}}.At(at).Words[0].Check()
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(pufa.Say(err), says)) {
			t.Errorf("%+v: %v, want %q", word, err, says)
		}
	}
	piece := schedule.Piece{Title: "题目", Digest: strings.Repeat("要", 54)}
	filled := schedule.Notification{Words: []schedule.Word{{Key: "thing1", Says: "{单位}：{标题}"}, {Key: "thing2", Says: "{摘要}"}}}.Fill(piece, "司法所")
	if filled.Words[0].Says != "司法所：题目" || filled.Words[1].Check() != nil {
		t.Errorf("filled %+v", filled.Words)
	}
}
