package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// foldNow sums up what is over on a day and fails the test where that fails.
func foldNow(tb testing.TB, db *DB, today pufa.Day) {
	tb.Helper()
	if err := NewLedger(db).Fold(context.Background(), today, func(int, int) {}); err != nil {
		tb.Fatal(err)
	}
}

func appendAll(tb testing.TB, db *DB, rows ...reach.Entry) {
	tb.Helper()
	if _, err := NewLedger(db).Append(context.Background(), rows...); err != nil {
		tb.Fatal(err)
	}
}

// oneLine returns the only line of a period's totals as rows, times, people.
func oneLine(tb testing.TB, db *DB, from, to pufa.Day) string {
	tb.Helper()
	got, err := NewLedger(db).Totals(context.Background(), from, to)
	if err != nil || len(got) != 1 {
		tb.Fatal(got, err)
	}
	return fmt.Sprintf("%d rows %d times %d people", got[0].Rows, got[0].Times, got[0].People)
}

// Between looking for the days with rows and summing up their month, a row may come of a day that had none.
func TestADayThatComesWhileItsMonthIsSummedUpIsNotLost(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ledger := NewLedger(db)
		appendAll(t, db, rowOf("a", "2026-05-03", "p"))
		spans, err := ledger.toFold(t.Context(), "2026-06-10")
		if diff := cmp.Diff([]string{"2026-05-03", "2026-05"}, spans); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		appendAll(t, db, rowOf("b", "2026-05-20", "q"))
		if err := ledger.foldDay(t.Context(), spans[0]); err != nil {
			t.Fatal(err)
		}
		if err := ledger.foldMonth(t.Context(), spans[1]); err == nil {
			t.Error("a month is summed up without one of its days")
		}
		for range 2 {
			if got := oneLine(t, db, "2026-01-01", "2026-12-31"); got != "2 rows 4 times 2 people" {
				t.Errorf("the year has %s", got)
			}
			foldNow(t, db, "2026-06-10")
		}
		if n := count(t, db, `SELECT COUNT(*) FROM ledger_spans WHERE version = folded`); n != 3 {
			t.Errorf("%d spans hold, want 3", n)
		}
	})
}

// A person who is forgotten stays the same person in what was summed up before and in what is after.
func TestForgettingLeavesNoSecondPersonBehind(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			nodes := []*DB{open(t, address), open(t, address)}
			var rows []reach.Entry
			for who := range 60 {
				for day := range 4 {
					rows = append(rows, rowOf(fmt.Sprint(who, "-", day), pufa.Day("2026-03-01").Add(day), pufa.FollowerKey(fmt.Sprint("p", who))))
				}
			}
			appendAll(t, nodes[0], rows...)
			var group sync.WaitGroup
			for i, db := range nodes {
				group.Go(func() { foldNow(t, db, "2026-03-03") })
				group.Go(func() {
					for who := i; who < 60; who += 2 {
						err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
							return forget(ctx, tx, pufa.FollowerKey(fmt.Sprint("p", who)))
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
			group.Wait()
			for range 2 {
				if got := oneLine(t, nodes[0], "2026-03-01", "2026-03-31"); got != "240 rows 480 times 60 people" {
					t.Errorf("after forgetting: %s", got)
				}
				foldNow(t, nodes[1], "2026-04-10")
			}
			if n := count(t, nodes[0], `SELECT COUNT(*) FROM ledger_people WHERE follower LIKE 'p%'`); n != 0 {
				t.Errorf("%d of the forgotten can still be traced", n)
			}
		})
	}
}

// stragglers write rows of days long past, several at a time, while two nodes sum them up.
type stragglers struct {
	nodes []*DB
	mu    sync.Mutex
	rows  []reach.Entry
	begun atomic.Int64 // rows whose writing has begun
	done  atomic.Int64 // rows that are written
}

func (s *stragglers) write(t *testing.T, worker, batches int) {
	draw := rand.New(rand.NewPCG(uint64(worker), 7))
	for batch := range batches {
		var rows []reach.Entry
		for i := range 1 + draw.IntN(4) {
			e := rowOf(fmt.Sprint(worker, "-", batch, "-", i), pufa.Day("2026-01-01").Add(draw.IntN(90)), "")
			e.ID, e.Community = pufa.NewID(), []string{"", "幸福社区"}[draw.IntN(2)]
			if who := draw.IntN(12); who > 0 {
				e.Follower = pufa.FollowerKey(fmt.Sprint("f", who))
			}
			rows = append(rows, e)
			if draw.IntN(5) == 0 {
				rows = append(rows, e.Undone(noon))
			}
		}
		s.begun.Add(int64(len(rows)))
		if _, err := NewLedger(s.nodes[worker%2]).Append(t.Context(), rows...); err != nil {
			t.Error(err)
		}
		s.done.Add(int64(len(rows)))
		s.mu.Lock()
		s.rows = append(s.rows, rows...)
		s.mu.Unlock()
	}
}

// look asserts that totals are never behind what was written before nor ahead of what has begun.
func (s *stragglers) look(t *testing.T, db *DB) {
	least := s.done.Load()
	got, err := NewLedger(db).Totals(t.Context(), "2026-01-01", "2026-12-31")
	most := s.begun.Load()
	if err != nil {
		t.Error(err)
	}
	rows := int64(0)
	for _, line := range got {
		rows += int64(line.Rows)
	}
	if rows < least || rows > most {
		t.Errorf("%d rows are summed up, at least %d are written and %d begun", rows, least, most)
	}
}

func (s *stragglers) want() string {
	times, crowd, unnamed := 0, map[pufa.FollowerKey]bool{}, 0
	var undone []pufa.ID
	for _, e := range s.rows {
		times += e.Times
		if e.Corrects != "" {
			undone = append(undone, e.Corrects)
		}
	}
	for _, e := range s.rows {
		switch {
		case e.Corrects != "" || slices.Contains(undone, e.ID):
		case e.Follower == "":
			unnamed++
		default:
			crowd[e.Follower] = true
		}
	}
	return fmt.Sprintf("%d rows %d times %d people", len(s.rows), times, len(crowd)+unnamed)
}

func TestRowsThatComeLateAreInTheTotalsWhoeverSumsUpMeanwhile(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			s := &stragglers{nodes: []*DB{open(t, address), open(t, address)}}
			var writing, folding sync.WaitGroup
			over := make(chan struct{})
			for _, db := range s.nodes {
				folding.Go(func() {
					for {
						select {
						case <-over:
							return
						default:
							foldNow(t, db, "2026-06-01")
							s.look(t, db)
						}
					}
				})
			}
			for worker := range 6 {
				writing.Go(func() { s.write(t, worker, 25) })
			}
			writing.Wait()
			close(over)
			folding.Wait()
			want := s.want()
			for range 2 {
				for _, db := range s.nodes {
					if got := oneLine(t, db, "2026-01-01", "2026-12-31"); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
				}
				foldNow(t, s.nodes[0], "2026-06-01")
			}
			if n := count(t, s.nodes[0], `SELECT COUNT(*) FROM ledger_spans WHERE version <> folded`); n != 0 {
				t.Errorf("%d spans do not hold although nobody writes", n)
			}
		})
	}
}
