package index

import (
	"context"
	"errors"
	"fmt"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// posting is a document that holds a term.
type posting struct {
	doc    uint32
	times  float32
	length float32 // of the field, in terms
}

// stands is where a term stands in each field. It never changes.
type stands struct {
	articles uint64 // how many hold it
	in       [fieldCount][]posting
	long     bool // in[inArticle] is not kept: too many articles hold it, and a search seldom looks at them
}

func (s *stands) size() (n int) {
	for _, p := range s.in {
		n += len(p)
	}
	return n
}

// lookups keeps where the terms stand that were asked for last: people ask in the same words, and to find a
// term in the segments and to unpack its postings takes longer than to add them up.
type lookups struct {
	mu   sync.Mutex
	kept map[string]*stands
	size int // postings in them
}

// What is kept at most: postings of 12 bytes, and terms, most of which stand in few places.
const (
	keptPostings = 1 << 20
	keptTerms    = 1 << 16
)

func (l *lookups) get(text string) (s *stands, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok = l.kept[text]
	return s, ok
}

func (l *lookups) keep(text string, s *stands) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept = map[string]*stands{}
	}
	if _, ok := l.kept[text]; ok { // another search was as quick
		return
	}
	l.kept[text] = s
	l.size += s.size()
	for other, old := range l.kept { // any: what is asked for often comes back at once
		if l.size <= keptPostings && len(l.kept) <= keptTerms {
			break
		}
		delete(l.kept, other)
		l.size -= old.size()
	}
}

// lookUp returns where a term stands.
func (v *view) lookUp(ctx context.Context, text string) (*stands, error) {
	if s, ok := v.lookups.get(text); ok {
		return s, nil
	}
	s := &stands{}
	for f := range searchFields {
		most := uint64(len(v.docs))
		if f == inArticle {
			most = uint64(float64(v.articles) * common)
		}
		found, count, err := v.read(ctx, text, f, most)
		if err != nil {
			return nil, err
		}
		s.in[f] = found
		if f == inArticle {
			s.articles, s.long = count, count > most
		}
	}
	v.lookups.keep(text, s)
	return s, nil
}

// postings returns where the term stands in the field.
func (v *view) postings(ctx context.Context, of *term, field int) ([]posting, error) {
	if field != inArticle || !of.stands.long {
		return of.stands.in[field], nil
	}
	found, _, err := v.read(ctx, of.text, field, of.stands.articles)
	return found, err
}

// read returns how many documents hold the term in the field, and which, unless they are more than most.
func (v *view) read(ctx context.Context, text string, field int, most uint64) (found []posting, count uint64, err error) {
	reader, err := v.snapshot.TermFieldReader(ctx, []byte(text), searchFields[field].name, true, true, false)
	if err != nil {
		return nil, 0, fmt.Errorf("look up a term: %w", err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	if count = reader.Count(); count == 0 || count > most {
		return nil, count, nil
	}
	found = make([]posting, 0, count)
	var one index.TermFieldDoc
	for {
		p, err := reader.Next(&one)
		if err != nil {
			return nil, 0, fmt.Errorf("read postings: %w", err)
		}
		if p == nil {
			return found, count, nil
		}
		number := p.ID.Value()
		if number >= uint64(len(v.docs)) {
			return nil, 0, fmt.Errorf("document %d of %d: %w", number, len(v.docs), errTorn)
		}
		// Bleve keeps a field's length n as the norm 1/√n.
		found = append(found, posting{doc: uint32(number), times: float32(p.Freq), length: 1 / float32(p.Norm*p.Norm)})
	}
}
