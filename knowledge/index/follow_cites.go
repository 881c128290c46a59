package index

import (
	"cmp"
	"maps"
	"slices"
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
	for _, p := range inOrder(s.cites) { // sums of floats depend on their order
		if by := s.cites[p]; by.sure > surelyCited {
			s.spreadFrom(p, by.sure)
		}
	}
}

// inOrder returns the places of a map in a fixed order.
func inOrder[T any](of map[place]T) []place {
	return slices.SortedFunc(maps.Keys(of), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.order, b.order))
	})
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
	places = inOrder(strength)
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(strength[b], strength[a]) })
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
