package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Entries implements knowledge.Entries. Entries without bodies have no sections either.
type Entries struct{ db *DB }

// NewEntries returns the entries in db.
func NewEntries(db *DB) Entries { return Entries{db} }

// PutEntry implements knowledge.Entries. The slug's first ID stands for good.
func (s Entries) PutEntry(ctx context.Context, e knowledge.Entry) (changed bool, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err = putEntry(ctx, tx, e)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("put entry %s: %w", e.Slug, err)
	}
	return changed, nil
}

func putEntry(ctx context.Context, tx querier, e knowledge.Entry) (changed bool, err error) {
	stored, err := one(ctx, tx, scanText, `
		SELECT hash FROM entries WHERE slug = $1 AND state = $2`, e.Slug, e.State)
	if err == nil && stored == e.Hash {
		return false, nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if err := noteEntry(ctx, tx, e); err != nil {
		return false, err
	}
	head, body, err := documents(e)
	if err != nil {
		return false, err
	}
	id, err := one(ctx, tx, scanText, `
		INSERT INTO entries (id, slug, kind, state, hash, head, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (slug) DO UPDATE SET kind = excluded.kind, state = excluded.state,
			hash = excluded.hash, head = excluded.head, body = excluded.body
		RETURNING id`, cmp.Or(e.ID, pufa.NewID()), e.Slug, e.Kind, e.State, e.Hash, head, body)
	if err != nil {
		return false, err
	}
	if err := putCitations(ctx, tx, id, e.Cites); err != nil {
		return false, err
	}
	return true, touch(ctx, tx, knowledge.SubjectEntry, pufa.ID(id))
}

func putCitations(ctx context.Context, tx querier, entry string, cites []knowledge.Citation) error {
	if _, err := exec(ctx, tx, `DELETE FROM citations WHERE entry_id = $1`, entry); err != nil {
		return err
	}
	var rows [][]any
	for i, c := range cites {
		rows = append(rows, []any{entry, i, c.Law, c.Article.Main, c.Article.Sub, c.Paragraph, c.Item, c.Version})
	}
	_, err := insert(ctx, tx, `
		INSERT INTO citations (entry_id, position, law, main, sub, paragraph, item, version)`, ``, rows)
	return err
}

// Entry implements knowledge.Entries.
func (s Entries) Entry(ctx context.Context, idOrSlug string) (knowledge.Entry, error) {
	e, err := one(ctx, s.db.read, scanEntry, `
		SELECT id, slug, kind, state, hash, head, body FROM entries WHERE id = $1 OR slug = $1`, idOrSlug)
	if err != nil {
		return knowledge.Entry{}, fmt.Errorf("entry %s: %w", idOrSlug, absent(err, "没有编号为“%s”的条目", idOrSlug))
	}
	return e, nil
}

// List implements knowledge.Entries.
func (s Entries) List(ctx context.Context, kind knowledge.EntryKind, state knowledge.State) ([]knowledge.Entry, error) {
	found, err := query(ctx, s.db.read, scanEntry, `
		SELECT id, slug, kind, state, hash, head, '{}' FROM entries
		WHERE (kind = $1 OR $1 = '') AND (state = $2 OR $2 = '')`, kind, state)
	if err != nil {
		return nil, fmt.Errorf("list entries: %w", err)
	}
	return bySlug(found), nil
}

// CitedBy implements knowledge.Entries.
func (s Entries) CitedBy(ctx context.Context, law string, article knowledge.Number) ([]knowledge.Entry, error) {
	found, err := query(ctx, s.db.read, scanEntry, `
		SELECT id, slug, kind, state, hash, head, '{}' FROM entries
		WHERE state IN ('starter', 'reviewed')
		AND id IN (SELECT entry_id FROM citations WHERE law = $1 AND main = $2 AND sub = $3)`,
		law, article.Main, article.Sub)
	if err != nil {
		return nil, fmt.Errorf("entries that cite %s %s: %w", law, article, err)
	}
	return bySlug(found), nil
}

// bySlug sorts here, because PostgreSQL sorts text by the rules of its own locale.
func bySlug(entries []knowledge.Entry) []knowledge.Entry {
	slices.SortFunc(entries, func(a, b knowledge.Entry) int { return cmp.Compare(a.Slug, b.Slug) })
	return entries
}

// entryHead is what lists show of an entry, as it is stored.
type entryHead struct {
	Title    string               `json:"title"`
	Asks     []string             `json:"asks,omitempty"`
	Field    string               `json:"field,omitempty"`
	Topics   []string             `json:"topics,omitempty"`
	For      []pufa.Group         `json:"for,omitempty"`
	Cites    []knowledge.Citation `json:"cites,omitempty"`
	Related  []string             `json:"related,omitempty"`
	Phones   []string             `json:"phones,omitempty"`
	Keywords []string             `json:"keywords,omitempty"`
	Source   string               `json:"source,omitempty"`
	Reviewer string               `json:"reviewer,omitempty"`
	Reviewed pufa.Day             `json:"reviewed,omitempty"`
	Review   pufa.Day             `json:"review,omitempty"`
	Check    string               `json:"check,omitempty"`
}

// entryBody is the rest of it.
type entryBody struct {
	Body     string              `json:"body"`
	Sections []knowledge.Section `json:"sections,omitempty"`
}

func documents(e knowledge.Entry) (head, body string, err error) {
	head, err = document(entryHead{
		Title: e.Title, Asks: e.Asks, Field: e.Field, Topics: e.Topics, For: e.For, Cites: e.Cites,
		Related: e.Related, Phones: e.Phones, Keywords: e.Keywords, Source: e.Source,
		Reviewer: e.Reviewer, Reviewed: e.Reviewed, Review: e.Review, Check: e.Check,
	})
	if err != nil {
		return "", "", err
	}
	body, err = document(entryBody{Body: e.Body, Sections: e.Sections})
	return head, body, err
}

func scanEntry(r row) (e knowledge.Entry, err error) {
	var head, body string
	if err := r.Scan(&e.ID, &e.Slug, &e.Kind, &e.State, &e.Hash, &head, &body); err != nil {
		return e, err
	}
	var h entryHead
	if err := parse(head, &h); err != nil {
		return e, err
	}
	var b entryBody
	if err := parse(body, &b); err != nil {
		return e, err
	}
	e.Title, e.Asks, e.Field, e.Topics, e.For, e.Cites = h.Title, h.Asks, h.Field, h.Topics, h.For, h.Cites
	e.Related, e.Phones, e.Keywords, e.Source = h.Related, h.Phones, h.Keywords, h.Source
	e.Reviewer, e.Reviewed, e.Review, e.Check = h.Reviewer, h.Reviewed, h.Review, h.Check
	e.Body, e.Sections = b.Body, b.Sections
	return e, nil
}
