package lawtext

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxTitleLines   = 6  // over which a long title is broken
	maxHistoryLines = 80 // 刑法 has been amended twenty times
)

var (
	titleEnd = regexp.MustCompile(`(?:法|法典|宪法|条例|规定|办法|决定|决议|解释|解答|细则|规则|规程|规范|准则|批复|答复|复函|通知|通告|意见|安排|方案|修正案|纲要|命令|制度|标准|说明|罪名)(?:（[^（）]{1,12}）|\([^()]{1,12}\))*$`)
	fileMark = regexp.MustCompile(`^\S{1,12} ?[〔\[［(（][12]\d{3}[〕\]］)）] ?第?\d{1,5}号$`)
	decree   = regexp.MustCompile(`(?:令|公告|命令)(?:[（(]?第?[\d一二三四五六七八九十百零〇○]+号[)）]?)?$|第[\d一二三四五六七八九十百零〇○]+号(?:公布|发布)?$`)
	event    = regexp.MustCompile(`通过|公布|发布|批准|修正|修订|颁布|施行|印发|修改`)
	quotes   = regexp.MustCompile(`《(?:[^《》]|《[^《》]*》)+》`)
)

// isTitle reports whether a text reads like an enactment's title.
func isTitle(s string) bool {
	s = compact(s)
	return utf8.RuneCountInString(s) <= 160 && balanced(s) && titleEnd.MatchString(s)
}

func balanced(s string) bool {
	return strings.Count(s, "《") == strings.Count(s, "》") && depth(s) == 0
}

// dated reports whether a line of the history tells of an event on a day.
func dated(s string) bool { return dayShape.MatchString(s) && event.MatchString(s) }

// historic reports whether a line between title and text belongs to the history: an event on a day
// in brackets or at the start of a line, the number of the document or of the decree.
func historic(s string) bool {
	switch {
	case fileMark.MatchString(s):
		return true
	case utf8.RuneCountInString(s) <= 40 && decree.MatchString(s):
		return true
	case strings.HasPrefix(s, "（") || strings.HasPrefix(s, "("):
		return dated(s) || dayShape.MatchString(s) && depth(s) > 0
	default:
		at := dayShape.FindStringIndex(s)
		return at != nil && at[0] == 0 && !strings.Contains(s, "。") && (event.MatchString(s) || at[1] == len(s))
	}
}

// fromText takes a text in the layout of the national database apart: (announcement,) title, history
// in brackets, table of contents, text.
func fromText(lines []line) source {
	var s source
	lines, s.title = s.announcement(lines)
	if n := titleLines(lines); n > 0 {
		s.title = joinTitle(lines[:n])
		lines = lines[n:]
	}
	lines = s.takeHistory(lines)
	s.body = withoutContents(joinBroken(lines))
	return s
}

// titleLines returns how many lines at the start make up the title; 0 where there is none.
func titleLines(lines []line) int {
	joined := ""
	for i := 0; i < len(lines) && i < maxTitleLines; i++ {
		t := lines[i].text
		if !titlePart(t) {
			return 0
		}
		joined += t
		if isTitle(joined) && !goesOn(lines[i+1:]) {
			return i + 1
		}
	}
	return 0
}

func titlePart(s string) bool {
	_, _, _, article := articleStart(s)
	day := dayShape.FindStringIndex(s)
	return !article && (day == nil || day[0] > 0) && !strings.ContainsAny(s, "。；？") && !endsIn(s, "：:，") && !isContents(s) && !headingShape.MatchString(s)
}

// goesOn reports whether the title goes on though it could end here: with its number or （试行）.
func goesOn(next []line) bool {
	if len(next) == 0 {
		return false
	}
	t := next[0].text
	return (strings.HasPrefix(t, "（") || strings.HasPrefix(t, "的")) && utf8.RuneCountInString(t) <= 8
}

func joinTitle(lines []line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(tight(l.text))
	}
	return strings.ReplaceAll(b.String(), "最高人民法院最高人民检察院", "最高人民法院、最高人民检察院")
}

// announcement takes off an order or announcement that stands over the title and names it:
// “《…》已由…通过，现予公布”. It becomes part of the history.
func (s *source) announcement(lines []line) ([]line, string) {
	for i := 0; i < len(lines) && i < 10; i++ {
		t := lines[i].text
		if _, _, _, article := articleStart(t); article || isContents(t) {
			return lines, ""
		}
		named := quotes.FindString(t)
		if named == "" || !strings.Contains(t, "公布") && !strings.Contains(t, "发布") || dayShape.FindString(t) == "" || depth(t) != 0 || strings.HasPrefix(t, "（") {
			continue
		}
		title := strings.TrimSuffix(strings.TrimPrefix(named, "《"), "》")
		at := findTitle(lines[i+1:], title)
		if at < 0 {
			return lines, ""
		}
		at += i + 1
		for _, l := range lines[:at] {
			s.history = append(s.history, l.text)
		}
		return lines[at:], title
	}
	return lines, ""
}

// findTitle returns where, within a few lines, the title is printed; -1 nowhere.
func findTitle(lines []line, title string) int {
	for i := 0; i < len(lines) && i < 12; i++ {
		if n := titleLines(lines[i:]); n > 0 && strings.HasSuffix(compact(joinTitle(lines[i:i+n])), strings.TrimPrefix(compact(title), "最高人民法院")) {
			return i
		}
	}
	return -1
}

// takeHistory takes the lines between title and text.
func (s *source) takeHistory(lines []line) []line {
	for len(lines) > 0 && len(s.history) < maxHistoryLines && lines[0].depth == 0 && historic(lines[0].text) {
		n := bracketed(lines)
		group := slices.Clone(lines[:n])
		for i := range group[1:] {
			group[i+1].text = eventStart.ReplaceAllString(group[i+1].text, " $1")
		}
		s.history = append(s.history, events(joinLines(group))...)
		lines = lines[n:]
	}
	return lines
}

// bracketed returns over how many lines the bracket reaches that opens in the first: one where it is
// never closed, which is a slip of the pen and no bracket around the whole law.
func bracketed(lines []line) int {
	open := 0
	for i := 0; i < len(lines) && i < maxHistoryLines; i++ {
		if open += depth(lines[i].text); open <= 0 {
			return i + 1
		}
	}
	return 1
}

var (
	eventStart = regexp.MustCompile(`^(根据|依据|[12]\d{3}年\d{1,2}月)`)
	eventBreak = regexp.MustCompile(`([^、，；,;]) (根据|依据|[12]\d{3}年\d{1,2}月)`)
)

// events splits a bracketed history at the spaces between its events.
func events(s string) []string {
	if strings.HasPrefix(s, "（") || strings.HasPrefix(s, "(") {
		s = strings.TrimSpace(strings.TrimRight(strings.TrimLeft(s, "（("), "）)"))
	}
	return strings.Split(eventBreak.ReplaceAllString(s, "$1\n$2"), "\n")
}
