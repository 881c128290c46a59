package main

import (
	"context"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/editing"
	"github.com/pufa/pufa/knowledge/intake"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/console"
)

// knowledgePages wires the pages of the knowledge base.
func (s *session) knowledgePages(b *base, local *localBrain) console.KnowledgeParts {
	desk := store.NewManuscripts(b.db)
	return console.KnowledgeParts{List: entryList{desk}, Statutes: statuteShelf{b, local},
		Desk: editing.Desk{Store: desk, Entries: b.entries, Now: func() time.Time { return s.now() },
			Citer: func(ctx context.Context) (intake.Catalogue, error) { return b.resolver(ctx) }}}
}

// entryList implements console.EntryList.
type entryList struct{ written }

type written = store.Manuscripts

// EntriesOf implements console.EntryList.
func (l entryList) EntriesOf(ctx context.Context, f console.EntryFilter, skip, n int) ([]knowledge.Entry, int, error) {
	return l.written.EntriesOf(ctx, store.EntryFilter(f), skip, n)
}

// statuteShelf implements console.Statutes.
type statuteShelf struct {
	base  *base
	brain *localBrain
}

// Cited implements console.Statutes.
func (s statuteShelf) Cited(ctx context.Context, c knowledge.Citation, on pufa.Day) (knowledge.Source, string, error) {
	source := s.brain.Resolve(c, on)
	if c.Article.Main == 0 {
		return source, "", nil
	}
	version := source.InForce
	if version == "" {
		version = c.Version
	}
	law, err := s.base.laws.Law(ctx, c.Law, version)
	if pufa.KindOf(err) == pufa.NotFound {
		return source, "", nil
	}
	if err != nil {
		return source, "", err
	}
	for _, a := range law.Articles {
		if a.Number == c.Article {
			return source, articleText(a), nil
		}
	}
	return source, "", nil
}

func articleText(a knowledge.Article) string {
	lines := []string{a.Number.String()}
	for _, p := range a.Paragraphs {
		lines = append(lines, p.Text)
		for _, item := range p.Items {
			lines = append(lines, item.Label+item.Text)
		}
	}
	return strings.Join(lines, "\n")
}

// Near implements console.Statutes. The question itself is not looked at where an entry lists it.
func (s statuteShelf) Near(ctx context.Context, question string) ([]knowledge.Hit, error) {
	return s.brain.Search(ctx, knowledge.Query{Text: question, Scope: knowledge.ScopeEntries, Limit: 3, Unask: question})
}
