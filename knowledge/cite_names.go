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
	heads   headSet
}

// headSet says of most texts at once that no name begins them: a bit for each pair of runes with
// which a name begins, pairs that share a bit included. Most places in a text end here.
type headSet [1 << 16 / 64]uint64

func headOf(text string) (bit uint16) {
	r, size := utf8.DecodeRuneInString(text)
	second, _ := utf8.DecodeRuneInString(text[size:])
	return uint16(r<<5 ^ second)
}

func (s *headSet) add(text string) {
	bit := headOf(text)
	s[bit/64] |= 1 << (bit % 64)
}

func (s *headSet) has(text string) bool {
	bit := headOf(text)
	return s[bit/64]&(1<<(bit%64)) != 0
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
		t.heads.add(e.text)
	}
	return t
}

// find returns the longest name that text begins with; a zero entry where there is none.
func (t *nameTable) find(text string) nameEntry {
	if !t.heads.has(text) {
		return nameEntry{}
	}
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
