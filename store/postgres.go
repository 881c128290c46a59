package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/pufa/pufa"
)

// A PostgreSQL server allows 100 connections by default, which several nodes share.
const postgresConnections = 16

func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgx.ParseConfig(address) // its errors hide the password
	if err != nil {
		return nil, &pufa.Error{Kind: pufa.Invalid, Say: "PostgreSQL 地址看不懂：请写成 postgres://用户:密码@主机:5432/库名", Err: err}
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(&pufa.Error{Say: "连不上 PostgreSQL：请检查地址、账号和网络", Err: err}, pool.Close())
	}
	return &DB{
		reads:   pool,
		read:    pool,
		schema:  pool,
		writer:  txWriter{pool},
		dialect: goose.DialectPostgres,
		guard:   func(ctx context.Context) (func() error, error) { return lockSchema(ctx, pool) },
		check:   `SELECT 'ok'`,
		alone:   `LOCK TABLE ledger IN SHARE ROW EXCLUSIVE MODE`,
	}, nil
}

// lockSchema takes a lock that the server takes back when the connection ends.
func lockSchema(ctx context.Context, pool *sql.DB) (release func() error, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const key = `hashtext('pufa ' || current_schema())`
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock(`+key+`)`); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(`+key+`)`)
		return errors.Join(err, conn.Close())
	}, nil
}

// txWriter writes in plain transactions; the server groups commits by itself.
type txWriter struct{ pool *sql.DB }

// writeTries bounds how often work is done again after a deadlock.
const writeTries = 6

func (w txWriter) write(ctx context.Context, work func(context.Context, querier) error) error {
	for try := 1; ; try++ {
		err := w.once(ctx, work)
		if err == nil || !collided(err) || try == writeTries {
			return err
		}
		wait := time.Duration(rand.IntN(try*10)+1) * time.Millisecond
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

func (w txWriter) once(ctx context.Context, work func(context.Context, querier) error) error {
	tx, err := w.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := work(ctx, tx); err != nil {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			return errors.Join(err, undo)
		}
		return err
	}
	return tx.Commit()
}

func (w txWriter) close() error { return nil }

// collided tells of transactions that the server broke off for another's sake: serialization
// failure and deadlock. Nothing of them was committed.
func collided(err error) bool {
	code := postgresCode(err)
	return code == "40001" || code == "40P01"
}

func uniqueInPostgres(err error) bool { return postgresCode(err) == "23505" }

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
