package knowledge

import (
	"context"

	"github.com/pufa/pufa"
)

// Searcher finds articles and entries by their words. knowledge/index implements it.
type Searcher interface {
	// Search returns at most q.Limit hits, best first. It never waits for an index that is being
	// built: it answers with what is there.
	Search(ctx context.Context, q Query) ([]Hit, error)
}

// Scope selects what is searched.
type Scope string

// The scopes of a search.
const (
	ScopeArticles Scope = "article"
	ScopeEntries  Scope = "entry"
	ScopeAll      Scope = "all"
)

// Query is one search.
type Query struct {
	Text  string
	Scope Scope    // "" means ScopeAll
	Limit int      // at most 1,000; 0 means 10
	Day   pufa.Day // versions of one article are collapsed to the one in force on this day; "" the newest
	Law   string   // only articles of the law with this Law.Name; "" for all
}

// Hit is one thing found: an article of a law version or an entry. Scores compare within one result.
// What stands below Score is what confidence is computed from.
type Hit struct {
	Scope   Scope // ScopeArticles or ScopeEntries
	ID      pufa.ID
	Score   float64  // as a share of what an average text with every term of the question would have
	LawID   pufa.ID  // article: the law version it stands in
	Law     string   // article: Law.Name
	Version pufa.Day // article
	Article Number   // article; zero for an enactment without articles
	Kind    EntryKind
	Slug    string  // entry
	Title   string  // entry
	Matched float64 // share of the question's distinct weighted terms that the article, or the ways of asking, hold, 0 … 1
	Weight  float64 // how much the question's terms say together: 0 nothing, a bare topic about 10
	Alike   float64 // entry: how alike the question and the nearest way of asking are, 0 … 1
}
