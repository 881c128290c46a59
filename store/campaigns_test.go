package store

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

var (
	writer1  = pufa.Staff{Name: "小李", Role: pufa.Editor}
	approver = pufa.Staff{Name: "王律师", Role: pufa.Adviser}
)

// putPlan stores a campaign every day at nine and takes the steps.
func putPlan(t testing.TB, db *DB, steps ...schedule.Action) schedule.Campaign {
	t.Helper()
	c, step, err := schedule.New(schedule.Campaign{
		Title: "宪法宣传周", Purpose: "让更多人知道宪法日", Channel: schedule.Mass,
		Audience: pufa.Audience{Group: pufa.Residents, Topics: []string{"婚姻家庭"}},
		Pieces: []schedule.Piece{{Kind: schedule.Article, Entry: "xianfa", Title: "宪法与生活", Body: "<p>正文</p>", File: "f",
			Cites: []knowledge.Citation{{Law: "宪法", Article: knowledge.Number{Main: 33}, Version: "2018-03-11"}}}},
		Rule: schedule.Rule{Cron: "0 9 * * *", Skip: []pufa.Day{"2026-12-25"}},
	}, writer1, noon)
	if err != nil {
		t.Fatal(err)
	}
	put := func() {
		step.Beside = approvals(t, db)
		if err := NewCampaigns(db).PutCampaign(t.Context(), c, step); err != nil {
			t.Fatal(err)
		}
	}
	put()
	for _, a := range steps {
		if c, step, err = c.Take(a, approver, noon, "同意"); err != nil {
			t.Fatal(err)
		}
		put()
	}
	return c
}

func approvals(t testing.TB, db *DB) string {
	t.Helper()
	name, err := NewCampaigns(db).Approvals(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// waiting schedules one delivery of an approved campaign, due at its occurrence.
func waiting(t testing.TB, db *DB) (schedule.Campaign, schedule.Delivery) {
	t.Helper()
	c := putPlan(t, db, schedule.Submit, schedule.Approve)
	d := schedule.Delivery{ID: pufa.NewID(), Occurrence: c.Next, State: schedule.Waiting, Due: c.Next}
	if err := NewCampaigns(db).Schedule(t.Context(), c, c.Rule.Next(c.Next), []schedule.Delivery{d}); err != nil {
		t.Fatal(err)
	}
	return c, d
}

// claimedDelivery claims the delivery of a new campaign.
func claimedDelivery(t testing.TB, db *DB) (schedule.Campaign, schedule.Delivery) {
	t.Helper()
	c, _ := waiting(t, db)
	d, err := NewDeliveries(db).ClaimDelivery(t.Context(), c.Next)
	if err != nil {
		t.Fatal(err)
	}
	return c, d
}

// begun begins the delivery with a part of two people for each n.
func begun(t *testing.T, db *DB, n int) (schedule.Delivery, []schedule.Part) {
	t.Helper()
	c, d := claimedDelivery(t, db)
	var parts []schedule.Part
	var people [][]pufa.FollowerKey
	for i := range n {
		parts = append(parts, schedule.Part{ID: pufa.NewID(), Size: 2, Due: c.Next})
		people = append(people, []pufa.FollowerKey{pufa.FollowerKey(fmt.Sprintf("a%d", i)), pufa.FollowerKey(fmt.Sprintf("b%d", i))})
	}
	d.Media, d.Selected = "media", 2*n
	if err := NewDeliveries(db).BeginDelivery(t.Context(), d, parts, people); err != nil {
		t.Fatal(err)
	}
	return d, parts
}

func TestCampaignsComeBackWholeWithTheirTrail(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c := putPlan(t, db, schedule.Submit, schedule.Approve)
		got, err := NewCampaigns(db).Campaign(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, got); diff != "" {
			t.Error(diff)
		}
		steps, err := NewCampaigns(db).Steps(t.Context(), c.ID)
		if err != nil || len(steps) != 3 {
			t.Fatalf("steps %+v, %v", steps, err)
		}
		want := schedule.Step{Campaign: c.ID, Revision: 3, Action: schedule.Approve, By: "王律师", Role: pufa.Adviser,
			At: noon.Truncate(time.Microsecond), Note: "同意"}
		if diff := cmp.Diff(want, steps[2]); diff != "" {
			t.Error(diff)
		}
		if _, err := NewCampaigns(db).Campaign(t.Context(), "none"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("a campaign that is none: %v", err)
		}
	})
}

func TestCampaignsAreListedByState(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		draft, done := putPlan(t, db), putPlan(t, db, schedule.Submit, schedule.Approve)
		all, err := NewCampaigns(db).Campaigns(t.Context())
		if err != nil || len(all) != 2 || all[0].ID != done.ID {
			t.Errorf("all: %d, %v", len(all), err)
		}
		some, err := NewCampaigns(db).Campaigns(t.Context(), schedule.Draft, schedule.Submitted)
		if err != nil || len(some) != 1 || some[0].ID != draft.ID {
			t.Errorf("drafts: %d, %v", len(some), err)
		}
	})
}

func TestTwoWhoTakeAStepAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c := putPlan(t, db, schedule.Submit)
		approved, yes, err := c.Take(schedule.Approve, approver, noon, "")
		if err != nil {
			t.Fatal(err)
		}
		yes.Beside = approvals(t, db)
		rejected, no, err := c.Take(schedule.Reject, approver, noon, "再改改")
		if err != nil {
			t.Fatal(err)
		}
		if err := NewCampaigns(db).PutCampaign(t.Context(), approved, yes); err != nil {
			t.Fatal(err)
		}
		if err := NewCampaigns(db).PutCampaign(t.Context(), rejected, no); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("the second step: %v, want a conflict", err)
		}
	})
}

// Two campaigns whose quotas were checked beside the same approved ones: together they may be too many.
func TestTwoCampaignsApprovedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		putPlan(t, db, schedule.Submit, schedule.Approve)
		beside := approvals(t, db)
		var all sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			c, step, err := putPlan(t, db, schedule.Submit).Take(schedule.Approve, approver, noon, "")
			if err != nil {
				t.Fatal(err)
			}
			step.Beside = beside
			all.Go(func() { errs[i] = NewCampaigns(db).PutCampaign(t.Context(), c, step) })
		}
		all.Wait()
		through := 0
		for _, err := range errs {
			switch {
			case err == nil:
				through++
			case pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "再做一次"):
				t.Error(err)
			}
		}
		if through != 1 {
			t.Errorf("%d of them are approved, want 1", through)
		}
	})
}

func TestAnOccurrenceIsScheduledOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c := putPlan(t, db, schedule.Submit, schedule.Approve)
		s := NewCampaigns(db)
		if due, err := s.DueCampaigns(t.Context(), c.Next.Add(-time.Second), 9); err != nil || len(due) != 0 {
			t.Errorf("due early: %d, %v", len(due), err)
		}
		due, err := s.DueCampaigns(t.Context(), c.Next, 9)
		if err != nil || len(due) != 1 {
			t.Fatalf("due: %d, %v", len(due), err)
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 8 {
			all.Go(func() {
				d := schedule.Delivery{ID: pufa.NewID(), Occurrence: c.Next, State: schedule.Waiting, Due: c.Next}
				err := s.Schedule(t.Context(), due[0], c.Rule.Next(c.Next), []schedule.Delivery{d})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if pufa.KindOf(err) != pufa.Conflict {
					t.Error(err)
				}
			})
		}
		all.Wait()
		found, err := s.Deliveries(t.Context(), c.ID)
		if err != nil || won != 1 || len(found) != 1 {
			t.Errorf("%d nodes won, %d deliveries, %v", won, len(found), err)
		}
		// A campaign that goes back in time, by whatever mistake, finds the row taken.
		back := due[0]
		back.Next = c.Rule.Next(c.Next)
		again := schedule.Delivery{ID: pufa.NewID(), Occurrence: c.Next, State: schedule.Waiting, Due: c.Next}
		if err := s.Schedule(t.Context(), back, back.Next, []schedule.Delivery{again}); err != nil {
			t.Fatal(err)
		}
		if found, _ := s.Deliveries(t.Context(), c.ID); len(found) != 1 {
			t.Errorf("%d deliveries of one occurrence", len(found))
		}
	})
}

func TestADeliveryIsClaimedByOne(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c, _ := waiting(t, db)
		s := NewDeliveries(db)
		if _, err := s.ClaimDelivery(t.Context(), c.Next.Add(-time.Second)); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("claimed early: %v", err)
		}
		var all sync.WaitGroup
		won := make(chan schedule.Delivery, 8)
		for range 8 {
			all.Go(func() {
				d, err := s.ClaimDelivery(t.Context(), c.Next)
				if err == nil {
					won <- d
				} else if pufa.KindOf(err) != pufa.NotFound {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(won) != 1 {
			t.Fatalf("%d claims", len(won))
		}
		first := <-won
		second, err := s.ClaimDelivery(t.Context(), c.Next.Add(holdLasts+time.Second))
		if err != nil || second.ID != first.ID || second.Plan.Title != c.Title || second.Attempts != 2 {
			t.Fatalf("after the hold: %+v, %v", second, err)
		}
		if err := s.BeginDelivery(t.Context(), first, nil, nil); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("begun under a lost claim: %v", err)
		}
		second.State, second.Due, second.Why = schedule.Waiting, c.Next.Add(time.Hour), "微信系统繁忙"
		if err := s.SettleDelivery(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ClaimDelivery(t.Context(), c.Next.Add(30*time.Minute)); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("claimed before it is due again: %v", err)
		}
	})
}

func TestAPlanThatIsNotApprovedAnyMoreCallsOffWhatHasNotBegun(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c, _ := waiting(t, db)
		s := NewDeliveries(db)
		claimed, err := s.ClaimDelivery(t.Context(), c.Next)
		if err != nil {
			t.Fatal(err)
		}
		changed, step, err := c.Change(c, writer1, noon)
		if err != nil {
			t.Fatal(err)
		}
		if err := NewCampaigns(db).PutCampaign(t.Context(), changed, step); err != nil {
			t.Fatal(err)
		}
		if err := s.BeginDelivery(t.Context(), claimed, nil, nil); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("begun although it was called off: %v", err)
		}
		found, err := NewCampaigns(db).Deliveries(t.Context(), c.ID)
		if err != nil || len(found) != 1 || found[0].State != schedule.CalledOff || found[0].Why != "计划已修改" {
			t.Errorf("deliveries %+v, %v", found, err)
		}
	})
}

func TestPartsAreClaimedOnceAndComeWithDoubtAfterTheHold(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		d, parts := begun(t, db, 1)
		s := NewDeliveries(db)
		now := d.Occurrence
		p, of, err := s.ClaimPart(t.Context(), now)
		if err != nil || p.ID != parts[0].ID || p.Doubt || p.Attempts != 1 || !p.First.Equal(now) || of.Media != "media" {
			t.Fatalf("claimed %+v of %+v, %v", p, of, err)
		}
		if len(p.ClientID()) != 32 {
			t.Errorf("client id %q", p.ClientID())
		}
		if _, _, err := s.ClaimPart(t.Context(), now.Add(holdLasts)); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("claimed twice: %v", err)
		}
		q, _, err := s.ClaimPart(t.Context(), now.Add(holdLasts+time.Second))
		if err != nil || !q.Doubt || q.Attempts != 2 || !q.First.Equal(now) {
			t.Fatalf("after the hold: %+v, %v", q, err)
		}
		p.State = schedule.PartFailed
		if err := s.SettlePart(t.Context(), p, schedule.PartSending); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("settled under a lost claim: %v", err)
		}
		q.State, q.Job, q.Data, q.Due = schedule.PartAccepted, "3147483649", "2247490001", now.Add(time.Minute)
		if err := s.SettlePart(t.Context(), q, schedule.PartSending); err != nil {
			t.Fatal(err)
		}
		found, err := s.PartOfJob(t.Context(), "3147483649")
		if diff := cmp.Diff(q, found); err != nil || diff != "" {
			t.Errorf("%s, %v", diff, err)
		}
		if early, err := s.AcceptedParts(t.Context(), now, 9); err != nil || len(early) != 0 {
			t.Errorf("asked early: %d, %v", len(early), err)
		}
		if due, err := s.AcceptedParts(t.Context(), now.Add(time.Hour), 9); err != nil || len(due) != 1 {
			t.Errorf("to be asked: %d, %v", len(due), err)
		}
	})
}

func TestADeliveryEndsWithItsLastPartAndIsInTheLedgerOnce(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		d, _ := begun(t, db, 2)
		s := NewDeliveries(db)
		for i, state := range []schedule.PartState{schedule.PartSent, schedule.PartFailed} {
			if ended, err := s.CloseDeliveries(t.Context(), d.Occurrence); err != nil || len(ended) != 0 {
				t.Errorf("ended after %d parts: %v", i, err)
			}
			p, _, err := s.ClaimPart(t.Context(), d.Occurrence)
			if err != nil {
				t.Fatal(err)
			}
			p.State, p.Why = state, "微信没有接受"
			row := reach.Entry{Key: "part" + string(p.ID), At: noon, Kind: reach.PushDelivered, Basis: reach.Platform, Times: 2}
			if err := s.SettlePart(t.Context(), p, schedule.PartSending, row); err != nil {
				t.Fatal(err)
			}
		}
		ended, err := s.CloseDeliveries(t.Context(), d.Occurrence)
		if err != nil || len(ended) != 1 || ended[0].State != schedule.Partial || ended[0].Why != "微信没有接受" {
			t.Fatalf("ended %+v, %v", ended, err)
		}
		if again, err := s.CloseDeliveries(t.Context(), d.Occurrence); err != nil || len(again) != 0 {
			t.Errorf("ended twice: %v", err)
		}
		if n := count(t, db, `SELECT SUM(times) FROM ledger WHERE kind = 'push_selected'`); n != 4 {
			t.Errorf("%d selected", n)
		}
		if n := count(t, db, `SELECT SUM(times) FROM ledger WHERE kind = 'push_accepted'`); n != 2 {
			t.Errorf("%d accepted", n)
		}
	})
}

func TestACancelledPlanStopsThePartsThatNobodyHasTried(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		d, _ := begun(t, db, 2)
		if _, _, err := NewDeliveries(db).ClaimPart(t.Context(), d.Occurrence); err != nil {
			t.Fatal(err)
		}
		c, err := NewCampaigns(db).Campaign(t.Context(), d.Plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, step, err := c.Take(schedule.Cancel, writer1, noon, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := NewCampaigns(db).PutCampaign(t.Context(), c, step); err != nil {
			t.Fatal(err)
		}
		for state, want := range map[string]int64{"sending": 1, "cancelled": 1} {
			if n := count(t, db, `SELECT COUNT(*) FROM delivery_parts WHERE state = $1`, state); n != want {
				t.Errorf("%d parts are %s", n, state)
			}
		}
	})
}

func TestNobodyIsInADeliveryTwice(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c, _ := waiting(t, db)
		d, err := NewDeliveries(db).ClaimDelivery(t.Context(), c.Next)
		if err != nil {
			t.Fatal(err)
		}
		parts := []schedule.Part{{ID: pufa.NewID(), Size: 1}, {ID: pufa.NewID(), Size: 1}}
		if err := NewDeliveries(db).BeginDelivery(t.Context(), d, parts, [][]pufa.FollowerKey{{"a"}, {"a"}}); err == nil {
			t.Error("the same person is in two parts")
		}
		if n := count(t, db, `SELECT COUNT(*) FROM delivery_parts`); n != 0 {
			t.Errorf("%d parts of a delivery that did not begin", n)
		}
	})
}

func TestReceiversAreThoseWhoStillWantIt(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", "stays")
		x.Person.Following, x.Person.Topics, x.Person.Group, x.Person.LastHeard = true, []string{"婚姻家庭"}, pufa.Residents, noon
		settle(t, db, x)
		for i, edit := range []func(*pufa.Follower){
			func(f *pufa.Follower) { f.Following = false },
			func(f *pufa.Follower) { f.OptedOut = true },
		} {
			gone := exchange(fmt.Sprintf("gone%d", i), pufa.FollowerKey(fmt.Sprintf("gone%d", i)))
			gone.Person.Following = true
			edit(&gone.Person.Follower)
			settle(t, db, gone)
		}
		var found []pufa.Follower
		err := NewFollowers(db).EachFollower(t.Context(), func(f pufa.Follower) bool { found = append(found, f); return true })
		want := []pufa.Follower{{Key: "stays", Group: pufa.Residents, Following: true, Topics: []string{"婚姻家庭"}, LastHeard: moment(micros(noon))}}
		if diff := cmp.Diff(want, found); err != nil || diff != "" {
			t.Errorf("%s, %v", diff, err)
		}
		c, _ := waiting(t, db)
		d, err := NewDeliveries(db).ClaimDelivery(t.Context(), c.Next)
		if err != nil {
			t.Fatal(err)
		}
		part := schedule.Part{ID: pufa.NewID(), Size: 3}
		if err := NewDeliveries(db).BeginDelivery(t.Context(), d, []schedule.Part{part}, [][]pufa.FollowerKey{{"stays", "gone0", "gone1"}}); err != nil {
			t.Fatal(err)
		}
		got, err := NewFollowers(db).Receivers(t.Context(), part.ID)
		if err != nil || !cmp.Equal(got, []string{x.Person.Address}) {
			t.Errorf("receivers %v, %v", got, err)
		}
		gone := exchange("m9", "stays")
		gone.Forget = true
		settle(t, db, gone)
		if n := count(t, db, `SELECT COUNT(*) FROM delivery_receivers WHERE follower = 'stays'`); n != 0 {
			t.Error("somebody who asked to be forgotten is remembered as a receiver")
		}
	})
}

func TestFilesAreNamedByTheirBytes(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		content := []byte(strings.Repeat("\x00\xff图", 1000))
		id, err := NewCampaigns(db).PutFile(t.Context(), content)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := NewCampaigns(db).PutFile(t.Context(), content); err != nil || again != id {
			t.Errorf("again: %s, %v", again, err)
		}
		if got, err := NewCampaigns(db).File(t.Context(), id); err != nil || !cmp.Equal(got, content) {
			t.Errorf("%d bytes, %v", len(got), err)
		}
		if _, err := NewCampaigns(db).File(t.Context(), "none"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("a file that is none: %v", err)
		}
	})
}
