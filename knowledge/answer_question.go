package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// What a follow-up is made of besides the matter of the question before: it begins by taking that up,
// or asks only how, when, where, with what.
var (
	takesUp   = regexp.MustCompile(`^(那|那么|这样|这种|如果|要是|假如|万一|但是|可是|还有|另外|然后|他要|对方要)`)
	asksAbout = regexp.MustCompile(`那么|那|这个|这|它|还有|还|然后|具体|一般|大概|大约|到底|我|要|需要|得|能|可以|该|去|带|交|准备|` +
		`什么|啥|哪些|哪里|哪儿|哪个|哪|谁|几|多久|多长|多少|时间|天|钱|材料|证据|证件|资料|手续|流程|步骤|程序|期限|时效|费用|收费|` +
		`部门|地方|电话|怎么办|怎么弄|怎么做|怎么走|怎么|咋办|咋弄|咋|如何|办理|办|弄|做|找|吗|呢|吧|啊|呀|的|了|是|有|多|长|就`)
	marks = regexp.MustCompile(`[\pP\pS\s]+`)
)

const (
	longestFollowUp = 40 // runes
	longestTopic    = 4
)

// mayFollow reports whether the text is so short that it may make sense only after the question before, and
// does not merely name another matter.
func mayFollow(q Asked) bool {
	text := marks.ReplaceAllString(q.Text, "")
	n := utf8.RuneCountInString(text)
	return q.Previous != "" && n > 0 && n <= longestFollowUp && (!isTopic(q.Text) || ownMatter(text) <= 1)
}

// isTopic reports whether the text only names a matter: 工资, 离婚.
func isTopic(text string) bool {
	bare := marks.ReplaceAllString(text, "")
	if n := utf8.RuneCountInString(bare); n == 0 || n > longestTopic || strings.ContainsAny(text, "?？") {
		return false
	}
	return !asksSomething.MatchString(bare)
}

var asksSomething = regexp.MustCompile(`怎|咋|吗|呢|啥|什么|如何|多少|多久|几|哪|谁|能不能|可以|为何`)

// aroundArticle is what people write around the article that they ask for.
var aroundArticle = regexp.MustCompile(`请问|帮我|给我|我想|想|看看|看一下|查一下|查询|查|看|了解|一下|说了什么|说的是什么|说什么|讲了什么|讲什么|` +
	`怎么说的|怎么规定的|怎么规定|规定了什么|规定|是什么|什么|内容|原文|全文|条文|法条|法律|具体|的|里|中|是|和|与|、|及|说|讲|吗|呢|啊|吧|发`)

// asksOnlyFor reports whether the question asks for the articles that it names and for nothing else.
func asksOnlyFor(text string, cites []Citation) bool {
	rest := []byte(text)
	for _, c := range slices.Backward(cites) {
		rest = slices.Delete(rest, c.Start, c.End)
	}
	left := aroundArticle.ReplaceAllString(marks.ReplaceAllString(string(rest), ""), "")
	left = years.ReplaceAllString(left, "")
	return utf8.RuneCountInString(left) <= 3
}

// namedArticles returns the distinct articles that the text names, at most mostPassages of them, each
// with the whole of the text that names it.
func namedArticles(c *Catalogue, text string, on pufa.Day) (cites []Citation) {
	for _, cite := range c.Cite(text, on) {
		if cite.Article.Main == 0 {
			continue
		}
		cites = append(cites, cite)
	}
	return withoutOverlap(cites)
}

// withoutOverlap keeps citations whose text does not overlap that of one before: a range gives a
// citation for each of its articles, all with the same text.
func withoutOverlap(cites []Citation) []Citation {
	end := 0
	for i := range cites {
		cites[i].Start, cites[i].End = max(cites[i].Start, end), max(cites[i].End, end)
		end = cites[i].End
	}
	return cites
}

// years finds a year that a question speaks of, with month and day where they follow.
var years = regexp.MustCompile(`((?:19|20)\d{2}|二[〇零○][〇零○一二三四五六七八九]{2})年(?:(\d{1,2}|[一二三四五六七八九十]{1,3})月)?(?:份)?(?:(\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?`)

// namedTime returns the earliest time before the asking day that the text speaks of: its last day, and
// how the text puts it. Both are "" where it speaks of none, or of this year, whose law is today's.
func namedTime(text string, asking pufa.Day) (then pufa.Day, said string) {
	for _, m := range years.FindAllStringSubmatch(text, 10) {
		day := lastDay(m[1], m[2], m[3])
		if day != "" && day < asking && day[:4] != asking[:4] && (then == "" || day < then) {
			then, said = day, m[0]
		}
	}
	return then, said
}

// lastDay returns the last day of the year, of its month, or that day itself.
func lastDay(year, month, day string) pufa.Day {
	y, ok := ParseNumeral(year)
	if !ok {
		return ""
	}
	m, d := 12, 31
	if n, ok := ParseNumeral(month); ok {
		m = n
		d = 28 // in every month; laws do not change between it and the end of the month
	}
	if n, ok := ParseNumeral(day); ok {
		d = n
	}
	parsed, err := pufa.ParseDay(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	if err != nil {
		return "" // no such day: the question does not mean one
	}
	return parsed
}
