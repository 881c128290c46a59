package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/pufa/pufa/knowledge"
)

// leadingArticles returns the articles whose own words fit best, one version of each.
func (s *search) leadingArticles() []scored {
	n := s.pool() * spare / 2
	best := top(s.tally.touched, n, func(d uint32) float32 {
		doc := s.docs[d]
		if doc.scope != isArticle || s.query.Law != "" && s.laws[doc.of].Name != s.query.Law {
			return 0
		}
		return s.wordsOf(d) * s.standing.weight[doc.of]
	})
	return s.oneVersion(best)
}

// pool is how many articles found by their words are looked at more closely: three times as many as asked for.
func (s *search) pool() int { return s.atLeast(articleCandidates) }

// atLeast widens a number of candidates where many hits are asked for.
func (s *search) atLeast(n int) int { return max(n, 3*s.query.Limit) }

// wordsOf is how well a document's words fit, beside its standing.
func (s *search) wordsOf(d uint32) float32 {
	c := &s.tally.docs[d]
	return c.own + 0.6*c.more + 0.8*c.plain
}

func (v *view) placeOf(d uint32) uint32 { return v.docs[d].place }

// oneVersion keeps of each article the version that leads, or the best one where that was not found.
func (s *search) oneVersion(ranked []scored) []scored {
	s.seen.clear()
	kept := ranked[:0]
	for _, r := range ranked {
		p := s.placeOf(r.number)
		old := s.seen.of(p)
		if old == nil {
			*s.seen.make(p) = len(kept)
			kept = append(kept, r)
			continue
		}
		if s.leads(r.number) && !s.leads(kept[*old].number) {
			kept[*old].number = r.number
		}
	}
	return kept
}

func (s *search) leads(d uint32) bool { return s.standing.leads[s.docs[d].of] }

// articleCandidate is an article that may decide the question.
type articleCandidate struct {
	doc      uint32
	place    uint32
	base     float32 // its words with its standing
	rank     int     // among those found by their words; behind them all where it was not
	guess    float32 // what is looked at first where nothing has been learned
	score    float32
	features []float32
}

// articleHits orders the articles found by their words and those that the likely entries cite.
func (s *search) articleHits(leading []scored) (hits []knowledge.Hit, err error) {
	candidates := s.articleCandidates(leading)
	s.weighArticles(candidates)
	slices.SortFunc(candidates, func(a, b articleCandidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.guess, a.guess), cmp.Compare(a.doc, b.doc))
	})
	shown := min(s.query.Limit, len(candidates))
	if s.query.Study {
		shown = len(candidates)
	}
	for _, c := range candidates[:shown] {
		hit, err := s.articleHit(c)
		if err != nil {
			return nil, err
		}
		hits = append(hits, hit)
	}
	return hits, nil
}

func (s *search) articleCandidates(leading []scored) (candidates []articleCandidate) {
	s.seen.clear()
	for rank, a := range leading[:min(s.pool(), len(leading))] {
		p := s.placeOf(a.number)
		s.seen.make(p)
		candidates = append(candidates, articleCandidate{doc: a.number, place: p, base: a.score, rank: rank})
	}
	add := func(doc, p uint32) {
		if s.seen.of(p) != nil || s.query.Law != "" && s.laws[s.docs[doc].of].Name != s.query.Law {
			return
		}
		s.seen.make(p)
		base := s.wordsOf(doc) * s.standing.weight[s.docs[doc].of]
		candidates = append(candidates, articleCandidate{doc: doc, place: p, base: base, rank: len(leading)})
	}
	for _, p := range s.alsoCited() {
		if doc, ok := s.leadingVersion(p.number); ok {
			add(doc, p.number)
		}
	}
	for _, c := range candidates[:min(widenFrom, len(candidates))] {
		for _, doc := range s.neighbours(c.doc) {
			if s.wordsOf(doc) > 0 {
				add(doc, s.placeOf(doc))
			}
		}
	}
	return candidates
}

// widenFrom is how many of the articles found by their words bring those that stand beside them.
const widenFrom = 12

// neighbours returns the articles that stand just before and after one in its law: a law's documents are
// written in their order.
func (s *search) neighbours(doc uint32) (found []uint32) {
	const reach = 2
	of := s.docs[doc].of
	for d := int(doc) - reach; d <= int(doc)+reach; d++ {
		if d >= 0 && d < len(s.docs) && d != int(doc) && s.docs[d].scope == isArticle && s.docs[d].of == of {
			found = append(found, uint32(d))
		}
	}
	return found
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func (s *search) articleHit(c articleCandidate) (knowledge.Hit, error) {
	id, n, err := s.articleName(c.doc)
	if err != nil {
		return knowledge.Hit{}, err
	}
	law, d, says := &s.laws[s.docs[c.doc].of], &s.tally.docs[c.doc], max(s.says, 1)
	hit := knowledge.Hit{
		Scope: knowledge.ScopeArticles, ID: id, LawID: law.ID, Law: law.Name, Version: law.Version, Article: n,
		Score: sigmoid(float64(c.score)), Matched: float64(d.matched / says), Weight: float64(s.says), Words: float64(c.base / says),
	}
	if by := s.cites.of(c.place); by != nil {
		hit.Cited = float64(by.sure)
	}
	if s.query.Study {
		hit.Features = c.features
	}
	return hit, nil
}
