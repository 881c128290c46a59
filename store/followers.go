package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Followers implements schedule.Followers.
type Followers struct{ db *DB }

// NewFollowers returns the followers in db, for those who choose receivers among them.
func NewFollowers(db *DB) Followers { return Followers{db} }

// EachFollower implements schedule.Followers.
func (s Followers) EachFollower(ctx context.Context, yield func(pufa.Follower) bool) (err error) {
	rows, err := s.db.read.QueryContext(ctx, `
		SELECT key, side, topics, last_heard FROM followers WHERE following AND NOT opted_out AND address <> ''
		ORDER BY key`)
	if err != nil {
		return fmt.Errorf("list followers: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	known := map[string][]string{} // lists of topics, of which there are few
	for rows.Next() {
		f, err := scanFollower(rows, known)
		if err != nil {
			return fmt.Errorf("list followers: %w", err)
		}
		if !yield(f) {
			return nil
		}
	}
	return rows.Err()
}

// Receivers implements schedule.Followers.
func (s Followers) Receivers(ctx context.Context, part pufa.ID) ([]string, error) {
	found, err := query(ctx, s.db.read, scanText, `
		SELECT f.address FROM delivery_receivers r JOIN followers f ON f.key = r.follower
		WHERE r.part = $1 AND f.following AND NOT f.opted_out AND f.address <> '' ORDER BY f.key`, part)
	if err != nil {
		return nil, fmt.Errorf("receivers of part %s: %w", part, err)
	}
	return found, nil
}

// MassUsage implements schedule.Followers.
func (s Followers) MassUsage(ctx context.Context, since time.Time) (schedule.Usage, error) {
	u := schedule.Usage{Days: map[pufa.Day]int{}, People: map[pufa.FollowerKey]int{}}
	begun, err := query(ctx, s.db.read, scanInt, `
		SELECT MIN(CASE WHEN first_try = 0 THEN due ELSE first_try END) FROM delivery_parts
		WHERE channel = 'mass' AND due >= $1 AND (first_try = 0 OR first_try >= $1)
			AND state IN ('waiting', 'sending', 'accepted', 'sent', 'unclear')
		GROUP BY delivery`, micros(since))
	if err != nil {
		return u, fmt.Errorf("days with mass sends: %w", err)
	}
	for _, at := range begun {
		u.Days[pufa.DayOf(moment(at))]++
	}
	_, err = query(ctx, s.db.read, func(r row) (struct{}, error) {
		var key pufa.FollowerKey
		var n int
		err := r.Scan(&key, &n)
		u.People[key] = n
		return struct{}{}, err
	}, `
		SELECT r.follower, COUNT(*) FROM delivery_receivers r JOIN delivery_parts p ON p.id = r.part
		WHERE p.channel = 'mass' AND p.due >= $1 AND (p.first_try = 0 OR p.first_try >= $1)
			AND p.state IN ('waiting', 'sending', 'accepted', 'sent', 'unclear')
		GROUP BY r.follower`, micros(since))
	if err != nil {
		return u, fmt.Errorf("receivers of mass sends: %w", err)
	}
	return u, nil
}

func scanFollower(r row, known map[string][]string) (f pufa.Follower, err error) {
	var topics string
	var heard int64
	if err := r.Scan(&f.Key, &f.Group, &topics, &heard); err != nil {
		return f, err
	}
	f.Following, f.LastHeard = true, moment(heard)
	list, ok := known[topics]
	if !ok {
		err = parse(topics, &list)
		known[topics] = list
	}
	f.Topics = list
	return f, err
}
