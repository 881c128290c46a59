package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

var (
	xiaoli  = pufa.Staff{Name: "小李", Role: pufa.Editor}
	zhang   = pufa.Staff{Name: "张主任", Role: pufa.Admin}
	morning = time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
)

func lecture(key string) reach.Event {
	return reach.Event{State: reach.EventDone, Name: "宪法进社区讲座", Theme: "宪法宣传周", Start: morning, Place: "文化站",
		Community: "幸福社区", Form: "讲座", Scene: "进社区", Trade: "餐饮", Key: key,
		Heads:       []reach.Heads{{Basis: reach.CheckedIn, People: 62, Times: 62}, {Basis: reach.Estimated, People: 80}},
		Handouts:    []reach.Handout{{Name: "宪法宣传册", Copies: 200}},
		Enterprises: []reach.Visit{{Name: "某某餐馆"}}, Questions: 5}
}

func clerk(db *DB) reach.Clerk { return reach.NewClerk(NewEvents(db), reach.EventRules{}) }

func enter(t testing.TB, db *DB, e reach.Event) reach.Event {
	t.Helper()
	stored, added, err := clerk(db).Enter(t.Context(), e, xiaoli, noon)
	if err != nil || !added {
		t.Fatalf("added %v, %v", added, err)
	}
	return stored
}

// saysOf returns what the ledger says of an event, one line for each kind and basis that is not zero.
func saysOf(t testing.TB, db *DB, e reach.Event) (lines []string) {
	t.Helper()
	found, err := query(t.Context(), db.read, scanTotal, `
		SELECT kind, basis, COUNT(*), CAST(SUM(times) AS BIGINT), CAST(SUM(people) AS BIGINT), CAST(SUM(copies) AS BIGINT)
		FROM ledger WHERE subject = $1 GROUP BY kind, basis`, e.Subject())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sorted(found) {
		if s.Times != 0 || s.People != 0 || s.Copies != 0 {
			lines = append(lines, fmt.Sprintf("%s %s %d %d %d", s.Kind, s.Basis, s.Times, s.People, s.Copies))
		}
	}
	return lines
}

func TestAnEventComesBackWholeWithItsTrailAndItsRows(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		e := enter(t, db, lecture(""))
		if e.Number != "2026-001" || len(e.Code) != 8 {
			t.Errorf("number %q, code %q", e.Number, e.Code)
		}
		for _, name := range []string{string(e.ID), e.Number, e.Code} {
			got, err := NewEvents(db).Event(t.Context(), name)
			if diff := cmp.Diff(e, got); err != nil || diff != "" {
				t.Errorf("by %q: %v\n%s", name, err, diff)
			}
		}
		if _, err := NewEvents(db).Event(t.Context(), ""); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("an event without a name: %v", err)
		}
		to := e
		to.Heads = []reach.Heads{{Basis: reach.CheckedIn, People: 60, Times: 61}}
		to, err := clerk(db).Correct(t.Context(), to, xiaoli, noon, "重数了签到表")
		if err != nil {
			t.Fatal(err)
		}
		checked, err := clerk(db).Check(t.Context(), to.ID, to.Revision, zhang, noon)
		if err != nil || checked.CheckedBy != zhang {
			t.Fatalf("checked by %v, %v", checked.CheckedBy, err)
		}
		steps, err := NewEvents(db).EventSteps(t.Context(), e.ID)
		want := []reach.EventStep{
			{Revision: 1, Action: reach.EventEntered, By: xiaoli, At: noon, Event: e},
			{Revision: 2, Action: reach.EventCorrected, By: xiaoli, At: noon, Note: "重数了签到表", Event: to},
			{Revision: 3, Action: reach.EventChecked, By: zhang, At: noon, Event: checked},
		}
		if diff := cmp.Diff(want, steps); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		says := []string{"attended checkin 61 60 0", "consulted estimate 5 0 0", "event_held system 1 0 0",
			"gave_out handout 0 0 200", "visited system 1 0 0"}
		if diff := cmp.Diff(says, saysOf(t, db, e)); diff != "" {
			t.Error(diff)
		}
		// What did not change was not posted again: 5 rows, one taken back, one anew.
		if n := count(t, db, `SELECT COUNT(*) FROM ledger`); n != 7 {
			t.Errorf("%d rows in the ledger, want 7", n)
		}
	})
}

func TestACancelledEventReachedNobody(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		e := enter(t, db, lecture(""))
		signed := reach.Entry{Key: "signin:1", At: noon, Kind: reach.SignedIn, Basis: reach.Scanned, People: 1, Times: 1,
			Subject: e.Subject(), Follower: "f1", Source: "qr"}
		if _, err := NewLedger(db).Append(t.Context(), signed); err != nil {
			t.Fatal(err)
		}
		to := e
		to.Start = morning.AddDate(0, 0, -1)
		to, err := clerk(db).Correct(t.Context(), to, xiaoli, noon, "写错了日子")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(saysOf(t, db, e), "\n"); !strings.Contains(got, "signed_in scan 1 1 0") {
			t.Errorf("a correction touched what others posted:\n%s", got)
		}
		held, err := NewEvents(db).Held(t.Context(), "2026-11-19", "2026-11-19")
		if err != nil || len(held) != 1 {
			t.Fatalf("held %v, %v", held, err)
		}
		if _, err := clerk(db).Cancel(t.Context(), to.ID, to.Revision, xiaoli, noon, "重复登记"); err != nil {
			t.Fatal(err)
		}
		if got := saysOf(t, db, e); got != nil {
			t.Errorf("the ledger still says %v", got)
		}
		held, err = NewEvents(db).Held(t.Context(), "2026-01-01", "2026-12-31")
		if err != nil || len(held) != 0 {
			t.Errorf("held %v, %v", held, err)
		}
		_, err = clerk(db).Correct(t.Context(), to, zhang, noon, "还是办了")
		if pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "另登记一场") {
			t.Errorf("a cancelled event is corrected: %v", err)
		}
	})
}

func TestEventsAreListedByWhatIsAsked(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		a, b, c := lecture(""), lecture(""), lecture("")
		b.Name, b.Form, b.Scene, b.Community, b.Start = "企业走访 50%", "走访", "进企业", "和平社区", morning.AddDate(0, -1, 0)
		c.Name, c.State, c.Start, c.Heads, c.Questions = "宪法日广场活动", reach.EventPlanned, morning.AddDate(0, 1, 0), nil, 0
		for _, e := range []reach.Event{a, b, c} {
			enter(t, db, e)
		}
		for _, test := range []struct {
			filter EventFilter
			want   string
		}{
			{EventFilter{}, "2026-003 2026-001 2026-002"},
			{EventFilter{From: "2026-11-20"}, "2026-003 2026-001"},
			{EventFilter{To: "2026-11-20"}, "2026-001 2026-002"},
			{EventFilter{State: reach.EventPlanned}, "2026-003"},
			{EventFilter{Form: "走访"}, "2026-002"},
			{EventFilter{Scene: "进社区"}, "2026-003 2026-001"},
			{EventFilter{Community: "和平社区"}, "2026-002"},
			{EventFilter{Text: "宪法"}, "2026-003 2026-001 2026-002"}, // a theme of all
			{EventFilter{Text: "%"}, "2026-002"},
			{EventFilter{Text: "' OR 1=1 --"}, ""},
		} {
			found, err := NewEvents(db).Events(t.Context(), test.filter)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range found {
				got = append(got, e.Number)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("%+v: %v, want %s", test.filter, got, test.want)
			}
		}
	})
}
