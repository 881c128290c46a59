package lawtext

import (
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// numbering decides which lines begin an article: those whose number is the next one. A number that
// goes back, repeats or leaps is a reference or a quotation, whatever stands after it.
type numbering struct {
	last   knowledge.Number
	lastAt map[knowledge.Number]int // the last line that could begin the article
	quoted bool                     // within a quotation, as far as the marks say
	colon  bool                     // the line before announces what follows
}

// maxGap is how many articles may be missing in a source: files of the collection lack one or two.
const maxGap = 5

func newNumbering(lines []line) *numbering {
	n := &numbering{lastAt: map[knowledge.Number]int{}}
	for i, l := range lines {
		if number, _, spaced, ok := articleStart(l.text); ok && spaced {
			n.lastAt[number] = i
		}
	}
	return n
}

// take reports whether line i begins an article, and takes note of it. Lines come in order.
func (n *numbering) take(i int, l line) (number knowledge.Number, rest string, ok bool) {
	number, rest, spaced, ok := articleStart(l.text)
	ok = ok && !l.row && n.fits(i, number, rest, spaced)
	if ok {
		n.last, n.quoted = number, false
	}
	n.note(l.text)
	return number, rest, ok
}

func (n *numbering) fits(i int, number knowledge.Number, rest string, spaced bool) bool {
	if !spaced && refers(rest) {
		return false
	}
	switch {
	case n.last.Main == 0:
		return number == knowledge.Number{Main: 1} || spaced && !n.quoted && !n.comes(i, 1)
	case number == knowledge.Number{Main: n.last.Main + 1}:
		return true
	case number == knowledge.Number{Main: n.last.Main, Sub: n.last.Sub + 1}:
		return true
	}
	leap := number.Order() - n.last.Order()
	near := number.Main == n.last.Main || number.Main-n.last.Main <= maxGap+1
	return leap > 0 && near && spaced && !n.quoted && !n.colon && !n.comes(i, n.last.Main+1)
}

// comes reports whether the article may still begin after line i.
func (n *numbering) comes(i, article int) bool {
	return n.lastAt[knowledge.Number{Main: article}] > i
}

func (n *numbering) note(s string) {
	open, shut := strings.LastIndex(s, "“"), strings.LastIndex(s, "”")
	if open != shut {
		n.quoted = open > shut
	}
	n.colon = endsIn(s, "：:")
}

// unglue breaks up lines that hold several articles in a row, each with all its paragraphs, as one
// file of the collection does: “…本规则。 第二条 …”.
func unglue(lines []line) []line {
	if !glued(lines) {
		return lines
	}
	var out []line
	for _, l := range lines {
		if l.depth > 0 || l.row {
			out = append(out, l)
			continue
		}
		for _, s := range splitAfter(l.text) {
			out = append(out, line{text: s, no: l.no})
		}
	}
	return out
}

func glued(lines []line) bool {
	for _, l := range lines {
		n, rest, spaced, ok := articleStart(l.text)
		if !ok || !spaced {
			continue
		}
		next := knowledge.Number{Main: n.Main + 1}.String()
		at := strings.Index(rest, "。 "+next+" ")
		if next != "" && at >= 0 {
			return true
		}
	}
	return false
}

// splitAfter cuts a line wherever a space follows the end of a sentence or of an item, and before annexes.
func splitAfter(s string) []string {
	s = strings.NewReplacer("。 ", "。\n", "； ", "；\n", "： ", "：\n", " 附件", "\n附件").Replace(s)
	return strings.Split(s, "\n")
}
