package index

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// widest is how many pairs one character is widened to, in each field.
const widest = 24

// widen adds to a character that stands alone the pairs that begin with it: the index holds 车 by
// itself only where no other character stands beside it. Only the shortest questions need it.
func (v *view) widen(question []string) ([]string, error) {
	if len(question) > 2 {
		return question, nil
	}
	wide := slices.Clone(question)
	for _, text := range question {
		if !isSingle(text) {
			continue
		}
		for _, field := range []string{fieldArticle, fieldAsk} {
			pairs, err := v.beginningWith(field, text)
			if err != nil {
				return nil, err
			}
			wide = append(wide, pairs...)
		}
	}
	slices.Sort(wide)
	return slices.Compact(wide), nil
}

// beginningWith returns the commonest terms of the field that begin with prefix.
func (v *view) beginningWith(field, prefix string) (terms []string, err error) {
	dict, err := v.snapshot.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return nil, fmt.Errorf("look up a character: %w", err)
	}
	defer func() { err = errors.Join(err, dict.Close()) }()
	var found []index.DictEntry
	for {
		entry, err := dict.Next()
		if err != nil {
			return nil, fmt.Errorf("look up a character: %w", err)
		}
		if entry == nil {
			break
		}
		found = append(found, *entry)
	}
	slices.SortFunc(found, func(a, b index.DictEntry) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	})
	for _, entry := range found[:min(widest, len(found))] {
		terms = append(terms, entry.Term)
	}
	return terms, nil
}
