package index

// articleFeatures are what an article is ordered by. The forest's table names them.
var articleFeatures = []string{
	"own", "more", "plain", "matched", "base", "place", "ratio", "standing", "length",
	"citedSure", "citedSum", "citedBase", "citedWide", "citedAt", "citedCount", "prior", "lawPrior",
	"together", "nearCited", "nearWords", "lawWords", "lawCited", "size", "topEntry", "ownRatio", "plainRatio",
}

// around is what articles of one law have together.
type around struct{ words, cited float32 }

// lawFrom is how many of the articles found by their words tell which law is meant.
const lawFrom = 60

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
		if i >= lawFrom {
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
