package knowledge

import (
	"context"
	"math"
	"regexp"
	"slices"

	"github.com/pufa/pufa"
)

// How many hits are looked at.
const (
	findDepth  = 12
	entryDepth = 6 // entries that are read
)

// findings is what was found for a question, with the confidence of each.
type findings struct {
	entries  []foundEntry // the best first
	cases    []Entry      // cases whose words are close, also where another entry answers
	articles []foundArticle
	disputed bool // something else may be meant: nothing of this is to be given for the answer
}

type foundEntry struct {
	Entry
	confidence float64
	unknown    float64 // share of the question that nobody has ever asked
	beside     []Hit   // articles that fit better than what it cites
}

type foundArticle struct {
	Hit
	confidence float64
}

func (a *Answerer) sureOfEntry(f findings) bool {
	return !f.disputed && len(f.entries) > 0 && f.entries[0].confidence >= a.costs.Sure()
}

func (a *Answerer) sureOfArticle(f findings) bool {
	return !f.disputed && len(f.articles) > 0 && f.articles[0].confidence >= a.costs.Sure()
}

// find searches entries and articles and says how sure it is of each.
func (a *Answerer) find(ctx context.Context, q question) (f findings, err error) {
	found, err := a.search.Find(ctx, Query{Text: q.words, Limit: findDepth, Day: q.Day, Group: q.Group})
	if err != nil {
		return f, err
	}
	model := a.model.Load()
	for i, h := range found.Articles {
		if q.shelf.inForce(h, q.Day) {
			f.articles = append(f.articles, foundArticle{Hit: h, confidence: sureOfArticle(model, found, i)})
		}
	}
	slices.SortStableFunc(f.articles, func(a, b foundArticle) int { return compareDown(a.confidence, b.confidence) })
	if err := a.readEntries(ctx, q, &f, found, model); err != nil {
		return f, err
	}
	slices.SortStableFunc(f.entries, func(a, b foundEntry) int { return compareDown(a.confidence, b.confidence) })
	return f, nil
}

// sureOfArticle is how sure to be of the i-th article. Among few laws it is told by how much of the question
// stands in it.
func sureOfArticle(model *Confidence, f Found, i int) float64 {
	if f.Few {
		return math.Sqrt(f.Articles[i].Matched * min(1, f.Articles[i].Words))
	}
	return model.Article(ArticleEvidence(f, i))
}

// readEntries reads the best of the entries that were found, and notes the cases among all of them.
func (a *Answerer) readEntries(ctx context.Context, q question, f *findings, found Found, model *Confidence) error {
	for i, h := range found.Entries {
		if h.Kind == KindCase && h.Matched >= closeCase {
			f.cases = append(f.cases, Entry{ID: h.ID, Slug: h.Slug, Kind: h.Kind, Title: h.Title})
		}
		if i >= entryDepth {
			continue
		}
		e, err := a.entry(ctx, q.shelf, string(h.ID))
		if pufa.KindOf(err) == pufa.NotFound || err == nil && !e.State.Answers() {
			continue // gone since it was indexed
		}
		if err != nil {
			return err
		}
		sure := model.Entry(EntryEvidence(found, i)) * meantFor(e, q)
		f.entries = append(f.entries, foundEntry{Entry: e, confidence: sure, unknown: h.Unknown, beside: found.Beside(i)})
	}
	return nil
}

// closeCase is how much of a question a case must hold to be shown without a common citation.
const closeCase = 0.6

// meantFor is how much an entry counts for the question beside its words: one for the other side is
// seldom meant, and whoever does not ask for a case wants to know what to do.
func meantFor(e Entry, q question) float64 {
	counts := 1.0
	if q.Group != "" && len(e.For) > 0 && !slices.Contains(e.For, q.Group) {
		counts *= 0.6
	}
	if e.Kind == KindCase && !asksForCase.MatchString(q.Text) {
		counts *= 0.8
	}
	return counts
}

var asksForCase = regexp.MustCompile(`案例|案子|例子|判例|真事|判的|判了|打赢|官司|故事`)

// inForce reports whether the article that was found is the law on the day.
func (s *shelf) inForce(h Hit, on pufa.Day) bool {
	if l, ok := s.byID(h.Law, h.LawID); !ok || !l.InForce(on) {
		return false
	}
	e, ok := s.catalogue.Find(h.Law)
	return !ok || !e.repealedOn(on)
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	default:
		return 0
	}
}
