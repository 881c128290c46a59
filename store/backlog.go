package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa/bot"
)

// Hold implements bot.Inbox.
func (s Inbox) Hold(ctx context.Context, m bot.Message, at time.Time) error {
	text, err := document(m)
	if err != nil {
		return fmt.Errorf("hold message: %w", err)
	}
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `
			INSERT INTO held (id, at, message)
			SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE id = $1)
			ON CONFLICT (id) DO NOTHING`, m.ID, micros(at), text)
		return err
	})
	if err != nil {
		return fmt.Errorf("hold message: %w", err)
	}
	return nil
}

// Backlog implements bot.Backlog.
type Backlog struct{ db *DB }

// NewBacklog returns the messages held in db.
func NewBacklog(db *DB) Backlog { return Backlog{db} }

// Held implements bot.Backlog.
func (s Backlog) Held(ctx context.Context, before time.Time) ([]bot.Message, error) {
	held, err := query(ctx, s.db.read, scanMessage, `
		SELECT message FROM held WHERE at < $1 ORDER BY at, id LIMIT 100`, micros(before))
	if err != nil {
		return nil, fmt.Errorf("held messages: %w", err)
	}
	return held, nil
}

// Release implements bot.Backlog.
func (s Backlog) Release(ctx context.Context, messageID string) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error { return release(ctx, tx, messageID) })
	if err != nil {
		return fmt.Errorf("release message: %w", err)
	}
	return nil
}

func release(ctx context.Context, tx querier, messageID string) error {
	_, err := exec(ctx, tx, `DELETE FROM held WHERE id = $1`, messageID)
	return err
}

func scanMessage(r row) (m bot.Message, err error) {
	var text string
	if err := r.Scan(&text); err != nil {
		return m, err
	}
	err = parse(text, &m)
	return m, err
}
