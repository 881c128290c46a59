package index

// articleFeatures are what an article is ordered by. The forest's table names them. How often an article is
// cited is none of them: where a lesson's own entry is not looked at, the right articles are cited once less, and
// nothing else would be learned.
var articleFeatures = []string{
	"own", "more", "plain", "matched", "base", "place", "ratio", "ownRatio", "plainRatio", "standing", "length",
	"citedSure", "citedSum", "citedAt",
	"oftenNear", "oftenWords", "oftenBody", "oftenAll", "oftenCubes", "oftenFirst",
	"onceNear", "onceWords", "onceBody", "onceAll", "onceCubes", "onceFirst", "cubesRatio",
	"together", "nearCited", "nearWords", "lawWords", "lawCited", "lawPlace", "size", "topEntry", "topNear",
}

// around is what stands for an article, or for all of a law.
type around struct{ words, cited float32 }

func (a *around) add(b around) {
	a.words += b.words
	a.cited += b.cited
}

// lawAround is what stands for all of a law.
type lawAround struct {
	around
	place float32 // 1/place among the laws that are cited
}

// company is what the candidates for one question have together: features compare each with the others.
type company struct {
	all                         around
	base, own, plain, cubes     float32 // the greatest of each
	says, topEntry, nearestEver float32
}

// lawFrom is how many of the articles found by their words tell which law is meant.
const lawFrom = 60

// meet notes what the candidates have together.
func (s *search) meet(candidates []articleCandidate) company {
	const least = 1e-6
	c := company{all: around{least, least}, base: least, own: least, plain: least, cubes: least, says: max(s.says, 1)}
	for i, a := range candidates {
		d, one := &s.tally.docs[a.doc], around{words: a.base, cited: s.cites.of(a.place).cubes()}
		c.base, c.own, c.plain, c.cubes = max(c.base, a.base), max(c.own, d.own), max(c.plain, d.plain), max(c.cubes, one.cited)
		*s.near.make(a.place) = one
		if i >= lawFrom {
			one.words = 0
		}
		s.met.make(s.groupOf(a.place)).add(one)
		c.all.add(one)
	}
	s.placeLaws()
	if len(s.entries) > 0 {
		c.topEntry = s.entries[0].sure
	}
	for _, e := range s.wide {
		c.nearestEver = max(c.nearestEver, s.alikes.entries[e.number].best[0])
	}
	return c
}

func (v *view) groupOf(place uint32) uint32 { return uint32(v.places[place].group) }

// placeLaws orders laws by how much what cites them is like the question.
func (s *search) placeLaws() {
	laws := &s.met
	cited := top(laws.numbers, len(laws.numbers), func(l uint32) float32 { return laws.of(l).cited })
	for at, l := range cited {
		laws.of(l.number).place = 1 / float32(1+at)
	}
}

func (s *search) weighArticles(candidates []articleCandidate) {
	with := s.meet(candidates)
	all := make([]float32, 0, len(candidates)*len(articleFeatures))
	rows := make([][]float32, len(candidates))
	for i := range candidates {
		c := &candidates[i]
		from := len(all)
		all = s.addFeatures(all, c, with)
		c.features, rows[i] = all[from:], all[from:]
		c.guess = c.base/with.says + s.cites.of(c.place).cubes()
		c.score = c.base/with.says - 1
	}
	if s.articles < smallBase { // what was learned on a full base does not hold in a few laws
		return
	}
	for i, score := range s.models.Articles.Scores(rows) {
		candidates[i].score = score
	}
}

func (s *search) addFeatures(features []float32, c *articleCandidate, with company) []float32 {
	d, by, law, beside := &s.tally.docs[c.doc], s.cites.of(c.place), s.met.of(s.groupOf(c.place)), s.beside(c.place)
	if by == nil {
		by = &citedBy{}
	}
	says := with.says
	features = append(features,
		d.own/says, d.more/says, d.plain/says, d.matched/says, c.base/says, 1/float32(1+c.rank),
		c.base/with.base, d.own/with.own, d.plain/with.plain, s.standing.weight[s.docs[c.doc].of], logOf(d.length),
		by.sure, by.sum, by.at)
	for _, v := range by.by {
		features = append(features, v.near, v.words, v.body, v.all, v.cubes, v.first)
	}
	return append(features,
		by.cubes()/with.cubes, s.together.get(c.place), beside.cited, beside.words/says,
		law.words/with.all.words, law.cited/with.all.cited, law.place,
		logOf(s.says), with.topEntry, with.nearestEver)
}

// beside returns the best of what stands just before and after an article.
func (s *search) beside(p uint32) (best around) {
	const reach, article = 3, 1000 // in articles; between the orders of two articles
	look := func(n int) (near bool) {
		from, to := s.places[p], s.places[n]
		apart := max(to.order-from.order, from.order-to.order)
		if to.group != from.group || apart > reach*article {
			return false
		}
		if one := s.near.of(uint32(n)); one != nil && apart%article == 0 {
			best.cited, best.words = max(best.cited, one.cited), max(best.words, one.words)
		}
		return true
	}
	for n := int(p) - 1; n >= 0 && look(n); n-- {
	}
	for n := int(p) + 1; n < len(s.places) && look(n); n++ {
	}
	return best
}
