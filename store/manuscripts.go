package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/editing"
)

// Manuscripts implements editing.Store.
type Manuscripts struct{ db *DB }

// NewManuscripts returns the manuscripts in db.
func NewManuscripts(db *DB) Manuscripts { return Manuscripts{db} }

const selectManuscripts = `
	SELECT slug, kind, title, text, revision, submitted, authors, staff, at, note FROM manuscripts`

// Manuscript implements editing.Store.
func (s Manuscripts) Manuscript(ctx context.Context, slug string) (editing.Manuscript, error) {
	m, err := one(ctx, s.db.read, scanManuscript, selectManuscripts+` WHERE slug = $1`, slug)
	if err != nil {
		return m, fmt.Errorf("manuscript %s: %w", slug, absent(err, "这一条没有正在写的稿子"))
	}
	return m, nil
}

// Manuscripts lists what is being written, the last stored first.
func (s Manuscripts) Manuscripts(ctx context.Context) ([]editing.Manuscript, error) {
	found, err := query(ctx, s.db.read, scanManuscript, selectManuscripts+` ORDER BY at DESC, slug`)
	if err != nil {
		return nil, fmt.Errorf("list manuscripts: %w", err)
	}
	return found, nil
}

// PutManuscript implements editing.Store.
func (s Manuscripts) PutManuscript(ctx context.Context, m editing.Manuscript, v editing.Version) error {
	authors, err := document(m.Authors)
	if err != nil {
		return err
	}
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if m.Revision > 1 { // an update of nothing is a conflict, and never a manuscript that comes back
			if n, err := exec(ctx, tx, `UPDATE manuscripts SET revision = revision WHERE slug = $1 AND revision = $2`, m.Slug, m.Revision-1); err != nil || n == 0 {
				return orMoved(err)
			}
		}
		n, err := exec(ctx, tx, `
			INSERT INTO manuscripts (slug, kind, title, text, revision, submitted, authors, staff, at, note)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (slug) DO UPDATE SET kind = excluded.kind, title = excluded.title, text = excluded.text,
				revision = excluded.revision, submitted = excluded.submitted, authors = excluded.authors,
				staff = excluded.staff, at = excluded.at, note = excluded.note
			WHERE manuscripts.revision = excluded.revision - 1`,
			m.Slug, m.Kind, m.Title, m.Text, m.Revision, m.Submitted, authors, m.By, micros(m.At), m.Note)
		if err != nil || n == 0 {
			return orMoved(err)
		}
		note(ctx, access.Note{Action: v.Action + "稿子", Subject: "entry:" + m.Slug, Name: m.Title, Changes: noted(v)})
		return putVersion(ctx, tx, m.Slug, v)
	})
	if err != nil {
		return fmt.Errorf("put manuscript %s: %w", m.Slug, err)
	}
	return nil
}

func noted(v editing.Version) []access.Change {
	if v.Note == "" {
		return nil
	}
	return []access.Change{{Field: "说明", After: v.Note}}
}

func orMoved(err error) error {
	if err != nil {
		return err
	}
	return pufa.Errorf(pufa.Conflict, "别人刚存过这份稿子，请看过现在的再做")
}

// PublishEntry implements editing.Store.
func (s Manuscripts) PublishEntry(ctx context.Context, e knowledge.Entry, revision int, v editing.Version) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if revision > 0 {
			n, err := exec(ctx, tx, `DELETE FROM manuscripts WHERE slug = $1 AND revision = $2`, e.Slug, revision)
			if err != nil || n == 0 {
				return orMoved(err)
			}
		}
		if _, err := putEntry(ctx, tx, e); err != nil {
			return err
		}
		return putVersion(ctx, tx, e.Slug, v)
	})
	if err != nil {
		return fmt.Errorf("publish entry %s: %w", e.Slug, err)
	}
	return nil
}

func putVersion(ctx context.Context, tx querier, slug string, v editing.Version) error {
	last, err := one(ctx, tx, scanInt, `SELECT COALESCE(MAX(number), 0) FROM entry_versions WHERE slug = $1`, slug)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO entry_versions (slug, number, action, who, role, at, note, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		slug, last+1, v.Action, v.By.Name, v.By.Role, micros(v.At), v.Note, v.Text)
	return err
}

// EntryVersions implements editing.Store.
func (s Manuscripts) EntryVersions(ctx context.Context, slug string) ([]editing.Version, error) {
	found, err := query(ctx, s.db.read, func(r row) (v editing.Version, err error) {
		var at int64
		err = r.Scan(&v.Number, &v.Action, &v.By.Name, &v.By.Role, &at, &v.Note, &v.Text)
		v.At = moment(at)
		return v, err
	}, `SELECT number, action, who, role, at, note, text FROM entry_versions WHERE slug = $1 ORDER BY number DESC`, slug)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", slug, err)
	}
	return found, nil
}

func scanManuscript(r row) (m editing.Manuscript, err error) {
	var at int64
	var authors string
	if err := r.Scan(&m.Slug, &m.Kind, &m.Title, &m.Text, &m.Revision, &m.Submitted, &authors, &m.By, &at, &m.Note); err != nil {
		return m, err
	}
	m.At = moment(at)
	return m, json.Unmarshal([]byte(authors), &m.Authors)
}

// EntryFilter selects entries; what is zero selects all.
type EntryFilter struct {
	Kind  knowledge.EntryKind
	State knowledge.State
	Field string
	Text  string // in what lists show: the title, the ways to ask
}

// EntriesOf returns a page of the entries that the filter selects, without bodies, by slug, and how many there
// are.
func (s Manuscripts) EntriesOf(ctx context.Context, f EntryFilter, skip, n int) (page []knowledge.Entry, all int, err error) {
	field, err := document(f.Field)
	if err != nil {
		return nil, 0, err
	}
	const where = `
		WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR state = $2)
			AND ($3 = '' OR head LIKE '%"field":' || $4 || '%' ESCAPE '\')
			AND ($5 = '' OR slug = $5 OR head LIKE '%' || $6 || '%' ESCAPE '\')`
	args := []any{f.Kind, f.State, f.Field, likely(field), f.Text, likely(f.Text)}
	count, err := one(ctx, s.db.read, scanInt, `SELECT COUNT(*) FROM entries`+where, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("count entries: %w", err)
	}
	page, err = query(ctx, s.db.read, scanEntry, `
		SELECT id, slug, kind, state, hash, head, '{}' FROM entries`+where+` ORDER BY slug LIMIT $7 OFFSET $8`, append(args, n, skip)...)
	if err != nil {
		return nil, 0, fmt.Errorf("list entries: %w", err)
	}
	return page, int(count), nil
}
