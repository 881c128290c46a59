package index

import (
	"cmp"
	"maps"
	"slices"
)

// Entries that cite an article are of two kinds: those that many ways of asking lead to, and those that hold
// one question with its answer, such as an imported consultation. What one kind says counts otherwise than what
// the other says.
const (
	askedOften = iota
	askedOnce
	citingKinds
)

func kindOf(e *entryFacts) int {
	if len(e.Asks) > 0 {
		return askedOften
	}
	return askedOnce
}

// citedBy is what the entries that cite an article say for it.
type citedBy struct {
	sure float32 // of the likeliest
	sum  float32 // of all that are likely
	at   float32 // 1 where the likeliest cites it first, less where later
	by   [citingKinds]voices
}

// voices are what the entries of one kind say.
type voices struct {
	near  float32 // the greatest cosine with a way of asking
	words float32 // the best match of its ways of asking
	body  float32 // the best match of its answer
	all   float32 // the answers' matches, squared and added up
	cubes float32 // the first guesses to the third power: of many, the closest count
	first float32 // 1/place of the best among its kind
}

// cubes are those of both kinds.
func (c *citedBy) cubes() float32 {
	if c == nil {
		return 0
	}
	return c.by[askedOften].cubes + c.by[askedOnce].cubes
}

// followCites gathers what the entries found cite.
func (s *search) followCites() {
	s.cites = map[place]*citedBy{}
	for _, c := range s.entries {
		s.follow(c, func(by *citedBy, at int) {
			by.sum += c.sure
			if c.sure > by.sure {
				by.sure, by.at = c.sure, 1/float32(1+at)
			}
		})
	}
	rare, says := max(s.rare, 1), max(s.says, 1)
	var places [citingKinds]int
	for _, c := range s.wide {
		l, kind := &s.alikes.entries[c.number], kindOf(&s.view.entries[c.number])
		places[kind]++
		s.follow(c, func(by *citedBy, _ int) {
			v := &by.by[kind]
			body := c.body / says
			v.near, v.words, v.body = max(v.near, l.best[0]), max(v.words, l.words/rare), max(v.body, body)
			v.all += body * body
			v.cubes += c.base * c.base * c.base
			v.first = max(v.first, 1/float32(places[kind]))
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
	says := max(s.says, 1)
	strength := map[place]float32{}
	for p, by := range s.cites {
		strength[p] = by.cubes()
	}
	for _, a := range leading {
		strength[s.placeOf(a.doc)] += spreadWords * a.score / says
	}
	s.together = map[place]float32{}
	for rank, p := range strongest(strength, spreadFrom) {
		s.spreadFrom(p, 1/float32(1+rank))
	}
}

// strongest returns the n strongest places, equal ones in a fixed order.
func strongest(strength map[place]float32, n int) []place {
	places := inOrder(strength)
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(strength[b], strength[a]) })
	return places[:min(n, len(places))]
}

// inOrder returns the places of a map in a fixed order.
func inOrder[T any](of map[place]T) []place {
	return slices.SortedFunc(maps.Keys(of), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.order, b.order))
	})
}

const (
	spreadFrom  = 10   // of the articles that fit best
	spreadWords = 0.01 // what an article's own words count among them
	spreadOver  = 60   // entries that cite one article
)

func (s *search) spreadFrom(p place, weight float32) {
	entries := s.cited[p]
	entries = entries[:min(spreadOver, len(entries))]
	share := weight / float32(len(entries)+2)
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

// alsoCited returns the places that entries found cite, and then those that are cited together with what fits:
// the strongest of each, in a fixed order.
func (s *search) alsoCited() (places []place) {
	cited, together := map[place]float32{}, map[place]float32{}
	for p, by := range s.cites {
		cited[p] = by.sure + by.cubes()
	}
	for p, weight := range s.together {
		if s.cites[p] == nil && weight > leastTogether {
			together[p] = weight
		}
	}
	return slices.Concat(strongest(cited, s.mostCited()), strongest(together, s.mostCited()/2))
}

// mostCited is how many articles are looked at because they are cited: more where the first hundred are
// asked for.
func (s *search) mostCited() int {
	if s.query.Limit >= deepLimit {
		return deepCited
	}
	return s.atLeast(citedCandidates)
}

// deepLimit is from how many hits on every cited article is looked at.
const deepLimit = 100

const deepCited = 400

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
