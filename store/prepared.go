package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// prepared keeps a prepared statement for each text: on SQLite, compiling a statement takes longer
// than running it. pgx does the same by itself.
type prepared struct {
	prepare func(context.Context, string) (*sql.Stmt, error)
	stmts   sync.Map // string → *sql.Stmt
}

// ExecContext runs the statement.
func (p *prepared) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	stmt, err := p.statement(text) //nolint:sqlclosecheck // kept for the next call
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext runs the query.
func (p *prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := p.statement(text) //nolint:sqlclosecheck // kept for the next call
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// statement does not take the caller's context: what it prepares serves others too.
func (p *prepared) statement(text string) (*sql.Stmt, error) {
	if kept, ok := p.stmts.Load(text); ok {
		return kept.(*sql.Stmt), nil
	}
	stmt, err := p.prepare(context.Background(), text)
	if err != nil {
		return nil, err
	}
	kept, taken := p.stmts.LoadOrStore(text, stmt)
	if taken {
		return kept.(*sql.Stmt), stmt.Close() //nolint:sqlclosecheck // the other one is the one in use
	}
	return stmt, nil
}

// close gives the statements back. Those of a connection must go before it: SQLite keeps a file open
// for them.
func (p *prepared) close() (err error) {
	p.stmts.Range(func(text, stmt any) bool {
		err = errors.Join(err, stmt.(*sql.Stmt).Close())
		p.stmts.Delete(text)
		return true
	})
	return err
}
