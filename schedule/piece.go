package schedule

import (
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/yuin/goldmark"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// digestCut is how much of an entry's beginning becomes its digest: what a chat shows of it.
const digestCut = 54

// ArticleOf makes an article of an entry that may be shown to residents: its text as it was reviewed,
// what it rests on, and that it is publicity. The title stays whole, also where it is too long.
func ArticleOf(e knowledge.Entry, author, cover string) (Piece, error) {
	if !e.State.Answers() {
		return Piece{}, refuse("“%s”是%s，不能推送；请先审核它", e.Slug, e.State.Chinese())
	}
	var b strings.Builder
	for line := range strings.Lines(e.Body) {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(line))
		}
	}
	for _, s := range e.Sections {
		fmt.Fprintf(&b, "<h3>%s</h3>", html.EscapeString(s.Heading))
		if err := goldmark.Convert([]byte(s.Text), &b); err != nil {
			return Piece{}, fmt.Errorf("section %s of %s: %w", s.Heading, e.Slug, err)
		}
	}
	if len(e.Cites) > 0 {
		b.WriteString("<h3>依据</h3><ul>")
		for _, c := range e.Cites {
			fmt.Fprintf(&b, "<li>%s</li>", html.EscapeString(c.String()))
		}
		b.WriteString("</ul>")
	}
	b.WriteString("<p>以上是普法宣传，不代替律师就具体事情的意见。</p>")
	return Piece{
		Kind: Article, Entry: e.Slug, Title: e.Title, Author: author, Digest: cut(e.Body, digestCut), Body: b.String(),
		Cites: e.Cites, Poster: posterTextOf(e), File: cover,
	}, nil
}

// cut shortens text to so many characters, the last of which then is an ellipsis.
func cut(text string, most int) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	runes := []rune(strings.Join(lines, ""))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

// ChangedIn names the citations whose law is, on the day, repealed or in another version than the one
// that the text was checked against. Laws that the catalogue does not know are passed over.
func ChangedIn(catalogue *knowledge.Catalogue, cites []knowledge.Citation, day pufa.Day) (names []string) {
	for _, c := range cites {
		s := catalogue.Resolve(c, day)
		if s.Citation.Repealed || c.Version != "" && s.InForce != "" && s.InForce != c.Version {
			names = append(names, c.String())
		}
	}
	return names
}

// pictureBytes is what WeChat takes of a picture.
const pictureBytes = 10 << 20

// CheckPicture says in Chinese why WeChat would not take the picture.
func CheckPicture(content []byte) error {
	kind := http.DetectContentType(content)
	if kind != "image/png" && kind != "image/jpeg" {
		return refuse("图片要是 PNG 或 JPEG，这个文件不是")
	}
	if len(content) > pictureBytes {
		return refuse("图片有 %d MB，最多 10 MB，请压缩后再用", len(content)>>20)
	}
	return nil
}
