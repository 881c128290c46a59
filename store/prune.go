package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa/reach"
)

// memoryLasts is how long a follower's last exchange is remembered, as the privacy notice says.
const memoryLasts = 30 * time.Minute

// pruneAtOnce bounds how many rows one statement deletes, so that writes need not wait long.
const pruneAtOnce = 1000

// Prune deletes what is not needed any more, as privacy asks: settled replies and messages from
// before that moment, memories older than 30 minutes at now, and with them persons who do not follow
// and never did, unless a question of theirs waits or its answer has not reached them. Marks of reads
// go that would count anew.
func (db *DB) Prune(ctx context.Context, now, before time.Time) error {
	lapsed, readable := micros(now.Add(-memoryLasts)), micros(now.Add(-reach.ReadAgain))
	for _, step := range []struct {
		text string
		at   int64
	}{
		{`DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE settled < $1 LIMIT $2)`, micros(before)},
		{`DELETE FROM notice_events WHERE id IN (SELECT id FROM notice_events WHERE at < $1 LIMIT $2)`, micros(before)},
		{`DELETE FROM reads WHERE mark IN (SELECT mark FROM reads WHERE at <= $1 LIMIT $2)`, readable},
		{`DELETE FROM outbox WHERE id IN (SELECT id FROM outbox
			WHERE state IN ('sent', 'failed', 'unknown') AND due < $1 AND claimed < $1 LIMIT $2)`, micros(before)},
		{`DELETE FROM followers WHERE key IN (SELECT key FROM followers
			WHERE seen < $1 AND NOT following AND followed = 0 AND NOT EXISTS (
				SELECT 1 FROM inquiries WHERE follower = followers.key AND reached = 0) LIMIT $2)`, lapsed},
		{`UPDATE followers SET memory = '{}' WHERE key IN (SELECT key FROM followers
			WHERE seen < $1 AND memory <> '{}' LIMIT $2)`, lapsed},
	} {
		if err := db.repeat(ctx, step.text, step.at); err != nil {
			return fmt.Errorf("prune: %w", err)
		}
	}
	return nil
}

// repeat runs the statement, which takes a moment and a number of rows, until it changes nothing.
func (db *DB) repeat(ctx context.Context, text string, at int64) error {
	for {
		var changed int
		err := db.write(ctx, func(ctx context.Context, tx querier) (err error) {
			changed, err = exec(ctx, tx, text, at, pruneAtOnce)
			return err
		})
		if err != nil || changed == 0 {
			return err
		}
	}
}
