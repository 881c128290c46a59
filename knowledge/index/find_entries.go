package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/pufa/pufa/knowledge"
)

// entryCandidate is an entry that may answer.
type entryCandidate struct {
	number   int32
	base     float32 // what it is chosen by
	body     float32
	sure     float32 // how likely it answers
	features []float32
}

// entryFeatures are what an entry is ordered by. The forest's table names them.
var entryFeatures = []string{
	"words", "more", "matched", "best1", "best2", "best3", "title", "runes", "part", "body",
	"base", "ratio", "agree", "agreeBest", "field", "size", "unknown", "case", "side", "asks", "wordsRatio", "bestRatio", "bare",
}

// gatherEntries chooses the entries that are worth a closer look and says how likely each answers.
func (s *search) gatherEntries(leading []scored) {
	s.numbers = s.numbers[:0]
	for i := range s.view.entries {
		if (s.alikes.entries[i].touched || s.bodyOf(i) != 0) && !s.excepted(int32(i)) {
			s.numbers = append(s.numbers, uint32(i))
		}
	}
	for _, e := range top(s.numbers, citingCandidates, s.baseOf) {
		s.wide = append(s.wide, entryCandidate{number: int32(e.number), base: e.score, body: s.bodyOf(int(e.number))})
	}
	s.entries = append(s.entries, s.wide[:min(entryCandidates, len(s.wide))]...)
	s.lookCloser(leading)
}

// bodyOf is how well the words of an entry's answer fit.
func (s *search) bodyOf(entry int) float32 { return s.tally.docs[s.entryDocs[entry]].own }

// baseOf is a first guess of how well an entry fits.
func (s *search) baseOf(entry uint32) float32 {
	l, body := &s.alikes.entries[entry], s.bodyOf(int(entry))
	rare, says := max(s.rare, 1), max(s.says, 1)
	return l.words/rare + 0.3*l.more/rare + 0.25*body/says + 1.5*l.best[0] + 0.5*l.part + 0.3*l.runes
}

func (s *search) lookCloser(leading []scored) {
	s.seen.clear()
	for rank, a := range leading {
		*s.seen.make(s.placeOf(a.number)) = rank
	}
	fields := s.fieldVotes()
	var topBase, topWords, topBest float32
	for i := range s.entries {
		l := &s.alikes.entries[s.entries[i].number]
		topBase, topWords, topBest = max(topBase, s.entries[i].base), max(topWords, l.words), max(topBest, l.best[0])
	}
	for i := range s.entries {
		c := &s.entries[i]
		facts := &s.view.entries[c.number]
		l := &s.alikes.entries[c.number]
		agree, agreeBest := s.agreement(c.number)
		rare, says := max(s.rare, 1), max(s.says, 1)
		c.features = []float32{
			l.words / rare, l.more / rare, l.matched / rare, l.best[0], l.best[1], l.best[2], l.title, l.runes, l.part, c.body / says,
			c.base, c.base / topBase, agree, agreeBest, fields[facts.Field], logOf(s.rare), s.unknownShare(),
			truth(facts.Kind == knowledge.KindCase), s.side(facts), logOf(float32(len(facts.Asks))),
			l.words / max(topWords, 1e-6), l.best[0] / max(topBest, 1e-6), truth(s.bare()),
		}
		c.sure = float32(s.models.Entries.Likelihood(c.features))
		if l.repeats(s.rare) {
			c.sure = max(c.sure, repeated)
		}
	}
	slices.SortStableFunc(s.entries, func(a, b entryCandidate) int { return cmp.Compare(b.sure, a.sure) })
}

// Forests learn from ways of asking that are not looked at and know nothing of a question in the very words
// of one.
const (
	repeated  = 0.98 // how likely an entry answers what is one of its ways of asking
	sameWords = 0.98 // the cosine from which two texts are taken for one: fillers and marks do not count
)

// repeats reports whether the question, whose terms weigh rare, is one of the ways of asking.
func (l *likeness) repeats(rare float32) bool {
	return l.best[0] >= sameWords && l.matched >= sameWords*rare
}

// agreement says how well the entry's citations agree with the articles found by their own words: the
// share of them that are among those, and how far ahead the best is.
func (s *search) agreement(entry int32) (share, best float32) {
	cites := s.citations[entry]
	for _, c := range cites {
		if rank := s.seen.of(c.place); rank != nil {
			share++
			best = max(best, 1/float32(1+*rank))
		}
	}
	return share / float32(max(len(cites), 1)), best
}

// fieldVotes says which field of law the nearest entries are in, each as a share of all.
func (s *search) fieldVotes() map[string]float32 {
	votes, all := map[string]float32{}, float32(0)
	for _, c := range s.entries {
		if field := s.view.entries[c.number].Field; field != "" {
			votes[field] += c.base * c.base
			all += c.base * c.base
		}
	}
	for field := range votes {
		votes[field] /= all
	}
	return votes
}

// side is 1 where the entry is for the asker's side, -1 where it is for the other.
func (s *search) side(e *entryFacts) float32 {
	switch {
	case s.query.Group == "" || len(e.For) == 0:
		return 0
	case slices.Contains(e.For, s.query.Group):
		return 1
	default:
		return -1
	}
}

// unknownShare is how much of the question nobody has ever asked or written.
func (s *search) unknownShare() float32 {
	unknown := 0
	for _, t := range s.own() {
		if _, ok := s.book.numbers[t.text]; !ok {
			unknown++
		}
	}
	return float32(unknown) / float32(max(len(s.own()), 1))
}

func (s *search) entryHits() (hits []knowledge.Hit) {
	for _, c := range s.entries[:min(s.query.Limit, len(s.entries))] {
		e, l := &s.view.entries[c.number], &s.alikes.entries[c.number]
		hit := knowledge.Hit{
			Scope: knowledge.ScopeEntries, ID: e.ID, Kind: e.Kind, Slug: e.Slug, Title: e.Title,
			Score: float64(c.sure), Matched: float64(l.matched / max(s.rare, 1)), Weight: float64(s.rare),
			Alike: float64(max(l.best[0], l.part)), Unknown: float64(s.unknownShare()),
		}
		if s.query.Study {
			hit.Features = c.features
		}
		hits = append(hits, hit)
	}
	s.compareEntries(hits)
	return hits
}

// compareEntries notes of each entry how likely the best of the others answers: one that says something else, and one
// that cites an article that it cites too.
func (s *search) compareEntries(hits []knowledge.Hit) {
	hits = hits[:min(defaultLimit, len(hits))]
	for i := range hits {
		for j := range hits {
			switch {
			case i == j:
			case s.shareCitation(i, j):
				hits[i].Fellow = max(hits[i].Fellow, hits[j].Score)
			default:
				hits[i].Rival = max(hits[i].Rival, hits[j].Score)
			}
		}
	}
}

func (s *search) shareCitation(i, j int) bool {
	others := s.view.entries[s.entries[j].number].Cites
	return slices.ContainsFunc(s.view.entries[s.entries[i].number].Cites, func(c cite) bool { return slices.Contains(others, c) })
}

// placeEntries notes of each entry the first of the articles found that it cites.
func (s *search) placeEntries(found knowledge.Found) {
	for i := range found.Entries {
		cites := s.view.entries[s.entries[i].number].Cites
		found.Entries[i].Place = 1 + slices.IndexFunc(found.Articles[:min(defaultLimit, len(found.Articles))], func(h knowledge.Hit) bool {
			return slices.Contains(cites, cite{h.Law, int32(h.Article.Order())})
		})
	}
}

func logOf(x float32) float32 { return float32(math.Log1p(float64(x))) }

func truth(is bool) float32 {
	if is {
		return 1
	}
	return 0
}
