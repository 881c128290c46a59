package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

const asker = pufa.FollowerKey("0123456789abcdef0123456789abcdef")

func settle(t *testing.T, db *DB, x bot.Exchange) {
	t.Helper()
	if _, first, err := NewInbox(db).Settle(t.Context(), x); err != nil || !first {
		t.Fatalf("Settle(%s) = first %v, %v", x.MessageID, first, err)
	}
}

func personOf(t *testing.T, db *DB, key pufa.FollowerKey) bot.Person {
	t.Helper()
	p, err := NewInbox(db).Person(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestExchangeIsStoredWhole(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Person.Group, x.Person.Scene, x.Person.LargePrint = pufa.Enterprises, "qr-1", true
		x.Person.Topics, x.Person.Followed = []string{"劳动用工"}, noon.Add(-time.Hour)
		x.Person.Memory.Choices = []bot.Choice{{ID: "1", Text: "选一"}}
		settle(t, db, x)

		reply, err := NewInbox(db).Settled(t.Context(), "m1")
		if diff := cmp.Diff(x.Reply, reply); err != nil || diff != "" {
			t.Errorf("reply: %v %s", err, diff)
		}
		if diff := cmp.Diff(x.Person, personOf(t, db, asker)); diff != "" {
			t.Error("person:", diff)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM ledger WHERE follower = $1 AND day = '2026-11-22'`, asker); n != 1 {
			t.Errorf("%d rows in the ledger, want 1", n)
		}
	})
}

func TestSecondSettlementChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		settle(t, db, exchange("m1", asker))
		again := exchange("m1", "another")
		again.Reply.Text, again.Rows[0].Key = "another answer", "another key"
		reply, first, err := NewInbox(db).Settle(t.Context(), again)
		if err != nil || first || reply.Text != exchange("m1", asker).Reply.Text {
			t.Errorf("Settle again = %.30q, first %v, %v; want the earlier reply", reply.Text, first, err)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM ledger`) + count(t, db, `SELECT COUNT(*) FROM followers`); n != 2 {
			t.Errorf("%d rows and followers, want one of each", n)
		}
	})
}

func TestUnknownMessageAndStranger(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		if _, err := NewInbox(db).Settled(t.Context(), "m1"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("Settled = %v, want NotFound", err)
		}
		want := bot.Person{Follower: pufa.Follower{Key: asker}}
		if diff := cmp.Diff(want, personOf(t, db, asker)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAHundredSettleTheSameMessage(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		var firsts atomic.Int32
		replies := make([]string, 100)
		var all sync.WaitGroup
		for i := range replies {
			all.Go(func() {
				x := exchange("same", asker)
				x.Reply.Text = fmt.Sprint("answer ", i)
				x.Rows[0].Key = fmt.Sprint("key ", i)
				reply, first, err := NewInbox(db).Settle(t.Context(), x)
				if err != nil {
					t.Error(err)
				}
				if first {
					firsts.Add(1)
				}
				replies[i] = reply.Text
			})
		}
		all.Wait()
		for _, r := range replies {
			if r != replies[0] {
				t.Fatalf("replies differ: %q and %q", r, replies[0])
			}
		}
		if n := count(t, db, `SELECT COUNT(*) FROM ledger`); firsts.Load() != 1 || n != 1 {
			t.Errorf("%d were first, %d ledger rows; want 1 and 1", firsts.Load(), n)
		}
	})
}

func TestHalfAnExchangeIsNone(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Outbox = []bot.Outgoing{{ID: "twice", To: asker}, {ID: "twice", To: asker}}
		if _, _, err := NewInbox(db).Settle(t.Context(), x); pufa.KindOf(err) != pufa.Conflict {
			t.Fatalf("Settle = %v, want a Conflict", err)
		}
		for _, table := range []string{"inbox", "outbox", "ledger", "followers"} {
			if n := count(t, db, `SELECT COUNT(*) FROM `+table); n != 0 {
				t.Errorf("%d rows in %s after a failure", n, table)
			}
		}
	})
}

func TestOneFailureDoesNotSpoilItsNeighbours(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		failure := errors.New("a failure of its own")
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
					if _, err := exec(ctx, tx, `INSERT INTO settings (key, value) VALUES ($1, '')`, fmt.Sprint(i)); err != nil {
						return err
					}
					if i%10 == 0 {
						return failure
					}
					return nil
				})
				if want := i%10 == 0; errors.Is(err, failure) != want || (err != nil) != want {
					t.Errorf("write %d = %v", i, err)
				}
			})
		}
		all.Wait()
		if n := count(t, db, `SELECT COUNT(*) FROM settings`); n != 54 {
			t.Errorf("%d writes are stored, want 54", n)
		}
	})
}

func TestACancelledWriteIsNotDone(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, _, err := NewInbox(db).Settle(ctx, exchange("m1", asker))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Settle = %v, want context.Canceled", err)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM inbox`); n != 0 {
			t.Error("what was told to be cancelled is stored")
		}
	})
}

func TestCallersWhoGiveUpWhileWaitingLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		begun, release := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			var once sync.Once
			err := db.write(t.Context(), func(context.Context, querier) error {
				once.Do(func() { close(begun) })
				<-release
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		<-begun
		ctx, cancel := context.WithCancel(t.Context())
		stored := make([]bool, 30)
		for i := range stored {
			all.Go(func() {
				_, _, err := NewInbox(db).Settle(ctx, exchange(fmt.Sprint("m", i), asker))
				stored[i] = err == nil
			})
		}
		cancel()
		close(release)
		all.Wait()
		for i, told := range stored {
			if _, err := NewInbox(db).Settled(t.Context(), fmt.Sprint("m", i)); told && err != nil {
				t.Errorf("message %d was told to be stored, but %v", i, err)
			}
		}
	})
}

func TestWritingAfterCloseIsAnError(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db, err := Open(t.Context(), d.fresh(t))
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			if _, err := NewLedger(db).Append(t.Context(), reach.Entry{Key: "k"}); err == nil {
				t.Error("Append to a closed database reports success")
			}
		})
	}
}

func TestErrorsDoNotHoldWhatPeopleWrote(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Inquiry = &bot.Inquiry{ID: "q1", Follower: asker, Question: "我家的秘密"}
		settle(t, db, x)
		x.MessageID = "m2"
		_, _, err := NewInbox(db).Settle(t.Context(), x)
		if err == nil || strings.Contains(err.Error(), "秘密") || strings.Contains(err.Error(), string(asker)) {
			t.Errorf("Settle = %v, want an error without the question and the follower", err)
		}
	})
}
