package lawtext

import (
	"slices"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// level of a heading that is open while the lines are gone through.
type open struct {
	rank int
	text string
}

// build goes through the classified lines once. Text after a heading and before its first article belongs
// to no article: it goes to the preface, as does everything before the first article.
func (p *parser) build(b *body) {
	var heads []open
	preface, text := flow{loose: true}, flow{}
	flush := func() {
		if n := len(b.articles); n > 0 {
			b.articles[n-1].Paragraphs = text.done()
		}
	}
	orphan := true
	for i, l := range p.lines {
		switch p.classes[i] {
		case isHeading:
			rank := p.rank(l)
			heads = slices.DeleteFunc(heads, func(h open) bool { return h.rank >= rank })
			heads = append(heads, open{rank, heading(l.text)})
			orphan = true
		case isPart:
			heads[len(heads)-1].text = heading(heads[len(heads)-1].text + l.text)
		case isArticle:
			flush()
			b.articles = append(b.articles, knowledge.Article{Number: p.numbers[i], Headings: texts(heads)})
			text.add(line{text: p.rests[i], no: l.no})
			orphan = false
		default:
			switch {
			case !orphan:
				text.add(l)
			case l.depth == 0 || !p.comesAgain(i):
				preface.add(l)
			}
		}
	}
	flush()
	b.preface = preface.done()
}

// comesAgain reports whether the heading at line i is printed again as a heading: it is a line of a
// table of contents that lacks its own heading.
func (p *parser) comesAgain(i int) bool { return p.headings[compact(p.lines[i].text)] > i }

func texts(heads []open) []string {
	var out []string
	for _, h := range heads {
		out = append(out, h.text)
	}
	return out
}

// flow collects lines as paragraphs with their items.
type flow struct {
	paragraphs []knowledge.Paragraph
	tail       []string // the lines of the last paragraph or item
	inItem     bool
	loose      bool // 1. begins a paragraph, as in texts without articles, unless within an item
}

// add takes the next line: an item, a point of the item or paragraph before, or a new paragraph.
func (f *flow) add(l line) {
	if l.text == "" {
		return
	}
	label, rest, item := itemStart(l.text)
	point := pointShape.MatchString(l.text) && (f.inItem || !f.loose)
	switch {
	case item:
		f.item(label, rest)
	case len(f.paragraphs) > 0 && (l.row || point):
		f.tail = append(f.tail, l.text)
	default:
		f.settle()
		f.paragraphs = append(f.paragraphs, knowledge.Paragraph{})
		f.tail, f.inItem = []string{l.text}, false
	}
}

func (f *flow) item(label, rest string) {
	f.settle()
	if len(f.paragraphs) == 0 {
		f.paragraphs = append(f.paragraphs, knowledge.Paragraph{})
	}
	last := &f.paragraphs[len(f.paragraphs)-1]
	last.Items = append(last.Items, knowledge.Item{Label: label})
	f.tail, f.inItem = []string{rest}, true
}

// settle writes the lines of the last paragraph or item.
func (f *flow) settle() {
	if len(f.tail) == 0 {
		return
	}
	last := &f.paragraphs[len(f.paragraphs)-1]
	text := strings.Join(f.tail, "\n")
	if f.inItem {
		last.Items[len(last.Items)-1].Text = text
	} else {
		last.Text = text
	}
	f.tail = nil
}

// done returns the paragraphs and starts anew.
func (f *flow) done() []knowledge.Paragraph {
	f.settle()
	paragraphs := f.paragraphs
	*f = flow{loose: f.loose}
	return paragraphs
}

// annexesOf splits what follows the text at its 附件, 附表 … The first may begin with its title alone.
func annexesOf(lines []line) []knowledge.Annex {
	var out []knowledge.Annex
	var text []string
	for i := 0; i < len(lines); i++ {
		t := lines[i].text
		if i > 0 && !annexShape.MatchString(t) {
			if t != "" {
				text = append(text, t)
			}
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].Text, text = strings.Join(text, "\n"), nil
		}
		title, used := annexTitle(lines[i:])
		out = append(out, knowledge.Annex{Title: title})
		i += used - 1
	}
	if n := len(out); n > 0 {
		out[n-1].Text = strings.Join(text, "\n")
	}
	return out
}

// annexTitle reads an annex's title: its mark, with the line below where the mark stands alone.
func annexTitle(lines []line) (title string, used int) {
	mark := lines[0].text
	bare := strings.TrimRight(mark, "：: ")
	if annexShape.FindString(mark) != mark || len(lines) < 2 {
		return bare, 1
	}
	next := lines[1]
	if next.row || annexShape.MatchString(next.text) || !titleLike(next.text, 40) || listShape.MatchString(next.text) || pointShape.MatchString(next.text) {
		return bare, 1
	}
	return bare + " " + next.text, 2
}
