package intake

import (
	"regexp"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	mdtable "github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"

	"github.com/pufa/pufa/knowledge"
)

// maxHTML bounds a page in bytes: parsing is slower than linear for pages made to hurt.
const maxHTML = 1 << 20

var (
	markdownHeading = regexp.MustCompile(`^#{1,6}\s+(.*)$`)
	boldLine        = regexp.MustCompile(`^\*\*([^*]+)\*\*$`)
	escaped         = regexp.MustCompile("\\\\([\\\\`*_{}\\[\\]()#+.!<>~|-])")
)

// parseHTML reads a page: what is no text (scripts, styles, forms) is left out, the rest is an entry.
func (r reader) parseHTML(path string, data []byte) (knowledge.Entry, error) {
	if len(data) > maxHTML {
		return knowledge.Entry{}, refuse(path, 0, "网页超过 %d MB，请只保存正文部分", maxHTML>>20)
	}
	text, err := readAny(path, data)
	if err != nil {
		return knowledge.Entry{}, err
	}
	conv := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), mdtable.NewTablePlugin()))
	markdown, err := conv.ConvertString(bluemonday.UGCPolicy().Sanitize(text))
	if err != nil {
		return knowledge.Entry{}, refuse(path, 0, "网页读不出来，请用浏览器打开后复制到 Word 里再导入")
	}
	paras := markdownParas(markdown)
	if title := pageTitle(text); title != "" && !titled(paras) {
		paras = append([]para{{line: 1, text: title, heading: true}}, paras...)
	}
	return r.document(path, paras)
}

// markdownParas splits Markdown into its blocks; line is the number of the block.
func markdownParas(markdown string) []para {
	var out []para
	for block := range strings.SplitSeq(markdown, "\n\n") {
		block = strings.Trim(block, "\n")
		p := para{line: len(out) + 1, text: block, ready: true}
		if m := markdownHeading.FindStringSubmatch(block); m != nil {
			p.text, p.heading = unescape(strings.Trim(m[1], "* ")), true
		} else if m := boldLine.FindStringSubmatch(block); m != nil && looksHeading(m[1]) {
			p.text, p.heading = unescape(m[1]), true
		} else if knownHeading(block) {
			p.heading = true
		}
		if p.text != "" {
			out = append(out, p)
		}
	}
	return out
}

func titled(paras []para) bool { return len(paras) > 0 && paras[0].heading }

func unescape(markdown string) string { return escaped.ReplaceAllString(markdown, "$1") }

// pageTitle returns the page's <title>, "" where it has none.
func pageTitle(page string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken:
			if name, _ := tokens.TagName(); string(name) == "title" && tokens.Next() == html.TextToken {
				return oneLine(string(tokens.Text()))
			}
		}
	}
}
