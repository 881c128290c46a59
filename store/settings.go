package store

import (
	"context"
	"fmt"
)

// Settings keeps the few facts about the database itself: the fingerprint of the follower key, the
// version of the starter pack.
type Settings struct{ db *DB }

// NewSettings returns the settings in db.
func NewSettings(db *DB) Settings { return Settings{db} }

// Setting returns what is kept under the key. NotFound where nothing is.
func (s Settings) Setting(ctx context.Context, key string) (string, error) {
	value, err := one(ctx, s.db.read, scanText, `SELECT value FROM settings WHERE key = $1`, key)
	if err != nil {
		return "", fmt.Errorf("setting %s: %w", key, absent(err, "还没有设置“%s”", key))
	}
	return value, nil
}

// PutSetting keeps the value under the key, in the place of what was there.
func (s Settings) PutSetting(ctx context.Context, key, value string) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `
			INSERT INTO settings (key, value) VALUES ($1, $2)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("put setting %s: %w", key, err)
	}
	return nil
}
