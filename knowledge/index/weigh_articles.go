package index

import (
	"cmp"
	"maps"
	"slices"
)

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

// company is what the candidates for one question have together: features compare each with the others.
type company struct {
	laws                        map[int32]*around
	lawPlace                    map[int32]float32 // 1/place of a law among those that are cited
	near                        map[place]around
	all                         around
	base, own, plain, cubes     float32 // the greatest of each
	says, topEntry, nearestEver float32
}

// lawFrom is how many of the articles found by their words tell which law is meant.
const lawFrom = 60

func (s *search) companyOf(candidates []articleCandidate) company {
	const least = 1e-6
	c := company{
		laws: map[int32]*around{}, near: map[place]around{}, all: around{least, least},
		base: least, own: least, plain: least, cubes: least, says: max(s.says, 1),
	}
	for i, a := range candidates {
		d, one := &s.tally.docs[a.doc], around{words: a.base, cited: s.cites[a.place].cubes()}
		c.base, c.own, c.plain, c.cubes = max(c.base, a.base), max(c.own, d.own), max(c.plain, d.plain), max(c.cubes, one.cited)
		c.near[a.place] = one
		if i >= lawFrom {
			one.words = 0
		}
		if c.laws[a.place.group] == nil {
			c.laws[a.place.group] = &around{}
		}
		c.laws[a.place.group].add(one)
		c.all.add(one)
	}
	c.lawPlace = placesOf(c.laws)
	if len(s.entries) > 0 {
		c.topEntry = s.entries[0].sure
	}
	for _, e := range s.wide {
		c.nearestEver = max(c.nearestEver, s.alikes.entries[e.number].best[0])
	}
	return c
}

// placesOf orders laws by how much what cites them is like the question.
func placesOf(laws map[int32]*around) map[int32]float32 {
	cited := slices.DeleteFunc(slices.Sorted(maps.Keys(laws)), func(l int32) bool { return laws[l].cited == 0 })
	slices.SortStableFunc(cited, func(a, b int32) int { return cmp.Compare(laws[b].cited, laws[a].cited) })
	places := map[int32]float32{}
	for at, l := range cited {
		places[l] = 1 / float32(1+at)
	}
	return places
}

func (s *search) weighArticles(candidates []articleCandidate) {
	with := s.companyOf(candidates)
	for i := range candidates {
		c := &candidates[i]
		c.features = s.featuresOf(c, with)
		c.guess = c.base/with.says + s.cites[c.place].cubes()
		c.score = c.base/with.says - 1
		if s.articles >= smallBase { // what was learned on a full base does not hold in a few laws
			c.score = s.models.Articles.Score(c.features)
		}
	}
}

func (s *search) featuresOf(c *articleCandidate, with company) []float32 {
	d, by, law, beside := &s.tally.docs[c.doc], s.cites[c.place], with.laws[c.place.group], with.beside(c.place)
	if by == nil {
		by = &citedBy{}
	}
	says := with.says
	features := append(make([]float32, 0, len(articleFeatures)),
		d.own/says, d.more/says, d.plain/says, d.matched/says, c.base/says, 1/float32(1+c.rank),
		c.base/with.base, d.own/with.own, d.plain/with.plain, s.standing.weight[s.docs[c.doc].of], logOf(d.length),
		by.sure, by.sum, by.at)
	for _, v := range by.by {
		features = append(features, v.near, v.words, v.body, v.all, v.cubes, v.first)
	}
	return append(features,
		by.cubes()/with.cubes, s.together[c.place], beside.cited, beside.words/says,
		law.words/with.all.words, law.cited/with.all.cited, with.lawPlace[c.place.group],
		logOf(s.says), with.topEntry, with.nearestEver)
}

// beside returns the best of what stands just before and after an article.
func (c company) beside(p place) (best around) {
	const reach, article = 3, 1000 // in articles; between the orders of two articles
	for step := int32(-reach); step <= reach; step++ {
		if n, ok := c.near[place{p.group, p.order + step*article}]; ok && step != 0 {
			best.cited, best.words = max(best.cited, n.cited), max(best.words, n.words)
		}
	}
	return best
}
