package knowledge

import (
	"strings"

	"github.com/pufa/pufa"
)

// Law is one enactment in one version. Versions share a Name and differ in their days.
type Law struct {
	ID        pufa.ID
	Name      string   // how it is cited: 民法典; without 中华人民共和国 and book-title marks
	Title     string   // as printed: 中华人民共和国民法典
	Level     string   // 宪法, 法律, 行政法规, 司法解释, 部门规章, 地方性法规, 其他
	Version   pufa.Day // day of adoption (or last amendment): names the version; "" where unknown
	Effective pufa.Day // first day in force; "" unknown
	Expired   pufa.Day // first day no longer in force; "" where in force or unknown
	Repealed  bool     // no longer in force, also where the day is unknown
	Successor string   // Name of the law that took its place; "" where none is known
	Part      string   // a law that comes in several files: the part this file holds (合同编); "" whole
	History   []string // the lines between title and text: adoption, amendments, numbers
	Preface   []Paragraph
	Articles  []Article
	Annexes   []Annex
	Hash      string // SHA-256 (hex) of the source, to see that an import changes nothing
}

// Article is the smallest unit that can be cited: 第…条(之…).
type Article struct {
	ID         pufa.ID
	Number     Number
	Headings   []string    // from the outside in: 第一编 总则, 第一章 一般规定
	Paragraphs []Paragraph // 款, in order
}

// Paragraph is one 款 (or a paragraph of a preface or annex) with the 项 that follow it.
type Paragraph struct {
	Text  string `json:"text"`
	Items []Item `json:"items,omitempty"`
}

// Item is one 项; a 目 stays in the text of its 项 after a line feed.
type Item struct {
	Label string `json:"item"` // as printed, in full-width brackets: （一）
	Text  string `json:"text"` // without the label
}

// Annex is what stands after the last article: lists, tables, decisions.
type Annex struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Text returns the article's words as printed, without its number: a line per 款 and per 项.
func (a Article) Text() string {
	var b strings.Builder
	for i, p := range a.Paragraphs {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.Text)
		for _, it := range p.Items {
			b.WriteByte('\n')
			b.WriteString(it.Label)
			b.WriteString(it.Text)
		}
	}
	return b.String()
}

// InForce reports whether the version is in force on the day, as far as its days are known:
// an unknown day of effect counts as long past.
func (l Law) InForce(on pufa.Day) bool {
	return inForce(l.Effective, l.Expired, l.Repealed, on)
}

func inForce(effective, expired pufa.Day, repealed bool, on pufa.Day) bool {
	if effective != "" && on < effective {
		return false
	}
	if expired != "" {
		return on < expired
	}
	return !repealed
}
