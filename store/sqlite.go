package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/pufa/pufa"
)

// Readers beyond this number wait; more do not read faster on a small server.
const sqliteReaders = 8

// A write lock held by another process is tried for again every lockPause, lockTries times: an
// import holds it for well under a second at a time.
const (
	lockPause = time.Millisecond
	lockTries = 10_000
)

func openSQLite(path string) (*DB, error) {
	if err := createPrivate(path); err != nil {
		return nil, err
	}
	// Reads wait 10 s where the file is being recovered; 8 MB of pages for each reader, 64 MB for the writer.
	writes, err := openPool(sqliteURL(path, "immediate",
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-64000)"), 1)
	if err != nil {
		return nil, err
	}
	reads, err := openPool(sqliteURL(path, "deferred",
		"busy_timeout(10000)", "query_only(1)", "cache_size(-8000)"), sqliteReaders)
	if err != nil {
		return nil, errors.Join(err, writes.Close())
	}
	gate, err := openGate(path + ".lock")
	if err != nil {
		return nil, errors.Join(err, writes.Close(), reads.Close())
	}
	return &DB{
		reads:   reads,
		read:    &prepared{prepare: reads.PrepareContext},
		schema:  writes,
		writer:  newGroupWriter(writes, gate),
		dialect: goose.DialectSQLite3,
		guard: func(ctx context.Context) (func() error, error) {
			return gate.leave, gate.enter(ctx)
		},
		check: `PRAGMA quick_check`,
	}, nil
}

// createPrivate creates the file and its folder where they are missing, for the owner alone: SQLite
// gives its side files the same permissions.
func createPrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func sqliteURL(path, begin string, pragmas ...string) string {
	settings := url.Values{"_txlock": {begin}, "_pragma": pragmas}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
}

func openPool(address string, size int) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return pool, nil
}

// gate is a lock between processes, which the system takes back from a process that dies. Whoever
// waits to write stands in the gate while waiting, so that a process which writes without a pause
// finds it shut and lets the other go first: SQLite's own lock is not fair. The file stays empty.
type gate struct {
	pool *sql.DB
	held *sql.Tx
}

func openGate(path string) (*gate, error) {
	if err := createPrivate(path); err != nil {
		return nil, err
	}
	pool, err := openPool(sqliteURL(path, "immediate", "busy_timeout(0)", "journal_mode(MEMORY)"), 1)
	return &gate{pool: pool}, err
}

func (g *gate) enter(ctx context.Context) error {
	return patiently(ctx, func() (err error) {
		g.held, err = g.pool.BeginTx(context.WithoutCancel(ctx), nil)
		return err
	})
}

func (g *gate) leave() error { return g.held.Rollback() }

// patiently tries until another process has let go of its lock.
func patiently(ctx context.Context, try func() error) error {
	for range lockTries {
		err := try()
		if err == nil || !busyInSQLite(err) {
			return err
		}
		if err := pause(ctx, lockPause); err != nil {
			return err
		}
	}
	return pufa.Errorf(pufa.Limited, "数据库正被另一个程序占用（例如正在导入），请稍后再试")
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func busyInSQLite(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}

// torn says what to do about a damaged file and leaves other errors alone.
func torn(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_CORRUPT || e.Code()&0xff == sqlite3.SQLITE_NOTADB) {
		return damaged(err)
	}
	return err
}

func damaged(err error) error {
	return &pufa.Error{Say: "数据库文件有损坏，或者不是数据库：请停止服务并从备份恢复", Err: err}
}

func uniqueInSQLite(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE
}

// connectWriter returns the one connection that writes. It does not wait for locks by itself:
// patiently does, and can be interrupted.
func connectWriter(pool *sql.DB) (*sql.Conn, error) {
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(context.Background(), `PRAGMA busy_timeout = 0`); err != nil {
		return nil, errors.Join(fmt.Errorf("prepare to write: %w", err), conn.Close())
	}
	return conn, nil
}
