package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// Posters is what hangs on walls, and who scanned it.
type Posters struct{ db *DB }

// NewPosters returns the posters in db.
func NewPosters(db *DB) Posters { return Posters{db} }

const selectPosters = `SELECT code, campaign, entry, wechat FROM posters`

// codeTries bounds how often a code that is taken is drawn again: the first of 32⁸ is free.
const codeTries = 5

// PosterOf returns the poster of the campaign's entry and makes it where there is none yet. Two who
// ask at once get the same one.
func (s Posters) PosterOf(ctx context.Context, campaign pufa.ID, entry string, now time.Time) (p schedule.Poster, err error) {
	find := selectPosters + ` WHERE campaign = $1 AND entry = $2`
	if p, err = one(ctx, s.db.read, scanPoster, find, campaign, entry); err == nil {
		return p, nil
	}
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		for range codeTries {
			p, err = one(ctx, tx, scanPoster, find, campaign, entry)
			if !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			if _, err = exec(ctx, tx, `
				INSERT INTO posters (code, campaign, entry, wechat, made) VALUES ($1, $2, $3, '', $4)
				ON CONFLICT DO NOTHING`, newCode(), campaign, entry, micros(now)); err != nil {
				return err
			}
		}
		return fmt.Errorf("no code was free in %d tries", codeTries)
	})
	if err != nil {
		return p, fmt.Errorf("poster of %s in campaign %s: %w", entry, campaign, err)
	}
	return p, nil
}

// newCode draws 8 of 32 letters and digits: nobody guesses one, and it is short enough to be typed.
func newCode() string { return strings.ToLower(rand.Text()[:8]) }

// PutWeChat stores the address within WeChat's code of a poster.
func (s Posters) PutWeChat(ctx context.Context, code, address string) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `UPDATE posters SET wechat = $2 WHERE code = $1`, code, address)
		return err
	})
	if err != nil {
		return fmt.Errorf("put WeChat's code of poster %s: %w", code, err)
	}
	return nil
}

// Shown returns the poster as its campaign's last delivery displays it. NotFound for a code that was
// never made.
func (s Posters) Shown(ctx context.Context, code string) (schedule.Shown, error) {
	shown, err := s.shown(ctx, code)
	if err != nil {
		return schedule.Shown{}, fmt.Errorf("poster %s: %w", code, absent(err, "没有这张海报，可能是网址抄错了"))
	}
	return shown, nil
}

func (s Posters) shown(ctx context.Context, code string) (shown schedule.Shown, err error) {
	if shown.Poster, err = one(ctx, s.db.read, scanPoster, selectPosters+` WHERE code = $1`, code); err != nil {
		return shown, err
	}
	state, err := one(ctx, s.db.read, scanText, `SELECT state FROM campaigns WHERE id = $1`, shown.Campaign)
	if err != nil {
		return shown, err
	}
	shown.Stopped = schedule.State(state) == schedule.Cancelled
	last, err := query(ctx, s.db.read, scanDelivery, selectDeliveries+`
		WHERE d.campaign = $1 AND d.state = 'sent' ORDER BY d.occurrence DESC LIMIT 1`, shown.Campaign)
	if err != nil || len(last) == 0 {
		return shown, err
	}
	shown.Delivery, shown.Since = last[0].ID, last[0].Occurrence
	for _, p := range last[0].Plan.Pieces {
		shown.Others = append(shown.Others, p.Entry)
		if p.Entry == shown.Entry {
			shown.Text, shown.Basis = p.Poster, p.Cites
		}
	}
	return shown, nil
}

// Scan adds the row of a scan unless the same device scanned the same poster within OneScan before it.
// Of two that come at the same time the row's key lets one in.
func (s Posters) Scan(ctx context.Context, scan reach.Entry) (added bool, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		added = false
		before, err := query(ctx, tx, scanInt, `
			SELECT at FROM ledger
			WHERE kind = 'scan' AND subject = $1 AND at > $2 AND at <= $3 AND follower = $4 AND source = $5 LIMIT 1`,
			scan.Subject, micros(scan.At.Add(-schedule.OneScan)), micros(scan.At), scan.Follower, scan.Source)
		if err != nil || len(before) > 0 {
			return err
		}
		n, err := appendRows(ctx, tx, []reach.Entry{scan})
		added = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("append a scan: %w", err)
	}
	return added, nil
}

// Scans counts the scans of a campaign's posters from … until, the end not included: contacts, and the
// devices that made them.
func (s Posters) Scans(ctx context.Context, campaign pufa.ID, from, until time.Time) (times, devices int, err error) {
	found, err := one(ctx, s.db.read, scanPair, `
		SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT), COUNT(DISTINCT follower) FROM ledger
		WHERE kind = 'scan' AND subject = $1 AND at >= $2 AND at < $3`,
		"campaign:"+string(campaign), micros(from), micros(until))
	if err != nil {
		return 0, 0, fmt.Errorf("scans of campaign %s: %w", campaign, err)
	}
	return found[0], found[1], nil
}

func scanPair(r row) (p [2]int, err error) { err = r.Scan(&p[0], &p[1]); return p, err }

func scanPoster(r row) (p schedule.Poster, err error) {
	err = r.Scan(&p.Code, &p.Campaign, &p.Entry, &p.WeChat)
	return p, err
}
