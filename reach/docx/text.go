package docx

import (
	"encoding/xml"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean returns s without what XML cannot hold (control characters, U+FFFE, U+FFFF) and without the marks
// that turn the direction of what follows, by which a text can look like another. Tabs become spaces,
// every kind of line end \n; bytes that are not UTF-8 become U+FFFD.
func Clean(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, dirty) < 0 {
		return s
	}
	var b strings.Builder
	previous := rune(0)
	for _, r := range s { // a byte that is not UTF-8 comes as U+FFFD
		switch {
		case r == '\n' && previous == '\r':
		case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			b.WriteByte('\n')
		case r == '\t':
			b.WriteByte(' ')
		case !dirty(r):
			b.WriteRune(r)
		}
		previous = r
	}
	return b.String()
}

// dirty reports whether Clean changes or drops the character.
func dirty(r rune) bool {
	switch {
	case r == '\n':
		return false
	case unicode.IsControl(r), r == 0xFFFE, r == 0xFFFF, r == 0xFEFF, r == 0x2028, r == 0x2029:
		return true
	}
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

// escape returns s cleaned, fit for XML text and attributes.
func escape(s string) string {
	var b strings.Builder
	// A strings.Builder takes everything.
	_ = xml.EscapeText(&b, []byte(Clean(s)))
	return strings.ReplaceAll(b.String(), "&#xA;", "\n")
}

// lines splits s at its line breaks and leaves out lines without text.
func lines(s string) []string {
	var kept []string
	for _, line := range strings.Split(Clean(s), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return kept
}

// Width is how many half characters the text takes in a line: two for a Chinese character.
func Width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r < 0x1100:
			n++
		default:
			n += 2
		}
	}
	return n
}

// numeral writes n, from 1 to 999, as 一, 十, 二十三, 一百零一.
func numeral(n int) string {
	digits := []rune("零一二三四五六七八九")
	if n <= 0 || n > 999 {
		return "〇"
	}
	var b strings.Builder
	hundreds, tens, ones := n/100, n/10%10, n%10
	if hundreds > 0 {
		b.WriteRune(digits[hundreds])
		b.WriteRune('百')
	}
	switch {
	case tens > 1, tens == 1 && hundreds > 0:
		b.WriteRune(digits[tens])
		b.WriteRune('十')
	case tens == 1:
		b.WriteRune('十')
	case hundreds > 0 && ones > 0:
		b.WriteRune('零')
	}
	if ones > 0 {
		b.WriteRune(digits[ones])
	}
	return b.String()
}
