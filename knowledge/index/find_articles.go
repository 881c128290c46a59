package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/pufa/pufa/knowledge"
)

// citedBy is what the entries that cite an article say for it.
type citedBy struct {
	sure float32 // of the likeliest
	sum  float32 // of all
	base float32 // the best first guess
	wide float32 // first guesses of all that may answer, the far ones little
	at   float32 // 1 where the likeliest cites it first, less where later
	n    int
}

// followCites gathers what the likely entries cite.
func (s *search) followCites() {
	s.cites = map[place]*citedBy{}
	for _, c := range s.entries {
		s.follow(c, func(by *citedBy, at int) {
			by.n++
			by.sum += c.sure
			if c.sure > by.sure {
				by.sure, by.at = c.sure, 1/float32(1+at)
			}
		})
	}
	for _, c := range s.wide {
		s.follow(c, func(by *citedBy, _ int) {
			by.base = max(by.base, c.base)
			by.wide += c.base * c.base
		})
	}
}

// follow calls do with what is known so far of each article that the entry cites.
func (s *search) follow(c entryCandidate, do func(by *citedBy, at int)) {
	for at, cite := range s.view.entries[c.number].Cites {
		group, ok := s.groupOf[cite.Law]
		if !ok {
			continue
		}
		p := place{group, cite.Article}
		by := s.cites[p]
		if by == nil {
			by = &citedBy{}
			s.cites[p] = by
		}
		do(by, at)
	}
}

// spread follows citations a second time: what is cited together with the articles that fit best so far is
// likely wanted too.
func (s *search) spread(leading []scored) {
	s.together = map[place]float32{}
	for rank, a := range leading[:min(spreadFrom, len(leading))] {
		s.spreadFrom(s.placeOf(a.doc), 1/float32(1+rank))
	}
	for p, by := range s.cites {
		if by.sure > surelyCited {
			s.spreadFrom(p, by.sure)
		}
	}
}

const (
	spreadFrom  = 8    // of the articles found by their words
	surelyCited = 0.15 // how likely the entry must be whose citations are followed
	spreadOver  = 60   // entries that cite one article
)

func (s *search) spreadFrom(p place, weight float32) {
	entries := s.cited[p]
	entries = entries[:min(spreadOver, len(entries))]
	share := weight / float32(max(len(entries), 1)+1)
	for _, c := range entries {
		if s.excepted(c.entry) {
			continue
		}
		for _, cite := range s.view.entries[c.entry].Cites {
			if group, ok := s.groupOf[cite.Law]; ok {
				if other := (place{group, cite.Article}); other != p {
					s.together[other] += share
				}
			}
		}
	}
}

// leadingArticles returns the articles whose own words fit best, one version of each.
func (s *search) leadingArticles() []scored {
	n := s.pool() * spare / 2
	best := top(s.tally.touched, n, func(d uint32) float32 {
		doc := s.docs[d]
		if doc.scope != knowledge.ScopeArticles || s.query.Law != "" && s.laws[doc.of].Name != s.query.Law {
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

func (s *search) placeOf(d uint32) place {
	return place{s.groups[s.docs[d].of], s.docs[d].order}
}

// oneVersion keeps of each article the version that leads, or the best one where that was not found.
func (s *search) oneVersion(ranked []scored) []scored {
	at := map[place]int{}
	kept := ranked[:0]
	for _, r := range ranked {
		p := s.placeOf(r.doc)
		old, seen := at[p]
		if !seen {
			at[p] = len(kept)
			kept = append(kept, r)
			continue
		}
		if s.leads(r.doc) && !s.leads(kept[old].doc) {
			kept[old].doc = r.doc
		}
	}
	return kept
}

func (s *search) leads(d uint32) bool { return s.standing.leads[s.docs[d].of] }

// articleFeatures are what an article is ordered by. The forest's table names them.
var articleFeatures = []string{
	"own", "more", "plain", "matched", "base", "place", "ratio", "standing", "length",
	"citedSure", "citedSum", "citedBase", "citedWide", "citedAt", "citedCount", "prior", "lawPrior",
	"together", "nearCited", "nearWords", "lawWords", "lawCited", "size", "topEntry", "ownRatio", "plainRatio",
}

// articleCandidate is an article that may decide the question.
type articleCandidate struct {
	doc      uint32
	place    place
	base     float32 // its words with its standing
	rank     int     // among those found by their words; behind them all where it was not
	score    float32
	features []float32
}

// articleHits orders the articles found by their words and those that the likely entries cite.
func (s *search) articleHits(leading []scored) (hits []knowledge.Hit, err error) {
	candidates := s.articleCandidates(leading)
	s.weighArticles(candidates)
	slices.SortFunc(candidates, func(a, b articleCandidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.base, a.base), cmp.Compare(a.doc, b.doc))
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
	known := map[place]bool{}
	for rank, a := range leading[:min(s.pool(), len(leading))] {
		p := s.placeOf(a.doc)
		known[p] = true
		candidates = append(candidates, articleCandidate{doc: a.doc, place: p, base: a.score, rank: rank})
	}
	add := func(doc uint32, p place) {
		if known[p] || s.query.Law != "" && s.laws[s.docs[doc].of].Name != s.query.Law {
			return
		}
		known[p] = true
		base := s.wordsOf(doc) * s.standing.weight[s.docs[doc].of]
		candidates = append(candidates, articleCandidate{doc: doc, place: p, base: base, rank: len(leading)})
	}
	for _, p := range s.alsoCited() {
		if doc, ok := s.leadingVersion(p); ok {
			add(doc, p)
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
		if d >= 0 && d < len(s.docs) && d != int(doc) && s.docs[d].scope == knowledge.ScopeArticles && s.docs[d].of == of {
			found = append(found, uint32(d))
		}
	}
	return found
}

// alsoCited returns the places that likely entries cite, or that are cited together with what fits: the
// strongest, in a fixed order.
func (s *search) alsoCited() (places []place) {
	strength := map[place]float32{}
	for p, by := range s.cites {
		strength[p] = 1 + by.sure + by.wide
	}
	for p, weight := range s.together {
		if s.cites[p] == nil && weight > leastTogether {
			strength[p] = weight
		}
	}
	for p := range strength {
		places = append(places, p)
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(strength[b], strength[a]), cmp.Compare(a.group, b.group), cmp.Compare(a.order, b.order))
	})
	return places[:min(s.mostCited(), len(places))]
}

// mostCited is how many articles are looked at because they are cited: as many as there are where the
// first hundred are asked for.
func (s *search) mostCited() int {
	if s.query.Limit >= deepLimit {
		return mostHits
	}
	return s.atLeast(citedCandidates)
}

// deepLimit is from how many hits on every cited article is looked at.
const deepLimit = 100

// leastTogether is how strongly an article must be cited together with others to be looked at.
const leastTogether = 0.02

// leadingVersion returns the document of an article in the version that leads.
func (s *search) leadingVersion(p place) (doc uint32, ok bool) {
	for _, d := range s.standsAt[p] {
		if !ok || s.leads(d) {
			doc, ok = d, true
		}
	}
	return doc, ok
}

// around is what articles of one law have together.
type around struct{ words, cited float32 }

func (s *search) weighArticles(candidates []articleCandidate) {
	laws, near := map[int32]*around{}, map[place]around{}
	var all around
	top, topOwn, topPlain := float32(1e-6), float32(1e-6), float32(1e-6)
	for i, c := range candidates {
		d := &s.tally.docs[c.doc]
		top, topOwn, topPlain = max(top, c.base), max(topOwn, d.own), max(topPlain, d.plain)
		one := around{words: c.base}
		if by := s.cites[c.place]; by != nil {
			one.cited = by.sum
			near[c.place] = around{c.base, by.sure}
		} else {
			near[c.place] = around{c.base, 0}
		}
		if i >= 60 {
			one.words = 0
		}
		if laws[c.place.group] == nil {
			laws[c.place.group] = &around{}
		}
		laws[c.place.group].words += one.words
		laws[c.place.group].cited += one.cited
		all.words += one.words
		all.cited += one.cited
	}
	topEntry := float32(0)
	if len(s.entries) > 0 {
		topEntry = s.entries[0].sure
	}
	says := max(s.says, 1)
	for i := range candidates {
		c := &candidates[i]
		d := &s.tally.docs[c.doc]
		by := s.cites[c.place]
		if by == nil {
			by = &citedBy{}
		}
		law, beside := laws[c.place.group], s.beside(c.place, near)
		citing := s.citingCount(c.place)
		c.features = []float32{
			d.own / says, d.more / says, d.plain / says, d.matched / says, c.base / says, 1 / float32(1+c.rank), c.base / top,
			s.standing.weight[s.docs[c.doc].of], logOf(d.length),
			by.sure, by.sum, by.base, by.wide, by.at, float32(by.n), logOf(float32(citing)), logOf(float32(s.byLaw[c.place.group])),
			s.together[c.place], beside.cited, beside.words / says, law.words / max(all.words, 1e-6), law.cited / max(all.cited, 1e-6),
			logOf(s.says), topEntry, d.own / topOwn, d.plain / topPlain,
		}
		c.score = c.base/says - 1
		if s.articles >= smallBase { // what was learned on a full base does not hold in a few laws
			c.score = s.models.Articles.Score(c.features)
		}
	}
}

// beside returns the best of what stands just before and after an article.
func (s *search) beside(p place, near map[place]around) (best around) {
	for step := int32(-3); step <= 3; step++ {
		if step == 0 {
			continue
		}
		n, ok := near[place{p.group, p.order + step*1000}]
		if ok {
			best.cited, best.words = max(best.cited, n.cited), max(best.words, n.words)
		}
	}
	return best
}

// citingCount is how many entries cite an article.
func (s *search) citingCount(p place) (n int) {
	if len(s.query.Except) == 0 {
		return len(s.cited[p])
	}
	for _, c := range s.cited[p] {
		if !s.excepted(c.entry) {
			n++
		}
	}
	return n
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
	if by := s.cites[c.place]; by != nil {
		hit.Cited = float64(by.sure)
	}
	if s.query.Study {
		hit.Features = c.features
	}
	return hit, nil
}
