package words

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

// The thesaurus leads from everyday words, dialect and usual typos to the words of law and of entries. A
// line: the word, a tab, what it is called there, separated by blanks. It is our own.
//
//go:embed thesaurus.txt
var thesaurusText string

// thesaurus is read at its first use; it never changes.
var thesaurus = sync.OnceValue(func() map[string]string {
	table := map[string]string{}
	for line := range strings.Lines(thesaurusText) {
		everyday, legal, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(everyday, "#") {
			continue
		}
		for key := range strings.SplitSeq(everyday, "|") {
			if old := table[key]; old != "" {
				legal = old + " " + legal
			}
			table[Fold(key)] = legal
		}
	}
	return table
})

// The lengths of the words that the thesaurus may hold, in runes.
const (
	shortestWord = 2
	longestWord  = 8
)

// more returns the terms of what the text's everyday words are called in law, without those it has.
func more(text string, has []string) (found []string) {
	table := thesaurus()
	seen := make(map[string]bool, len(has))
	for _, t := range has {
		seen[t] = true
	}
	var starts []int
	for at := range text {
		starts = append(starts, at)
	}
	starts = append(starts, len(text))
	for i := range len(starts) - shortestWord {
		for n := min(longestWord, len(starts)-1-i); n >= shortestWord; n-- {
			legal, ok := table[text[starts[i]:starts[i+n]]]
			if !ok {
				continue
			}
			Split(legal, func(term string) {
				if !seen[term] && utf8.RuneCountInString(term) > 1 {
					seen[term] = true
					found = append(found, term)
				}
			})
		}
	}
	return found
}
