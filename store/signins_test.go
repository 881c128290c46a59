package store

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

func readAt(at time.Time) reach.Entry {
	return reach.Entry{ID: pufa.NewID(), Key: "read:" + string(pufa.NewID()), At: at, Day: pufa.DayOf(at), Kind: reach.PageRead,
		Basis: reach.System, People: 1, Times: 1, Subject: "entry:x", Follower: "f"}
}

func TestARefreshIsTheSameReadForHalfAnHour(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ledger := NewLedger(db)
		for _, c := range []struct {
			mark  string
			after time.Duration
			want  bool
		}{
			{"a", 0, true},
			{"a", 29 * time.Minute, false}, // across the half hour of the clock
			{"b", 29 * time.Minute, true},
			{"a", 30*time.Minute - time.Microsecond, false},
			{"a", 30 * time.Minute, true}, // from the counted read, not from the last seen
			{"a", 59 * time.Minute, false},
			{"a", 60 * time.Minute, true},
			{"a", 59 * time.Minute, false}, // a clock a little behind
			{"a", -24 * time.Hour, true},   // a clock that was set back
		} {
			at := noon.Add(c.after)
			if added, err := ledger.Read(t.Context(), c.mark, readAt(at)); err != nil || added != c.want {
				t.Errorf("%s after %s: %t, %v", c.mark, c.after, added, err)
			}
		}
		if err := db.Prune(t.Context(), noon.Add(59*time.Minute), noon); err != nil {
			t.Fatal(err)
		}
		left, err := query(t.Context(), db.read, scanText, `SELECT mark FROM reads ORDER BY mark`)
		if diff := cmp.Diff([]string(nil), left); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestReadsThatComeAtOnceAreOne(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			nodes := []*DB{open(t, address), open(t, address)}
			edge := noon.Truncate(30 * time.Minute) // half of them on either side of the clock's half hour
			added := atOnce(20, func(i int) bool {
				ok, err := NewLedger(nodes[i%2]).Read(t.Context(), "m", readAt(edge.Add(time.Duration(i-10)*time.Millisecond)))
				if err != nil {
					t.Error(err)
				}
				return ok
			})
			if added != 1 {
				t.Errorf("%d are counted", added)
			}
		})
	}
}

// atOnce does n things at the same time and returns how many of them say yes.
func atOnce(n int, do func(i int) bool) (yes int) {
	var wait sync.WaitGroup
	answers := make([]bool, n)
	for i := range n {
		wait.Go(func() { answers[i] = do(i) })
	}
	wait.Wait()
	for _, ok := range answers {
		if ok {
			yes++
		}
	}
	return yes
}

// planned puts an event into the register.
func planned(t *testing.T, db *DB, name string) reach.Event {
	t.Helper()
	e := reach.Event{ID: pufa.NewID(), Revision: 1, State: reach.EventPlanned, Name: name, Start: noon, Form: "讲座"}
	e, added, err := NewEvents(db).AddEvent(t.Context(), reach.EventStep{Revision: 1, Action: reach.EventEntered, At: noon, Event: e})
	if err != nil || !added {
		t.Fatal(added, err)
	}
	return e
}

func TestCancellingTakesEverySignInBack(t *testing.T) {
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			db := open(t, address)
			event := planned(t, db, "讲座")
			nodes := []SignIns{NewSignIns(db), NewSignIns(open(t, address))}
			gone := event
			gone.State, gone.Revision = reach.EventCancelled, 2
			atOnce(24, func(i int) bool {
				if i == 12 {
					if err := NewEvents(db).PutEvent(t.Context(), reach.EventStep{Revision: 2, Action: reach.EventTakenBack, At: noon, Event: gone}); err != nil {
						t.Error(err)
					}
					return true
				}
				_, err := nodes[i%2].SignIn(t.Context(), event.SignIn(keyer, pufa.FollowerKey(rune('a'+i)), "", noon))
				if err != nil && pufa.KindOf(err) != pufa.Conflict {
					t.Error(err)
				}
				return err == nil
			})
			if left, err := nodes[0].SignInsOf(t.Context(), event.Subject()); err != nil || len(left) != 0 {
				t.Errorf("%d sign-ins at a cancelled event, %v", len(left), err)
			}
		})
	}
}

func TestTwoNodesSignAPersonInOnce(t *testing.T) {
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			db := open(t, address)
			event := planned(t, db, "讲座")
			nodes := []SignIns{NewSignIns(db), NewSignIns(open(t, address))}
			added := atOnce(16, func(i int) bool {
				ok, err := nodes[i%2].SignIn(t.Context(), event.SignIn(keyer, "somebody", reach.SignedByWeChat, noon))
				if err != nil {
					t.Error(err)
				}
				return ok
			})
			there, err := nodes[1].SignedIn(t.Context(), event.SignInKey(keyer, "somebody"))
			if err != nil || added != 1 || !there {
				t.Errorf("%d rows, %t, %v", added, there, err)
			}
			if there, err := nodes[0].SignedIn(t.Context(), event.SignInKey(keyer, "other")); err != nil || there {
				t.Errorf("somebody else: %t, %v", there, err)
			}
		})
	}
}

func TestForgedSignInsAreStruckByTheMinute(t *testing.T) {
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, db *DB) {
		signIns, ledger := NewSignIns(db), NewLedger(db)
		event, other := planned(t, db, "讲座"), planned(t, db, "咨询")
		for i, who := range []pufa.FollowerKey{"a", "b", "c", "d"} {
			for _, e := range []reach.Event{event, other} {
				if _, err := signIns.SignIn(t.Context(), e.SignIn(keyer, who, reach.SignedByBrowser, noon.Add(time.Duration(i)*time.Minute))); err != nil {
					t.Fatal(err)
				}
			}
		}
		strike := reach.Strike{Subject: event.Subject(), From: noon.Add(time.Minute), Until: noon.Add(3 * time.Minute),
			By: pufa.Staff{Name: "小李"}, Why: "有人用程序刷", At: noon.Add(time.Hour)}
		if n, err := signIns.Strike(t.Context(), strike); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if _, err := signIns.Strike(t.Context(), strike); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("struck twice: %v", err)
		}
		left, err := signIns.SignInsOf(t.Context(), event.Subject())
		want := []reach.SignInAt{{At: noon, Source: "browser"}, {At: noon.Add(3 * time.Minute), Source: "browser"}}
		if diff := cmp.Diff(want, left); err != nil || diff != "" {
			t.Error(err, diff)
		}
		strike.Struck = 2
		strikes, err := signIns.Strikes(t.Context(), event.Subject())
		if diff := cmp.Diff([]reach.Strike{strike}, strikes); err != nil || diff != "" {
			t.Error(err, diff)
		}
		totals, err := ledger.Subject(t.Context(), event.Subject())
		if err != nil || len(totals) != 1 || totals[0].Times != 2 {
			t.Errorf("%+v, %v", totals, err)
		}
		if rest, err := signIns.SignInsOf(t.Context(), other.Subject()); err != nil || len(rest) != 4 {
			t.Errorf("of another event %d are left, %v", len(rest), err)
		}
		if added, err := signIns.SignIn(t.Context(), event.SignIn(keyer, "b", reach.SignedByBrowser, noon.Add(2*time.Hour))); err != nil || added {
			t.Errorf("a sign-in that was struck is back: %t, %v", added, err)
		}
	})
}

func TestTheAddressOfAScenesCodeIsKept(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		signIns := NewSignIns(db)
		for _, want := range []string{"", "http://weixin.qq.com/q/1", "http://weixin.qq.com/q/2"} {
			if want != "" {
				if err := signIns.PutSceneAddress(t.Context(), "abcd2345", want); err != nil {
					t.Fatal(err)
				}
			}
			if got, err := signIns.SceneAddress(t.Context(), "abcd2345"); err != nil || got != want {
				t.Errorf("%q, %v, want %q", got, err, want)
			}
		}
	})
}
