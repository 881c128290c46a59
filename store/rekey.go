package store

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

// Rekey gives every follower the key that rekey makes of the address, and keeps the value under the key of
// the settings, all in one transaction: what people chose and asked stays theirs. The ledger keeps the old
// keys: once their secret is gone, nobody can tell whose they were. It returns how many followers there are.
func (s Followers) Rekey(ctx context.Context, rekey func(address string) (pufa.FollowerKey, error), setting, value string) (n int, err error) {
	type known struct{ key, address string }
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		followers, err := query(ctx, tx, func(r row) (k known, err error) {
			err = r.Scan(&k.key, &k.address)
			return k, err
		}, `SELECT key, address FROM followers`)
		if err != nil {
			return err
		}
		for _, f := range followers {
			key, err := rekey(f.address)
			if err != nil {
				return err
			}
			if err := rename(ctx, tx, f.key, key); err != nil {
				return err
			}
		}
		n = len(followers)
		note(ctx, access.Note{Action: "销毁粉丝标识的密钥"})
		_, err = exec(ctx, tx, `
			INSERT INTO settings (key, value) VALUES ($1, $2)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, setting, value)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("give followers new keys: %w", err)
	}
	return n, nil
}

// rename gives a follower another key wherever one is remembered, but in the ledger.
func rename(ctx context.Context, tx querier, from string, to pufa.FollowerKey) error {
	for _, text := range []string{
		`UPDATE followers SET key = $2 WHERE key = $1`,
		`UPDATE inquiries SET follower = $2 WHERE follower = $1`,
		`UPDATE outbox SET follower = $2 WHERE follower = $1 AND follower <> ''`,
		`UPDATE delivery_receivers SET follower = $2 WHERE follower = $1`,
		`UPDATE notice_takes SET follower = $2 WHERE follower = $1`,
		`UPDATE notice_accepts SET follower = $2 WHERE follower = $1`,
	} {
		if _, err := exec(ctx, tx, text, from, to); err != nil {
			return err
		}
	}
	return nil
}
