package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// rowsAtOnce bounds how many values a statement names one by one.
const rowsAtOnce = 1000

// Rows lists the rows that the filter selects by day and then ID, from the one after the row with the ID;
// "" from the first. The subjects are those of the filter's facet: see reach.Subjects.
func (s Ledger) Rows(ctx context.Context, f reach.Filter, of reach.Subjects, after pufa.ID, limit int) ([]reach.Entry, error) {
	found, err := s.rows(ctx, f, of, after, limit)
	if err != nil {
		return nil, fmt.Errorf("rows of the ledger: %w", err)
	}
	return found, nil
}

// Rows are asked for by kind, and by subject where there are any: each list comes sorted out of an index,
// and they are merged here.
func (s Ledger) rows(ctx context.Context, f reach.Filter, of reach.Subjects, after pufa.ID, limit int) (found []reach.Entry, err error) {
	start, err := s.start(ctx, f.From, after)
	if err != nil {
		return nil, err
	}
	kinds, err := s.kindsOf(ctx, f)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		for _, subject := range of.Each() {
			part, err := s.someRows(ctx, f, of, kind, subject, start, limit)
			if err != nil {
				return nil, err
			}
			found = append(found, part...)
		}
	}
	slices.SortFunc(found, func(a, b reach.Entry) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	return found[:min(len(found), limit)], nil
}

// start is the place after which rows are listed.
func (s Ledger) start(ctx context.Context, from pufa.Day, after pufa.ID) (reach.Entry, error) {
	if after == "" {
		return reach.Entry{Day: from}, nil
	}
	row, err := one(ctx, s.db.read, scanEntryRow, selectLedger+` WHERE id = $1`, after)
	if err != nil {
		return row, absent(err, "没有这一行，请从第一页看起")
	}
	return row, nil
}

func (s Ledger) kindsOf(ctx context.Context, f reach.Filter) ([]reach.Kind, error) {
	if len(f.Kinds) > 0 {
		return f.Kinds, nil
	}
	return kindsIn(ctx, s.db.read)
}

const selectLedger = `
	SELECT id, key, at, day, kind, basis, people, times, copies, subject, follower, community, trade, source, corrects
	FROM ledger`

func scanEntryRow(r row) (e reach.Entry, err error) {
	var at int64
	err = r.Scan(&e.ID, &e.Key, &at, &e.Day, &e.Kind, &e.Basis, &e.People, &e.Times, &e.Copies, &e.Subject, &e.Follower,
		&e.Community, &e.Trade, &e.Source, &e.Corrects)
	e.At = moment(at)
	return e, err
}

// whereRows narrows rows down: $1 kind, $2 … $3 days, $4 basis, $5 community, $6 trade, $7 source.
const whereRows = `
	WHERE kind = $1 AND day >= $2 AND ($3 = '' OR day <= $3) AND ($4 = '' OR basis = $4)
		AND ($5 = '' OR community = $5 OR $5 = '-' AND community = '')
		AND ($6 = '' OR trade = $6 OR $6 = '-' AND trade = '') AND ($7 = '' OR source = $7)`

func (s Ledger) someRows(ctx context.Context, f reach.Filter, of reach.Subjects, kind reach.Kind, subject string, start reach.Entry, limit int) ([]reach.Entry, error) {
	args := []any{kind, cmp.Or(start.Day, f.From), f.To, f.Basis, f.Community, f.Trade, f.Source, start.Day, start.ID, limit}
	more, args := whichSubject(of, subject, args)
	return query(ctx, s.db.read, scanEntryRow, selectLedger+whereRows+`
		AND (day > $8 OR day = $8 AND id > $9)`+more+` ORDER BY day, id LIMIT $10`, args...)
}

// whichSubject returns the condition on the subject, and the arguments with what it asks for.
func whichSubject(of reach.Subjects, subject string, args []any) (string, []any) {
	switch {
	case subject != "":
		return ` AND subject = $` + strconv.Itoa(len(args)+1) + ` AND subject <> ''`, append(args, subject)
	case !of.Except || len(of.List) == 0:
		return "", args
	}
	var marks []string
	for _, name := range of.List {
		args = append(args, name)
		marks = append(marks, "$"+strconv.Itoa(len(args)))
	}
	return ` AND subject NOT IN (` + strings.Join(marks, ",") + `)`, args
}

// SumRows sums the rows up that the filter selects.
func (s Ledger) SumRows(ctx context.Context, f reach.Filter, of reach.Subjects) (reach.Total, error) {
	var total reach.Total
	kinds, err := s.kindsOf(ctx, f)
	if err != nil {
		return total, fmt.Errorf("sum rows: %w", err)
	}
	crowd := map[string]int{}
	for _, kind := range kinds {
		for _, subject := range of.Each() {
			if err := s.sumSome(ctx, f, of, kind, subject, &total, crowd); err != nil {
				return total, fmt.Errorf("sum rows: %w", err)
			}
		}
	}
	seen := map[string]bool{}
	for key, people := range crowd {
		if _, follower, _ := strings.Cut(key, "|"); people > 0 && !seen[follower] {
			seen[follower] = true
			total.People++
		}
	}
	return total, nil
}

// sumSome adds up the rows of one kind; crowd takes the followers of each day, who are counted once.
func (s Ledger) sumSome(ctx context.Context, f reach.Filter, of reach.Subjects, kind reach.Kind, subject string, total *reach.Total, crowd map[string]int) error {
	more, args := whichSubject(of, subject, []any{kind, f.From, f.To, f.Basis, f.Community, f.Trade, f.Source})
	_, err := query(ctx, s.db.read, func(r row) (none struct{}, err error) {
		var day, follower string
		var people int
		var part reach.Total
		if err := r.Scan(&day, &follower, &part.Rows, &part.Times, &people, &part.Copies); err != nil {
			return none, err
		}
		total.Rows, total.Times, total.Copies = total.Rows+part.Rows, total.Times+part.Times, total.Copies+part.Copies
		if follower == "" {
			total.People += people
		} else {
			crowd[day+string(kind)+"|"+follower] += people
		}
		return none, nil
	}, `
		SELECT day, follower, COUNT(*), CAST(SUM(times) AS BIGINT), CAST(SUM(people) AS BIGINT), CAST(SUM(copies) AS BIGINT)
		FROM ledger`+whereRows+more+` GROUP BY day, follower`, args...)
	return err
}

// Corrections lists the rows that correct those with the IDs.
func (s Ledger) Corrections(ctx context.Context, ids []pufa.ID) (found []reach.Entry, err error) {
	for part := range slices.Chunk(ids, rowsAtOnce) {
		var args []any
		for _, id := range part {
			args = append(args, id)
		}
		rows, err := query(ctx, s.db.read, scanEntryRow, selectLedger+`
			WHERE corrects IN `+tuples(1, len(args), "")+` AND corrects <> ''`, args...)
		if err != nil {
			return nil, fmt.Errorf("corrections of rows: %w", err)
		}
		found = append(found, rows...)
	}
	return found, nil
}
