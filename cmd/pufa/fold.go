package main

import (
	"context"
	"time"

	"github.com/pufa/pufa"
)

// foldEvery is how often days that are over are summed up: what is not, a report reads row by row.
const foldEvery = 5 * time.Minute

// foldLedger keeps the ledger's sums up to date until ctx ends.
func (s *session) foldLedger(ctx context.Context, b *base) error {
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	for {
		err := b.ledger.Fold(ctx, pufa.DayOf(s.now()), func(int, int) {})
		if err != nil && ctx.Err() == nil {
			s.log.Error("ledger not summed up", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
