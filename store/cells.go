package store

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Cells calls visit with what the rows of the days from … to, both included, sum up to in each of the cubes:
// whole months and days from what was folded, the rest from the rows themselves. It sees one state of the
// ledger. A cell may come in several parts, which Sum.Add joins.
func (s Ledger) Cells(ctx context.Context, cubes []reach.Cube, from, to pufa.Day, visit func(reach.Cube, reach.Cell)) error {
	err := s.db.view(ctx, func(q querier) error {
		folded, err := foldedSpans(ctx, q, from, to)
		if err != nil {
			return err
		}
		spans, gaps := cover(from, to, folded)
		for _, span := range spans {
			for _, cube := range cubes {
				if err := visitCells(ctx, q, cube, span, func(c reach.Cell) { visit(cube, c) }); err != nil {
					return err
				}
			}
		}
		return visitRows(ctx, q, cubes, gaps, visit)
	})
	if err != nil {
		return fmt.Errorf("sum the ledger up from %s to %s: %w", from, to, err)
	}
	return nil
}

// foldedSpans returns the days and months of the period whose cells hold.
func foldedSpans(ctx context.Context, q querier, from, to pufa.Day) (map[string]bool, error) {
	found, err := query(ctx, q, scanText, `
		SELECT span FROM ledger_spans WHERE folded = version AND span >= $1 AND span <= $2`,
		reach.MonthOf(from), to)
	folded := map[string]bool{}
	for _, span := range found {
		folded[span] = true
	}
	return folded, err
}

// period is the days from … to, both included.
type period struct{ from, to pufa.Day }

// cover splits a period into spans that are folded, months where it can, and the days between them.
func cover(from, to pufa.Day, folded map[string]bool) (spans []string, gaps []period) {
	for day := from; day <= to; {
		month := reach.MonthOf(day)
		last := lastOf(month)
		switch {
		case day == pufa.Day(month+"-01") && last <= to && folded[month]:
			spans, day = append(spans, month), last.Add(1)
			continue
		case folded[string(day)]:
			spans = append(spans, string(day))
		case len(gaps) > 0 && gaps[len(gaps)-1].to == day.Add(-1):
			gaps[len(gaps)-1].to = day
		default:
			gaps = append(gaps, period{day, day})
		}
		day = day.Add(1)
	}
	return spans, gaps
}

// lastOf returns the last day of a month.
func lastOf(month string) pufa.Day {
	first := pufa.Day(month + "-01").Time()
	return pufa.DayOf(first.AddDate(0, 1, -1))
}

func visitCells(ctx context.Context, q querier, cube reach.Cube, span string, visit func(reach.Cell)) error {
	packed, err := query(ctx, q, scanText, `SELECT cells FROM ledger_cells WHERE span = $1 AND cube = $2`, span, cube)
	if err != nil {
		return err
	}
	month := reach.MonthOf(pufa.Day(span))
	for _, text := range packed {
		err := reach.Unpack(text, func(c reach.Cell) {
			c.Month = month
			visit(c)
		})
		if err != nil {
			return fmt.Errorf("cells of %s: %w", span, err)
		}
	}
	return nil
}

// visitRows sums up rows that are not folded.
func visitRows(ctx context.Context, q querier, cubes []reach.Cube, gaps []period, visit func(reach.Cube, reach.Cell)) error {
	if len(gaps) == 0 {
		return nil
	}
	days := map[pufa.Day]*reach.Tally{}
	strangers := strangers{}
	for _, gap := range gaps {
		err := numberedRows(ctx, q, gap, func(e reach.Entry, number uint32, known bool) error {
			if days[e.Day] == nil {
				days[e.Day] = reach.NewTally()
			}
			if !known {
				number = strangers.number(e.Follower)
			}
			days[e.Day].Add(e, number)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for day, tally := range days {
		tally.Cells(day, func(of reach.Cube, c reach.Cell) {
			if slices.Contains(cubes, of) {
				visit(of, c)
			}
		})
	}
	return nil
}

// strangers gives numbers to followers who have none yet, from the top, for as long as one question
// takes: the lasting ones grow from 1.
type strangers map[pufa.FollowerKey]uint32

func (s strangers) number(key pufa.FollowerKey) uint32 {
	n, ok := s[key]
	if !ok {
		n = math.MaxUint32 - uint32(len(s)) //nolint:gosec // people of a few days
		s[key] = n
	}
	return n
}

// numberedRows calls f with each row of the days and its follower's number, where it has one.
func numberedRows(ctx context.Context, q querier, days period, f func(e reach.Entry, number uint32, known bool) error) error {
	kinds, err := kindsIn(ctx, q)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		_, err := query(ctx, q, func(r row) (none struct{}, err error) {
			e := reach.Entry{Kind: kind}
			var number *int64
			err = r.Scan(&e.Day, &e.Basis, &e.Subject, &e.Follower, &e.Community, &e.Trade, &e.People, &e.Times, &e.Copies, &number)
			if err != nil {
				return none, err
			}
			if number == nil {
				return none, f(e, 0, false)
			}
			return none, f(e, uint32(*number), true) //nolint:gosec // numbers grow from 1
		}, `
			SELECT l.day, l.basis, l.subject, l.follower, l.community, l.trade, l.people, l.times, l.copies, p.number
			FROM ledger l LEFT JOIN ledger_people p ON p.follower = l.follower
			WHERE l.kind = $1 AND l.day >= $2 AND l.day <= $3`, kind, days.from, days.to)
		if err != nil {
			return err
		}
	}
	return nil
}

// kindsIn returns the kinds of which there are rows. It jumps from kind to kind in the index.
func kindsIn(ctx context.Context, q querier) ([]reach.Kind, error) {
	return query(ctx, q, func(r row) (k reach.Kind, err error) { err = r.Scan(&k); return k, err }, `
		WITH RECURSIVE found (kind) AS (
			SELECT MIN(kind) FROM ledger
			UNION ALL
			SELECT (SELECT MIN(kind) FROM ledger WHERE kind > found.kind) FROM found WHERE found.kind IS NOT NULL
		)
		SELECT kind FROM found WHERE kind IS NOT NULL`)
}

// daysBetween returns the days from one until another, which is not included, on which there are rows.
func daysBetween(ctx context.Context, q querier, from, until pufa.Day) (map[string]bool, error) {
	kinds, err := kindsIn(ctx, q)
	if err != nil {
		return nil, err
	}
	days := map[string]bool{}
	for _, kind := range kinds {
		found, err := query(ctx, q, scanText, `
			WITH RECURSIVE found (day) AS (
				SELECT MIN(day) FROM ledger WHERE kind = $1 AND day >= $2 AND day < $3
				UNION ALL
				SELECT (SELECT MIN(day) FROM ledger WHERE kind = $1 AND day > found.day AND day < $3)
				FROM found WHERE found.day IS NOT NULL
			)
			SELECT day FROM found WHERE day IS NOT NULL`, kind, from, until)
		if err != nil {
			return nil, err
		}
		for _, day := range found {
			days[day] = true
		}
	}
	return days, nil
}
