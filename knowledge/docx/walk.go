package docx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxDepth is far beyond what Word writes (tables within tables within text boxes stay under 100).
const maxDepth = 1000

var errDepth = errors.New("elements nested too deeply")

// walker goes through the tokens of a part and collects paragraphs. Elements are told by their local
// names, which the transitional and the strict form of the standard share.
type walker struct {
	styles map[string]string
	out    []Paragraph
	depth  int
	skip   int  // the depth at which text that is no part of the document began; 0 none
	props  int  // the depth of open paragraph properties, where w:tab is a tab stop; 0 none
	text   bool // inside w:t
	bold   bool // inside a run set bold
	open   []*paragraph
	cells  []cell
	rows   []row
}

// paragraph is one that is still being read.
type paragraph struct {
	text  strings.Builder
	style string
	list  bool
	thin  bool // some of the text is not bold
}

type cell struct{ lines []string }

type row struct{ cells []string }

func (w *walker) walk(data []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if w.depth = deeper(w.depth, token); w.depth > maxDepth {
			return errDepth
		}
		w.token(token)
	}
}

func deeper(depth int, token xml.Token) int {
	switch token.(type) {
	case xml.StartElement:
		return depth + 1
	case xml.EndElement:
		return depth - 1
	default:
		return depth
	}
}

func (w *walker) token(token xml.Token) {
	switch t := token.(type) {
	case xml.StartElement:
		if w.skip == 0 {
			w.start(t)
		}
	case xml.EndElement:
		if w.skip > 0 {
			if w.depth < w.skip {
				w.skip = 0
			}
			return
		}
		w.end(t.Name.Local)
	case xml.CharData:
		if w.skip == 0 && w.text {
			w.write(string(t))
		}
	}
}

func (w *walker) start(t xml.StartElement) {
	switch t.Name.Local {
	case "Fallback", "moveFrom", "rt": // a second form of the same text, its old place, its reading
		w.skip = w.depth
	case "p":
		w.open = append(w.open, &paragraph{})
	case "pPr":
		w.props = w.depth
	case "pStyle":
		w.style(attr(t, "val"))
	case "numPr":
		if len(w.open) > 0 {
			w.open[len(w.open)-1].list = true
		}
	case "r":
		w.bold = false
	case "b":
		w.bold = on(attr(t, "val"))
	case "t":
		w.text = true
	case "br", "cr":
		w.write("\n")
	case "tab", "ptab":
		w.write("\t")
	case "noBreakHyphen":
		w.write("-")
	case "sym":
		w.symbol(attr(t, "char"))
	case "tr":
		w.rows = append(w.rows, row{})
	case "tc":
		w.cells = append(w.cells, cell{})
	}
}

func (w *walker) end(name string) {
	switch name {
	case "p":
		w.endParagraph()
	case "pPr":
		w.props = 0
	case "t":
		w.text = false
	case "tc":
		w.endCell()
	case "tr":
		w.endRow()
	}
}

// write adds text to the open paragraph; what stands between paragraph properties is no text.
func (w *walker) write(s string) {
	if len(w.open) == 0 || w.props > 0 {
		return
	}
	p := w.open[len(w.open)-1]
	p.thin = p.thin || !w.bold && strings.TrimSpace(s) != ""
	p.text.WriteString(s)
}

func (w *walker) style(id string) {
	if len(w.open) == 0 {
		return
	}
	name := w.styles[id]
	if name == "" {
		name = id
	}
	w.open[len(w.open)-1].style = name
}

func (w *walker) symbol(code string) {
	if r, err := strconv.ParseUint(code, 16, 16); err == nil {
		w.write(string(rune(r)))
	}
}

func (w *walker) endParagraph() {
	if len(w.open) == 0 {
		return
	}
	p := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	w.deliver(Paragraph{Text: p.text.String(), Style: p.style, Bold: !p.thin, List: p.list})
}

// deliver puts a paragraph or a row where it stands: into the open cell, else into the document.
func (w *walker) deliver(p Paragraph) {
	if strings.TrimSpace(p.Text) == "" {
		return
	}
	if len(w.cells) == 0 {
		w.out = append(w.out, p)
		return
	}
	c := &w.cells[len(w.cells)-1]
	c.lines = append(c.lines, strings.ReplaceAll(p.Text, "\t", " "))
}

func (w *walker) endCell() {
	if len(w.cells) == 0 || len(w.rows) == 0 {
		return
	}
	text := strings.Join(w.cells[len(w.cells)-1].lines, "\n")
	w.cells = w.cells[:len(w.cells)-1]
	r := &w.rows[len(w.rows)-1]
	r.cells = append(r.cells, text)
}

func (w *walker) endRow() {
	if len(w.rows) == 0 {
		return
	}
	r := w.rows[len(w.rows)-1]
	w.rows = w.rows[:len(w.rows)-1]
	w.deliver(Paragraph{Text: strings.Join(r.cells, "\t"), Cell: true})
}

// on reads a switch of the standard: w:b alone is on.
func on(val string) bool { return val != "0" && val != "false" && val != "off" }

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
