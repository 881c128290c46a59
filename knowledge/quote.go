package knowledge

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Quote is what an article that an entry cites says in its own words, with a number or a legal effect that the entry
// leaves out.
type Quote struct {
	Citation Citation
	Text     string // a sentence, or some of its clauses with an ellipsis for the others
}

const (
	longestQuote = 80  // runes of one
	allQuotes    = 120 // runes of all
	mostQuotes   = 2
	// How well a sentence must fit the question: with a number or an effect of the kind that is asked for, and with
	// another.
	askedFit   = 0.75
	unaskedFit = 0.95
	besideFit  = 0.5 // with what is asked for, of an article that fits the question better than any that the entry cites
	// How well an item of a list must fit by itself.
	itemFit = 0.55
)

// quotable is a sentence that may be quoted.
type quotable struct {
	sentence
	cite  Citation
	fresh []quantity // numbers that the entry does not say
	does  int        // effects that it does not say
	best  bool       // its article is named beside the entry
	score float64
	least float64 // that it must reach
}

// quotes returns what the articles of the sources say with numbers or effects that the entry's text lacks, as far as
// it fits the question. Only articles in force on the asking day are quoted.
func (a *Answerer) quotes(ctx context.Context, q question, e Entry, sources, beside []Source, found []foundArticle) ([]Quote, error) {
	var all []sentence
	var candidates []quotable
	for i, src := range slices.Concat(sources, beside) {
		sentences, err := a.sentences(ctx, q, src)
		if err != nil {
			return nil, err
		}
		all = append(all, sentences...)
		prior := placeOf(src.Citation, i, found)
		for _, s := range sentences {
			if strings.HasPrefix(s.text, "（") || strings.HasSuffix(s.text, "：") {
				continue // an item says nothing without what stands over the list, nor that without an item
			}
			candidates = append(candidates, quotable{sentence: s, cite: src.Citation, score: prior, best: i >= len(sources)})
		}
	}
	said := q.shelf.saidBy(e)
	asked, rare := newInquiry(q.words, e.Title), rarity(all)
	for i := range candidates {
		candidates[i].judge(asked, rare, said)
	}
	candidates = slices.DeleteFunc(candidates, func(c quotable) bool { return len(c.fresh) == 0 && c.does == 0 || c.score < c.least })
	slices.SortStableFunc(candidates, func(a, b quotable) int { return cmp.Compare(b.score, a.score) })
	return chosen(candidates), nil
}

// placeOf is how much an article counts before its sentences are looked at: how early it was found for the
// question, and how early the entry cites it.
func placeOf(c Citation, cited int, found []foundArticle) float64 {
	score := 0.1 / float64(1+cited)
	for i, f := range found {
		if f.Law == c.Law && f.Article == c.Article {
			return score + 0.6/float64(1+i)
		}
	}
	return score
}

// said is what an entry's answer and deadlines say, which are shown whole.
type said struct {
	folded  string
	effects int
}

func (c *quotable) judge(asked inquiry, rare func(string) float64, said said) {
	c.does = c.effects &^ said.effects
	c.does &= asked.effects // one that is not asked for says little
	wanted := false
	for _, n := range c.quantities {
		if n.kind != numberOfOther && !saidIn(said.folded, n) {
			c.fresh = append(c.fresh, n)
			wanted = wanted || asked.asksFor(n)
		}
	}
	fit := asked.fit(c.sentence, rare)
	if c.item != nil && asked.fit(sentence{terms: c.item}, rare) < itemFit {
		fit = 0
	}
	c.score *= min(1, fit)
	c.score += fit
	c.least = unaskedFit
	if wanted {
		c.score *= 1.5
		c.least = askedFit
		if c.best {
			c.least = besideFit
		}
	}
}

// saidIn reports whether a folded text says the number: 5天 is not said by 15天.
func saidIn(said string, n quantity) bool {
	for at := 0; ; {
		i := strings.Index(said[at:], n.text)
		if i < 0 {
			return false
		}
		if at += i; at == 0 || !strings.ContainsRune("0123456789.", rune(said[at-1])) {
			return true
		}
		at += len(n.text)
	}
}

// chosen takes the best, and one more that says another number or effect, where both are short.
func chosen(best []quotable) (quotes []Quote) {
	length, does := 0, 0
	var said []quantity
	for _, c := range best {
		n := utf8.RuneCountInString(c.text)
		tells := slices.ContainsFunc(c.fresh, func(n quantity) bool { return !slices.Contains(said, n) })
		tells = tells || c.does&^does != 0
		if tells && length+n <= allQuotes && len(quotes) < mostQuotes {
			quotes = append(quotes, Quote{Citation: c.cite, Text: strings.TrimRight(c.text, "；，：:")})
			said = append(said, c.fresh...)
			does |= c.does
			length += n
		}
	}
	return quotes
}

// sentences returns the sentences of a source's article; none where the version in force is not in the base.
func (a *Answerer) sentences(ctx context.Context, q question, src Source) ([]sentence, error) {
	c := src.Citation
	if !src.Imported || c.Repealed || c.Article.Main == 0 {
		return nil, nil
	}
	if l, ok := q.shelf.byID(c.Law, src.LawID); !ok || !l.InForce(q.Day) || src.InForce != "" && l.Version != src.InForce {
		return nil, nil
	}
	return q.shelf.sentences.get(string(src.LawID)+c.Article.String(), func() ([]sentence, error) {
		law, err := a.law(ctx, q.shelf, src.LawID)
		if pufa.KindOf(err) == pufa.NotFound {
			return nil, nil // gone since the base was read
		}
		if err != nil {
			return nil, err
		}
		article, _, _ := law.article(c.Article)
		return articleSentences(article), nil
	})
}
