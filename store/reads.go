package store

import (
	"context"
	"fmt"

	"github.com/pufa/pufa/reach"
)

// Read adds the row of a read unless the same mark was counted within reach.ReadAgain before it. Of any
// that come at the same time, from this node or another, one gets in: the mark's row is their turnstile.
// A clock that was set back far does not keep readers out.
func (s Ledger) Read(ctx context.Context, mark string, read reach.Entry) (added bool, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		n, err := exec(ctx, tx, `
			INSERT INTO reads (mark, at) VALUES ($1, $2)
			ON CONFLICT (mark) DO UPDATE SET at = excluded.at WHERE ABS(excluded.at - reads.at) >= $3`,
			mark, micros(read.At), reach.ReadAgain.Microseconds())
		if added = false; err != nil || n == 0 {
			return err
		}
		n, err = appendRows(ctx, tx, []reach.Entry{read})
		added = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("append a read: %w", err)
	}
	return added, nil
}
