package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fold makes full-width letters and digits narrow and capitals small.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		return unicode.ToLower(r)
	}, text)
}

// Split calls emit for each term of the text, in order: Chinese as overlapping pairs of characters, a
// character that stands alone as itself, anything else as lower-case words.
func Split(text string, emit func(term string)) {
	text = Fold(text)
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

// IsHan reports whether the term is written in Chinese characters.
func IsHan(term string) bool {
	r, _ := utf8.DecodeRuneInString(term)
	return kindOf(r) == han
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
