package lawtext

import (
	"github.com/pufa/pufa/knowledge"
)

// body is the text of an enactment, parsed.
type body struct {
	preface  []knowledge.Paragraph
	articles []knowledge.Article
	annexes  []knowledge.Annex
}

// What a line of the text is.
type class int

const (
	isText class = iota
	isArticle
	isHeading
	isPart // of the heading before: a heading broken over two lines
)

// parser holds the lines of the text proper, before the annexes, and what each of them is.
type parser struct {
	lines   []line
	classes []class
	numbers []knowledge.Number
	rests   []string
	last    int            // the last line that begins an article; -1 none
	ranks   map[string]int // the rank at which a kind of heading is marked, where it is
	marked  bool
	// headings holds, by their words without spaces, the last line at which each heading stands.
	headings map[string]int
}

// parse takes the text apart: what are articles is decided by their numbers, then where the annexes
// begin, then what are headings, because a heading stands before an article.
func parse(s source) body {
	p := &parser{lines: unglue(s.body), last: -1, ranks: map[string]int{}, headings: map[string]int{}, marked: s.marked}
	p.classes = make([]class, len(p.lines))
	p.numbers = make([]knowledge.Number, len(p.lines))
	p.rests = make([]string, len(p.lines))
	end := p.findArticles(s.title)
	annexes := p.lines[end:]
	p.lines = p.lines[:end]
	p.findHeadings()
	for i, c := range p.classes[:end] {
		if c == isHeading {
			p.headings[compact(p.lines[i].text)] = i
		}
	}
	var b body
	p.build(&b)
	b.annexes = annexesOf(annexes)
	return b
}

// findArticles marks the lines that begin articles and returns where the annexes begin.
func (p *parser) findArticles(title string) int {
	n := newNumbering(p.lines)
	end := len(p.lines)
	for i, l := range p.lines {
		if i > 0 && annexShape.MatchString(l.text) && !lone(l.text) && (p.last >= 0 || repeated(p.lines[i+1:], title) <= 0) {
			end = i
			break
		}
		if number, rest, ok := n.take(i, l); ok {
			p.classes[i], p.numbers[i], p.rests[i], p.last = isArticle, number, rest, i
		}
	}
	for i := p.last + 1; p.last >= 0 && i < end; i++ {
		t := p.lines[i].text
		if _, _, item := itemStart(t); !item && titleLike(t, 40) && tableShape.MatchString(t) {
			return i
		}
	}
	return end
}

// findHeadings marks the headings, from the last line to the first: a heading stands before an
// article or before another heading.
func (p *parser) findHeadings() {
	for i := p.last - 1; i >= 0; i-- {
		l := p.lines[i]
		if p.classes[i] != isText || l.row || l.text == "" {
			continue
		}
		if l.depth > 0 && i < p.last {
			kind, _, _ := headingStart(l.text)
			p.ranks[kind] = l.depth
		}
		next := p.classes[i+1]
		before := next == isArticle || next == isHeading
		switch {
		case l.depth > 0 && (before || p.ranked(l.text)):
			p.classes[i] = isHeading
		case l.depth == 0 && before && p.broken(i):
			p.classes[i] = isPart
		case l.depth > 0 && next == isPart:
			p.classes[i] = isHeading
		case l.depth == 0 && (before || next == isPart || p.ranked(l.text)) && p.unmarked(i):
			p.classes[i] = isHeading
		}
	}
}

// ranked reports whether a line is a heading by its words alone: 第一章 总则.
func (p *parser) ranked(s string) bool { return headingShape.MatchString(s) }

// broken reports whether line i is the second line of a heading.
func (p *parser) broken(i int) bool {
	if i == 0 || p.classes[i-1] == isArticle || !titleLike(p.lines[i].text, 40) {
		return false
	}
	before := p.lines[i-1]
	_, _, ok := headingStart(p.lines[i].text)
	return !ok && before.text != "" && !before.row &&
		(before.depth > 0 || isHeadingLine(before.text) && p.unmarked(i-1))
}

// unmarked reports whether line i, which no # marks, is a heading. Where headings are marked only the
// lesser ones may lack their mark: 一、, （一）.
func (p *parser) unmarked(i int) bool {
	t := p.lines[i].text
	kind, rank, ok := headingStart(t)
	if !ok || !titleLike(t, 60) {
		return false
	}
	switch {
	case kind == "":
		return true
	case rank <= rankSection:
		rest := t[len(headingShape.FindString(t)):]
		return !p.marked && (rest == "" || rest[0] == ' ' || !refers(rest))
	}
	return !endsIn(t, "）)") && !p.follows(i, kind)
}

// follows reports whether line i is the next item of a list rather than a heading: the line before
// announces the list or has the label before.
func (p *parser) follows(i int, kind string) bool {
	if i == 0 {
		return false
	}
	before := p.lines[i-1].text
	if endsIn(before, "：:") {
		return true
	}
	here := ordinal(p.lines[i].text, kind)
	return here > 1 && ordinal(before, kind) == here-1 && !titleLike(before, 60)
}

// ordinal reads the number of a 一、 or （一）; 0 where there is none.
func ordinal(s, kind string) int {
	m := listShape.FindStringSubmatch(s)
	if kind == "（" {
		m = itemShape.FindStringSubmatch(s)
	}
	if m == nil {
		return 0
	}
	n, ok := knowledge.ParseNumeral(m[1])
	if !ok {
		return 0
	}
	return n
}

// rank returns the rank of a heading: the number of its #, else that of its kind where the file
// marks it elsewhere, else the usual one. A heading without number stands beside the outermost.
func (p *parser) rank(l line) int {
	kind, rank, _ := headingStart(l.text)
	switch {
	case l.depth > 0:
		return l.depth
	case kind == "":
		return rankBook
	}
	if marked, ok := p.ranks[kind]; ok {
		return marked
	}
	return rank
}
