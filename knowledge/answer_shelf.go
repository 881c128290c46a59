package knowledge

import (
	"context"

	"github.com/pufa/pufa"
)

// shelf is which laws are in the base, and the texts that were asked for last.
type shelf struct {
	catalogue *Catalogue
	versions  map[string][]Law // by name, oldest first, without articles

	laws    *memo[Law] // whole
	entries *memo[Entry]
	citing  *memo[[]Entry]

	sentences *memo[[]sentence] // of articles
	told      *memo[[]sentence] // of entries
	said      *memo[said]       // by entries
}

// What is kept of the base: the largest law holds half a megabyte, an entry a few kilobytes.
const (
	keptLaws    = 32
	keptEntries = 2048
)

func newShelf(shipped *Catalogue, versions []Law) *shelf {
	s := &shelf{catalogue: shipped.With(versions), versions: map[string][]Law{},
		laws: newMemo[Law](keptLaws), entries: newMemo[Entry](keptEntries), citing: newMemo[[]Entry](keptEntries),
		sentences: newMemo[[]sentence](keptEntries),
		told:      newMemo[[]sentence](keptEntries), said: newMemo[said](keptEntries)}
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
	return s.laws.get(string(id), func() (Law, error) { return a.laws.LawByID(ctx, id) })
}

// entry returns an entry by its ID or slug.
func (a *Answerer) entry(ctx context.Context, s *shelf, idOrSlug string) (Entry, error) {
	return s.entries.get(idOrSlug, func() (Entry, error) { return a.entries.Entry(ctx, idOrSlug) })
}

// citing returns the answering entries that cite the article.
func (a *Answerer) citing(ctx context.Context, s *shelf, c Citation) ([]Entry, error) {
	return s.citing.get(c.Law+c.Article.String(), func() ([]Entry, error) { return a.entries.CitedBy(ctx, c.Law, c.Article) })
}

// toldIn returns the sentences that an entry's gist is taken from.
func (s *shelf) toldIn(e Entry) []sentence {
	return s.told.have(e.key(), e.sentences)
}

// saidBy reads what an entry says.
func (s *shelf) saidBy(e Entry) said {
	return s.said.have(e.key(), func() said {
		text := e.Body + "\n" + e.deadlines()
		return said{folded: FoldFacts(text), effects: effectsSaid(text)}
	})
}

// key names the entry as it was written last.
func (e Entry) key() string { return string(e.ID) + e.Hash }

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
