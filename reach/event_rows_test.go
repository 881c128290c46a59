package reach

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
)

func TestAnEventPostsWhatItReached(t *testing.T) {
	e := held()
	e.ID, e.Revision, e.Trade = "e1", 1, "餐饮"
	e.Heads = append(e.Heads, Heads{Basis: Estimated, People: 100})
	e.Handouts = []Handout{{Material: "m1", Name: "宪法", Copies: 150}, {Name: "横幅扇", Copies: 30}, {Name: "横幅扇", Copies: 20}, {Name: "没发", Copies: 0}}
	e.Enterprises = []Visit{{Name: "甲"}, {Name: "乙"}}
	e.Questions, e.OnlineReads = 12, 300
	type line struct {
		Key                   string
		People, Times, Copies int
	}
	var got []line
	for _, r := range e.Rows(testNow) {
		got = append(got, line{r.Key, r.People, r.Times, r.Copies})
		if r.Day != "2026-11-25" || r.Subject != "event:e1" || r.Community != "幸福社区" || r.Trade != "餐饮" || r.Follower != "" {
			t.Errorf("%+v", r)
		}
	}
	want := []line{
		{"event:e1:r1:event_held:system", 0, 1, 0},
		{"event:e1:r1:attended:checkin", 62, 70, 0},
		{"event:e1:r1:gave_out:handout:material:m1", 0, 0, 150},
		{"event:e1:r1:gave_out:handout:material:横幅扇", 0, 0, 50},
		{"event:e1:r1:visited:system", 0, 2, 0},
		{"event:e1:r1:consulted:estimate", 0, 12, 0},
		{"event:e1:r1:read_outside:platform", 0, 300, 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// ledgerOf is a ledger in which a key is there once.
type ledgerOf []Entry

func (l ledgerOf) append(t *rapid.T, rows []Entry) ledgerOf {
	for _, r := range rows {
		if slices.ContainsFunc(l, func(o Entry) bool { return o.Key == r.Key }) {
			t.Fatalf("the key %s is used twice", r.Key)
		}
		if r.ID == "" {
			r.ID = pufa.NewID()
		}
		l = append(l, r)
	}
	return l
}

func (l ledgerOf) open() (rows []Entry) {
	for _, r := range l {
		back := slices.ContainsFunc(l, func(o Entry) bool { return o.Corrects == r.ID })
		if r.Corrects == "" && !back {
			rows = append(rows, r)
		}
	}
	return rows
}

// sums adds up by every dimension by which reports break down, without what is zero.
func (l ledgerOf) sums() map[string][3]int {
	sums := map[string][3]int{}
	for _, r := range l {
		key := fmt.Sprint(r.Day, r.Kind, r.Basis, r.Community, r.Trade, r.Source, r.Follower, r.Subject)
		s := sums[key]
		s[0], s[1], s[2] = s[0]+r.People, s[1]+r.Times, s[2]+r.Copies
		if sums[key] = s; s == [3]int{} {
			delete(sums, key)
		}
	}
	return sums
}

func someEvent(t *rapid.T, id pufa.ID, revision int) Event {
	few := rapid.IntRange(0, 3)
	e := Event{ID: id, Revision: revision, State: EventDone,
		Start:     testNow.AddDate(0, 0, -few.Draw(t, "days")),
		Community: rapid.SampledFrom([]string{"", "幸福社区", "和平社区"}).Draw(t, "community"),
		Trade:     rapid.SampledFrom([]string{"", "餐饮"}).Draw(t, "trade"),
		Questions: few.Draw(t, "questions"), Referrals: few.Draw(t, "referrals"), OnlineReads: few.Draw(t, "reads")}
	for range few.Draw(t, "heads") {
		people := few.Draw(t, "people")
		e.Heads = append(e.Heads, Heads{Basis: rapid.SampledFrom(HeadBases()).Draw(t, "basis"), People: people,
			Times: rapid.SampledFrom([]int{0, people, people + 2}).Draw(t, "times")})
	}
	for range few.Draw(t, "handouts") {
		e.Handouts = append(e.Handouts, Handout{Material: rapid.SampledFrom([]pufa.ID{"", "m1"}).Draw(t, "material"),
			Name: rapid.SampledFrom([]string{"册子", "折页"}).Draw(t, "name"), Copies: few.Draw(t, "copies")})
	}
	e.Enterprises = make([]Visit, few.Draw(t, "visits"))
	if few.Draw(t, "planned") == 0 && revision == 1 {
		e.State = EventPlanned
	}
	return e
}

// After any corrections the ledger says what it would if the last version had been entered at once.
func TestCorrectionsLeaveWhatTheLastVersionSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l ledgerOf
		signed := Entry{ID: "s1", Key: "signin:1", Day: "2026-11-25", Kind: SignedIn, Basis: Scanned, People: 1, Times: 1,
			Subject: "event:e1", Follower: "f1"}
		n := rapid.IntRange(1, 6).Draw(t, "versions")
		var e Event
		for revision := 1; revision <= n; revision++ {
			e = someEvent(t, "e1", revision)
			at := testNow.Add(time.Duration(revision) * time.Hour)
			l = l.append(t, e.Repost(l.open(), at))
			if revision == 1 {
				l = l.append(t, []Entry{signed})
			}
			e.Revision++ // a check changes no number
			if more := e.Repost(l.open(), at); more != nil {
				t.Fatalf("posted again without need: %v", more)
			}
			e.Revision--
			fresh := ledgerOf{}.append(t, append(e.Rows(testNow), signed))
			if diff := cmp.Diff(fresh.sums(), l.sums()); diff != "" {
				t.Fatalf("revision %d: %s", revision, diff)
			}
			for dimension, s := range l.sums() {
				if s[0] < 0 || s[1] < 0 || s[2] < 0 || s[0] > s[1] {
					t.Fatalf("%s: %v", dimension, s)
				}
			}
		}
		e.State, e.Revision = EventCancelled, n+1
		if l = l.append(t, e.Repost(l.open(), testNow)); len(l.sums()) > 0 {
			t.Fatalf("a cancelled event still counts: %v", l.sums())
		}
	})
}
