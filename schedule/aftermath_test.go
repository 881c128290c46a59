package schedule_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

func (h *house) clerk() schedule.Clerk {
	return schedule.NewClerk(h.campaigns, store.NewOutcomes(h.db))
}

// counts is what the ledger holds of the campaign, by kind.
func (h *house) counts(c schedule.Campaign) map[reach.Kind]int {
	h.tb.Helper()
	totals, err := store.NewLedger(h.db).Subject(context.Background(), "campaign:"+string(c.ID))
	if err != nil {
		h.tb.Fatal(err)
	}
	found := map[reach.Kind]int{}
	for _, t := range totals {
		found[t.Kind] = t.Times
	}
	return found
}

func TestStaffSettleWhatThePlatformDidNotTell(t *testing.T) {
	for name, test := range map[string]struct {
		sent     bool
		want     schedule.DeliveryState
		accepted int
	}{
		"it was sent":     {true, schedule.Partial, 2},
		"it was not sent": {false, schedule.Failed, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, 6)
			c := h.approved(once(1))
			h.platform.faults = sequence(none, mute, refused, refused, refused) // one part is unclear, two have failed
			h.run(15*time.Hour, time.Minute)
			h.platform.faults = nil
			h.run(time.Hour, time.Minute)
			h.only(c, schedule.Unclear)
			day := string(pufa.DayOf(h.only(c, schedule.Unclear).Occurrence))
			if _, err := h.clerk().Settle(t.Context(), c.ID, "2026-01-01", test.sent, adviser, h.now); pufa.KindOf(err) != pufa.NotFound {
				t.Errorf("another day: %v", err)
			}
			d, err := h.clerk().Settle(t.Context(), c.ID, day, test.sent, adviser, h.now)
			if err != nil || d.State != test.want || !strings.Contains(d.Why, "王律师核对") {
				t.Errorf("%s %q, %v", d.State.Chinese(), d.Why, err)
			}
			h.only(c, test.want)
			if got := h.counts(c)[reach.PushAccepted]; got != test.accepted {
				t.Errorf("%d accepted, want %d", got, test.accepted)
			}
			if _, err := h.clerk().Settle(t.Context(), c.ID, day, true, adviser, h.now); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("again: %v", err)
			}
			h.wantLastStep(c, schedule.Settled)
			before := h.platform.calls
			h.run(24*time.Hour, time.Hour)
			if h.platform.calls != before {
				t.Error("it is sent again")
			}
		})
	}
}

func (h *house) wantLastStep(c schedule.Campaign, a schedule.Action) {
	h.tb.Helper()
	steps, err := h.campaigns.Steps(context.Background(), c.ID)
	if err != nil || steps[len(steps)-1].Action != a || steps[len(steps)-1].By != "王律师" {
		h.tb.Errorf("the audit trail ends with %+v, %v", steps[len(steps)-1], err)
	}
}

// eraser records what is deleted, and fails once.
type eraser struct {
	failing bool
	jobs    []string
}

func (e *eraser) Recall(_ context.Context, _ schedule.Channel, job string) error {
	if e.failing && len(e.jobs) == 1 {
		e.failing = false
		return errBusy
	}
	e.jobs = append(e.jobs, job)
	return nil
}

func TestWhatWasSentIsDeletedPartByPart(t *testing.T) {
	h := newHouse(t, 6)
	plan := once(1)
	plan.Pieces = []schedule.Piece{{Kind: schedule.Article, Title: "普法", Body: "<p>正文</p>", File: "f"}}
	c := h.approved(plan)
	h.run(2*time.Hour, time.Minute)
	at := "2026-11-25 09:00"
	e := &eraser{failing: true}
	if _, err := h.clerk().Recall(t.Context(), e, c.ID, at, adviser, h.now); pufa.KindOf(err) != pufa.Limited {
		t.Errorf("the platform is busy: %v", err)
	}
	d, err := h.clerk().Recall(t.Context(), e, c.ID, at, adviser, h.now)
	if err != nil || d.State != schedule.Sent || !strings.Contains(h.only(c, schedule.Sent).Why, "由王律师删除") {
		t.Errorf("%+v, %v", d, err)
	}
	slices.Sort(e.jobs)
	if got := slices.Compact(e.jobs); len(got) != 3 {
		t.Errorf("deleted: %v", got)
	}
	h.wantLastStep(c, schedule.Recalled)
}

func TestWhatCannotBeDeletedIsRefused(t *testing.T) {
	article := []schedule.Piece{{Kind: schedule.Article, Title: "普法", Body: "<p>正文</p>", File: "f"}}
	got := map[string]string{}
	for name, plan := range map[string]schedule.Campaign{
		"a text":             once(1),
		"a customer message": {Channel: schedule.Customer, Rule: once(1).Rule},
		"not sent yet":       {Channel: schedule.Mass, Rule: once(1).Rule, Pieces: article},
		"several on a day":   {Channel: schedule.Publish, Rule: schedule.Rule{Cron: "0 9,11 * * *"}, Pieces: article},
	} {
		h := newHouse(t, 2)
		c := h.approved(plan)
		if name == "not sent yet" {
			h.platform.faults = func() fault { return busy }
		}
		h.run(4*time.Hour, 10*time.Minute)
		_, err := h.clerk().Recall(t.Context(), &eraser{}, c.ID, "2026-11-25", adviser, h.now)
		got[name] = pufa.Say(err)
	}
	want := map[string]string{
		"a text":             "文字和图片发出后收不回来，微信只能删除图文",
		"a customer message": "客服消息发出后收不回来，微信不能删除",
		"not sent yet":       "这一次是“失败”，没有可删除的",
		"several on a day":   "2026-11-25 有 2 次发送，请写上钟点，如 \"2026-11-25 09:00\"",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
