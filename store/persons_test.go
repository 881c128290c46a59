package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

func TestPersonAfterMessagesOutOfOrder(t *testing.T) {
	at := func(message string, minutes int, change func(*bot.Person)) bot.Exchange {
		x := exchange(message, asker)
		x.At = noon.Add(time.Duration(minutes) * time.Minute)
		x.Rows, x.Person.LastHeard = nil, x.At
		x.Person.Memory = bot.Memory{Question: message, At: x.At}
		if change != nil {
			change(&x.Person)
		}
		return x
	}
	each(t, func(t *testing.T, db *DB) {
		settle(t, db, at("second", 2, func(p *bot.Person) { p.Following, p.Group = false, pufa.Enterprises }))
		settle(t, db, at("first", 1, func(p *bot.Person) { p.Following, p.Address, p.Scene = true, "", "qr-1" }))
		p := personOf(t, db, asker)
		if p.Memory.Question != "second" || !p.LastHeard.Equal(noon.Add(2*time.Minute)) || p.Following {
			t.Errorf("memory, last heard or following went back: %+v", p)
		}
		if p.Group != pufa.Enterprises || p.Address == "" || p.Scene != "qr-1" {
			t.Errorf("what was known is lost: %+v", p)
		}
		settle(t, db, at("same second", 2, nil))
		if p := personOf(t, db, asker); p.Memory.Question != "same second" || !p.Following {
			t.Errorf("a later message of the same second does not count: %+v", p)
		}
		settle(t, db, at("third", 3, func(p *bot.Person) { p.Memory = bot.Memory{} }))
		if p := personOf(t, db, asker); p.Memory.Question != "" {
			t.Errorf("memory is not cleared: %+v", p.Memory)
		}
	})
}

func TestForgetLeavesNoTraceButTheCounts(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Inquiry = &bot.Inquiry{Follower: asker, Question: "押金不退", Asked: noon}
		x.Outbox = []bot.Outgoing{{To: asker, Purpose: "late", Due: noon}, {Purpose: "duty", Address: "staff", Due: noon}}
		settle(t, db, x)
		settle(t, db, exchange("m2", asker))
		settle(t, db, exchange("m3", "somebody else"))
		before := totals(t, db)

		forget := exchange("m4", asker)
		forget.Forget, forget.Rows = true, nil
		settle(t, db, forget)

		if diff := cmp.Diff(before, totals(t, db)); diff != "" {
			t.Error("the totals changed:", diff)
		}
		if diff := cmp.Diff(bot.Person{Follower: pufa.Follower{Key: asker}}, personOf(t, db, asker)); diff != "" {
			t.Error("the person is still known:", diff)
		}
		for table, want := range map[string]int64{"ledger": 0, "inquiries": 0, "outbox": 0, "followers": 0} {
			column := "follower"
			if table == "followers" {
				column = "key"
			}
			if n := count(t, db, `SELECT COUNT(*) FROM `+table+` WHERE `+column+` = $1`, asker); n != want {
				t.Errorf("%d rows in %s name the person", n, table)
			}
		}
		if n := count(t, db, `SELECT COUNT(*) FROM outbox`); n != 1 {
			t.Errorf("%d outgoing messages are left, want the one to staff", n)
		}
		if n := count(t, db, `SELECT COUNT(DISTINCT follower) FROM ledger`); n != 2 {
			t.Errorf("the ledger counts %d persons, want 2", n)
		}
	})
}

func TestForgettingReachesTheRowsOfItsOwnExchange(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Forget = true
		x.Inquiry = &bot.Inquiry{Follower: asker, Question: "q"}
		settle(t, db, x)
		n := count(t, db, `SELECT COUNT(*) FROM ledger WHERE follower = $1`, asker) + count(t, db, `SELECT COUNT(*) FROM inquiries`)
		if n != 0 {
			t.Errorf("%d rows name the forgotten person", n)
		}
	})
}

func TestPruneKeepsWhatIsStillNeeded(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		now := noon.Add(31 * time.Minute)
		visitor := func(key pufa.FollowerKey, at time.Time) bot.Exchange {
			x := exchange("message of "+string(key), key)
			x.At, x.Person.Following, x.Rows = at, false, nil
			return x
		}
		asked, fresh := visitor("asked", noon), visitor("fresh", now)
		asked.Inquiry = &bot.Inquiry{Follower: "asked", Question: "q", Asked: noon}
		left := visitor("left", noon)
		left.Person.Followed = noon.Add(-time.Hour)
		for _, x := range []bot.Exchange{visitor("gone", noon), asked, fresh, left, exchange("m", "follows")} {
			settle(t, db, x)
		}
		if err := db.Prune(t.Context(), now, now.Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
		var known, remembered []string
		for _, key := range []pufa.FollowerKey{"gone", "asked", "fresh", "left", "follows"} {
			p := personOf(t, db, key)
			if p.Address != "" {
				known = append(known, string(key))
			}
			if p.Memory.Question != "" {
				remembered = append(remembered, string(key))
			}
		}
		if !slices.Equal(known, []string{"asked", "fresh", "left", "follows"}) || !slices.Equal(remembered, []string{"fresh"}) {
			t.Errorf("known are %v, remembered %v", known, remembered)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM inbox`); n != 1 {
			t.Errorf("%d replies are kept, want the fresh one", n)
		}
	})
}

func TestPruneTakesManyRowsInSmallSteps(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		var rows [][]any
		for i := range 2*pruneAtOnce + 1 {
			rows = append(rows, []any{fmt.Sprint(i), 1, ""})
		}
		err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
			_, err := insert(ctx, tx, `INSERT INTO inbox (id, settled, reply)`, ``, rows)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Prune(t.Context(), noon, noon); err != nil {
			t.Fatal(err)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM inbox`); n != 0 {
			t.Errorf("%d old replies are left", n)
		}
	})
}

func totals(t *testing.T, db *DB) []reach.Total {
	t.Helper()
	found, err := NewLedger(db).Totals(t.Context(), "2026-01-01", "2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	return found
}
