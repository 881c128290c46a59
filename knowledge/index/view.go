package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// view is one state of a generation, ready to be searched: Bleve's snapshot, and beside it what each
// document number stands for. It never changes; the next state is another view.
type view struct {
	snapshot *scorch.IndexSnapshot
	docs     []doc
	laws     []lawFacts
	groups   []int32 // of each law version: the number of its name
	entries  []entry
	articles int   // how many documents are articles
	count    int   // live documents
	revision int64 // the watermark
	days     standings
}

// doc says what a document number of the snapshot holds.
type doc struct {
	scope knowledge.Scope // "" for a deleted document and for facts alone
	of    int32           // the law version in view.laws, or the entry in view.entries
	order int32           // article: Number.Order
}

// entry is an entry with its ways of asking split into terms.
type entry struct {
	entryFacts
	asks [][]string
}

// newView reads what the documents of the snapshot stand for. The view owns the snapshot; on an error
// the caller still does.
func newView(snapshot *scorch.IndexSnapshot) (v *view, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("read documents: %v: %w", fault, errTorn)
		}
	}()
	v = &view{snapshot: snapshot}
	laws := map[pufa.ID]int32{}
	err = eachDocument(snapshot, func(s *scorch.SegmentSnapshot, local uint64, _ int, key string) error {
		if !strings.HasPrefix(key, lawMark) {
			return nil
		}
		var facts lawFacts
		if err := readFacts(s, local, &facts); err != nil {
			return fmt.Errorf("read %s: %w", key, err)
		}
		laws[facts.ID] = int32(len(v.laws))
		v.laws = append(v.laws, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	v.groups = groupByName(v.laws)
	err = eachDocument(snapshot, func(s *scorch.SegmentSnapshot, local uint64, number int, key string) error {
		d, err := v.stand(s, local, key, laws)
		for len(v.docs) <= number {
			v.docs = append(v.docs, doc{})
		}
		v.docs[number] = d
		return err
	})
	return v, err
}

func (v *view) stand(s *scorch.SegmentSnapshot, local uint64, key string, laws map[pufa.ID]int32) (doc, error) {
	switch {
	case strings.HasPrefix(key, articleMark):
		law, _, number, ok := parseArticleKey(key)
		of, known := laws[law]
		if !ok || !known {
			return doc{}, fmt.Errorf("article %s without its law: %w", key, errTorn)
		}
		v.articles++
		return doc{scope: knowledge.ScopeArticles, of: of, order: int32(number.Order())}, nil
	case strings.HasPrefix(key, entryMark):
		var e entry
		if err := readFacts(s, local, &e.entryFacts); err != nil {
			return doc{}, fmt.Errorf("read %s: %w", key, err)
		}
		for _, ask := range append([]string{e.Title}, e.Asks...) {
			e.asks = append(e.asks, terms(ask))
		}
		v.entries = append(v.entries, e)
		return doc{scope: knowledge.ScopeEntries, of: int32(len(v.entries) - 1)}, nil
	default:
		return doc{}, nil
	}
}

// eachDocument calls do for each live document: with its segment, its number there and in the
// snapshot, and its name.
func eachDocument(snapshot *scorch.IndexSnapshot, do func(s *scorch.SegmentSnapshot, local uint64, number int, key string) error) error {
	offset := 0
	for _, s := range snapshot.Segments() {
		deleted := s.Deleted()
		count := int(s.Segment().Count())
		for local := range count {
			if deleted != nil && deleted.Contains(uint32(local)) {
				continue
			}
			key, err := s.DocID(uint64(local))
			if err != nil {
				return fmt.Errorf("document %d: %w", offset+local, err)
			}
			if err := do(s, uint64(local), offset+local, string(key)); err != nil {
				return err
			}
		}
		offset += count
	}
	return nil
}

func readFacts(s *scorch.SegmentSnapshot, local uint64, facts any) error {
	found := errors.New("no facts")
	err := s.VisitDocument(local, func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != fieldFacts {
			return true
		}
		found = json.Unmarshal(value, facts)
		return false
	})
	return errors.Join(err, found)
}

func groupByName(laws []lawFacts) []int32 {
	groups := make([]int32, len(laws))
	byName := map[string]int32{}
	for i, l := range laws {
		group, ok := byName[l.Name]
		if !ok {
			group = int32(len(byName))
			byName[l.Name] = group
		}
		groups[i] = group
	}
	return groups
}
