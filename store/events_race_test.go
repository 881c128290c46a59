package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

func TestTheSameFormTwiceIsOneEvent(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			nodes := []*DB{open(t, address), open(t, address)}
			var group sync.WaitGroup
			news := make(chan reach.Event, 20)
			for i := range 20 {
				group.Go(func() {
					e, added, err := clerk(nodes[i%2]).Enter(context.Background(), lecture(fmt.Sprint("form-", i%4)), xiaoli, noon)
					if err != nil {
						t.Error(err)
					}
					if added {
						news <- e
					}
				})
			}
			group.Wait()
			if len(news) != 4 {
				t.Errorf("%d new events of 4 forms", len(news))
			}
			changed := lecture("form-0")
			changed.Name = "改了名字再发"
			e, added, err := clerk(nodes[0]).Enter(t.Context(), changed, xiaoli, noon)
			if err != nil || added || e.Name != lecture("").Name {
				t.Errorf("again: %q, added %v, %v", e.Name, added, err)
			}
			if n := count(t, nodes[0], `SELECT COUNT(*) FROM ledger WHERE kind = 'event_held'`); n != 4 {
				t.Errorf("%d events in the ledger", n)
			}
			if n := count(t, nodes[0], `SELECT last FROM event_numbers WHERE year = '2026'`); n != 4 {
				t.Errorf("the last number is %d: what was refused took one", n)
			}
		})
	}
}

func TestTwoNodesNumberEventsWithoutGaps(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			nodes := []*DB{open(t, address), open(t, address)}
			var group sync.WaitGroup
			for i := range 40 {
				group.Go(func() {
					e := lecture("")
					e.Start = e.Start.AddDate(-(i % 2), 0, 0)
					if _, _, err := clerk(nodes[i/2%2]).Enter(context.Background(), e, xiaoli, noon); err != nil {
						t.Error(err)
					}
				})
			}
			group.Wait()
			found, err := NewEvents(nodes[0]).Events(t.Context(), EventFilter{})
			if err != nil {
				t.Fatal(err)
			}
			have := map[string]bool{}
			for _, e := range found {
				have[e.Number] = true
			}
			for i := range 20 {
				for _, year := range []string{"2025", "2026"} {
					if number := fmt.Sprintf("%s-%03d", year, i+1); !have[number] {
						t.Errorf("no event has the number %s", number)
					}
				}
			}
			if len(have) != 40 {
				t.Errorf("%d numbers for 40 events", len(have))
			}
		})
	}
}

func TestOfTwoWhoCorrectAtOnceOneIsToldToLookAgain(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		e := enter(t, db, lecture(""))
		results := make(chan error, 2)
		for i := range 2 {
			go func() {
				to := e
				to.Questions = 10 + i
				_, err := clerk(db).Correct(context.Background(), to, xiaoli, noon, "补记")
				results <- err
			}()
		}
		first, second := <-results, <-results
		if first != nil {
			first, second = second, first
		}
		if first != nil || pufa.KindOf(second) != pufa.Conflict || !strings.Contains(pufa.Say(second), "请重新打开") {
			t.Errorf("%v and %v", first, second)
		}
		is, err := NewEvents(db).Event(t.Context(), e.Number)
		if err != nil || is.Revision != 2 {
			t.Fatalf("revision %d, %v", is.Revision, err)
		}
		want := fmt.Sprintf("consulted estimate %d 0 0", is.Questions)
		if got := saysOf(t, db, e); !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("the ledger says %v, want %s", got, want)
		}
	})
}
