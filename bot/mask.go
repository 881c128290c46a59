package bot

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What stands where private data stood.
const (
	maskIdentity = "[身份证号]"
	maskMobile   = "[手机号]"
	maskPhone    = "[电话号码]"
	maskCard     = "[银行卡号]"
)

// Mask returns the text with ID card numbers (18 digits with their check digit, GB 11643, and the old
// 15), mobile and landline phones and bank cards (Luhn) replaced by what they are; also where
// they are written with spaces, dashes, full-width digits or in Chinese numerals. Amounts, days,
// numbers of laws and of cases stay. Masking twice changes nothing more.
func Mask(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for i := 0; i < len(runes); {
		run := digitRun(runes, i)
		if run.end == i {
			b.WriteRune(runes[i])
			i++
			continue
		}
		run.mask(&b)
		i = run.end
	}
	return b.String()
}

// A group is a stretch of digits without anything between them.
type group struct {
	start, end int // in runes
	digits     string
}

// A run is groups that stand so close that they may be one number.
type run struct {
	runes  []rune
	groups []group
	end    int
}

// digitRun returns the run that begins at i; its end is i where no digit is there.
func digitRun(runes []rune, i int) run {
	r := run{runes: runes, end: i}
	for at := i; at < len(runes); {
		g := digitGroup(runes, at)
		if g.end == at {
			break
		}
		r.groups, r.end = append(r.groups, g), g.end
		at = g.end
		for at < len(runes) && at < g.end+3 && separates(runes[at]) {
			at++
		}
	}
	return r
}

func digitGroup(runes []rune, at int) group {
	g := group{start: at, end: at}
	var b strings.Builder
	for ; g.end < len(runes); g.end++ {
		d := digitOf(runes[g.end])
		if d == 0 {
			break
		}
		b.WriteByte(d)
	}
	if g.end > at && g.end < len(runes) && strings.ContainsRune("xXｘＸ×", runes[g.end]) && endsIdentity(runes, g) {
		b.WriteByte('X')
		g.end++
	}
	g.digits = b.String()
	return g
}

// endsIdentity reports whether an X after the group can be a check digit: enough digits before it.
func endsIdentity(runes []rune, g group) bool {
	count := 0
	for i := g.end - 1; i >= 0 && (digitOf(runes[i]) != 0 || separates(runes[i])); i-- {
		if digitOf(runes[i]) != 0 {
			count++
		}
	}
	return count >= 17
}

func digitOf(r rune) byte {
	switch {
	case r >= '0' && r <= '9':
		return byte(r)
	case r >= '０' && r <= '９':
		return byte('0' + r - '０')
	case r == '〇' || r == '零' || r == '○':
		return '0'
	case r == '幺':
		return '1'
	}
	if i := strings.IndexRune("一二三四五六七八九", r); i >= 0 {
		return byte('1' + i/len("一"))
	}
	if plain := norm.NFKC.String(string(r)); len(plain) == 1 && plain[0] >= '0' && plain[0] <= '9' {
		return plain[0] // mathematical, circled and other digits
	}
	return 0
}

func separates(r rune) bool {
	return strings.ContainsRune(" \u00a0\u3000\t-－–—―‐‑_·.．()（）", r)
}

// mask writes the run, with what is private in it replaced. The longest number that begins at a
// group wins.
func (r run) mask(b *strings.Builder) {
	last := r.groups[0].start
	for i := 0; i < len(r.groups); {
		name, n := r.private(i)
		if n == 0 {
			i++
			continue
		}
		b.WriteString(string(r.runes[last:r.groups[i].start]))
		b.WriteString(name)
		last = r.groups[i+n-1].end
		i += n
	}
	b.WriteString(string(r.runes[last:r.end]))
}

// private returns what the number is that begins at group i and how many groups it takes; 0 for nothing private.
func (r run) private(i int) (name string, n int) {
	for n := min(len(r.groups)-i, 8); n > 0; n-- {
		digits, shape := "", make([]int, 0, 8)
		for _, g := range r.groups[i : i+n] {
			digits += g.digits
			shape = append(shape, len(g.digits))
		}
		if name := privateNumber(digits, shape); name != "" {
			return name, n
		}
	}
	if len(r.groups[i].digits) == 7 || len(r.groups[i].digits) == 8 {
		if r.afterPhoneWord(i) {
			return maskPhone, 1
		}
	}
	return "", 0
}

// afterPhoneWord reports whether a word before group i says that a local phone number follows.
func (r run) afterPhoneWord(i int) bool {
	before := string(r.runes[max(0, r.groups[i].start-6):r.groups[i].start])
	for _, word := range []string{"电话", "座机", "来电", "致电", "固话", "联系"} {
		if strings.Contains(before, word) {
			return true
		}
	}
	return false
}
