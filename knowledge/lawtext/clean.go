package lawtext

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge/docx"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// line is one paragraph of a source, cleaned.
type line struct {
	text  string
	no    int  // where it stands in the source, from 1
	depth int  // how many # mark it as a heading; 0 none
	row   bool // a table's row, cells joined by a tab
	soft  bool // the break before it may be one of layout
	// wrapped says that the break before it is one of layout, by its place on the page.
	wrapped bool
}

// decode returns the text of a file in one of the encodings in which laws are passed around.
func decode(path string, data []byte) (string, error) {
	var enc encoding.Encoding
	switch {
	case len(data) > maxSize:
		return "", &Error{File: path, Reason: fmt.Sprintf("文件超过 %d MB，不像是一部法律", maxSize>>20)}
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		enc = xunicode.UTF16(xunicode.LittleEndian, xunicode.UseBOM)
	case utf8.Valid(data):
		return string(data), nil
	default:
		enc = simplifiedchinese.GB18030
	}
	text, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", &Error{File: path, Reason: "文字编码无法识别，请另存为 UTF-8 再导入"}
	}
	if at := bytes.IndexRune(text, utf8.RuneError); at >= 0 {
		return "", &Error{File: path, Line: 1 + bytes.Count(text[:at], []byte("\n")), Reason: "有无法识别的字符，请另存为 UTF-8 再导入"}
	}
	return string(text), nil
}

// clean removes what cannot be seen, makes every space an ASCII one and no two in a row, and maps
// Kangxi radicals, which files converted from PDF hold, to the characters that they look like.
// Everything else stays as printed: brackets and colons stay full-width.
func clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if r >= 0x2E80 && r <= 0x2FD5 {
			b.WriteString(norm.NFKC.String(string(r)))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// compact removes all white space, for comparisons.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// tight removes the spaces beside Chinese characters and marks, which are layout: 总　　则.
func tight(s string) string {
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		if r == ' ' && i > 0 && i+1 < len(runes) && (wide(runes[i-1]) || wide(runes[i+1])) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func wide(r rune) bool { return r >= 0x2E80 }

// plainLines splits a text into lines and says which breaks may be layout: in a text that indents its
// paragraphs a line without indentation, in one that does not any line that follows a long one.
func plainLines(text string) []line {
	raw := splitLines(text)
	indents, full := layout(raw)
	var lines []line
	blank, width := true, 0
	for i, s := range raw {
		t := clean(s)
		if t == "" {
			blank = true
			continue
		}
		l := line{text: t, no: i + 1}
		if indents {
			l.soft = !blank && !indentation(s)
			l.wrapped = l.soft && width >= full-1
		} else {
			l.soft = !blank && width >= shortest
		}
		lines = append(lines, l)
		blank, width = false, utf8.RuneCountInString(strings.TrimRight(s, " 　\t"))
	}
	return lines
}

// shortest is the length, in characters, below which nobody breaks lines for layout.
const shortest = 20

// layout reports whether a text indents its paragraphs, and how long its lines are where it breaks
// them at a width: the commonest length, if a tenth of the lines has it.
func layout(raw []string) (indents bool, full int) {
	filled, indented := 0, 0
	lengths := map[int]int{}
	for _, s := range raw {
		if clean(s) == "" {
			continue
		}
		filled++
		if indentation(s) {
			indented++
		}
		if n := utf8.RuneCountInString(strings.TrimRight(s, " 　\t")); n >= shortest {
			lengths[n]++
			if lengths[n] > lengths[full] || lengths[n] == lengths[full] && n > full {
				full = n
			}
		}
	}
	if full == 0 || lengths[full]*10 < filled {
		full = math.MaxInt
	}
	return indented*3 > filled, full
}

func splitLines(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	return strings.Split(text, "\n")
}

func indentation(s string) bool {
	s = strings.TrimLeft(s, "\ufeff\u200b")
	return strings.HasPrefix(s, "　") || strings.HasPrefix(s, "  ") || strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\u00a0")
}

func docxLines(paragraphs []docx.Paragraph) []line {
	var lines []line
	for i, p := range paragraphs {
		if p.Cell && strings.Contains(p.Text, "\t") {
			lines = append(lines, line{text: cells(strings.Split(p.Text, "\t")), no: i + 1, row: true})
			continue
		}
		for j, s := range splitLines(p.Text) {
			if t := clean(s); t != "" {
				lines = append(lines, line{text: t, no: i + 1, soft: j > 0 && !p.Cell && !indentation(s)})
			}
		}
	}
	return lines
}

func cells(list []string) string {
	for i, c := range list {
		list[i] = clean(c)
	}
	return strings.Join(list, "\t")
}
