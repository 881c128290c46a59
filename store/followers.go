package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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
		SELECT key, last_heard, side || $1 || community || $1 || trade || $1 || topics || $1 || tags || $1 || wechat_tags
		FROM followers WHERE following AND NOT opted_out AND address <> '' ORDER BY key`, unit)
	if err != nil {
		return fmt.Errorf("list followers: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	known := profiles{lists: lists{}, of: map[string]pufa.Follower{}}
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

// lists keeps what lists of topics and tags parse to: there are few of them, and many followers.
type lists map[string][]string

// parse returns the lists in JSON as one, each name once.
func (known lists) parse(texts ...string) ([]string, error) {
	all := strings.Join(texts, "\n")
	list, ok := known[all]
	if ok {
		return list, nil
	}
	for _, text := range texts {
		var more []string
		if err := parse(text, &more); err != nil {
			return nil, err
		}
		for _, name := range more {
			if !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	known[all] = list
	return list, nil
}

// unit stands between the fields of a follower's profile; none of them holds it.
const unit = "\x1f"

// profiles keeps what profiles read as: many followers have the same one, and one column of text is
// read faster than six.
type profiles struct {
	lists lists
	of    map[string]pufa.Follower
}

func scanFollower(r row, known profiles) (pufa.Follower, error) {
	var key pufa.FollowerKey
	var heard int64
	var profile string
	if err := r.Scan(&key, &heard, &profile); err != nil {
		return pufa.Follower{}, err
	}
	f, ok := known.of[profile]
	if !ok {
		var err error
		if f, err = known.read(profile); err != nil {
			return f, err
		}
		known.of[profile] = f
	}
	f.Key, f.LastHeard = key, moment(heard)
	return f, nil
}

func (known profiles) read(profile string) (f pufa.Follower, err error) {
	fields := strings.Split(profile, unit)
	if len(fields) != 6 {
		return f, fmt.Errorf("a profile has %d fields", len(fields))
	}
	f = pufa.Follower{Following: true, Group: pufa.Group(fields[0]), Community: fields[1], Trade: fields[2]}
	if f.Topics, err = known.lists.parse(fields[3]); err != nil {
		return f, err
	}
	f.Tags, err = known.lists.parse(fields[4], fields[5])
	return f, err
}
