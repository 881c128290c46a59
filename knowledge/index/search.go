package index

import (
	"cmp"
	"context"
	"slices"

	"github.com/pufa/pufa/knowledge"
)

// Search implements knowledge.Searcher.
func (x *Index) Search(ctx context.Context, q knowledge.Query) ([]knowledge.Hit, error) {
	found, err := x.Find(ctx, q)
	if err != nil {
		return nil, err
	}
	switch q.Scope {
	case knowledge.ScopeArticles:
		return found.Articles, nil
	case knowledge.ScopeEntries:
		return found.Entries, nil
	}
	for i := range found.Articles { // as far as scores of different kinds can be held against each other
		found.Articles[i].Score = found.Articles[i].Words / (1 + found.Articles[i].Words)
	}
	hits := slices.Concat(found.Entries, found.Articles)
	slices.SortStableFunc(hits, func(a, b knowledge.Hit) int { return cmp.Compare(b.Score, a.Score) })
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	return hits[:min(limit, len(hits))], nil
}
