// Package lawtext reads the text of an enactment into its articles: the markdown of the public
// collection LawRefBook/Laws, and .txt and .docx in the layout of the national law database.
package lawtext

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/docx"
)

// Markdown reads a law in markdown: headings marked by #, a preamble up to <!-- INFO END -->. The
// path is read too: its last folder may name the level, its file name the law and the day of
// adoption. A file without that marker is read like a text whose headings are marked. What cannot be
// read is an *Error.
func Markdown(path string, data []byte) (knowledge.Law, error) {
	text, err := decode(path, data)
	if err != nil {
		return knowledge.Law{}, err
	}
	return finish(path, data, fromMarkdown(text))
}

// Text reads a law in plain text (UTF-8, UTF-16 with a byte order mark, or GB 18030) in the layout of
// the national database; broken lines are joined again. What cannot be read is an *Error.
func Text(path string, data []byte) (knowledge.Law, error) {
	text, err := decode(path, data)
	if err != nil {
		return knowledge.Law{}, err
	}
	return finish(path, data, fromText(plainLines(text)))
}

// Docx reads a law from a Word file in the layout of the national database. What cannot be read is
// an *Error; its line is the number of the paragraph.
func Docx(path string, data []byte) (knowledge.Law, error) {
	paragraphs, err := docx.Read(data)
	if err != nil {
		return knowledge.Law{}, &Error{File: path, Reason: pufa.Say(err)}
	}
	law, err := finish(path, data, fromText(docxLines(paragraphs)))
	if err == nil && len(law.Articles) == 0 && numberedByWord(paragraphs) {
		return knowledge.Law{}, &Error{File: path, Reason: "条号是 Word 自动编号，读不到；请在 Word 里把编号转成文字（全选，复制为纯文本）再导入"}
	}
	return law, err
}

// LooksLikeLaw tells the text of an enactment from other material, such as an entry or a contract:
// it has the collection's marker, or a title like an enactment's with articles or a bracketed history.
func LooksLikeLaw(text string) bool {
	if strings.Contains(text, infoEnd) {
		return true
	}
	if strings.HasPrefix(strings.TrimSpace(text), "---") { // front matter: an entry
		return false
	}
	s := fromMarkdown(text)
	b := parse(s)
	if isTitle(s.title) {
		return len(b.articles) >= 2 || slices.ContainsFunc(s.history, dated)
	}
	return len(b.articles) >= 5 && selfReference.MatchString(text)
}

// numberedByWord reports whether most of a document hangs on numbers that are no part of its text.
func numberedByWord(paragraphs []docx.Paragraph) bool {
	n := 0
	for _, p := range paragraphs {
		if p.List {
			n++
		}
	}
	return n*2 > len(paragraphs)
}

// source is an enactment taken apart into what stands before its text, and its text.
type source struct {
	title   string
	part    string
	history []string
	body    []line
	marked  bool // headings are marked, so that other lines are none
}

// maxSize is more than thirty times the size of the largest code.
const maxSize = 32 << 20

// finish turns a source into a law.
func finish(path string, data []byte, s source) (knowledge.Law, error) {
	if len(s.body) == 0 {
		return knowledge.Law{}, &Error{File: path, Reason: "没有正文"}
	}
	name, day := fileName(path)
	if s.title == "" {
		s.title = name
	}
	b := parse(s)
	if len(b.articles) == 0 && !s.marked && !isTitle(s.title) {
		return knowledge.Law{}, &Error{File: path, Line: s.body[0].no, Reason: "看不出是法律文本：没有“第一条”这样的条文，开头也没有法律、法规的标题"}
	}
	sum := sha256.Sum256(data)
	l := knowledge.Law{
		Name:     short(s.title),
		Title:    s.title,
		Part:     s.part,
		Version:  day,
		History:  s.history,
		Preface:  b.preface,
		Articles: b.articles,
		Annexes:  b.annexes,
		Hash:     hex.EncodeToString(sum[:]),
	}
	if s.marked && s.part == "" && name != "" {
		l.Name = name // the collection's file names are the names by which its laws are known
	}
	l.Level = level(filepath.ToSlash(path), l)
	settleDays(&l)
	if s.part != "" {
		for i := range l.Articles {
			l.Articles[i].Headings = append([]string{s.part}, l.Articles[i].Headings...)
		}
	}
	return l, nil
}
