package sheet

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/pufa/pufa"
)

// Count is a number as an office writes it.
type Count struct {
	N     int
	About bool // 约80, 200余份, 80-100: somebody's estimate, of which the lower bound is taken
}

// longest is how many bytes a text may have that is a count or a day.
const longest = 300

var (
	countOf = regexp.MustCompile(`^([^0-9]*?)(-?)(\d+(?:\.\d+)?(?:[eE]\+?\d+)?)\s*(万|千|百)?([^0-9]*)$`)
	rangeOf = regexp.MustCompile(`^([^0-9]*)(\d+)[^0-9]{0,3}(?:-|~|至|到)(\d+)([^0-9]*)$`)
	commas  = regexp.MustCompile(`(\d)[,，](\d{3})`)
	about   = regexp.MustCompile(`约|余|多|近|左右|上下|以上|\+|大概|超|过`)
	// nothing is how offices write that there was none.
	nothing = regexp.MustCompile(`^(?:|无|没有|/|\\|-+|—+|–+|暂无|未统计|不详)$`)
)

// ReadCount reads a count: 80, 80人, 约80人, 200余份, 1,200, 1.2万, ８０. Nothing, / and 无 are 0. The error is Invalid
// and says what is wrong with the text.
func ReadCount(text string) (Count, error) {
	if len(text) > longest {
		return Count{}, pufa.Errorf(pufa.Invalid, "“%s”看不出是多少，请写一个数", short(text))
	}
	folded := Fold(text)
	if nothing.MatchString(folded) {
		return Count{}, nil
	}
	for before := ""; before != folded; {
		before, folded = folded, commas.ReplaceAllString(folded, "$1$2")
	}
	if m := rangeOf.FindStringSubmatch(folded); m != nil {
		low, err1 := strconv.Atoi(m[2])
		high, err2 := strconv.Atoi(m[3])
		if err1 != nil || err2 != nil || low > high {
			return Count{}, pufa.Errorf(pufa.Invalid, "“%s”看不出是多少，请写一个数", short(text))
		}
		return Count{N: low, About: true}, nil
	}
	m := countOf.FindStringSubmatch(folded)
	if m == nil {
		return Count{}, pufa.Errorf(pufa.Invalid, "“%s”看不出是多少，请写一个数，如 80 或 约80人", short(text))
	}
	n, err := strconv.ParseFloat(m[3], 64)
	n *= map[string]float64{"": 1, "百": 100, "千": 1000, "万": 10_000}[m[4]]
	whole := math.Round(n)
	switch {
	case m[2] == "-" || strings.HasSuffix(m[1], "负"):
		return Count{}, pufa.Errorf(pufa.Invalid, "“%s”是负数，请改正", short(text))
	case err != nil || n > 1e9:
		return Count{}, pufa.Errorf(pufa.Invalid, "“%s”太大了，请看看是不是多打了几位", short(text))
	case math.Abs(n-whole) > 1e-6: // a formula's 80 may be stored as 79.99999999999999
		return Count{}, pufa.Errorf(pufa.Invalid, "“%s”不是整数，请改正", short(text))
	}
	return Count{N: int(whole), About: about.MatchString(m[1] + m[5])}, nil
}

// Fold returns a text with full-width letters, digits and signs made narrow, without spaces.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		default:
			return r
		}
	}, text)
}

// short bounds a text that is quoted in a message.
func short(text string) string {
	const most = 20
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
