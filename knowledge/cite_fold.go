package knowledge

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// folded is a text made uniform for recognition: blanks and 中华人民共和国 dropped, full-width digits
// and brackets narrow, inner book-title marks like outer ones. It knows where each byte comes from.
type folded struct {
	source string
	text   string
	start  []int32 // of the rune in the source to which the byte belongs, with what was dropped before a name
	end    []int32 // after that rune
}

// span returns the bytes of the source that text[from:to] comes from; from < to.
func (f folded) span(from, to int) (start, end int) {
	return int(f.start[from]), int(f.end[to-1])
}

// maxFold bounds what is read of one text: offsets are kept in 32 bits.
const maxFold = 1 << 30

func fold(source string) folded {
	if len(source) > maxFold {
		source = source[:maxFold]
	}
	b := folder{source: source, text: make([]byte, 0, len(source)), from: -1}
	b.start, b.end = make([]int32, 0, len(source)), make([]int32, 0, len(source))
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRuneInString(source[i:])
		switch {
		case r == '\n':
			if !b.joins(i) {
				b.put('\n', i, i+1)
			}
		case isBlank(r):
		case r == '中' && strings.HasPrefix(source[i:], republic):
			size = len(republic)
			if b.from < 0 {
				b.from = i
			}
			i += size
			continue
		default:
			b.put(narrow(r), i, i+size)
		}
		i += size
	}
	return folded{source: source, text: string(b.text), start: b.start, end: b.end}
}

type folder struct {
	source string
	text   []byte
	start  []int32
	end    []int32
	from   int // where a dropped 中华人民共和国 begins that belongs to the next rune; −1 for none
}

func (b *folder) put(r rune, from, to int) {
	if b.from >= 0 {
		from, b.from = b.from, -1
	}
	n := len(b.text)
	b.text = utf8.AppendRune(b.text, r)
	for range len(b.text) - n {
		b.start, b.end = append(b.start, int32(from)), append(b.end, int32(to))
	}
}

// joins reports whether the line feed at i only wraps a line: a blank line, and the beginning of an
// article in the text of a law (第三条 and a space), separate.
func (b *folder) joins(i int) bool {
	rest := strings.TrimLeft(b.source[i+1:min(len(b.source), i+1+64)], " \t　")
	if rest == "" || rest[0] == '\n' || rest[0] == '\r' || bytes.HasSuffix(b.text, []byte("\n")) {
		return false
	}
	if !strings.HasPrefix(rest, "第") {
		return true
	}
	_, after, found := strings.Cut(rest, "条")
	return !found || !isBlank(firstRune(after))
}

// isBlank reports blanks and invisible runes that editors and PDF readers leave in texts; a line
// feed is not one of them.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\v', '\f', 0xA0, 0xAD, 0x3000, 0xFEFF, 0x2060:
		return true
	}
	return r >= 0x2000 && r <= 0x200D
}

// narrow gives the uniform form of a rune.
func narrow(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '（' || r == '﹙':
		return '('
	case r == '）' || r == '﹚':
		return ')'
	case r == '〈' || r == '<' || r == '＜':
		return '《'
	case r == '〉' || r == '>' || r == '＞':
		return '》'
	}
	return r
}
