package lawtext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxTitleLines   = 6  // over which a long title is broken
	maxHistoryLines = 80 // of one bracket: 刑法 has been amended twenty times
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
	for len(lines) > 0 && lines[0].depth == 0 && historic(lines[0].text) {
		n, joined := 1, lines[0].text
		for depth(joined) > 0 && n < len(lines) && n < maxHistoryLines {
			joined = joinLines([]line{{text: joined}, {text: eventStart.ReplaceAllString(lines[n].text, " $1")}})
			n++
		}
		if depth(joined) > 0 { // never closed: a slip of the pen, not a bracket around the whole law
			n, joined = 1, lines[0].text
		}
		s.history = append(s.history, events(joined)...)
		lines = lines[n:]
	}
	return lines
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

func isContents(s string) bool {
	s = compact(s)
	return s == "目录" || s == "目次"
}

// withoutContents leaves out the table of contents: it ends where its first line comes again, but for
// the sentences before that.
func withoutContents(lines []line) []line {
	for i, l := range lines {
		if _, _, spaced, ok := articleStart(l.text); ok && spaced {
			return lines
		}
		if isContents(l.text) {
			return append(lines[:i:i], afterContents(lines[i+1:])...)
		}
	}
	return lines
}

var leader = regexp.MustCompile(`[\s.…·．\-—]*[0-9０-９]*$`) // dots and page number

func entry(s string) string { return compact(leader.ReplaceAllString(s, "")) }

func afterContents(lines []line) []line {
	if len(lines) == 0 {
		return lines
	}
	first := entry(lines[0].text)
	for i := 1; i < len(lines); i++ {
		if _, _, spaced, ok := articleStart(lines[i].text); ok && spaced {
			break
		}
		if entry(lines[i].text) == first {
			return append(proper(lines[:i], lines[i:]), lines[i:]...)
		}
	}
	for i, l := range lines { // the first line never comes again: leave out what looks like contents
		if _, rank, ok := headingStart(l.text); !ok || rank > rankSection || !titleLike(l.text, 60) {
			return lines[i:]
		}
	}
	return lines
}

// proper returns the lines that are no lines of contents: a preface between contents and text.
func proper(lines, rest []line) []line {
	later := map[string]bool{}
	for _, l := range rest {
		later[entry(l.text)] = true
	}
	var out []line
	for _, l := range lines {
		_, rank, ok := headingStart(l.text)
		if !later[entry(l.text)] && !(ok && rank <= rankSection && titleLike(l.text, 80)) {
			out = append(out, l)
		}
	}
	return out
}

// joinBroken joins lines that the layout broke. The lists of annexes end in no mark: they stay.
func joinBroken(lines []line) []line {
	var out []line
	articles := false
	for i := 0; i < len(lines); {
		_, _, spaced, ok := articleStart(lines[i].text)
		articles = articles || ok && spaced
		if articles && annexShape.MatchString(lines[i].text) {
			return append(out, lines[i:]...)
		}
		n := 1
		for i+n < len(lines) && goesOnFrom(lines[i+n-1], lines[i+n]) {
			n++
		}
		l := lines[i]
		l.text = joinLines(lines[i : i+n])
		out = append(out, l)
		i += n
	}
	return out
}

// goesOnFrom reports whether a line goes on from the line before. Where a text both indents its
// paragraphs and fills its lines, a line without indentation after a full one does, whatever its words.
func goesOnFrom(before, l line) bool {
	if l.wrapped {
		listed := listShape.MatchString(l.text) && titleLike(l.text, 40) && !unfinished(before)
		return !isHeadingLine(l.text) && !lone(l.text) && !listed && !isHeadingLine(before.text)
	}
	return l.soft && !begins(l) && unfinished(before)
}

// joinLines joins lines, with a space only where both sides are written with spaces.
func joinLines(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			before, _ := utf8.DecodeLastRuneInString(lines[i-1].text)
			after, _ := utf8.DecodeRuneInString(l.text)
			if unicode.IsLetter(before) && unicode.IsLetter(after) && !wide(before) && !wide(after) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l.text)
	}
	return b.String()
}

func unfinished(l line) bool {
	return l.depth == 0 && !l.row && !endsIn(l.text, "。；：！？”）》」…—;:!?.)") && !lone(l.text) && !isHeadingLine(l.text)
}

func isHeadingLine(s string) bool { return headingShape.MatchString(s) && titleLike(s, 60) }

// begins reports whether a line begins something, so that it does not go on from the line before.
func begins(l line) bool {
	if l.depth > 0 || l.row || lone(l.text) || isContents(l.text) || annexShape.MatchString(l.text) || isHeadingLine(l.text) {
		return true
	}
	if _, rest, spaced, ok := articleStart(l.text); ok {
		return spaced || !refers(rest)
	}
	_, _, item := itemStart(l.text)
	return item || listShape.MatchString(l.text) || pointShape.MatchString(l.text)
}
