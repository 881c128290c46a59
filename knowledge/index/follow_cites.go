package index

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
	for _, c := range s.entries {
		s.follow(c, func(by *citedBy, at int32) {
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
		s.follow(c, func(by *citedBy, _ int32) {
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
func (s *search) follow(c entryCandidate, do func(by *citedBy, at int32)) {
	for _, cite := range s.citations[c.number] {
		do(s.cites.make(cite.place), cite.at)
	}
}

// spread follows citations a second time: what is cited together with the articles that fit best so far is
// likely wanted too.
func (s *search) spread(leading []scored) {
	says := max(s.says, 1)
	for i, p := range s.cites.numbers {
		*s.strength.make(p) = s.cites.values[i].cubes()
	}
	for _, a := range leading {
		*s.strength.make(s.placeOf(a.number)) += spreadWords * a.score / says
	}
	for rank, p := range top(s.strength.numbers, spreadFrom, s.strength.get) {
		s.spreadFrom(p.number, 1/float32(1+rank))
	}
}

const (
	spreadFrom  = 10   // of the articles that fit best
	spreadWords = 0.01 // what an article's own words count among them
	spreadOver  = 60   // entries that cite one article
)

func (s *search) spreadFrom(p uint32, weight float32) {
	entries := s.cited[p]
	entries = entries[:min(spreadOver, len(entries))]
	share := weight / float32(len(entries)+2)
	for _, e := range entries {
		if s.excepted(e) {
			continue
		}
		for _, cite := range s.citations[e] {
			if cite.place != p {
				*s.together.make(cite.place) += share
			}
		}
	}
}

// alsoCited returns the places that entries found cite, and then those that are cited together with what fits:
// the strongest of each.
func (s *search) alsoCited() []scored {
	cited := top(s.cites.numbers, s.mostCited(), func(p uint32) float32 {
		by := s.cites.of(p)
		return by.sure + by.cubes()
	})
	together := top(s.together.numbers, s.mostCited()/2, func(p uint32) float32 {
		if weight := s.together.get(p); s.cites.of(p) == nil && weight > leastTogether {
			return weight
		}
		return 0
	})
	return append(cited, together...)
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
func (s *search) leadingVersion(p uint32) (doc uint32, ok bool) {
	for _, d := range s.standsAt[p] {
		if !ok || s.leads(d) {
			doc, ok = d, true
		}
	}
	return doc, ok
}
