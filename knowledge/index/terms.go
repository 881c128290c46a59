package index

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
)

// maxQuestion bounds what is looked at of a question, in runes: longer ones are life stories whose
// beginning says what matters.
const maxQuestion = 600

// analyzer splits texts for the index: Chinese into overlapping pairs of characters, a character that
// stands alone as itself, anything else into lower-case words.
type analyzer struct{}

// Analyze implements analysis.Analyzer.
func (analyzer) Analyze(input []byte) analysis.TokenStream {
	tokens := make([]analysis.Token, 0, len(input)/3)
	split(string(input), func(term string) {
		tokens = append(tokens, analysis.Token{Term: []byte(term), Position: len(tokens) + 1})
	})
	stream := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		stream[i] = &tokens[i]
	}
	return stream
}

// split calls emit for each term of the text, in order.
func split(text string, emit func(term string)) {
	text = fold(text)
	for start := 0; start < len(text); {
		r, size := utf8.DecodeRuneInString(text[start:])
		kind := kindOf(r)
		end := start + size
		for kind != other && end < len(text) {
			next, size := utf8.DecodeRuneInString(text[end:])
			if kindOf(next) != kind {
				break
			}
			end += size
		}
		switch kind {
		case han:
			pairs(text[start:end], emit)
		case word:
			emit(text[start:end])
		}
		start = end
	}
}

func pairs(run string, emit func(term string)) {
	_, first := utf8.DecodeRuneInString(run)
	if first == len(run) {
		emit(run)
		return
	}
	for at, width := 0, first; at+width < len(run); {
		_, next := utf8.DecodeRuneInString(run[at+width:])
		emit(run[at : at+width+next])
		at, width = at+width, next
	}
}

type runeKind int

const (
	other runeKind = iota
	han
	word
)

func kindOf(r rune) runeKind {
	switch {
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsLetter(r), unicode.IsDigit(r):
		return word
	default:
		return other
	}
}

// fold makes full-width letters and digits narrow and capitals small.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		return unicode.ToLower(r)
	}, text)
}

// filler is what people say around a question. It is taken out of questions and of the ways people
// ask, never out of statutes, whose words are what is looked for.
var filler = regexp.MustCompile(`请问|您好|你好|想问一下|我想问|问一下|咨询一下|是否|如何|怎么办|怎么样|怎么|怎样|什么样|什么|` +
	`哪些|哪个|哪里|多少|多久|能不能|可不可以|会不会|是不是|有没有|可以吗|应该|应当|可以|需要|能否|的话|为何|吗|呢|吧|啊|谁|[了的]`)

// terms returns the distinct terms of a question or of a way of asking, in order.
func terms(question string) []string {
	if utf8.RuneCountInString(question) > maxQuestion {
		question = string([]rune(question)[:maxQuestion])
	}
	var found []string
	seen := map[string]bool{}
	split(filler.ReplaceAllString(question, " "), func(term string) {
		if !seen[term] {
			seen[term] = true
			found = append(found, term)
		}
	})
	return found
}
