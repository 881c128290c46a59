package store

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Feed implements knowledge.Feed. Revisions become visible in their order and without gaps, so that
// an index which has seen one has missed none before it.
type Feed struct{ db *DB }

// NewFeed returns the feed of changes in db.
func NewFeed(db *DB) Feed { return Feed{db} }

// Revision implements knowledge.Feed.
func (s Feed) Revision(ctx context.Context) (int64, error) {
	last, err := one(ctx, s.db.read, scanInt, `SELECT last FROM revisions WHERE name = 'knowledge'`)
	if err != nil {
		return 0, fmt.Errorf("newest revision: %w", err)
	}
	return last, nil
}

// Changes implements knowledge.Feed.
func (s Feed) Changes(ctx context.Context, after int64, limit int) ([]knowledge.Change, error) {
	found, err := query(ctx, s.db.read, scanChange, `
		SELECT revision, subject, id FROM changes
		WHERE revision > $1 ORDER BY revision LIMIT $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("changes after %d: %w", after, err)
	}
	return found, nil
}

func scanChange(r row) (c knowledge.Change, err error) {
	err = r.Scan(&c.Revision, &c.Subject, &c.ID)
	return c, err
}

// touch takes the next revision for the subject. It is the last thing that a transaction does: from
// here to its commit nobody else takes a revision.
func touch(ctx context.Context, tx querier, subject knowledge.Subject, id pufa.ID) error {
	revision, err := one(ctx, tx, scanInt, `
		UPDATE revisions SET last = last + 1 WHERE name = 'knowledge' RETURNING last`)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO changes (subject, id, revision) VALUES ($1, $2, $3)
		ON CONFLICT (subject, id) DO UPDATE SET revision = excluded.revision`, subject, id, revision)
	return err
}
