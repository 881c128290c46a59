package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Ledger implements reach.Ledger. Rows are added and never changed or removed, but for the follower
// key of a person who asks to be forgotten; keys and subjects must therefore not hold follower keys.
type Ledger struct{ db *DB }

// NewLedger returns the ledger in db.
func NewLedger(db *DB) Ledger { return Ledger{db} }

// Append implements reach.Ledger. A row without an ID or day gets a fresh ID and the day of its moment.
func (s Ledger) Append(ctx context.Context, rows ...reach.Entry) (added int, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		added, err = appendRows(ctx, tx, rows)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("append to ledger: %w", err)
	}
	return added, nil
}

func appendRows(ctx context.Context, tx querier, entries []reach.Entry) (added int, err error) {
	rows := make([][]any, 0, len(entries))
	for _, e := range entries {
		rows = append(rows, []any{cmp.Or(e.ID, pufa.NewID()), e.Key, micros(e.At),
			cmp.Or(e.Day, pufa.DayOf(e.At)), e.Kind, e.Basis, e.People, e.Times, e.Copies, e.Subject,
			e.Follower, e.Community, e.Trade, e.Source, e.Corrects})
	}
	added, err = insert(ctx, tx, `
		INSERT INTO ledger (id, key, at, day, kind, basis, people, times, copies, subject, follower,
			community, trade, source, corrects)`, `ON CONFLICT (key) DO NOTHING`, rows)
	if err != nil || added == 0 {
		return added, err
	}
	return added, raise(ctx, tx, entries)
}

// Totals implements reach.Ledger. People are the distinct follower keys of the period and, added to
// them, the people of rows that name nobody.
func (s Ledger) Totals(ctx context.Context, from, to pufa.Day) ([]reach.Total, error) {
	type line struct {
		kind  reach.Kind
		basis reach.Basis
	}
	sums := map[line]*reach.Sum{}
	err := s.Cells(ctx, []reach.Cube{reach.ByPlace}, from, to, func(_ reach.Cube, c reach.Cell) {
		of := line{c.Kind, c.Basis}
		if sums[of] == nil {
			sums[of] = &reach.Sum{}
		}
		sums[of].Add(c.Sum)
	})
	if err != nil {
		return nil, err
	}
	var found []reach.Total
	for of, sum := range sums {
		found = append(found, reach.Total{Kind: of.kind, Basis: of.basis, Rows: sum.Rows, Times: sum.Times, People: sum.People(), Copies: sum.Copies})
	}
	return sorted(found), nil
}

// Subject sums all rows of a subject by kind and basis.
func (s Ledger) Subject(ctx context.Context, subject string) ([]reach.Total, error) {
	found, err := query(ctx, s.db.read, scanTotal, `
		SELECT kind, basis, CAST(SUM(n) AS BIGINT), CAST(SUM(times) AS BIGINT), CAST(SUM(people) AS BIGINT),
			CAST(SUM(copies) AS BIGINT)
		FROM (
			SELECT kind, basis, COUNT(*) AS n, SUM(times) AS times, SUM(copies) AS copies,
				CASE WHEN follower = '' THEN SUM(people) WHEN SUM(people) > 0 THEN 1 ELSE 0 END AS people
			FROM ledger WHERE subject = $1 AND subject <> ''
			GROUP BY kind, basis, follower
		) AS persons
		GROUP BY kind, basis`, subject)
	if err != nil {
		return nil, fmt.Errorf("total the ledger's rows of %s: %w", subject, err)
	}
	return sorted(found), nil
}

// sorted sorts here, because PostgreSQL sorts text by the rules of its own locale.
func sorted(totals []reach.Total) []reach.Total {
	slices.SortFunc(totals, func(a, b reach.Total) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Basis, b.Basis))
	})
	return totals
}

func scanTotal(r row) (t reach.Total, err error) {
	err = r.Scan(&t.Kind, &t.Basis, &t.Rows, &t.Times, &t.People, &t.Copies)
	return t, err
}
