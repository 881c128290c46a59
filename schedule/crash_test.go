package schedule_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Every step between an occurrence and its end, on every channel: the program stops there and is
// started again.
func TestACrashAtAnyStepDoublesAndLosesNothing(t *testing.T) {
	for _, channel := range []schedule.Channel{schedule.Mass, schedule.Publish, schedule.Customer} {
		t.Run(string(channel), func(t *testing.T) {
			plan := once(1)
			plan.Channel = channel
			steps := 0
			for at := 0; at <= steps; at++ {
				h := newHouse(t, 3)
				c := h.approved(plan)
				h.now = start.Add(time.Hour)
				h.crash.at = at
				h.run(80*time.Minute, 4*time.Minute)
				if at == 0 {
					steps = min(h.crash.step, 120)
					if steps < 20 {
						t.Fatalf("only %d steps", steps)
					}
				}
				found := h.deliveries(c)
				if len(found) != 1 {
					t.Fatalf("step %d: %d deliveries", at, len(found))
				}
				h.check(found[0])
				if d := found[0]; d.State != schedule.Sent && (channel != schedule.Customer || d.State != schedule.Unclear) {
					t.Errorf("step %d of %d: %s, %s", at, steps, d.State.Chinese(), d.Why)
				}
			}
		})
	}
}

// Crashes, absences and faults at random, with two nodes on one database: nobody gets anything twice,
// states tell the truth, and every occurrence has a row.
func TestNoDoubleAndNoLossWhateverHappens(t *testing.T) {
	h := newHouse(t, 5)
	rapid.Check(t, func(t *rapid.T) {
		h.tb = t
		h.now = h.now.Truncate(24 * time.Hour).Add(24 * time.Hour) // 08:00 of the next day
		first := h.now
		for i := range 5 { // windows for customer messages stay open
			h.person(fmt.Sprintf("p%02d", i), func(f *pufa.Follower) { f.LastHeard = h.now })
		}
		plan := schedule.Campaign{
			Channel: rapid.SampledFrom([]schedule.Channel{schedule.Mass, schedule.Publish, schedule.Customer}).Draw(t, "channel"),
			Rule:    schedule.Rule{Cron: fmt.Sprintf("%d 8-20/%d * * *", rapid.IntRange(0, 59).Draw(t, "minute"), rapid.IntRange(2, 9).Draw(t, "every"))},
		}
		c := h.approved(plan)
		h.platform.faults = func() fault {
			return rapid.SampledFrom([]fault{none, none, none, none, busy, deaf, mute, refused}).Draw(t, "fault")
		}
		nodes := []*schedule.Engine{h.engine(), h.engine()}
		for range rapid.IntRange(5, 25).Draw(t, "ticks") {
			h.crash.step, h.crash.at = 0, rapid.IntRange(0, 60).Draw(t, "crash")
			n := rapid.IntRange(0, 1).Draw(t, "node")
			if h.tick(nodes[n]) {
				nodes[n] = h.engine()
			}
			h.now = h.now.Add(rapid.SampledFrom([]time.Duration{
				time.Minute, time.Minute, 5 * time.Minute, 11 * time.Minute, time.Hour, 3 * time.Hour, 20 * time.Hour,
			}).Draw(t, "later"))
		}
		h.crash.at, h.platform.faults = 0, nil
		last := h.now
		for range 60 { // until all is settled
			h.tick(nodes[0])
			h.now = h.now.Add(30 * time.Minute)
		}
		occurrences := map[time.Time]bool{}
		for _, at := range c.Rule.Occurrences(first, 1000) {
			if !at.After(last) {
				occurrences[at] = true
			}
		}
		for _, d := range h.deliveries(c) {
			delete(occurrences, d.Occurrence)
			if !d.Occurrence.After(last) {
				h.check(d)
			}
		}
		for at := range occurrences {
			t.Errorf("nothing is written of %s", at)
		}
		h.take(c, schedule.Cancel)
	})
}
