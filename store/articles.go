package store

import (
	"context"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// lawDocuments is what is stored of a law as JSON.
type lawDocuments struct {
	history, preface, annexes string
	articles                  []string
}

// articleContent is what is stored of an article besides its name.
type articleContent struct {
	Headings   []string              `json:"headings,omitempty"`
	Paragraphs []knowledge.Paragraph `json:"paragraphs,omitempty"`
}

func documentsOf(l knowledge.Law) (d lawDocuments, err error) {
	if d.history, err = document(l.History); err != nil {
		return d, err
	}
	if d.preface, err = document(l.Preface); err != nil {
		return d, err
	}
	if d.annexes, err = document(l.Annexes); err != nil {
		return d, err
	}
	d.articles = make([]string, len(l.Articles))
	for i, a := range l.Articles {
		if d.articles[i], err = document(articleContent{a.Headings, a.Paragraphs}); err != nil {
			return d, err
		}
	}
	return d, nil
}

// putPart replaces one part of a law by what l holds.
func putPart(ctx context.Context, tx querier, law pufa.ID, l knowledge.Law, d lawDocuments) error {
	known, err := articleIDs(ctx, tx, law)
	if err != nil {
		return err
	}
	if err := clearFor(ctx, tx, law, l.Part); err != nil {
		return err
	}
	if _, err := exec(ctx, tx, `
		INSERT INTO law_parts (law_id, part, hash, preface, annexes) VALUES ($1, $2, $3, $4, $5)`,
		law, l.Part, l.Hash, d.preface, d.annexes); err != nil {
		return err
	}
	rows := make([][]any, 0, len(l.Articles))
	for i, a := range l.Articles {
		id := pufa.NewID()
		if ids := known[a.Number]; len(ids) > 0 {
			id, known[a.Number] = ids[0], ids[1:]
		}
		rows = append(rows, []any{id, law, l.Part, i, a.Number.Main, a.Number.Sub, d.articles[i]})
	}
	_, err = insert(ctx, tx, `
		INSERT INTO articles (id, law_id, part, position, main, sub, content)`, ``, rows)
	return err
}

// clearFor removes what the part replaces: itself, every part where it is the whole, the whole where
// it is a part.
func clearFor(ctx context.Context, tx querier, law pufa.ID, part string) error {
	if _, err := exec(ctx, tx, `
		DELETE FROM articles WHERE law_id = $1 AND (part = $2 OR part = '' OR $2 = '')`, law, part); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		DELETE FROM law_parts WHERE law_id = $1 AND (part = $2 OR part = '' OR $2 = '')`, law, part)
	return err
}

// articleIDs returns the IDs that the law's articles have had so far, in their order for each number.
func articleIDs(ctx context.Context, tx querier, law pufa.ID) (map[knowledge.Number][]pufa.ID, error) {
	found, err := query(ctx, tx, func(r row) (a knowledge.Article, err error) {
		err = r.Scan(&a.ID, &a.Number.Main, &a.Number.Sub)
		return a, err
	}, `SELECT id, main, sub FROM articles WHERE law_id = $1 ORDER BY part, position`, law)
	known := map[knowledge.Number][]pufa.ID{}
	for _, a := range found {
		known[a.Number] = append(known[a.Number], a.ID)
	}
	return known, err
}

// part is one source file's share of a law.
type part struct {
	name, hash string
	preface    []knowledge.Paragraph
	annexes    []knowledge.Annex
	articles   []knowledge.Article
}

// readParts fills in what l holds besides its enactment.
func readParts(ctx context.Context, tx querier, l *knowledge.Law) error {
	parts, err := query(ctx, tx, scanPart, `
		SELECT part, hash, preface, annexes FROM law_parts WHERE law_id = $1`, l.ID)
	if err != nil {
		return err
	}
	for i := range parts {
		parts[i].articles, err = query(ctx, tx, scanArticle, `
			SELECT id, main, sub, content FROM articles
			WHERE law_id = $1 AND part = $2 ORDER BY position`, l.ID, parts[i].name)
		if err != nil {
			return err
		}
	}
	merge(l, parts)
	return nil
}

// merge puts the parts in the order of their first articles. An undivided law keeps its printed
// order, in which a number may stand twice; the articles of several parts are ordered by number.
func merge(l *knowledge.Law, parts []part) {
	if len(parts) == 1 {
		l.Part, l.Hash = parts[0].name, parts[0].hash
	}
	slices.SortFunc(parts, func(a, b part) int { return a.order() - b.order() })
	for _, p := range parts {
		l.Preface = append(l.Preface, p.preface...)
		l.Annexes = append(l.Annexes, p.annexes...)
		l.Articles = append(l.Articles, p.articles...)
	}
	if len(parts) > 1 {
		slices.SortStableFunc(l.Articles, func(a, b knowledge.Article) int {
			return a.Number.Order() - b.Number.Order()
		})
	}
}

func (p part) order() int {
	if len(p.articles) == 0 {
		return 0
	}
	return p.articles[0].Number.Order()
}

func scanPart(r row) (p part, err error) {
	var preface, annexes string
	if err := r.Scan(&p.name, &p.hash, &preface, &annexes); err != nil {
		return p, err
	}
	if err := parse(preface, &p.preface); err != nil {
		return p, err
	}
	err = parse(annexes, &p.annexes)
	return p, err
}

func scanArticle(r row) (a knowledge.Article, err error) {
	var text string
	if err := r.Scan(&a.ID, &a.Number.Main, &a.Number.Sub, &text); err != nil {
		return a, err
	}
	var content articleContent
	err = parse(text, &content)
	a.Headings, a.Paragraphs = content.Headings, content.Paragraphs
	return a, err
}
