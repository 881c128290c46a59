package knowledge

import (
	"context"
	"sync"

	"github.com/pufa/pufa"
)

// shelf is which laws are in the base, and the texts that were asked for last.
type shelf struct {
	catalogue *Catalogue
	versions  map[string][]Law // by name, oldest first, without articles

	mu   sync.Mutex
	read map[pufa.ID]Law // whole
}

// mostRead bounds the laws that are kept whole: the largest holds half a megabyte.
const mostRead = 32

func newShelf(shipped *Catalogue, versions []Law) *shelf {
	s := &shelf{catalogue: shipped.With(versions), versions: map[string][]Law{}, read: map[pufa.ID]Law{}}
	for _, l := range versions {
		s.versions[l.Name] = append(s.versions[l.Name], l)
	}
	return s
}

// version returns the law version of the base for the day: the one that is named by its version, else
// the newest one in force, else the newest. ok is false where no text of the law is in the base.
func (s *shelf) version(name string, version, on pufa.Day) (l Law, ok bool) {
	versions := s.versions[name]
	if len(versions) == 0 {
		return Law{}, false
	}
	l = versions[len(versions)-1]
	for _, v := range versions {
		if v.InForce(on) {
			l = v
		}
	}
	for _, v := range versions {
		if version != "" && v.Version == version {
			l = v
		}
	}
	return l, true
}

// byID returns a law version of the base without its articles.
func (s *shelf) byID(name string, id pufa.ID) (Law, bool) {
	for _, v := range s.versions[name] {
		if v.ID == id {
			return v, true
		}
	}
	return Law{}, false
}

// law returns the whole law version.
func (a *Answerer) law(ctx context.Context, s *shelf, id pufa.ID) (Law, error) {
	s.mu.Lock()
	l, ok := s.read[id]
	s.mu.Unlock()
	if ok {
		return l, nil
	}
	l, err := a.laws.LawByID(ctx, id)
	if err != nil {
		return Law{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.read) >= mostRead {
		for other := range s.read { // any: what is asked for often comes back at once
			delete(s.read, other)
			break
		}
	}
	s.read[id] = l
	return l, nil
}

// article returns the article of a law version and the number of its last article. ok is false where
// the law has no such article.
func (l Law) article(n Number) (a Article, last Number, ok bool) {
	for _, candidate := range l.Articles {
		if candidate.Number == n && !ok {
			a, ok = candidate, true
		}
		if candidate.Number.Order() > last.Order() {
			last = candidate.Number
		}
	}
	return a, last, ok
}

// withoutArticles returns the law as a passage has it.
func (l Law) withoutArticles() Law {
	l.Articles, l.Annexes, l.Preface = nil, nil, nil
	return l
}
