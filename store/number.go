package store

import (
	"context"
	"maps"
	"slices"
)

// numberPeople gives the followers of a day the numbers that they still lack.
func (s Ledger) numberPeople(ctx context.Context, day string) error {
	missing, err := unnumbered(ctx, s.db.read, day)
	if err != nil || len(missing) == 0 {
		return err
	}
	return s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if _, err := holdPeople(ctx, tx, 0); err != nil {
			return err
		}
		missing, err := unnumbered(ctx, tx, day) // somebody may have been forgotten meanwhile
		if err != nil {
			return err
		}
		last, err := holdPeople(ctx, tx, len(missing))
		if err != nil {
			return err
		}
		rows := make([][]any, 0, len(missing))
		for i, follower := range missing {
			rows = append(rows, []any{follower, last - int64(i)})
		}
		_, err = insert(ctx, tx, `INSERT INTO ledger_people (follower, number)`, `ON CONFLICT (follower) DO NOTHING`, rows)
		return err
	})
}

// holdPeople takes n numbers and returns the last. Until the transaction ends nobody else gives numbers or
// forgets anybody: a person who is renamed between the two would be counted twice.
func holdPeople(ctx context.Context, tx querier, n int) (last int64, err error) {
	return one(ctx, tx, scanInt, `UPDATE revisions SET last = last + $1 WHERE name = 'people' RETURNING last`, n)
}

// unnumbered lists the followers of a day who have no number.
func unnumbered(ctx context.Context, q querier, day string) ([]string, error) {
	kinds, err := kindsIn(ctx, q)
	if err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	for _, kind := range kinds {
		found, err := query(ctx, q, scanText, `
			SELECT DISTINCT l.follower FROM ledger l LEFT JOIN ledger_people p ON p.follower = l.follower
			WHERE l.kind = $1 AND l.day = $2 AND l.follower <> '' AND p.follower IS NULL`, kind, day)
		if err != nil {
			return nil, err
		}
		for _, follower := range found {
			missing[follower] = true
		}
	}
	return slices.Sorted(maps.Keys(missing)), nil
}
