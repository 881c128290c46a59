package knowledge

import (
	"strings"
)

// Number is the number of an article: 第二百八十七条之二 is {Main: 287, Sub: 2}.
type Number struct {
	Main int
	Sub  int // 之…; 0 where there is none
}

// String returns the canonical form 第二百八十七条之二; "" for the zero number.
func (n Number) String() string {
	if n.Main <= 0 {
		return ""
	}
	s := "第" + Numeral(n.Main) + "条"
	if n.Sub > 0 {
		s += "之" + Numeral(n.Sub)
	}
	return s
}

// Order returns a number that sorts articles as they stand in a law.
func (n Number) Order() int { return n.Main*1000 + n.Sub }

// What a number of an article may be: no statute has more, and Order leaves room for no more.
const (
	maxMain = 9999
	maxSub  = 999
)

// ParseNumber reads 第二百八十七条之二, 287条之二, 第287条, 第二八七条 and bare numerals, in Chinese
// (also 〇 ○ 两), ASCII or full-width digits. ok is false for anything else.
func ParseNumber(s string) (n Number, ok bool) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "第")
	head, sub, hasSub := strings.Cut(s, "之")
	head = strings.TrimSuffix(head, "条")
	if hasSub {
		sub = strings.TrimSuffix(sub, "条") // 第一百二十条之一 and 第一百二十之一条
		if n.Sub, ok = ParseNumeral(sub); !ok || n.Sub <= 0 {
			return Number{}, false
		}
	}
	if n.Main, ok = ParseNumeral(head); !ok || n.Main <= 0 || n.Main > maxMain || n.Sub > maxSub {
		return Number{}, false
	}
	return n, true
}

const digits = "零一二三四五六七八九"

// Numeral writes 0 … 9999 in Chinese as statutes do: 十, 二十一, 一百零五, 一千零七十九.
// Other numbers return "".
func Numeral(n int) string {
	if n < 0 || n > 9999 {
		return ""
	}
	d := []rune(digits)
	if n < 10 {
		return string(d[n])
	}
	var b strings.Builder
	units := []struct {
		value int
		name  string
	}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}}
	zero := false
	for _, u := range units {
		q := n / u.value % 10
		switch {
		case q > 0:
			if zero {
				b.WriteRune(d[0])
				zero = false
			}
			if u.value != 10 || q != 1 || b.Len() > 0 {
				b.WriteRune(d[q])
			}
			b.WriteString(u.name)
		case b.Len() > 0:
			zero = true
		}
	}
	return b.String()
}

// ParseNumeral reads a whole number 0 … 99999 in Chinese (一千零七十九, 一百十二, 廿一, 一〇七九), ASCII
// or full-width digits. ok is false for anything else, also for the empty text.
func ParseNumeral(s string) (n int, ok bool) {
	if s == "" || len(s) > 60 {
		return 0, false
	}
	if n, ok = positional(s); ok {
		return n, true
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "廿", "二十"), "卅", "三十")
	total, digit, seen := 0, -1, 100000
	for _, r := range s {
		if v, isDigit := digitValue(r); isDigit {
			if v == 0 {
				if digit >= 0 {
					return 0, false
				}
				continue
			}
			if digit >= 0 {
				return 0, false
			}
			digit = v
			continue
		}
		u := unitValue(r)
		if u == 0 || u >= seen {
			return 0, false
		}
		if digit < 0 {
			if u != 10 { // 十二, and 一百十二 in older statutes
				return 0, false
			}
			digit = 1
		}
		total, digit, seen = total+digit*u, -1, u
	}
	if digit > 0 {
		total += digit
	}
	return total, total > 0
}

// positional reads digits in their places: 1079, １０７９, 一〇七九, 0.
func positional(s string) (int, bool) {
	n, count := 0, 0
	for _, r := range s {
		v, ok := digitValue(r)
		if !ok || count == 5 {
			return 0, false
		}
		n, count = n*10+v, count+1
	}
	return n, true
}

func digitValue(r rune) (int, bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case r >= '０' && r <= '９':
		return int(r - '０'), true
	case r == '〇' || r == '○' || r == '零':
		return 0, true
	case r == '两' || r == '二':
		return 2, true
	}
	if i := strings.IndexRune(digits, r); i >= 0 {
		return i / len("零"), true
	}
	return 0, false
}

func unitValue(r rune) int {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 10000
	default:
		return 0
	}
}
