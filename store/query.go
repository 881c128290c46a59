package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
)

// querier is what a pool, a transaction and a set of prepared statements have in common.
type querier interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// row is what a scan function reads.
type row interface{ Scan(into ...any) error }

// query returns what scan makes of each row.
func query[T any](ctx context.Context, q querier, scan func(row) (T, error), text string, args ...any) (found []T, err error) {
	rows, err := q.QueryContext(ctx, text, cleanAll(args)...)
	if err != nil {
		return nil, mapped(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, mapped(rows.Err())
}

// one returns what scan makes of the first row; sql.ErrNoRows where there is none.
func one[T any](ctx context.Context, q querier, scan func(row) (T, error), text string, args ...any) (T, error) {
	found, err := query(ctx, q, scan, text, args...)
	if err == nil && len(found) == 0 {
		err = sql.ErrNoRows
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// exec returns how many rows the statement changed.
func exec(ctx context.Context, q querier, text string, args ...any) (int, error) {
	result, err := q.ExecContext(ctx, text, cleanAll(args)...)
	if err != nil {
		return 0, mapped(err)
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// valuesAtOnce bounds a statement of many rows: 50 rows of 15 columns stay far below the limits on
// parameters (SQLite 32,766, PostgreSQL 65,535), and more are not faster.
const valuesAtOnce = 750

// insert runs an INSERT for many rows, valuesAtOnce in a statement: head up to VALUES, tail after it.
// It returns how many rows are new.
func insert(ctx context.Context, q querier, head, tail string, rows [][]any) (added int, err error) {
	return insertAlike(ctx, q, head, "", tail, rows)
}

// insertAlike is insert for rows whose last columns are the same: alike is how the statement says them
// (", 0, FALSE"). Every parameter that is not bound saves time.
func insertAlike(ctx context.Context, q querier, head, alike, tail string, rows [][]any) (added int, err error) {
	for len(rows) > 0 {
		batch := rows[:min(len(rows), max(valuesAtOnce/len(rows[0]), 1))]
		rows = rows[len(batch):]
		var args []any
		for _, r := range batch {
			args = append(args, r...)
		}
		n, err := exec(ctx, q, head+" VALUES "+tuples(len(batch), len(batch[0]), alike)+" "+tail, args...)
		if err != nil {
			return 0, err
		}
		added += n
	}
	return added, nil
}

// tuples returns the parameters of n rows, each with what is alike in all: ($1,$2, 0),($3,$4, 0).
func tuples(n, width int, alike string) string {
	var b strings.Builder
	for i := range n * width {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%width == 0:
			b.WriteString(alike + "),($")
		default:
			b.WriteString(",$")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteString(alike + ")")
	return b.String()
}

// mapped makes a Conflict of a unique violation and leaves other errors alone.
func mapped(err error) error {
	if err != nil && (uniqueInSQLite(err) || uniqueInPostgres(err)) {
		return &pufa.Error{Kind: pufa.Conflict, Say: "这一条已经有了，请刷新后再看", Err: err}
	}
	return err
}

// absent makes a NotFound with the words of a missing row and leaves other errors alone.
func absent(err error, format string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return &pufa.Error{Kind: pufa.NotFound, Say: fmt.Sprintf(format, args...), Err: err}
	}
	return err
}

func scanText(r row) (s string, err error) { err = r.Scan(&s); return s, err }

func scanInt(r row) (n int64, err error) { err = r.Scan(&n); return n, err }
