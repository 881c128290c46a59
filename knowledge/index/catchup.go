package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/blevesearch/bleve/v2/document"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

const (
	batchSize = 4000 // documents in a batch, as far as laws allow: one is never split
	pageSize  = 500  // changes read from the feed at once
)

// Run keeps the index in step with the base until ctx ends or the index is closed: it catches up at
// once, then every so often. What goes wrong is logged and tried again.
func (x *Index) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	said := 0
	for {
		err := x.CatchUp(ctx, func(done, total int) {
			if tenth := done * 10 / max(total, 1); total > pageSize && tenth != said {
				said = tenth
				x.log.Info("indexing", slog.Int("done", done), slog.Int("total", total))
			}
		})
		if err != nil && !errors.Is(err, errClosed) && ctx.Err() == nil {
			x.log.Error("the index has not caught up", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-x.closing:
			return
		case <-tick.C:
		}
	}
}

// CatchUp brings the index to the newest revision of the base. progress (nil for none) is told how many
// of the revisions are done. It is safe to be killed at any moment: what a batch has written stands
// together with the revision it leads to, and the next CatchUp goes on from there.
func (x *Index) CatchUp(ctx context.Context, progress func(done, total int)) error {
	select {
	case <-x.writing:
	case <-x.closing:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { x.writing <- struct{}{} }()
	if err := x.goOn(ctx); err != nil {
		return err
	}
	newest, err := x.feed.Revision(ctx)
	if err != nil {
		return fmt.Errorf("catch up: %w", err)
	}
	if err := x.mend(newest); err != nil {
		return fmt.Errorf("catch up: %w", err)
	}
	from := x.target.revision
	for {
		changes, err := x.feed.Changes(ctx, x.target.revision, pageSize)
		if err != nil {
			return fmt.Errorf("catch up: %w", err)
		}
		if len(changes) == 0 {
			break
		}
		newest = max(newest, changes[len(changes)-1].Revision)
		err = x.write(ctx, changes, func() {
			x.report(int(x.target.revision-from), int(newest-from))
			if progress != nil {
				progress(int(x.target.revision-from), int(newest-from))
			}
		})
		if err != nil {
			return fmt.Errorf("catch up: %w", err)
		}
	}
	if err := x.settle(); err != nil {
		return fmt.Errorf("catch up: %w", err)
	}
	return nil
}

// goOn returns an error when it is time to stop.
func (x *Index) goOn(ctx context.Context) error {
	select {
	case <-x.closing:
		return errClosed
	default:
		return ctx.Err()
	}
}

// write reads the changed subjects and writes them in batches. Each batch ends at a revision.
func (x *Index) write(ctx context.Context, changes []knowledge.Change, written func()) error {
	b := newBatch()
	for i, change := range changes {
		if err := x.goOn(ctx); err != nil {
			return err
		}
		old, docs, err := x.read(ctx, change)
		if err != nil {
			return err
		}
		b.replace(old, docs)
		if len(b.IndexOps) < batchSize && i+1 < len(changes) {
			continue
		}
		if err := x.target.commit(b, change.Revision); err != nil {
			return err
		}
		b = newBatch()
		if err := x.showGrowth(); err != nil {
			return err
		}
		written()
	}
	return nil
}

// read returns the names of the documents that a changed subject has in the index and the documents
// that it is to have: none where it is gone or does not answer.
func (x *Index) read(ctx context.Context, c knowledge.Change) (old []string, docs []*document.Document, err error) {
	switch c.Subject {
	case knowledge.SubjectLaw:
		docs, err = x.readLaw(ctx, c.ID)
		if err != nil {
			return nil, nil, err
		}
		old, err = x.target.keys(articlesOf(c.ID), lawKey(c.ID))
	case knowledge.SubjectEntry:
		docs, err = x.readEntry(ctx, c.ID)
		if err != nil {
			return nil, nil, err
		}
		old, err = x.target.keys(entryKey(c.ID))
	}
	return old, docs, err
}

func (x *Index) readLaw(ctx context.Context, id pufa.ID) ([]*document.Document, error) {
	law, err := x.laws.LawByID(ctx, id)
	if pufa.KindOf(err) == pufa.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read law %s: %w", id, err)
	}
	return lawDocuments(law)
}

func (x *Index) readEntry(ctx context.Context, id pufa.ID) ([]*document.Document, error) {
	entry, err := x.entries.Entry(ctx, string(id))
	if pufa.KindOf(err) == pufa.NotFound || err == nil && !entry.State.Answers() {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read entry %s: %w", id, err)
	}
	doc, err := entryDocument(entry)
	return []*document.Document{doc}, err
}
