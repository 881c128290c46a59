package index

import (
	"context"
	"errors"
	"fmt"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/words"
)

const (
	defaultLimit = 10
	mostHits     = 1000
	// spare is how many times more articles are looked at than asked for: their versions fall together.
	spare = 4
	// How many are held against each other before the best are shown.
	entryCandidates   = 30
	articleCandidates = 100
	citingCandidates  = 300 // entries whose citations are gathered
	citedCandidates   = 80  // articles that are looked at because they are cited
)

// Find implements knowledge.Searcher. Of the versions of an article only one is found: that of the
// law version in force on q.Day, or of the newest one.
func (x *Index) Find(ctx context.Context, q knowledge.Query) (found knowledge.Found, err error) {
	v := x.acquire()
	if v == nil {
		return found, nil
	}
	defer func() {
		err = errors.Join(err, v.snapshot.Close())
		// A segment torn behind our back: the next CatchUp checks it and builds the index anew.
		if fault := recover(); fault != nil {
			x.suspect.Store(true)
			found, err = knowledge.Found{}, fmt.Errorf("search: %v: %w", fault, errTorn)
		}
	}()
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	q.Limit = min(q.Limit, mostHits)
	s := x.searches.Get().(*search)
	defer x.searches.Put(s)
	return s.run(ctx, v, x.models.Load(), q)
}

// search is one search with what it collects. Between two uses its tallies are all zeros.
type search struct {
	tally  tally
	alikes alikes

	*view
	query    knowledge.Query
	models   *Models
	question words.Question
	terms    []term
	not      skip
	left     []bool // entries that are not looked at; nil for none
	standing *standing
	says     float32 // the weight of the question's own terms among articles
	rare     float32 // and among ways of asking
	entries  []entryCandidate
	numbers  []uint32         // of those that have anything in common with the question
	wide     []entryCandidate // more of them, by the first guess alone
	notes
}

// notes are what a search notes of places, and of laws by their groups. Between two uses they are empty.
type notes struct {
	cites    sparse[citedBy]   // what the entries that cite an article say for it
	together sparse[float32]   // how strongly an article is cited together with those that fit
	strength sparse[float32]   // how well an article fits before it is looked at closely
	seen     sparse[int]       // where an article stands in a list
	near     sparse[around]    // the candidates, for those that stand beside them
	met      sparse[lawAround] // the candidates' laws
}

func (n *notes) makeRoom(v *view) {
	n.cites.grow(len(v.places))
	n.together.grow(len(v.places))
	n.strength.grow(len(v.places))
	n.seen.grow(len(v.places))
	n.near.grow(len(v.places))
	n.met.grow(len(v.laws))
}

func (n *notes) forget() {
	n.cites.clear()
	n.together.clear()
	n.strength.clear()
	n.seen.clear()
	n.near.clear()
	n.met.clear()
}

func (s *search) run(ctx context.Context, v *view, m *Models, q knowledge.Query) (found knowledge.Found, err error) {
	s.view, s.query, s.models = v, q, m
	s.tally.grow(len(v.docs))
	s.alikes.grow(&v.book)
	s.makeRoom(v)
	defer func() {
		clear(s.terms)
		s.tally.clear()
		s.alikes.clear()
		s.forget()
		*s = search{tally: s.tally, alikes: s.alikes, notes: s.notes, terms: s.terms[:0], entries: s.entries[:0], numbers: s.numbers, wide: s.wide[:0]}
	}()
	if err := s.read(ctx); err != nil || len(s.terms) == 0 {
		return found, err
	}
	if err := s.collect(ctx, [fieldCount]bool{inArticle: s.bare(), inPlain: s.bare() || s.leaves(knowledge.PartPlain)}); err != nil {
		return found, err
	}
	s.alikes.compare(&v.book, s.question, s.own(), s.terms[len(s.own()):], s.not)
	var leading []scored
	if !s.bare() {
		leading = s.leadingArticles()
	}
	s.gatherEntries(leading)
	found.Entries = s.entryHits()
	if q.Scope == knowledge.ScopeEntries || s.bare() {
		return found, nil
	}
	if !s.leaves(knowledge.PartCitations) {
		s.followCites()
		s.spread(leading)
	}
	found.Few = s.articles < smallBase
	found.Articles, err = s.articleHits(leading)
	s.placeEntries(found)
	return found, err
}

// read splits the question into terms and looks them up.
func (s *search) read(ctx context.Context) error {
	s.question = words.Read(s.query.Text)
	if s.leaves(knowledge.PartStretches) {
		s.question.Parts = nil
	}
	own, err := s.widen(s.question.Terms)
	if err != nil {
		return err
	}
	s.question.Terms = own
	for _, t := range own {
		s.terms = append(s.terms, term{text: t, factor: 1, own: true})
	}
	if !s.leaves(knowledge.PartSound) {
		for _, t := range s.book.soundAlikes(own, s.known) {
			s.terms = append(s.terms, term{text: t, factor: factorSound})
		}
	}
	if !s.leaves(knowledge.PartThesaurus) {
		for _, t := range s.question.More {
			s.terms = append(s.terms, term{text: t, factor: factorMore})
		}
	}
	for i := range s.terms {
		if s.terms[i].stands, err = s.lookUp(ctx, s.terms[i].text); err != nil {
			return err
		}
	}
	s.weigh(s.terms, s.bare())
	for i := range s.own() {
		s.says += s.terms[i].says
		s.rare += s.terms[i].rare
	}
	s.standing = s.on(s.query.Day)
	s.not = s.skipped()
	return nil
}

// bare reports whether there are no laws to be searched.
func (s *search) bare() bool { return s.articles == 0 || s.leaves(knowledge.PartArticles) }

func (s *search) leaves(p knowledge.Part) bool { return s.query.Leave&p != 0 }

// own returns the question's own terms, which stand first.
func (s *search) own() []term { return s.terms[:len(s.question.Terms)] }

// known reports whether a term stands in more than a few articles: then it is no slip of the pen.
func (s *search) known(text string) bool {
	const few = 3
	postings, err := s.snapshot.TermFieldReader(context.Background(), []byte(text), fieldArticle, false, false, false)
	if err != nil {
		return true
	}
	count := postings.Count()
	return postings.Close() != nil || count > few
}

// skipped tells which ways of asking the query leaves out.
func (s *search) skipped() skip {
	if s.query.Unask == "" && len(s.query.Except) == 0 {
		return nil
	}
	if len(s.query.Except) > 0 {
		s.left = make([]bool, len(s.view.entries))
		for i := range s.view.entries {
			_, s.left[i] = s.query.Except[s.view.entries[i].Slug]
		}
	}
	return func(a *ask) bool { return a.text == s.query.Unask || s.excepted(a.entry) }
}

func (s *search) excepted(entry int32) bool { return s.left != nil && s.left[entry] }

// articleName returns the ID and number of the article that a document holds.
func (v *view) articleName(number uint32) (id pufa.ID, n knowledge.Number, err error) {
	key, err := v.snapshot.ExternalID(index.NewIndexInternalID(nil, uint64(number)))
	if err != nil {
		return "", n, fmt.Errorf("name document %d: %w", number, err)
	}
	_, id, n, ok := parseArticleKey(key)
	if !ok {
		return "", n, fmt.Errorf("document %s: %w", key, errTorn)
	}
	return id, n, nil
}
