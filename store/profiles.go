package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

// Profile is what staff know of a follower; nil leaves what is there.
type Profile struct {
	Key       pufa.FollowerKey
	Community *string
	Trade     *string
	Tags      *[]string
}

// PutProfiles stores the profiles, all or none, and returns how many followers it changed and the
// places in the list of those whom nobody knows.
func (s Followers) PutProfiles(ctx context.Context, profiles []Profile) (changed int, unknown []int, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, unknown = 0, nil
		for i, p := range profiles {
			found, moved, err := putProfile(ctx, tx, p)
			if err != nil {
				return err
			}
			if !found {
				unknown = append(unknown, i)
			}
			changed += moved
		}
		if changed > 0 {
			note(ctx, access.Note{Action: "修改粉丝资料", Changes: []access.Change{{Field: "人数", After: strconv.Itoa(changed)}}})
		}
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("put profiles: %w", err)
	}
	return changed, unknown, nil
}

type storedProfile struct{ community, trade, tags string }

func putProfile(ctx context.Context, tx querier, p Profile) (found bool, changed int, err error) {
	known, err := query(ctx, tx, func(r row) (s storedProfile, err error) {
		err = r.Scan(&s.community, &s.trade, &s.tags)
		return s, err
	}, `SELECT community, trade, tags FROM followers WHERE key = $1`, p.Key)
	if err != nil || len(known) == 0 {
		return false, 0, err
	}
	to := known[0]
	if p.Community != nil {
		to.community = *p.Community
	}
	if p.Trade != nil {
		to.trade = *p.Trade
	}
	if p.Tags != nil {
		if to.tags, err = document(tidy(*p.Tags)); err != nil {
			return true, 0, err
		}
	}
	if to == known[0] {
		return true, 0, nil
	}
	changed, err = exec(ctx, tx, `UPDATE followers SET community = $2, trade = $3, tags = $4 WHERE key = $1`,
		p.Key, to.community, to.trade, to.tags)
	return true, changed, err
}

// tidy returns the names sorted, each once, so that the same ones are stored alike.
func tidy(names []string) []string {
	sorted := append([]string{}, names...) // never nil: in JSON that would be something else
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// Pulled is what the platform tells of somebody who follows.
type Pulled struct {
	Key      pufa.FollowerKey
	Address  string
	Followed time.Time
	Scene    string
	Tags     []string // the platform's
}

// PutPulled stores what the platform has told at that moment, all or none, and returns how many
// followers are new and how many changed. What somebody has done since is not undone: who left stays
// away.
func (s Followers) PutPulled(ctx context.Context, people []Pulled, at time.Time) (added, changed int, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		added, changed = 0, 0
		for _, p := range people {
			tags, err := document(tidy(p.Tags))
			if err != nil {
				return err
			}
			n, err := exec(ctx, tx, `
				INSERT INTO followers (key, address, side, following, scene, large_print, topics, followed, last_heard, seen, memory, wechat_tags)
				VALUES ($1, $2, '', $3, $4, $5, '[]', $6, 0, 0, '{}', $7)
				ON CONFLICT (key) DO NOTHING`, p.Key, p.Address, true, p.Scene, false, micros(p.Followed), tags)
			if err != nil {
				return err
			}
			added += n
			if n == 1 {
				continue
			}
			n, err = exec(ctx, tx, `
				UPDATE followers SET address = $2, wechat_tags = $3,
					following = CASE WHEN seen > $4 THEN following ELSE $5 END,
					followed = CASE WHEN followed = 0 THEN $6 ELSE followed END
				WHERE key = $1 AND (address <> $2 OR wechat_tags <> $3 OR seen <= $4 AND NOT following OR followed = 0 AND followed <> $6)`,
				p.Key, p.Address, tags, micros(at), true, micros(p.Followed))
			if err != nil {
				return err
			}
			changed += n
		}
		return nil
	})
	if err != nil {
		return 0, 0, fmt.Errorf("put pulled followers: %w", err)
	}
	return added, changed, nil
}

// All lists who follows, those included who want no pushes, by key.
func (s Followers) All(ctx context.Context) ([]pufa.Follower, error) {
	known := lists{}
	found, err := query(ctx, s.db.read, func(r row) (f pufa.Follower, err error) {
		var topics, tags, wechatTags string
		err = r.Scan(&f.Key, &f.Address, &f.Group, &f.OptedOut, &topics, &f.Community, &f.Trade, &tags, &wechatTags)
		if err != nil {
			return f, err
		}
		f.Following = true
		if f.Topics, err = known.parse(topics); err != nil {
			return f, err
		}
		f.Tags, err = known.parse(tags, wechatTags)
		return f, err
	}, `SELECT key, address, side, opted_out, topics, community, trade, tags, wechat_tags FROM followers WHERE following ORDER BY key`)
	if err != nil {
		return nil, fmt.Errorf("list followers: %w", err)
	}
	return found, nil
}

// Find returns the only follower whose key begins with the digits. NotFound where there is none,
// Conflict where there are several.
func (s Followers) Find(ctx context.Context, digits string) (pufa.FollowerKey, error) {
	if len(digits) < 6 || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", pufa.Errorf(pufa.Invalid, "“%s”不是粉丝标识：请从 pufa follower list 复制，至少写前 6 位", digits)
	}
	found, err := query(ctx, s.db.read, scanText, `SELECT key FROM followers WHERE key LIKE $1 ORDER BY key LIMIT 2`, digits+"%")
	switch {
	case err != nil:
		return "", fmt.Errorf("find a follower: %w", err)
	case len(found) == 0:
		return "", pufa.Errorf(pufa.NotFound, "没有标识以“%s”开头的粉丝", digits)
	case len(found) > 1:
		return "", pufa.Errorf(pufa.Conflict, "标识以“%s”开头的粉丝不止一个，请多写几位", digits)
	}
	return pufa.FollowerKey(found[0]), nil
}

// Tags lists the tags that followers have, sorted.
func (s Followers) Tags(ctx context.Context) ([]string, error) {
	found, err := query(ctx, s.db.read, scanText, `
		SELECT tags FROM followers WHERE following AND tags <> '[]' UNION SELECT wechat_tags FROM followers WHERE following AND wechat_tags <> '[]'`)
	if err != nil {
		return nil, fmt.Errorf("list tags: %w", err)
	}
	all, err := lists{}.parse(found...)
	return tidy(all), err
}

// Address returns where a follower is written to; "" where nobody is known by the key.
func (s Followers) Address(ctx context.Context, key pufa.FollowerKey) (string, error) {
	found, err := query(ctx, s.db.read, scanText, `SELECT address FROM followers WHERE key = $1`, key)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
