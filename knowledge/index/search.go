package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/pufa/pufa/knowledge"
)

const (
	defaultLimit = 10
	mostHits     = 1000
	// spare is how many times more articles are looked at than asked for: their versions fall together.
	spare = 4
)

// Search implements knowledge.Searcher. Of the versions of an article only one is found: that of the
// law version in force on q.Day, or of the newest one.
func (x *Index) Search(ctx context.Context, q knowledge.Query) (hits []knowledge.Hit, err error) {
	v := x.acquire()
	if v == nil {
		return nil, nil
	}
	defer func() {
		err = errors.Join(err, v.snapshot.Close())
		// A segment torn behind our back: the next CatchUp checks it and builds the index anew.
		if fault := recover(); fault != nil {
			x.suspect.Store(true)
			hits, err = nil, fmt.Errorf("search: %v: %w", fault, errTorn)
		}
	}()
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, mostHits)
	t := x.tally(len(v.docs))
	defer x.tallies.Put(t)
	if q.Scope != knowledge.ScopeEntries {
		if hits, err = v.articleHits(ctx, t, q, limit); err != nil {
			return nil, err
		}
	}
	if q.Scope != knowledge.ScopeArticles {
		found, err := v.entryHits(ctx, t, q, limit)
		if err != nil {
			return nil, err
		}
		hits = append(hits, found...)
		slices.SortStableFunc(hits, func(a, b knowledge.Hit) int { return cmp.Compare(b.Score, a.Score) })
	}
	return hits[:min(limit, len(hits))], nil
}

// articleHits returns the best articles, one version of each.
func (v *view) articleHits(ctx context.Context, t *tally, q knowledge.Query, limit int) (hits []knowledge.Hit, err error) {
	question, err := v.widen(terms(q.Text))
	if err != nil || v.articles == 0 {
		return nil, err
	}
	fields := articleFields()
	found, err := v.lookUp(ctx, question, fields)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeTerms(found)) }()
	defer t.clear()
	v.weighForArticles(found)
	if err := t.collect(ctx, found, fields); err != nil {
		return nil, err
	}
	s, all := v.on(q.Day), sumWeights(found)
	best := top(t.touched, limit*spare, func(d uint32) float32 {
		of := v.docs[d].of
		if q.Law != "" && v.laws[of].Name != q.Law {
			return 0
		}
		return t.score[d] * s.weight[of]
	})
	best = v.oneVersion(best, s)
	for _, b := range best[:min(limit, len(best))] {
		hit, err := v.articleHit(b.doc)
		if err != nil {
			return nil, err
		}
		hit.Score, hit.Matched, hit.Weight = float64(b.score/all), float64(t.matched[b.doc]/all), float64(all)
		hits = append(hits, hit)
	}
	return hits, nil
}

// oneVersion keeps of each article the version that leads, or the best one where that was not found.
func (v *view) oneVersion(ranked []scored, s *standing) []scored {
	type article struct{ group, order int32 }
	at := map[article]int{}
	kept := ranked[:0]
	for _, r := range ranked {
		d := v.docs[r.doc]
		key := article{v.groups[d.of], d.order}
		place, seen := at[key]
		if !seen {
			at[key] = len(kept)
			kept = append(kept, r)
			continue
		}
		if s.leads[d.of] && !s.leads[v.docs[kept[place].doc].of] {
			kept[place].doc = r.doc
		}
	}
	return kept
}

func (v *view) articleHit(number uint32) (knowledge.Hit, error) {
	key, err := v.snapshot.ExternalID(index.NewIndexInternalID(nil, uint64(number)))
	if err != nil {
		return knowledge.Hit{}, fmt.Errorf("name document %d: %w", number, err)
	}
	_, article, n, ok := parseArticleKey(key)
	if !ok {
		return knowledge.Hit{}, fmt.Errorf("document %s: %w", key, errTorn)
	}
	law := v.laws[v.docs[number].of]
	return knowledge.Hit{
		Scope: knowledge.ScopeArticles, ID: article,
		LawID: law.ID, Law: law.Name, Version: law.Version, Article: n,
	}, nil
}

// entryHits returns the best entries.
func (v *view) entryHits(ctx context.Context, t *tally, q knowledge.Query, limit int) (hits []knowledge.Hit, err error) {
	question, err := v.widen(terms(q.Text))
	if err != nil || len(v.entries) == 0 {
		return nil, err
	}
	fields := entryFields()
	found, err := v.lookUp(ctx, question, fields)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeTerms(found)) }()
	defer t.clear()
	v.weighForEntries(found)
	if err := t.collect(ctx, found, fields); err != nil {
		return nil, err
	}
	all := sumWeights(found)
	for _, b := range top(t.touched, limit, func(d uint32) float32 { return t.score[d] }) {
		e := v.entries[v.docs[b.doc].of]
		hits = append(hits, knowledge.Hit{
			Scope: knowledge.ScopeEntries, ID: e.ID, Kind: e.Kind, Slug: e.Slug, Title: e.Title,
			Score: float64(b.score / all), Matched: float64(t.matched[b.doc] / all), Weight: float64(all),
			Alike: e.alike(found, all),
		})
	}
	return hits, nil
}

// alike says how alike the question and the nearest way of asking are, 0 … 1: the harmonic mean of the
// share of the question's weight in that way of asking and the share of its terms in the question.
func (e entry) alike(question []term, all float32) float64 {
	weights := make(map[string]float32, len(question))
	for _, t := range question {
		weights[t.text] = t.weight
	}
	var best float32
	for _, ask := range e.asks {
		var shared, weight float32
		for _, text := range ask {
			if w, ok := weights[text]; ok {
				shared++
				weight += w
			}
		}
		if shared == 0 {
			continue
		}
		inAsk, inQuestion := weight/all, shared/float32(len(ask))
		best = max(best, 2*inAsk*inQuestion/(inAsk+inQuestion))
	}
	return float64(best)
}
