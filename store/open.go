package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/pufa/pufa"
)

// DB is an open database, safe for concurrent use.
type DB struct {
	reads   *sql.DB // for read transactions
	read    querier // the same, for single statements
	schema  *sql.DB // for migrations
	writer  writer
	dialect goose.Dialect
	guard   func(context.Context) (release func() error, err error) // one process at a time migrates
	check   string                                                  // a statement whose every row is "ok" or a fault
	alone   string                                                  // a statement that waits for whoever adds rows to the ledger; "" where one writes at a time
}

// writer runs work in transactions. A nil error means that the work is durable; work that returns
// an error leaves nothing behind. Work may run more than once: only its last run counts.
type writer interface {
	write(ctx context.Context, work func(context.Context, querier) error) error
	close() error
}

// Open opens the database at sqlite:PATH or postgres://… and brings its schema up to date; two
// processes may do so at once. It creates the SQLite file, readable by its owner alone. The error is
// Invalid for an address that is neither, Conflict for a database that a newer program has written.
func Open(ctx context.Context, url string) (*DB, error) {
	db, err := connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if err := db.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", torn(err)), db.Close())
	}
	return db, nil
}

func connect(ctx context.Context, url string) (*DB, error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok && path != "" {
		return openSQLite(path)
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(ctx, url)
	}
	return nil, pufa.Errorf(pufa.Invalid, "数据库地址看不懂：请写成 sqlite:文件路径 或 postgres://用户:密码@主机/库名")
}

// Close waits for the writes under way and closes the database. SQLite's writer goes last: it puts
// what its log still holds into the file.
func (db *DB) Close() error {
	err := errors.Join(db.writer.close(), db.reads.Close())
	if db.schema != db.reads {
		err = errors.Join(err, db.schema.Close())
	}
	return err
}

// write runs work in a transaction. What it notes of somebody's doing goes into the audit trail with it.
func (db *DB) write(ctx context.Context, work func(context.Context, querier) error) error {
	return db.writer.write(ctx, audited(ctx, work))
}

// view runs work on one state of the database, which later writes do not change.
func (db *DB) view(ctx context.Context, work func(querier) error) error {
	tx, err := db.reads.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	if err := work(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Check tells whether the database answers, is whole and has this program's schema. It reads a whole
// SQLite file, which takes about a second per 500 MB.
func (db *DB) Check(ctx context.Context) error {
	found, err := query(ctx, db.read, scanText, db.check)
	if err != nil {
		return fmt.Errorf("check database: %w", torn(err))
	}
	for _, line := range found {
		if line != "ok" {
			return damaged(fmt.Errorf("check database: %s", line))
		}
	}
	return db.checkSchema(ctx)
}
