package words

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// Sound returns how a pair of characters is pronounced, without tones, and alike where accents and input
// methods mix sounds up: zh and z, ch and c, sh and s, n and l, ng and n. "" where a character has no
// known reading.
func Sound(term string) string {
	table := sounds()
	var b strings.Builder
	for _, r := range term {
		reading, ok := table[r]
		if !ok {
			return ""
		}
		b.WriteString(reading)
		b.WriteByte(' ')
	}
	return b.String()
}

// sounds is the plain sound of every character that has one.
var sounds = sync.OnceValue(func() map[rune]string {
	table := make(map[rune]string, len(pinyin.PinyinDict))
	for r, readings := range pinyin.PinyinDict {
		first, _, _ := strings.Cut(readings, ",")
		table[rune(r)] = plainSound(first)
	}
	return table
})

var withoutTones = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e", "ī", "i", "í", "i", "ǐ", "i", "ì", "i",
	"ō", "o", "ó", "o", "ǒ", "o", "ò", "o", "ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v", "ü", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m",
)

func plainSound(reading string) string {
	s := withoutTones.Replace(reading)
	for _, pair := range [][2]string{{"zh", "z"}, {"ch", "c"}, {"sh", "s"}, {"l", "n"}} {
		if rest, ok := strings.CutPrefix(s, pair[0]); ok {
			s = pair[1] + rest
			break
		}
	}
	return strings.TrimSuffix(s, "g")
}

// IsPair reports whether the term is a pair of Chinese characters.
func IsPair(term string) bool {
	return IsHan(term) && utf8.RuneCountInString(term) == 2
}
