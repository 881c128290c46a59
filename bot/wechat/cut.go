package wechat

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Cut divides text so that head has at most maxRunes characters and maxBytes bytes and ends where a
// reader would pause: at the end of a sentence or line, else at a comma, else between two
// characters as they are seen, never inside one unless that one alone is too large. head+rest is
// always the text, byte for byte; head is empty only where not even its first rune fits.
func Cut(text string, maxRunes, maxBytes int) (head, rest string) {
	limit := within(text, maxRunes, maxBytes)
	if limit == len(text) {
		return text, ""
	}
	at := between(text, pause(text[:limit], sentenceEnds))
	if at < limit/3 {
		at = max(at, between(text, pause(text[:limit], softPauses)))
	}
	if at == 0 || at < limit/3 {
		at = between(text, limit)
	}
	if at == 0 { // one seen character larger than the limits
		at = limit
	}
	return text[:at], text[at:]
}

const (
	sentenceEnds = "。！？；!?\n"
	softPauses   = "，、：,: 　"
	closers      = "”’」』）》】)\""
)

// within returns how many bytes of the text are whole runes within the limits.
func within(text string, maxRunes, maxBytes int) int {
	n := 0
	for range maxRunes {
		_, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || n+size > maxBytes {
			break
		}
		n += size
	}
	return n
}

// pause returns the place after the last of the marks and the quotes and brackets that close
// behind it; 0 where there is none.
func pause(text, marks string) int {
	at := strings.LastIndexAny(text, marks)
	if at < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(text[at:])
	at += size
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !strings.ContainsRune(closers, r) {
			break
		}
		at += size
	}
	return at
}

// between returns the last place up to limit where one seen character ends and the next begins.
func between(text string, limit int) int {
	at, state := 0, -1
	for rest := text; rest != "" && at < limit; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if at+len(cluster) > limit {
			break
		}
		at += len(cluster)
	}
	return at
}
