package report

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Shelf keeps reports that were locked; they never change. The store implements it.
type Shelf interface {
	PutSnapshot(ctx context.Context, r Report) error
	// Snapshots lists them, newest first.
	Snapshots(ctx context.Context) ([]Report, error)
	// Snapshot returns one. NotFound where there is none.
	Snapshot(ctx context.Context, id pufa.ID) (Report, error)
}

// Desk makes reports and shows the rows behind their numbers.
type Desk struct {
	Source Source
	Ledger Ledger
	Shelf  Shelf
	Office Office
	Now    func() time.Time
}

// Report makes the report of the days from … to, both included.
func (d Desk) Report(ctx context.Context, from, to pufa.Day) (Report, error) {
	return build(ctx, d.Source, d.Ledger, d.Office, reach.Period{From: from, To: to}, d.Now())
}

// Lock keeps the report of the period as it is now: what was published. Denied to who may not approve,
// Invalid for a period that has not begun.
func (d Desk) Lock(ctx context.Context, from, to pufa.Day, by pufa.Staff) (Report, error) {
	if !by.Role.Approves() {
		return Report{}, pufa.Errorf(pufa.Denied, "%s是%s，锁定报表要法律顾问或管理员", by.Name, by.Role.Chinese())
	}
	now := d.Now()
	if from > pufa.DayOf(now) {
		return Report{}, pufa.Errorf(pufa.Invalid, "%s还没有开始，没有可以锁定的数字", reach.Period{From: from, To: to}.Chinese())
	}
	r, err := d.Report(ctx, from, to)
	if err != nil {
		return Report{}, err
	}
	r.Snapshot, r.LockedAt, r.LockedBy = pufa.NewID(), &now, by.Name
	if err := d.Shelf.PutSnapshot(ctx, r); err != nil {
		return Report{}, fmt.Errorf("lock the report: %w", err)
	}
	return r, nil
}

// Snapshots lists what was locked, newest first.
func (d Desk) Snapshots(ctx context.Context) ([]Report, error) { return d.Shelf.Snapshots(ctx) }

// Snapshot returns a locked report as it was.
func (d Desk) Snapshot(ctx context.Context, id pufa.ID) (Report, error) {
	return d.Shelf.Snapshot(ctx, id)
}

// Rows lists the rows that a number is made of, by day and then ID, from the one after the row with the
// ID; "" from the first.
func (d Desk) Rows(ctx context.Context, f reach.Filter, after pufa.ID, limit int) ([]reach.Entry, error) {
	of, err := d.subjects(ctx, f)
	if err != nil {
		return nil, err
	}
	return d.Ledger.Rows(ctx, f, of, after, limit)
}

// Corrections lists the rows that correct those with the IDs.
func (d Desk) Corrections(ctx context.Context, ids []pufa.ID) ([]reach.Entry, error) {
	return d.Ledger.Corrections(ctx, ids)
}

// SumRows sums the rows up that the filter selects, as reports do.
func (d Desk) SumRows(ctx context.Context, f reach.Filter) (reach.Total, error) {
	of, err := d.subjects(ctx, f)
	if err != nil {
		return reach.Total{}, err
	}
	cube, fits := cubeOf(f)
	if !fits {
		return d.Ledger.SumRows(ctx, f, of)
	}
	var sum reach.Sum
	matches := f.Matcher(of)
	err = d.Source.Cells(ctx, []reach.Cube{cube}, f.From, f.To, func(_ reach.Cube, c reach.Cell) {
		if matches(c) {
			sum.Add(c.Sum)
		}
	})
	return reach.Total{Rows: sum.Rows, Times: sum.Times, People: sum.People(), Copies: sum.Copies}, err
}

// cubeOf returns a cube that tells apart what the filter does; false where there is none, and the rows
// themselves must be read.
func cubeOf(f reach.Filter) (reach.Cube, bool) {
	subject, place := f.Subject != "" || f.Facet.Name != "", f.Community != "" || f.Trade != ""
	switch {
	case f.Source != "" || f.From == "" || f.To == "" || subject && place:
		return "", false
	case subject:
		return reach.BySubject, true
	default:
		return reach.ByPlace, true
	}
}

func (d Desk) subjects(ctx context.Context, f reach.Filter) (reach.Subjects, error) {
	if f.Facet.Name == "" {
		return subjectsOf(f, nil), nil
	}
	known, err := d.Source.Known(ctx)
	return subjectsOf(f, known), err
}

// Difference is a figure of a locked report that is another by now.
type Difference struct {
	Figure      // as it was locked
	Now    *int // nil: it is not counted any more
}

// Differences compares the figures of a locked report with those that the ledger gives now.
func Differences(locked, now Report) (list []Difference) {
	value := map[string]int{}
	for _, f := range now.Figures {
		value[f.Key] = f.Value
	}
	for _, f := range locked.Figures {
		n, ok := value[f.Key]
		switch {
		case !ok && f.Value != 0:
			list = append(list, Difference{Figure: f})
		case n != f.Value:
			list = append(list, Difference{Figure: f, Now: &n})
		}
	}
	return list
}
