package index

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"github.com/pufa/pufa"
)

// view is one state of a generation, ready to be searched: Bleve's snapshot, and beside it what each
// document number stands for. It never changes; the next state is another view.
type view struct {
	snapshot  *scorch.IndexSnapshot
	docs      []doc
	laws      []lawFacts
	groups    []int32 // of each law version: the number of its name
	entries   []entryFacts
	book      book                // the entries' ways of asking, in their order
	places    []place             // every article whatever its version, in their order: numbers tell places
	citations [][]citing          // what each entry cites
	cited     map[uint32][]int32  // by place: which entries cite an article
	standsAt  map[uint32][]uint32 // by place: the documents of the articles that are cited, one for each version
	entryDocs []uint32            // the document of each entry
	articles  int                 // how many documents are articles
	count     int                 // live documents
	revision  int64               // the watermark
	days      standings
	lookups   lookups
}

// doc says what a document number of the snapshot holds.
type doc struct {
	scope docScope
	of    int32  // the law version in view.laws, or the entry in view.entries
	order int32  // article: Number.Order
	place uint32 // article: its number in view.places
}

// docScope says what a document is found as.
type docScope uint8

const (
	notFound docScope = iota // a deleted document, or facts alone
	isArticle
	isEntry
)

// place is an article whatever its version: the number of its law's name, and Number.Order.
type place struct{ group, order int32 }

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.group, q.group), cmp.Compare(p.order, q.order))
}

// citing is a citation of an article, which is the at-th of its entry's from 0.
type citing struct {
	place uint32
	at    int32
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
	if err != nil {
		return nil, err
	}
	v.book.close()
	v.link()
	return v, nil
}

// link numbers the articles and connects entries with those that they cite.
func (v *view) link() {
	groups := map[string]int32{}
	for i, l := range v.laws {
		groups[l.Name] = v.groups[i]
	}
	v.number(groups)
	v.citations, v.cited = make([][]citing, len(v.entries)), map[uint32][]int32{}
	for i, e := range v.entries {
		for at, c := range e.Cites {
			if group, ok := groups[c.Law]; ok {
				p := v.placeNumber(place{group, c.Article})
				v.citations[i] = append(v.citations[i], citing{p, int32(at)})
				v.cited[p] = append(v.cited[p], int32(i))
			}
		}
	}
	v.entryDocs, v.standsAt = make([]uint32, len(v.entries)), map[uint32][]uint32{}
	for number := range v.docs {
		switch d := &v.docs[number]; d.scope {
		case isEntry:
			v.entryDocs[d.of] = uint32(number)
		case isArticle:
			d.place = v.placeNumber(place{v.groups[d.of], d.order})
			if _, ok := v.cited[d.place]; ok {
				v.standsAt[d.place] = append(v.standsAt[d.place], uint32(number))
			}
		}
	}
}

// number gathers the places of all articles, and of those that are cited and are not there.
func (v *view) number(groups map[string]int32) {
	v.places = make([]place, 0, v.articles)
	for _, d := range v.docs {
		if d.scope == isArticle {
			v.places = append(v.places, place{v.groups[d.of], d.order})
		}
	}
	for _, e := range v.entries {
		for _, c := range e.Cites {
			if group, ok := groups[c.Law]; ok {
				v.places = append(v.places, place{group, c.Article})
			}
		}
	}
	slices.SortFunc(v.places, place.compare)
	v.places = slices.Compact(v.places)
}

// placeNumber returns the number of a place that has one.
func (v *view) placeNumber(p place) uint32 {
	at, _ := slices.BinarySearchFunc(v.places, p, place.compare)
	return uint32(at)
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
		return doc{scope: isArticle, of: of, order: int32(number.Order())}, nil
	case strings.HasPrefix(key, entryMark):
		var e entryFacts
		if err := readFacts(s, local, &e); err != nil {
			return doc{}, fmt.Errorf("read %s: %w", key, err)
		}
		v.entries = append(v.entries, e)
		v.book.write(e.Title, e.Asks, e.Labels)
		return doc{scope: isEntry, of: int32(len(v.entries) - 1)}, nil
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
