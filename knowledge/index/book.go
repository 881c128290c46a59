package index

import (
	"math"
	"slices"

	"github.com/pufa/pufa/knowledge/words"
)

// book holds the ways of asking of every entry in memory, split into terms, so that a question is held
// against each of them. It takes about a kilobyte an entry.
type book struct {
	numbers map[string]int32 // of a term or a single character
	terms   []bookTerm
	asks    []ask
	entries []bookEntry
	sounds  map[string]int32 // the commonest pair of characters that sounds like this
	length  float32          // terms in all ways of asking of an average entry
}

// bookTerm is where a term or a character stands.
type bookTerm struct {
	text    string
	asks    []int32 // ascending, so that those of one entry stand together
	entries int32   // in how many entries
	rarity  float32
}

// ask is one way of asking.
type ask struct {
	entry        int32
	text         string
	pairs, runes float32 // its lengths as a vector of terms, and of characters
	size         int32   // terms
	title        bool
	label        bool // topics and the field: found by them, never taken for a way of asking
}

type bookEntry struct {
	terms int32 // in all its ways of asking
}

// fewestAsks is the size that a smaller book is taken for where rarity is told.
const fewestAsks = 3000

// write adds an entry's ways of asking: the title first. It returns the entry's number.
func (b *book) write(title string, asks, labels []string) {
	if b.numbers == nil {
		b.numbers = map[string]int32{}
	}
	e := int32(len(b.entries))
	b.entries = append(b.entries, bookEntry{})
	seen := map[int32]bool{}
	for i, text := range slices.Concat([]string{title}, asks, labels) {
		terms, runes := words.Terms(text)
		if len(terms) == 0 {
			continue
		}
		a := int32(len(b.asks))
		b.asks = append(b.asks, ask{entry: e, text: text, size: int32(len(terms)), title: i == 0, label: i > len(asks)})
		b.entries[e].terms += int32(len(terms))
		for _, t := range terms {
			b.stands(t, a, seen)
		}
		for _, r := range runes {
			if len(terms) == 1 && terms[0] == r {
				continue
			}
			b.stands(r, a, seen)
		}
	}
}

func (b *book) stands(term string, a int32, seen map[int32]bool) {
	n, ok := b.numbers[term]
	if !ok {
		n = int32(len(b.terms))
		b.numbers[term] = n
		b.terms = append(b.terms, bookTerm{text: term})
	}
	t := &b.terms[n]
	t.asks = append(t.asks, a)
	if !seen[n] {
		seen[n] = true
		t.entries++
	}
}

// close weighs the terms once all entries are written.
func (b *book) close() {
	total := max(len(b.asks), fewestAsks)
	singles := make([]bool, len(b.terms))
	b.sounds = map[string]int32{}
	for text, n := range b.numbers {
		singles[n] = isSingle(text)
		t := &b.terms[n]
		t.rarity = rarity(uint64(len(t.asks)), total)
		if sound := words.Sound(text); sound != "" && words.IsPair(text) {
			old, ok := b.sounds[sound]
			if !ok || len(b.terms[old].asks) < len(t.asks) || len(b.terms[old].asks) == len(t.asks) && old > n {
				b.sounds[sound] = n
			}
		}
	}
	for n, t := range b.terms {
		for _, a := range t.asks {
			if singles[n] {
				b.asks[a].runes += t.rarity * t.rarity
			} else {
				b.asks[a].pairs += t.rarity * t.rarity
			}
		}
	}
	all := 0
	for i := range b.asks {
		b.asks[i].pairs = sqrt(b.asks[i].pairs)
		b.asks[i].runes = sqrt(b.asks[i].runes)
		all += int(b.asks[i].size)
	}
	b.length = max(float32(all)/float32(max(len(b.entries), 1)), 1)
}

func isSingle(term string) bool { return words.IsHan(term) && !words.IsPair(term) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
