package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Fold sums up the days before today that are not yet, or that got rows since, and the months that they
// make whole. Done twice, or on two nodes at once, it does no harm; ended early, it goes on where it was.
// done is told how many of all spans are summed up.
func (s Ledger) Fold(ctx context.Context, today pufa.Day, done func(n, all int)) error {
	spans, err := s.toFold(ctx, today)
	if err != nil {
		return fmt.Errorf("find what to sum up: %w", err)
	}
	for i, span := range spans {
		fold := s.foldDay
		if len(span) == len("2026-11") {
			fold = s.foldMonth
		}
		if err := fold(ctx, span); err != nil && !errors.Is(err, errMoved) {
			return fmt.Errorf("sum up %s: %w", span, err)
		}
		done(i+1, len(spans))
	}
	return nil
}

// errMoved says that rows came while a span was summed up: the next time takes them in.
var errMoved = errors.New("the ledger has moved on")

// toFold registers the days with rows and their months, and returns which are to be summed up: days
// before the months that they are in.
func (s Ledger) toFold(ctx context.Context, today pufa.Day) (spans []string, err error) {
	found, err := daysBetween(ctx, s.db.read, "", today)
	if err != nil {
		return nil, err
	}
	for day := range maps.Clone(found) {
		if month := reach.MonthOf(pufa.Day(day)); lastOf(month) < today {
			found[month] = true
		}
	}
	known, err := query(ctx, s.db.read, scanSpan, `SELECT span, version, folded FROM ledger_spans`)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		if k.version == k.folded {
			delete(found, k.span)
		} else {
			found[k.span] = true
		}
	}
	spans = slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	return spans, s.register(ctx, spans)
}

type span struct {
	span            string
	version, folded int64
}

func scanSpan(r row) (s span, err error) {
	err = r.Scan(&s.span, &s.version, &s.folded)
	return s, err
}

// register lets every row that is added from now on raise the spans' versions. Whoever is adding rows
// just now is waited for: they have not seen the spans.
func (s Ledger) register(ctx context.Context, spans []string) error {
	if len(spans) == 0 {
		return nil
	}
	rows := make([][]any, 0, len(spans))
	for _, span := range spans {
		rows = append(rows, []any{span})
	}
	return s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if s.db.alone != "" {
			if _, err := exec(ctx, tx, s.db.alone); err != nil {
				return err
			}
		}
		_, err := insertAlike(ctx, tx, `INSERT INTO ledger_spans (span, version, folded)`, ", 0, -1", `ON CONFLICT (span) DO NOTHING`, rows)
		return err
	})
}

// raise tells the spans of rows that were just added that they have changed. It comes after the rows: whoever
// registers a span waits for those who have begun to add, and they see it then. Months come before days and each
// in its order, the same for everyone, so that two who add rows wait for each other and never in a circle.
// Rows of today, which are most, have no span yet and cost one look.
func raise(ctx context.Context, tx querier, entries []reach.Entry) error {
	spans := map[string]bool{}
	for _, e := range entries {
		day := e.Day
		if day == "" {
			day = pufa.DayOf(e.At)
		}
		spans[string(day)], spans[reach.MonthOf(day)] = true, true
	}
	var registered []string
	for part := range slices.Chunk(slices.Sorted(maps.Keys(spans)), rowsAtOnce) {
		var args []any
		for _, span := range part {
			args = append(args, span)
		}
		found, err := query(ctx, tx, scanText, `SELECT span FROM ledger_spans WHERE span IN `+tuples(1, len(args), ""), args...)
		if err != nil {
			return err
		}
		registered = append(registered, found...)
	}
	slices.SortFunc(registered, func(a, b string) int { return cmp.Or(len(a)-len(b), cmp.Compare(a, b)) })
	for _, span := range registered {
		if _, err := exec(ctx, tx, `UPDATE ledger_spans SET version = version + 1 WHERE span = $1`, span); err != nil {
			return err
		}
	}
	return nil
}

func (s Ledger) foldDay(ctx context.Context, day string) error {
	if err := s.numberPeople(ctx, day); err != nil {
		return err
	}
	tally := reach.NewTally()
	version, err := s.readSpan(ctx, day, func(q querier) error {
		return numberedRows(ctx, q, period{pufa.Day(day), pufa.Day(day)}, func(e reach.Entry, number uint32, known bool) error {
			if !known && e.Follower != "" {
				return errMoved
			}
			tally.Add(e, number)
			return nil
		})
	})
	if err != nil {
		return err
	}
	cells := map[reach.Cube][]reach.Cell{}
	tally.Cells(pufa.Day(day), func(cube reach.Cube, c reach.Cell) {
		cells[cube] = append(cells[cube], c)
	})
	return s.putCells(ctx, day, version, cells)
}

// readSpan runs work on one state of the database and returns the span's version in it.
func (s Ledger) readSpan(ctx context.Context, name string, work func(querier) error) (version int64, err error) {
	err = s.db.view(ctx, func(q querier) error {
		version, err = one(ctx, q, scanInt, `SELECT version FROM ledger_spans WHERE span = $1`, name)
		if err != nil {
			return err
		}
		return work(q)
	})
	return version, err
}

// putCells stores a span's cells unless rows have come since they were summed up.
func (s Ledger) putCells(ctx context.Context, name string, version int64, cells map[reach.Cube][]reach.Cell) error {
	var rows [][]any
	for cube, list := range cells {
		packed, err := reach.Pack(list)
		if err != nil {
			return err
		}
		rows = append(rows, []any{name, cube, packed})
	}
	return s.db.write(ctx, func(ctx context.Context, tx querier) error {
		n, err := exec(ctx, tx, `
			UPDATE ledger_spans SET folded = $2 WHERE span = $1 AND version = $2 AND folded <> version`, name, version)
		if err != nil {
			return err
		}
		if n == 0 {
			return errMoved
		}
		if _, err := exec(ctx, tx, `DELETE FROM ledger_cells WHERE span = $1`, name); err != nil {
			return err
		}
		_, err = insert(ctx, tx, `INSERT INTO ledger_cells (span, cube, cells)`, "", rows)
		return err
	})
}

// foldMonth joins the days of a month. All of them must hold, also one whose first row came just now.
func (s Ledger) foldMonth(ctx context.Context, month string) error {
	joined := map[cubeCell]*reach.Sum{}
	version, err := s.readSpan(ctx, month, func(q querier) error {
		with, err := daysBetween(ctx, q, pufa.Day(month+"-01"), lastOf(month).Add(1))
		if err != nil {
			return err
		}
		days, err := query(ctx, q, scanSpan, `
			SELECT span, version, folded FROM ledger_spans WHERE span > $1 AND span <= $2`, month, lastOf(month))
		if err != nil {
			return err
		}
		for _, day := range days {
			if day.version != day.folded {
				return errMoved
			}
			delete(with, day.span)
			if err := joinDay(ctx, q, day.span, joined); err != nil {
				return err
			}
		}
		if len(with) > 0 {
			return errMoved
		}
		return nil
	})
	if err != nil {
		return err
	}
	cells := map[reach.Cube][]reach.Cell{}
	for key, sum := range joined {
		key.cell.Sum = *sum
		cells[key.cube] = append(cells[key.cube], key.cell)
	}
	return s.putCells(ctx, month, version, cells)
}

// cubeCell is a cell without its sum, to find it by.
type cubeCell struct {
	cube reach.Cube
	cell reach.Cell
}

func joinDay(ctx context.Context, q querier, day string, joined map[cubeCell]*reach.Sum) error {
	for _, cube := range []reach.Cube{reach.ByPlace, reach.BySubject, reach.AskedByCommunity, reach.AskedByTrade} {
		err := visitCells(ctx, q, cube, day, func(c reach.Cell) {
			sum := c.Sum
			c.Sum = reach.Sum{}
			key := cubeCell{cube, c}
			if joined[key] == nil {
				joined[key] = &reach.Sum{}
			}
			joined[key].Add(sum)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
