package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/bot"
)

var _ bot.Backlog = Backlog{}

func TestAHeldMessageWaitsUntilItIsSettled(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		inbox, backlog := NewInbox(db), NewBacklog(db)
		m := bot.Message{ID: "late-1", From: "somebody", Type: bot.TypeText, Text: "问一句", At: noon}
		for range 2 { // two copies pass their deadlines
			if err := inbox.Hold(t.Context(), m, noon); err != nil {
				t.Fatal(err)
			}
		}
		if held, err := backlog.Held(t.Context(), noon); err != nil || len(held) != 0 {
			t.Errorf("held before its time: %+v %v", held, err)
		}
		held, err := backlog.Held(t.Context(), noon.Add(time.Minute))
		if diff := cmp.Diff([]bot.Message{m}, held); err != nil || diff != "" {
			t.Errorf("held: %v %s", err, diff)
		}
		x := exchange("late-1", asker)
		x.Late = true
		settle(t, db, x)
		if n := count(t, db, `SELECT COUNT(*) FROM held`); n != 0 {
			t.Errorf("%d messages held after the answer, want 0", n)
		}
	})
}

func TestAMessageSettledFirstIsNotHeld(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		settle(t, db, exchange("m1", asker))
		if err := NewInbox(db).Hold(t.Context(), bot.Message{ID: "m1"}, noon); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM held`); n != 0 {
			t.Errorf("%d messages held, want 0", n)
		}
		if err := NewBacklog(db).Release(t.Context(), "nothing"); err != nil {
			t.Error(err)
		}
	})
}
