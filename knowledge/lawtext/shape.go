package lawtext

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge"
)

// The shapes of lines. A numeral may be Chinese, ASCII or full-width.
const numeral = `[一二三四五六七八九十百千零〇○两0-9０-９]+`

var (
	articleShape = regexp.MustCompile(`^第 ?` + numeral + ` ?条(?: ?之` + numeral + `)?`)
	headingShape = regexp.MustCompile(`^(第 ?` + numeral + ` ?(编|分编|篇|部分|章|节)(?:之` + numeral + `)?)`)
	itemShape    = regexp.MustCompile(`^[（(] ?([一二三四五六七八九十百零〇○]+) ?[）)] ?`)
	pointShape   = regexp.MustCompile(`^(?:[0-9０-９]{1,3} ?[.．、]|[（(][0-9０-９]{1,3}[）)]|[①-⑳])`)
	listShape    = regexp.MustCompile(`^([一二三四五六七八九十百]+)、`)
	annexShape   = regexp.MustCompile(`^附(?:件|表|录|图)?(?: ?` + numeral + `)?(?:[：: ]|$)`)
	tableShape   = regexp.MustCompile(`(?:表[一二三四五六七八九十]?|式样|样式|目录|名录|名单|清单|图案)(?:[（(].*[）)])?$`)

	// What follows the number of an article that is only referred to.
	referenceShape = regexp.MustCompile(`^(?:规定|所称|所列|所指|所述|所规定|的|和|至|及|以及|或者第|或第|与第|修改为|改为|作为|后增加|增加一|删去|删除|中的|中规定|中增|中“|[、，。；：)）》〉“]|第 ?` + numeral + ` ?[款项])`)

	selfReference = regexp.MustCompile(`本(?:法|条例|规定|办法|解释|细则|规则)`)
)

// articleStart reads the article's number at the start of a line. spaced says that white space or
// nothing follows, which in law texts sets off a number from a reference.
func articleStart(s string) (n knowledge.Number, rest string, spaced, ok bool) {
	if !strings.HasPrefix(s, "第") {
		return n, "", false, false
	}
	m := articleShape.FindString(s)
	if m == "" {
		return n, "", false, false
	}
	n, ok = knowledge.ParseNumber(strings.ReplaceAll(m, " ", ""))
	rest = s[len(m):]
	return n, strings.TrimSpace(rest), rest == "" || rest[0] == ' ', ok
}

func refers(rest string) bool { return referenceShape.MatchString(rest) }

// Ranks of headings, outermost first, where no # says more.
const (
	rankBook = iota + 1 // 编
	rankSubBook
	rankChapter
	rankSection
	rankList // 一、
	rankItem // （一）
)

// headingStart reads the mark of a heading: its kind (章, 、 …) and rank.
func headingStart(s string) (kind string, rank int, ok bool) {
	if m := headingShape.FindStringSubmatch(s); m != nil {
		switch m[2] {
		case "编", "篇", "部分":
			return m[2], rankBook, true
		case "分编":
			return m[2], rankSubBook, true
		case "章":
			return m[2], rankChapter, true
		default:
			return m[2], rankSection, true
		}
	}
	switch {
	case listShape.MatchString(s):
		return "、", rankList, true
	case itemShape.MatchString(s):
		return "（", rankItem, true
	case lone(s):
		return "", rankChapter, true
	}
	return "", 0, false
}

// lone reports whether the line is a heading that has no number.
func lone(s string) bool {
	switch compact(s) {
	case "总则", "附则", "序言", "前言", "引言":
		return true
	default:
		return false
	}
}

// titleLike reports whether a line can be (a part of) a heading: short, and no sentence.
func titleLike(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && !strings.ContainsAny(s, "。；") && !endsIn(s, "，、：:;,.")
}

func endsIn(s, marks string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r != utf8.RuneError && strings.ContainsRune(marks, r)
}

// heading writes a heading as 第一章 总则, however it is spaced in print.
func heading(s string) string {
	if m := headingShape.FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(compact(m[1]) + " " + tight(strings.TrimSpace(s[len(m[1]):])))
	}
	return tight(s)
}

// itemStart reads the label of a 项, written with full-width brackets, and what follows it.
func itemStart(s string) (label, rest string, ok bool) {
	if !strings.HasPrefix(s, "（") && !strings.HasPrefix(s, "(") {
		return "", "", false
	}
	m := itemShape.FindStringSubmatch(s)
	if m == nil {
		return "", "", false
	}
	return "（" + m[1] + "）", s[len(m[0]):], true
}
