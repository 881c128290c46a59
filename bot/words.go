package bot

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean returns what of a message is considered: its first max characters, without control and
// format characters, spaces collapsed.
func clean(text string, max int) string {
	var b strings.Builder
	n, space := 0, false
	for _, r := range strings.ToValidUTF8(text, "") {
		if n >= max {
			break
		}
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) {
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// tighten returns the text as rules read it: compatibility forms made plain (full width, ligatures),
// lower case, and nothing but letters, digits and Han.
func tighten(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(text))
}

// cut returns the first n characters of the text, with an ellipsis where something is left off.
func cut(text string, n int) string {
	count := 0
	for i := range text {
		if count == n {
			return text[:i] + "…"
		}
		count++
	}
	return text
}
