package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// correctForEver enters, corrects and cancels events by 10 callers at once and prints the ID and revision
// of each when it is told that it is stored.
func correctForEver(address, name string) error {
	db, err := Open(context.Background(), address)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range 10 {
		go func() {
			for i := 0; ; i++ {
				if err := oneLife(db, fmt.Sprintf("%s-%d-%d", name, caller, i)); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	return <-failed
}

func oneLife(db *DB, key string) error {
	ctx := context.Background()
	e, _, err := clerk(db).Enter(ctx, lecture(key), xiaoli, noon)
	if err != nil {
		return err
	}
	fmt.Println(e.ID, e.Revision)
	e.Questions, e.Handouts, e.Community = e.Questions+1, nil, "和平社区"
	if e, err = clerk(db).Correct(ctx, e, xiaoli, noon, "补记"); err != nil {
		return err
	}
	fmt.Println(e.ID, e.Revision)
	if rand.N(2) == 0 {
		return nil
	}
	if e, err = clerk(db).Cancel(ctx, e.ID, e.Revision, xiaoli, noon, "重复"); err != nil {
		return err
	}
	fmt.Println(e.ID, e.Revision)
	return nil
}

func TestKilledProcessPostsEventsWholeOrNotAtAll(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			var told []string
			for round := range 10 {
				p := child(t, address, fmt.Sprint("round", round), "PUFA_TEST_WORK=events")
				<-p.begun
				time.Sleep(rand.N(100 * time.Millisecond))
				told = append(told, p.kill(t)...)
			}
			t.Logf("%d steps acknowledged", len(told))
			db := open(t, address)
			// One state of the database: a PostgreSQL server may still be committing for the dead.
			err := db.view(t.Context(), func(tx querier) error { return checkEvents(t, tx, told) })
			if err := errors.Join(err, db.Check(t.Context())); err != nil {
				t.Error(err)
			}
		})
	}
}

func checkEvents(t *testing.T, tx querier, told []string) error {
	events, err := query(t.Context(), tx, scanEvent, `SELECT doc FROM events`)
	if err != nil {
		return err
	}
	var stored []string
	for _, e := range events {
		for revision := range e.Revision {
			stored = append(stored, fmt.Sprint(e.ID, " ", revision+1))
		}
		steps, err := one(t.Context(), tx, scanInt, `SELECT COUNT(*) FROM event_steps WHERE event = $1`, e.ID)
		if err != nil {
			return err
		}
		rows, err := openRows(t.Context(), tx, e.Subject())
		if err != nil {
			return err
		}
		if want := e.Rows(noon); int(steps) != e.Revision || len(rows) != len(want) || len(e.Repost(rows, noon)) != 0 {
			t.Errorf("event %s of revision %d has %d steps and %d rows, want %d", e.Number, e.Revision, steps, len(rows), len(want))
		}
	}
	if lost := missing(told, stored); lost != nil || len(told) == 0 {
		t.Errorf("acknowledged and lost: %s", strings.Join(lost, ", "))
	}
	numbers, err := one(t.Context(), tx, scanInt, `SELECT last FROM event_numbers WHERE year = '2026'`)
	if err == nil && int(numbers) != len(events) {
		t.Errorf("%d numbers were given to %d events", numbers, len(events))
	}
	strays, err := one(t.Context(), tx, scanInt, `
		SELECT COUNT(*) FROM ledger WHERE subject NOT IN (SELECT 'event:' || id FROM events)`)
	if strays != 0 {
		t.Errorf("%d rows are of events that are not there", strays)
	}
	return err
}
