package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// Counts implements schedule.Counts.
type Counts struct{ db *DB }

// NewCounts returns the platform's counts in db.
func NewCounts(db *DB) Counts { return Counts{db} }

// keyCounted is the setting that holds the last day that was counted.
const keyCounted = "campaigns.counted"

// CountedUntil implements schedule.Counts.
func (s Counts) CountedUntil(ctx context.Context) (pufa.Day, error) {
	day, err := one(ctx, s.db.read, scanText, `SELECT value FROM settings WHERE key = $1`, keyCounted)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("last day counted: %w", err)
	}
	return pufa.Day(day), nil
}

// Articles implements schedule.Counts.
func (s Counts) Articles(ctx context.Context, since time.Time) ([]schedule.Part, error) {
	found, err := query(ctx, s.db.read, scanDeliveryPart, selectParts+`
		WHERE data <> '' AND first_try >= $1 ORDER BY id`, micros(since))
	if err != nil {
		return nil, fmt.Errorf("articles with statistics: %w", err)
	}
	return found, nil
}

// Count implements schedule.Counts.
func (s Counts) Count(ctx context.Context, day pufa.Day, rows []reach.Entry) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if _, err := appendRows(ctx, tx, rows); err != nil {
			return err
		}
		_, err := exec(ctx, tx, `
			INSERT INTO settings (key, value) VALUES ($1, $2)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE settings.value < excluded.value`, keyCounted, day)
		return err
	})
	if err != nil {
		return fmt.Errorf("count %s: %w", day, err)
	}
	return nil
}
