package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// person returns what is stored on the follower, of a stranger only the key.
func person(ctx context.Context, q querier, key pufa.FollowerKey) (bot.Person, error) {
	p, err := one(ctx, q, scanPerson, `
		SELECT key, address, side, following, scene, large_print, topics, opted_out, followed, last_heard, memory,
			community, trade
		FROM followers WHERE key = $1`, key)
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Person{Follower: pufa.Follower{Key: key}}, nil
	}
	return p, err
}

// putPerson stores the person as an exchange at that moment leaves them. Messages are settled out of
// order: following and memory are those of the newest message, last heard never goes back, and what
// the exchange does not know (address, group, scene, day of following) does not erase what is known.
func putPerson(ctx context.Context, tx querier, p bot.Person, at time.Time) error {
	topics, err := document(p.Topics)
	if err != nil {
		return err
	}
	p.Memory.At = moment(micros(p.Memory.At)) // as every moment is kept
	memory, err := document(p.Memory)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO followers (key, address, side, following, scene, large_print, topics, followed,
			last_heard, seen, memory, opted_out)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (key) DO UPDATE SET
			address = CASE WHEN excluded.address <> '' THEN excluded.address ELSE followers.address END,
			side = CASE WHEN excluded.side <> '' THEN excluded.side ELSE followers.side END,
			scene = CASE WHEN excluded.scene <> '' THEN excluded.scene ELSE followers.scene END,
			followed = CASE WHEN excluded.followed <> 0 THEN excluded.followed ELSE followers.followed END,
			large_print = excluded.large_print,
			topics = excluded.topics,
			opted_out = excluded.opted_out,
			following = CASE WHEN excluded.seen >= followers.seen THEN excluded.following ELSE followers.following END,
			memory = CASE WHEN excluded.seen >= followers.seen THEN excluded.memory ELSE followers.memory END,
			seen = CASE WHEN excluded.seen >= followers.seen THEN excluded.seen ELSE followers.seen END,
			last_heard = CASE WHEN excluded.last_heard >= followers.last_heard
				THEN excluded.last_heard ELSE followers.last_heard END`,
		p.Key, p.Address, p.Group, p.Following, p.Scene, p.LargePrint, topics, micros(p.Followed),
		micros(p.LastHeard), micros(at), memory, p.OptedOut)
	return err
}

// forget deletes what is stored on the person. In the ledger a random name takes the key's place:
// the counts stay as they are, and nobody can tell whose they were. This is the only statement that
// changes a row of the ledger.
func forget(ctx context.Context, tx querier, key pufa.FollowerKey) error {
	for _, text := range []string{
		`DELETE FROM followers WHERE key = $1`,
		`DELETE FROM inquiries WHERE follower = $1`,
		`DELETE FROM outbox WHERE follower = $1 AND follower <> ''`,
		`DELETE FROM delivery_receivers WHERE follower = $1`,
		`DELETE FROM notice_takes WHERE follower = $1`,
		`DELETE FROM notice_accepts WHERE follower = $1`,
	} {
		if _, err := exec(ctx, tx, text, key); err != nil {
			return err
		}
	}
	if _, err := holdPeople(ctx, tx, 0); err != nil {
		return err
	}
	nobody := "forgotten-" + rand.Text()
	if _, err := exec(ctx, tx, `UPDATE ledger_people SET follower = $2 WHERE follower = $1`, key, nobody); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		UPDATE ledger SET follower = $2 WHERE follower = $1 AND follower <> ''`, key, nobody)
	return err
}

func scanPerson(r row) (p bot.Person, err error) {
	var topics, memory string
	var followed, lastHeard int64
	err = r.Scan(&p.Key, &p.Address, &p.Group, &p.Following, &p.Scene, &p.LargePrint, &topics,
		&p.OptedOut, &followed, &lastHeard, &memory, &p.Community, &p.Trade)
	if err != nil {
		return p, err
	}
	p.Followed, p.LastHeard = moment(followed), moment(lastHeard)
	if err := parse(topics, &p.Topics); err != nil {
		return p, err
	}
	err = parse(memory, &p.Memory)
	return p, err
}
