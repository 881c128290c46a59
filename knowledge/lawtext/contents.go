package lawtext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
		if !later[entry(l.text)] && (!ok || rank > rankSection || !titleLike(l.text, 80)) {
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
