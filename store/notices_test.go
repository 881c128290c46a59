package store

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

var template = schedule.Notification{Template: "tmpl", Name: "普法通知"}

func accepts(t *testing.T, db *DB, key pufa.FollowerKey) int64 {
	t.Helper()
	return count(t, db, `SELECT COALESCE(CAST(SUM(accepted) AS BIGINT), 0) FROM notice_accepts WHERE follower = $1`, key)
}

func hear(t *testing.T, db *DB, event string, key pufa.FollowerKey, accepted, longTerm bool) {
	t.Helper()
	if _, err := NewNotices(db).Hear(t.Context(), event, noon, key, []Popup{{"tmpl", accepted, longTerm}}); err != nil {
		t.Fatal(err)
	}
}

// notified begins a delivery of notifications to the followers, a part for each.
func notified(t *testing.T, db *DB, n schedule.Notification, to ...pufa.FollowerKey) (schedule.Delivery, []schedule.Part) {
	t.Helper()
	c, d := claimedDelivery(t, db)
	d.Plan.Channel, d.Plan.Notice = schedule.Notice, n
	var parts []schedule.Part
	var people [][]pufa.FollowerKey
	for _, key := range to {
		parts = append(parts, schedule.Part{ID: pufa.NewID(), Channel: schedule.Notice, Size: 1, Due: c.Next})
		people = append(people, []pufa.FollowerKey{key})
	}
	if err := NewDeliveries(db).BeginDelivery(t.Context(), d, parts, people); err != nil {
		t.Fatal(err)
	}
	return d, parts
}

func TestAnAcceptIsCountedOnceAndARefusalEndsAll(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		hear(t, db, "e1", "p", true, false)
		hear(t, db, "e1", "p", true, false)
		hear(t, db, "e2", "p", true, false)
		if n := accepts(t, db, "p"); n != 2 {
			t.Errorf("%d accepts of two events, one of which came twice", n)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM ledger WHERE kind = $1 AND basis = $2`, reach.NoticeAccepted, reach.Platform); n != 2 {
			t.Errorf("%d rows in the ledger", n)
		}
		who, err := NewFollowers(db).Accepted(t.Context(), "tmpl")
		if err != nil || !who["p"] || len(who) != 1 {
			t.Errorf("accepted by %v, %v", who, err)
		}
		hear(t, db, "e3", "p", false, false)
		if n := accepts(t, db, "p"); n != 0 {
			t.Errorf("%d accepts after a refusal", n)
		}
		hear(t, db, "e4", "q", true, true)
		hear(t, db, "e5", "q", true, true)
		if n := accepts(t, db, "q"); n != 1 {
			t.Errorf("a long-term accept counts %d", n)
		}
	})
}

func TestTwoDeliveriesWantOneAccept(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		hear(t, db, "e1", "p", true, false)
		type try struct {
			d schedule.Delivery
			p schedule.Part
		}
		var tries []try
		for range 4 {
			c, d := claimedDelivery(t, db)
			d.Plan.Channel, d.Plan.Notice = schedule.Notice, template
			tries = append(tries, try{d, schedule.Part{ID: pufa.NewID(), Channel: schedule.Notice, Size: 1, Due: c.Next}})
		}
		var all sync.WaitGroup
		for _, x := range tries {
			all.Go(func() {
				err := NewDeliveries(db).BeginDelivery(t.Context(), x.d, []schedule.Part{x.p}, [][]pufa.FollowerKey{{"p"}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		waiting := count(t, db, `SELECT COUNT(*) FROM delivery_parts WHERE state = 'waiting'`)
		failed := count(t, db, `SELECT COUNT(*) FROM delivery_parts WHERE state = 'failed' AND why <> ''`)
		if waiting != 1 || failed != 3 || accepts(t, db, "p") != 0 {
			t.Errorf("%d parts wait, %d failed, %d accepts are left", waiting, failed, accepts(t, db, "p"))
		}
	})
}

func TestWhatBecomesOfAnAcceptFollowsFromThePart(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		for i, c := range []struct {
			name    string
			state   schedule.PartState
			reserve schedule.Reserve
			left    int64
		}{
			{"sent", schedule.PartSent, schedule.Keep, 1},
			{"not known whether it was sent", schedule.PartUnclear, schedule.Keep, 1},
			{"tried again", schedule.PartWaiting, schedule.Keep, 1},
			{"surely not sent", schedule.PartFailed, schedule.Return, 2},
			{"the platform knows of no accept", schedule.PartFailed, schedule.Void, 0},
			{"taken, and then not delivered", schedule.PartFailed, schedule.Keep, 1},
		} {
			key := pufa.FollowerKey(fmt.Sprintf("p%d", i))
			hear(t, db, c.name+"1", key, true, false)
			hear(t, db, c.name+"2", key, true, false)
			notified(t, db, template, key)
			p, _, err := NewDeliveries(db).ClaimPart(t.Context(), noon.AddDate(0, 0, 1))
			if err != nil {
				t.Fatal(err)
			}
			p.State, p.Reserve, p.Due = c.state, c.reserve, noon.AddDate(1, 0, 0)
			if err := NewDeliveries(db).SettlePart(t.Context(), p, schedule.PartSending); err != nil {
				t.Fatal(err)
			}
			if n := accepts(t, db, key); n != c.left {
				t.Errorf("%s: %d accepts are left, want %d", c.name, n, c.left)
			}
		}
	})
}

func TestARefusalIsNotUndoneByWhatComesBack(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		hear(t, db, "e1", "p", true, false)
		notified(t, db, template, "p")
		hear(t, db, "e2", "p", false, false)
		p, _, err := NewDeliveries(db).ClaimPart(t.Context(), noon.AddDate(0, 0, 1))
		if err != nil {
			t.Fatal(err)
		}
		p.State, p.Reserve = schedule.PartFailed, schedule.Return
		if err := NewDeliveries(db).SettlePart(t.Context(), p, schedule.PartSending); err != nil {
			t.Fatal(err)
		}
		if n := accepts(t, db, "p"); n != 0 {
			t.Errorf("%d accepts of somebody who has refused", n)
		}
	})
}

func TestALongTermAcceptIsNotUsedUp(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		n := template
		n.LongTerm = true
		hear(t, db, "e1", "p", true, true)
		notified(t, db, n, "p")
		notified(t, db, n, "p")
		if left := accepts(t, db, "p"); left != 1 {
			t.Errorf("%d accepts are left", left)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM delivery_parts WHERE state = 'waiting'`); n != 2 {
			t.Errorf("%d parts wait", n)
		}
	})
}

func TestACancelledPlanReturnsItsAccepts(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		hear(t, db, "e1", "p", true, false)
		c, d := claimedDelivery(t, db)
		d.Plan.Channel, d.Plan.Notice = schedule.Notice, template
		part := schedule.Part{ID: pufa.NewID(), Campaign: c.ID, Channel: schedule.Notice, Size: 1, Due: c.Next}
		if err := NewDeliveries(db).BeginDelivery(t.Context(), d, []schedule.Part{part}, [][]pufa.FollowerKey{{"p"}}); err != nil {
			t.Fatal(err)
		}
		c, err := NewCampaigns(db).Campaign(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, step, err := c.Take(schedule.Cancel, approver, noon, "")
		if err == nil {
			err = NewCampaigns(db).PutCampaign(t.Context(), c, step)
		}
		if err != nil || accepts(t, db, "p") != 1 {
			t.Errorf("%d accepts are left, %v", accepts(t, db, "p"), err)
		}
	})
}

func TestTheEventOfANotificationFindsItsPartOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		notices, parts := NewNotices(db), NewDeliveries(db)
		hear(t, db, "e1", "p", true, false)
		_, made := notified(t, db, template, "p")
		if _, err := notices.NoticePart(t.Context(), "s0", noon, "p", "tmpl"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("an event of what nobody has sent: %v", err)
		}
		p, _, err := parts.ClaimPart(t.Context(), noon.AddDate(0, 0, 1))
		if err != nil {
			t.Fatal(err)
		}
		got, err := notices.NoticePart(t.Context(), "s1", noon, "p", "tmpl")
		if err != nil || got.ID != made[0].ID || got.Claim != p.Claim {
			t.Errorf("part %+v, %v", got, err)
		}
		if _, err := notices.NoticePart(t.Context(), "s1", noon, "p", "tmpl"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("the same event again: %v", err)
		}
	})
}

func TestWhoLeavesTakesTheirAcceptsAlong(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		hear(t, db, "e1", "p", true, false)
		settle := func(id string, following, forget bool) {
			x := bot.Exchange{MessageID: id, At: noon.Add(time.Duration(len(id)) * time.Second), Forget: forget,
				Person: bot.Person{Follower: pufa.Follower{Key: "p", Address: "o-p", Following: following}}}
			if _, _, err := NewInbox(db).Settle(t.Context(), x); err != nil {
				t.Fatal(err)
			}
		}
		settle("m", true, false)
		if accepts(t, db, "p") != 1 {
			t.Error("a message ends an accept")
		}
		settle("mm", false, false)
		if accepts(t, db, "p") != 0 {
			t.Error("an accept outlives following")
		}
		hear(t, db, "e2", "p", true, false)
		settle("mmm", true, true)
		if n := count(t, db, `SELECT COUNT(*) FROM notice_accepts`); n != 0 {
			t.Error("an accept of somebody who is forgotten")
		}
	})
}
