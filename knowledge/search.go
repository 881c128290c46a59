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

// Finder finds what may answer a question. knowledge/index implements it.
type Finder interface {
	Searcher
	// Find returns at most q.Limit entries and as many articles, each best first, with what confidence is
	// computed from; only entries where q.Scope is ScopeEntries.
	Find(ctx context.Context, q Query) (Found, error)
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
	Scope Scope      // "" means ScopeAll
	Limit int        // at most 1,000; 0 means 10
	Day   pufa.Day   // versions of one article are collapsed to the one in force on this day; "" the newest
	Group pufa.Group // from which side it is asked; "" unknown
	Law   string     // only articles of the law with this Law.Name; "" for all

	// For learning and cross-validation: what is asked of must not be found by its own words.
	Unask  string              // this way of asking is not looked at, in whichever entry it stands
	Except map[string]struct{} // slugs of entries that are not looked at
	Study  bool                // hits have their features, and every article that was looked at is one
	Leave  Part                // what is left out of the search, to see what it adds
}

// Part is a set of parts of the search that can be left out.
type Part uint

// The parts of the search beside the words of articles and the ways of asking.
const (
	PartThesaurus Part = 1 << iota // everyday words lead to those of law
	PartSound                      // what nobody writes is read as what sounds like it
	PartStretches                  // the stretches of a long question are read by themselves
	PartPlain                      // what articles mean in plain words
	PartCitations                  // an article is found by what cites it
	PartForests                    // candidates are ordered by what was learned
	PartArticles                   // the laws themselves: an office may not have imported any yet
)

// Parts names the parts, for commands.
func Parts() map[string]Part {
	return map[string]Part{
		"thesaurus": PartThesaurus, "sound": PartSound, "stretches": PartStretches,
		"plain": PartPlain, "citations": PartCitations, "forests": PartForests, "articles": PartArticles,
	}
}

// Found is what may answer a question.
type Found struct {
	Few      bool // there are so few laws that nothing learned on many holds for articles
	Entries  []Hit
	Articles []Hit
}

// mostBeside is how many articles are named beside an entry.
const mostBeside = 2

// Beside returns the articles that are to be named beside the i-th entry: those that fit the question better
// than anything that the entry cites.
func (f Found) Beside(i int) []Hit {
	ahead := len(f.Articles)
	if place := f.Entries[i].Place; place > 0 {
		ahead = place - 1
	}
	return f.Articles[:min(mostBeside, ahead)]
}

// Hit is one thing found: an article of a law version or an entry. Scores compare within one result.
type Hit struct {
	Scope   Scope // ScopeArticles or ScopeEntries
	ID      pufa.ID
	Score   float64  // what hits are ordered by; of an entry how likely it answers, 0 … 1, before calibration
	LawID   pufa.ID  // article: the law version it stands in
	Law     string   // article: Law.Name
	Version pufa.Day // article
	Article Number   // article; zero for an enactment without articles
	Kind    EntryKind
	Slug    string // entry
	Title   string // entry

	// What confidence is computed from.
	Matched float64 // share of the question's distinct weighted terms that the article, or the ways of asking, hold, 0 … 1
	Weight  float64 // how much the question's terms say together: 0 nothing, a bare topic about 10
	Unknown float64 // entry: share of the question's terms that stand in no way of asking and in no article, 0 … 1
	Alike   float64 // entry: how alike the question and the nearest way of asking are, 0 … 1
	Words   float64 // article: its own words' score, as a share of what an average text with every term would have
	Cited   float64 // article: the likelihood of the best entry that cites it, 0 … 1
	Rival   float64 // entry: how likely the best of the others answers that cites none of its articles, 0 … 1
	Fellow  float64 // entry: and the best that cites one of them
	Place   int     // entry: the place, from 1, of the first of the articles found that it cites; 0 for none

	Features []float32 // what it was ordered by, where Query.Study asks for it
}
