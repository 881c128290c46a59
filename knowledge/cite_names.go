package knowledge

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// nameEntry is one way in which a law is called in running text, folded.
type nameEntry struct{ text, law string }

// nameTable finds the longest name with which a text begins. Names are sorted, so a search by
// bisection replaces a trie of a hundred thousand nodes that every catalogue would have to build.
type nameTable struct {
	entries []nameEntry
	longest int // bytes
	first   runeSet
}

// runeSet is a set of runes of the basic plane.
type runeSet [1 << 16 / 64]uint64

func (s *runeSet) add(r rune) {
	if r < 1<<16 {
		s[r/64] |= 1 << (r % 64)
	}
}

func (s *runeSet) has(r rune) bool {
	return r < 1<<16 && s[r/64]&(1<<(r%64)) != 0
}

// newNameTable sorts the entries; of several for one text the last one stands.
func newNameTable(entries []nameEntry) nameTable {
	slices.SortStableFunc(entries, func(a, b nameEntry) int { return cmp.Compare(a.text, b.text) })
	t := nameTable{entries: entries[:0]}
	for i, e := range entries {
		if e.text == "" || i+1 < len(entries) && entries[i+1].text == e.text {
			continue
		}
		t.entries = append(t.entries, e)
		t.longest = max(t.longest, len(e.text))
		r, _ := utf8.DecodeRuneInString(e.text)
		t.first.add(r)
	}
	return t
}

// find returns the longest name that text begins with; a zero entry where there is none.
func (t *nameTable) find(text string) nameEntry {
	text = text[:min(len(text), t.longest)]
	for text != "" {
		i := sort.Search(len(t.entries), func(i int) bool { return t.entries[i].text > text })
		if i == 0 {
			break
		}
		e := t.entries[i-1]
		if strings.HasPrefix(text, e.text) {
			return e
		}
		text = text[:common(text, e.text)] // no longer prefix of text can be a name
	}
	return nameEntry{}
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
