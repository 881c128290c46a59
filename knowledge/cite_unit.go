package knowledge

import (
	"strings"
	"unicode/utf8"
)

// unit is one number of a list of 款, 项 or 之.
type unit struct {
	n          int
	through    bool // it ends a range that begins with the one before
	start, end int
}

// article reads 条 at p. 条件 and 条款 are other words.
func article(text string, p int) (after int, ok bool) {
	rest, ok := strings.CutPrefix(text[p:], "条")
	if !ok || prefixOf(rest, "件", "款") != "" {
		return p, false
	}
	return p + len("条"), true
}

// middleSub reads 之一 before 条, as in 第一百二十之一条.
func middleSub(text string, p int) (n, after int, ok bool) {
	rest, ok := strings.CutPrefix(text[p:], "之")
	if !ok {
		return 0, p, false
	}
	n, _, q, ok := number(rest, 0)
	if !ok || n > 999 || prefixOf(rest, "第") != "" || !strings.HasPrefix(rest[q:], "条") {
		return 0, p, false
	}
	return n, p + len("之") + q, true
}

// subs reads 之一, 之二 or 之一至之六 after 条 and returns where they end.
func subs(text string, p int) (all []unit, end int) {
	q, through := p, false
	for {
		u, ok := sub(text, q)
		if !ok {
			return all, p
		}
		u.through = through
		all = append(all, u)
		p = u.end
		if q, through = to(text, p); !through {
			q, _ = separator(text, p)
		}
	}
}

// sub reads 之二. 之一般 and 之二审 are other words.
func sub(text string, p int) (unit, bool) {
	rest, ok := strings.CutPrefix(text[p:], "之")
	if !ok || strings.HasPrefix(rest, "第") {
		return unit{}, false
	}
	n, _, end, ok := number(rest, 0)
	if !ok || n > 999 || prefixOf(rest[end:], "般", "审", "切", "律", "定", "致", "样", "些", "方", "个", "次", "类", "种", "项", "款", "年", "月", "日", "倍", "分") != "" {
		return unit{}, false
	}
	return unit{n: n, start: p, end: p + len("之") + end}, true
}

// units reads 第一款, 第一、二款, 第(二)项、第(三)项, (一)至(三)项 or 2项: one kind of unit, as far as one
// mark 款 or 项 reaches. None where the numbers do not end in 款 or 项.
func units(text string, p int) (all []unit, kind string, end int) {
	through := false
	for {
		u, ok := numbered(text, p)
		if !ok {
			return nil, "", p
		}
		u.through = through
		all = append(all, u)
		if kind = unitWord(text[u.end:]); kind != "" {
			last := &all[len(all)-1]
			last.end += len(kind)
			return all, kind, last.end
		}
		if p, through = to(text, u.end); !through {
			var listed bool
			if p, listed = separator(text, u.end); !listed && !strings.HasPrefix(text[p:], "(") {
				return nil, "", p
			}
		}
	}
}

// unitWord reads 款 or 项; 款式, 项目 and such are other words.
func unitWord(s string) string {
	if prefixOf(s, "款式", "款项", "项目", "项链") != "" {
		return ""
	}
	return prefixOf(s, "款", "项")
}

// numbered reads [第]number, with or without round brackets.
func numbered(text string, p int) (unit, bool) {
	q := p + len(prefixOf(text[p:], "第"))
	open := prefixOf(text[q:], "(")
	if strings.HasPrefix(text[q+len(open):], "第") {
		return unit{}, false
	}
	n, _, end, ok := number(text, q+len(open))
	if !ok || n > 999 {
		return unit{}, false
	}
	if open != "" {
		if !strings.HasPrefix(text[end:], ")") {
			return unit{}, false
		}
		end += len(")")
	}
	return unit{n: n, start: p, end: end}, true
}

// skipSubitem passes over 目, which a Citation does not hold.
func skipSubitem(text string, p int) int {
	u, ok := numbered(text, p)
	if !ok || !strings.HasPrefix(text[u.end:], "目") {
		return p
	}
	return u.end + len("目")
}

// firstRune returns the rune with which s begins.
func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
