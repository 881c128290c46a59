package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/knowledge"
)

// Laws implements knowledge.Laws. A law that comes in parts is one law with one ID: a part replaces
// only itself, and a whole replaces every part, as a part replaces the whole.
type Laws struct{ db *DB }

// NewLaws returns the laws in db.
func NewLaws(db *DB) Laws { return Laws{db} }

// PutLaw implements intake.Laws. Laws are the same by name and version, articles within a law by
// number (and where a number stands twice, by its turn): these keep their IDs.
func (s Laws) PutLaw(ctx context.Context, l knowledge.Law) (changed bool, err error) {
	texts, err := documentsOf(l)
	if err != nil {
		return false, fmt.Errorf("put law %s %s: %w", l.Name, l.Version, err)
	}
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err = putLaw(ctx, tx, l, texts)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("put law %s %s: %w", l.Name, l.Version, err)
	}
	return changed, nil
}

func putLaw(ctx context.Context, tx querier, l knowledge.Law, texts lawDocuments) (changed bool, err error) {
	hash, err := one(ctx, tx, scanText, `
		SELECT hash FROM law_parts
		WHERE part = $3 AND law_id = (SELECT id FROM laws WHERE name = $1 AND version = $2)`,
		l.Name, l.Version, l.Part)
	if err == nil && hash == l.Hash {
		return false, nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	id, err := putEnactment(ctx, tx, l, texts.history)
	if err != nil {
		return false, err
	}
	if err := putPart(ctx, tx, id, l, texts); err != nil {
		return false, err
	}
	note(ctx, access.Note{Action: "导入法律", Subject: "law:" + l.Name, Name: l.Title,
		Changes: []access.Change{{Field: "版本", After: string(l.Version)}, {Field: "部分", After: l.Part}}})
	return true, touch(ctx, tx, knowledge.SubjectLaw, id)
}

// putEnactment stores what all parts share and returns the ID that stands.
func putEnactment(ctx context.Context, tx querier, l knowledge.Law, history string) (pufa.ID, error) {
	id, err := one(ctx, tx, scanText, `
		INSERT INTO laws (id, name, version, title, level, effective, expired, repealed, successor, history)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (name, version) DO UPDATE SET
			title = excluded.title, level = excluded.level, effective = excluded.effective,
			expired = excluded.expired, repealed = excluded.repealed, successor = excluded.successor,
			history = excluded.history
		RETURNING id`,
		cmp.Or(l.ID, pufa.NewID()), l.Name, l.Version, l.Title, l.Level, l.Effective, l.Expired, l.Repealed,
		l.Successor, history)
	return pufa.ID(id), err
}

// Law implements knowledge.Laws. Of a law in several parts, prefaces and annexes follow each other in
// the order of the parts, and Part and Hash are empty.
func (s Laws) Law(ctx context.Context, name string, version pufa.Day) (l knowledge.Law, err error) {
	err = s.db.view(ctx, func(tx querier) error {
		l, err = one(ctx, tx, scanLaw, selectLaws+`
			WHERE name = $1 AND (version = $2 OR $2 = '')
			ORDER BY version DESC LIMIT 1`, name, version)
		if err != nil {
			return absent(err, "库里没有《%s》的原文", name)
		}
		return readParts(ctx, tx, &l)
	})
	if err != nil {
		return knowledge.Law{}, fmt.Errorf("law %s %s: %w", name, version, err)
	}
	return l, nil
}

// LawByID implements knowledge.Laws.
func (s Laws) LawByID(ctx context.Context, id pufa.ID) (l knowledge.Law, err error) {
	err = s.db.view(ctx, func(tx querier) error {
		l, err = one(ctx, tx, scanLaw, selectLaws+` WHERE id = $1`, id)
		if err != nil {
			return absent(err, "没有这部法律，链接可能已经失效")
		}
		return readParts(ctx, tx, &l)
	})
	if err != nil {
		return knowledge.Law{}, fmt.Errorf("law %s: %w", id, err)
	}
	return l, nil
}

// Article implements knowledge.Laws.
func (s Laws) Article(ctx context.Context, id pufa.ID) (knowledge.Article, error) {
	a, err := one(ctx, s.db.read, scanArticle, `SELECT id, main, sub, content FROM articles WHERE id = $1`, id)
	if err != nil {
		return knowledge.Article{}, fmt.Errorf("article %s: %w", id, absent(err, "没有这一条，法律可能已经更新"))
	}
	return a, nil
}

// Versions implements knowledge.Laws. Neither prefaces nor annexes nor hashes are filled.
func (s Laws) Versions(ctx context.Context, name string) ([]knowledge.Law, error) {
	var found []knowledge.Law
	var err error
	if name == "" {
		found, err = query(ctx, s.db.read, scanLaw, selectLaws)
	} else {
		found, err = query(ctx, s.db.read, scanLaw, selectLaws+` WHERE name = $1`, name)
	}
	if err != nil {
		return nil, fmt.Errorf("versions of %s: %w", name, err)
	}
	// Sorted here, because PostgreSQL sorts text by the rules of its own locale.
	slices.SortFunc(found, func(a, b knowledge.Law) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	return found, nil
}

const selectLaws = `
	SELECT id, name, version, title, level, effective, expired, repealed, successor, history
	FROM laws`

func scanLaw(r row) (l knowledge.Law, err error) {
	var history string
	err = r.Scan(&l.ID, &l.Name, &l.Version, &l.Title, &l.Level, &l.Effective, &l.Expired, &l.Repealed,
		&l.Successor, &history)
	if err != nil {
		return l, err
	}
	err = parse(history, &l.History)
	return l, err
}
