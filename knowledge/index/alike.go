package index

import (
	"slices"

	"github.com/pufa/pufa/knowledge/words"
)

// How a question compares with what an entry's ways of asking say.
type likeness struct {
	words   float32    // BM25 over all ways of asking
	more    float32    // the same with what law calls the question's words
	matched float32    // the weight of the question's terms that they hold
	best    [3]float32 // cosines with the nearest ways of asking
	title   float32    // cosine with the title
	runes   float32    // cosine of the characters with the nearest
	part    float32    // the best cosine of a stretch of a long question
	touched bool
}

// alikes compares a question with every entry of the book. Between two uses it is all zeros.
type alikes struct {
	entries []likeness
	touched []int32 // entries
	pairs   []float32
	runes   []float32
	asks    []int32 // touched ways of asking
}

func (a *alikes) grow(b *book) {
	if len(a.entries) < len(b.entries) {
		a.entries = make([]likeness, len(b.entries))
	}
	if len(a.pairs) < len(b.asks) {
		a.pairs, a.runes = make([]float32, len(b.asks)), make([]float32, len(b.asks))
	}
}

func (a *alikes) clear() {
	for _, e := range a.touched {
		a.entries[e] = likeness{}
	}
	a.touched = a.touched[:0]
}

// skip tells which ways of asking are not looked at; nil for none.
type skip func(a *ask) bool

// weighted is a term of a question in the book.
type weighted struct {
	number int32
	weight float32
}

// look finds the terms in the book; what stands nowhere in it says nothing here.
func (b *book) look(terms []string) (found []weighted) {
	for _, t := range terms {
		if n, ok := b.numbers[t]; ok {
			found = append(found, weighted{n, b.terms[n].rarity})
		}
	}
	return found
}

// compare fills in how alike the question and every entry are.
func (a *alikes) compare(b *book, q words.Question, own, more []term, not skip) {
	for _, t := range own {
		if n, ok := b.numbers[t.text]; ok {
			a.score(b, n, t.rare, not, false)
		}
	}
	for _, t := range more {
		if n, ok := b.numbers[t.text]; ok {
			a.score(b, n, t.rare*t.factor, not, true)
		}
	}
	known := b.look(q.Terms)
	length := a.unknown(b, q.Terms, known)
	a.cosines(b, known, b.look(q.Runes), length, not)
	for _, part := range q.Parts {
		a.part(b, part, not)
	}
}

// unknown returns the length of the question's vector: what the book does not know counts as rare.
func (a *alikes) unknown(b *book, terms []string, known []weighted) float32 {
	rare := rarity(3, max(len(b.asks), fewestAsks))
	sum := float32(len(terms)-len(known)) * rare * rare * 0.5
	for _, w := range known {
		sum += w.weight * w.weight
	}
	return sqrt(sum)
}

const (
	askB = 0.3
)

// score adds a term's BM25 to the entries that are asked for with it.
func (a *alikes) score(b *book, n int32, says float32, not skip, more bool) {
	asks := b.terms[n].asks
	for i := 0; i < len(asks); {
		e := b.asks[asks[i]].entry
		times := float32(0)
		for i < len(asks) && b.asks[asks[i]].entry == e {
			if not == nil || !not(&b.asks[asks[i]]) {
				times++
			}
			i++
		}
		if times == 0 {
			continue
		}
		l := a.touch(e)
		score := says * (k1 + 1) * times / (times + k1*(1-askB+askB*float32(b.entries[e].terms)/b.length))
		if more {
			l.more += score
		} else {
			l.words += score
			l.matched += says
		}
	}
}

func (a *alikes) touch(e int32) *likeness {
	l := &a.entries[e]
	if !l.touched {
		l.touched = true
		a.touched = append(a.touched, e)
	}
	return l
}

// add adds up dot products with the ways of asking.
func (a *alikes) add(b *book, known []weighted, into []float32) {
	for _, w := range known {
		square := w.weight * w.weight
		for _, n := range b.terms[w.number].asks {
			if a.pairs[n] == 0 && a.runes[n] == 0 {
				a.asks = append(a.asks, n)
			}
			into[n] += square
		}
	}
}

func (a *alikes) cosines(b *book, pairs, runes []weighted, length float32, not skip) {
	a.add(b, pairs, a.pairs)
	a.add(b, runes, a.runes)
	runeLength := float32(0)
	for _, w := range runes {
		runeLength += w.weight * w.weight
	}
	runeLength = sqrt(runeLength)
	for _, n := range a.asks {
		ask := &b.asks[n]
		if !ask.label && (not == nil || !not(ask)) {
			l := a.touch(ask.entry)
			if ask.pairs > 0 && length > 0 {
				l.nearer(a.pairs[n]/(ask.pairs*length), ask.title)
			}
			if ask.runes > 0 && runeLength > 0 {
				l.runes = max(l.runes, a.runes[n]/(ask.runes*runeLength))
			}
		}
		a.pairs[n], a.runes[n] = 0, 0
	}
	a.asks = a.asks[:0]
}

func (l *likeness) nearer(cosine float32, title bool) {
	if title {
		l.title = cosine
	}
	for i := range l.best {
		if cosine > l.best[i] {
			l.best[i], cosine = cosine, l.best[i]
		}
	}
}

// part holds one stretch of a long question against the ways of asking.
func (a *alikes) part(b *book, terms []string, not skip) {
	known := b.look(terms)
	length := a.unknown(b, terms, known)
	a.add(b, known, a.pairs)
	for _, n := range a.asks {
		ask := &b.asks[n]
		if !ask.label && ask.pairs > 0 && length > 0 && (not == nil || !not(ask)) {
			l := a.touch(ask.entry)
			l.part = max(l.part, a.pairs[n]/(ask.pairs*length))
		}
		a.pairs[n] = 0
	}
	a.asks = a.asks[:0]
}

// soundAlikes returns, for pairs of characters that nobody writes, the pair that sounds alike and that
// people do write.
func (b *book) soundAlikes(terms []string, known func(term string) bool) (found []string) {
	for _, t := range terms {
		if _, ok := b.numbers[t]; ok || !words.IsPair(t) || known(t) {
			continue
		}
		n, ok := b.sounds[words.Sound(t)]
		if !ok || len(b.terms[n].asks) < 3 {
			continue
		}
		found = append(found, b.terms[n].text)
	}
	slices.Sort(found)
	return slices.Compact(found)
}
