package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// groupSize bounds how many writes share a transaction, and so how long one waits for the others.
const groupSize = 256

// groupWriter is SQLite's only writer in this process: one goroutine, which puts all writes that
// wait into one transaction, because a commit costs as much as dozens of writes.
type groupWriter struct {
	pool  *sql.DB
	gate  *gate
	queue chan *job // unbuffered: what is in it is in nobody's hands yet
	quit  chan struct{}
	start sync.Once
	stop  sync.Once
	ended chan struct{}

	conn *sql.Conn
	tx   *prepared
}

// job is one write. Its caller may give it up until the writer has begun with it.
type job struct {
	work  func(context.Context, querier) error
	state atomic.Int32
	done  chan error // buffered
}

const (
	jobWaits int32 = iota
	jobRuns
	jobGivenUp
)

var errClosed = errors.New("the database is closed")

func newGroupWriter(pool *sql.DB, gate *gate) *groupWriter {
	return &groupWriter{pool: pool, gate: gate,
		queue: make(chan *job), quit: make(chan struct{}), ended: make(chan struct{})}
}

// write returns when the work's group is durable. Where ctx ends first, the work is not done at all.
func (w *groupWriter) write(ctx context.Context, work func(context.Context, querier) error) error {
	if err := ctx.Err(); err != nil { // a select takes any case that is ready, also the queue
		return err
	}
	w.start.Do(func() { go w.loop() })
	j := &job{work: work, done: make(chan error, 1)}
	select {
	case w.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return errClosed
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaits, jobGivenUp) {
			return ctx.Err()
		}
		return <-j.done
	}
}

func (w *groupWriter) close() error {
	w.start.Do(func() { close(w.ended) })
	w.stop.Do(func() { close(w.quit) })
	<-w.ended
	var err error
	if w.conn != nil {
		err = errors.Join(w.tx.close(), w.conn.Close())
	}
	return errors.Join(err, w.gate.pool.Close())
}

func (w *groupWriter) loop() {
	defer close(w.ended)
	for {
		select {
		case first := <-w.queue:
			w.settle(w.gather(first))
		case <-w.quit:
			return
		}
	}
}

// gather takes what is waiting already; it waits for nobody.
func (w *groupWriter) gather(first *job) []*job {
	group := []*job{first}
	for len(group) < groupSize {
		select {
		case j := <-w.queue:
			group = append(group, j)
		default:
			return group
		}
	}
	return group
}

// settle does the group in one transaction. Where one of them fails, each is done by itself, so
// that nobody gets another's error.
func (w *groupWriter) settle(group []*job) {
	err := w.begin()
	if err == nil {
		err = w.together(group)
		if err != nil && len(group) > 1 {
			w.apart(group)
			return
		}
	}
	for _, j := range group {
		j.done <- err
	}
}

func (w *groupWriter) apart(group []*job) {
	for _, j := range group {
		err := w.begin()
		if err == nil {
			err = w.together([]*job{j})
		}
		j.done <- err
	}
}

// together runs the jobs in the transaction that begin began, and ends it. The callers' contexts do
// not reach into it: what is begun is finished.
func (w *groupWriter) together(group []*job) error {
	ctx := context.Background()
	for _, j := range group {
		if !j.state.CompareAndSwap(jobWaits, jobRuns) && j.state.Load() == jobGivenUp {
			continue
		}
		if err := j.work(ctx, w.tx); err != nil {
			return w.rollback(err)
		}
	}
	if _, err := w.tx.ExecContext(ctx, `COMMIT`); err != nil {
		return w.rollback(fmt.Errorf("commit: %w", err))
	}
	return nil
}

// rollback returns the cause. A connection that cannot roll back is thrown away with its transaction.
func (w *groupWriter) rollback(cause error) error {
	if _, err := w.tx.ExecContext(context.Background(), `ROLLBACK`); err == nil {
		return cause
	}
	discard := func(any) error { return driver.ErrBadConn }
	cause = errors.Join(cause, w.tx.close())
	if err := w.conn.Raw(discard); !errors.Is(err, driver.ErrBadConn) {
		cause = errors.Join(cause, err)
	}
	w.conn = nil
	return cause
}

// begin waits for this process's turn and takes the write lock.
func (w *groupWriter) begin() (err error) {
	if w.conn == nil {
		if w.conn, err = connectWriter(w.pool); err != nil {
			return err
		}
		w.tx = &prepared{prepare: w.conn.PrepareContext}
	}
	ctx := context.Background()
	if err := w.gate.enter(ctx); err != nil {
		return err
	}
	err = patiently(ctx, func() error {
		_, err := w.tx.ExecContext(ctx, `BEGIN IMMEDIATE`)
		return err
	})
	left := w.gate.leave()
	if err == nil && left != nil {
		return w.rollback(left)
	}
	return errors.Join(err, left)
}
