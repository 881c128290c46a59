package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// hostile are texts that people paste and enemies type.
func hostile() []string {
	return []string{
		"", " ", "\x00\x01\x0b\x1f\x7f控制符", "]]><w:p/>", `<script>alert("1")</script>&amp;`, "=HYPERLINK(\"http://x\")", "+86 10", "-1", "@SUM(A1)", "\t=1+1", "\r=1",
		"第一行\n第二行\r\n第三行", strings.Repeat("普法", 5000), strings.Repeat("A", 20000), "👨‍👩‍👧‍👦🇨🇳", "مرحبا بالعالم", "abc\u202egnp.exe", "\xff\xfe坏的字节", "\ufffe\uffff\ufeff",
		"_x000D_", "%s %d %!", "'", "“引号”——破折号", strings.Repeat("e\u0301", 500),
	}
}

func hostileDocument() Document {
	h := hostile()
	d := Document{Title: strings.Join(h[2:12], "|"), Office: h[4], Day: "2026-12-31", Made: time.Date(2026, 12, 31, 1, 2, 3, 0, time.UTC)}
	table := Table{Title: h[2], Columns: []Column{{Name: h[3], Align: Left}, {Name: h[12], Align: Right}, {Name: h[13]}}, Note: h[11]}
	for level, text := range h {
		d.Body = append(d.Body, Heading{Level: level - 2, Text: text}, Paragraph{Text: text, Note: h[2:16]})
		table.Rows = append(table.Rows, []string{text, text, text})
	}
	table.Total = []string{"合计"}
	d.Body = append(d.Body, table, Table{Title: "空表"}, Table{Columns: []Column{{Name: "没有行"}}})
	d.Annexes = []Annex{{Title: h[2], Body: []Block{table}}, {Title: h[4], Landscape: true, Body: []Block{table}}, {Landscape: true}, {Title: h[12]}}
	return d
}

func write(t *testing.T, d Document) map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[file.Name] = string(text)
	}
	if archive.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s; some readers want the list of types first", archive.File[0].Name)
	}
	return parts
}

// sequences holds the children of elements in the order of ISO/IEC 29500-1 (transitional), as far as this
// package writes them and a little more. Word refuses a file in which they stand in another order.
func sequences() map[string][]string {
	rPr := strings.Fields("rStyle rFonts b bCs i iCs caps strike color spacing w kern position sz szCs highlight u vertAlign lang")
	pPr := strings.Fields("pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr")
	return map[string][]string{
		"pPr":      pPr,
		"rPr":      rPr,
		"sectPr":   strings.Fields("headerReference footerReference footnotePr endnotePr type pgSz pgMar pgBorders pgNumType cols titlePg textDirection docGrid"),
		"tblPr":    strings.Fields("tblStyle tblpPr tblOverlap tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook"),
		"tcPr":     strings.Fields("tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection vAlign"),
		"tbl":      strings.Fields("tblPr tblGrid tr"),
		"tr":       strings.Fields("trPr tc"),
		"p":        strings.Fields("pPr r"),
		"style":    strings.Fields("name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr"),
		"styles":   strings.Fields("docDefaults style"),
		"font":     strings.Fields("altName panose1 charset family notTrueType pitch sig"),
		"settings": strings.Fields("zoom bordersDoNotSurroundHeader bordersDoNotSurroundFooter defaultTabStop evenAndOddHeaders characterSpacingControl footnotePr compat themeFontLang"),
		"compat":   strings.Fields("spaceForUL balanceSingleByteDoubleByteWidth doNotLeaveBackslashAlone ulTrailSpace doNotExpandShiftReturn adjustLineHeightInTable useFELayout compatSetting"),

		"footnotePr": strings.Fields("pos numFmt numStart numRestart footnote"),
		"tblBorders": strings.Fields("top left bottom right insideH insideV"), "tblCellMar": strings.Fields("top left bottom right"),
		"body": nil, "tc": nil, "r": nil,
	}
}

// checkOrder walks an XML part: well-formed, and every known element's children in order.
func checkOrder(t *testing.T, name, text string) {
	t.Helper()
	type open struct {
		name string
		last int
		kids []string
	}
	order, stack := sequences(), []open{{}}
	in := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			parent := &stack[len(stack)-1]
			if sequence := order[parent.name]; sequence != nil {
				at := slices.Index(sequence, token.Name.Local)
				if at < parent.last {
					t.Errorf("%s: %s in %s stands after %s or is unknown there", name, token.Name.Local, parent.name, sequence[parent.last])
				}
				parent.last = max(at, 0)
			}
			parent.kids = append(parent.kids, token.Name.Local)
			stack = append(stack, open{name: token.Name.Local})
		case xml.EndElement:
			closed := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			kids := closed.kids
			switch {
			case closed.name == "tc" && (len(kids) == 0 || kids[len(kids)-1] != "p"):
				t.Errorf("%s: a cell does not end with a paragraph", name)
			case closed.name == "body" && (len(kids) < 2 || kids[len(kids)-1] != "sectPr" || kids[len(kids)-2] != "p"):
				t.Errorf("%s: the body does not end with a paragraph and its section", name)
			case closed.name == "rPr" && slices.Contains(kids, "rFonts") && len(slices.Compact(slices.Sorted(slices.Values(kids)))) != len(kids):
				t.Errorf("%s: a property twice in %v", name, kids)
			}
		}
	}
}

func TestEveryPartIsInTheOrderOfTheSchemaWhateverTheText(t *testing.T) {
	for name, text := range write(t, hostileDocument()) {
		checkOrder(t, name, text)
	}
	for name, text := range write(t, Document{}) {
		checkOrder(t, name, text)
	}
}

// What document.xml points at is there: parts of relationships, styles, footnotes.
func TestReferencesResolve(t *testing.T) {
	parts := write(t, hostileDocument())
	values := func(text, before string) []string {
		var found []string
		for _, piece := range strings.Split(text, before)[1:] {
			found = append(found, piece[:strings.IndexByte(piece, '"')])
		}
		slices.Sort(found)
		return slices.Compact(found)
	}
	for _, target := range values(parts["word/_rels/document.xml.rels"], `Target="`) {
		if parts["word/"+target] == "" {
			t.Errorf("no part %s", target)
		}
		if !strings.Contains(parts["[Content_Types].xml"], "/word/"+target) {
			t.Errorf("no type of %s", target)
		}
	}
	for _, id := range values(parts["word/document.xml"], `r:id="`) {
		if !strings.Contains(parts["word/_rels/document.xml.rels"], `Id="`+id+`"`) {
			t.Errorf("no relationship %s", id)
		}
	}
	styled := parts["word/document.xml"] + parts["word/footnotes.xml"] + parts["word/footer1.xml"] + parts["word/footer2.xml"]
	for _, kind := range []string{`pStyle w:val="`, `rStyle w:val="`, `tblStyle w:val="`} {
		for _, id := range values(styled, kind) {
			if !strings.Contains(parts["word/styles.xml"], `w:styleId="`+id+`"`) {
				t.Errorf("no style %s", id)
			}
		}
	}
	for _, id := range values(parts["word/document.xml"], `footnoteReference w:id="`) {
		if !strings.Contains(parts["word/footnotes.xml"], `<w:footnote w:id="`+id+`"`) {
			t.Errorf("no footnote %s", id)
		}
	}
}

func TestTheSameDocumentIsTheSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	if err := Write(&a, hostileDocument()); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, hostileDocument()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two writings differ")
	}
}

func TestHeadingsAreNumberedByTheirPlace(t *testing.T) {
	parts := write(t, Document{Body: []Block{
		Heading{1, "甲"}, Heading{2, "乙"}, Heading{2, "丙"}, Heading{3, "丁"}, Heading{4, "戊"}, Heading{9, "己"}, Heading{1, "庚"}, Heading{2, "辛"}, Heading{1, "  "},
		Heading{1, "壬"},
	}})
	at := 0
	for _, want := range []string{"一、甲", "（一）乙", "（二）丙", "1. 丁", "（1）戊", "（2）己", "二、庚", "（一）辛", "三、壬"} {
		next := strings.Index(parts["word/document.xml"][at:], ">"+want+"<")
		if next < 0 {
			t.Fatalf("no heading %s after the one before", want)
		}
		at += next
	}
}

func TestCleanKeepsTextAndItsLines(t *testing.T) {
	for text, want := range map[string]string{
		"法\x00治\x1b[0m": "法治[0m", "一\r\n二\r三\n四\u2028五": "一\n二\n三\n四\n五", "\r\n\r\n": "\n\n", "a\tb": "a b", "abc\u202egnp": "abcgnp",
		"\xff": "\ufffd", "\ufeff头": "头", "👨‍👩‍👧": "👨‍👩‍👧", "مرحبا": "مرحبا", "\u0085": "",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNumeral(t *testing.T) {
	for n, want := range map[int]string{1: "一", 10: "十", 11: "十一", 20: "二十", 23: "二十三", 99: "九十九", 100: "一百", 101: "一百零一", 110: "一百一十", 115: "一百一十五", 999: "九百九十九"} {
		if got := numeral(n); got != want {
			t.Errorf("numeral(%d) = %s, want %s", n, got, want)
		}
	}
}

// Columns fill the room exactly, and none is too narrow for a character, whatever the cells hold.
func TestColumnsShareTheRoom(t *testing.T) {
	wide := strings.Repeat("宽", 200)
	for _, row := range [][]string{{"1"}, {"1", "2"}, {wide, "1"}, {wide, wide, wide}, {"a", wide, "2026-12-04", "b", "c", "d", "e", wide, "f"}} {
		table := Table{Columns: make([]Column, len(row)), Rows: [][]string{row}}
		sum := 0
		for i, w := range table.widths(21, turned) {
			if w < 2*105+padding {
				t.Errorf("column %d of %d is %d wide", i, len(row), w)
			}
			sum += w
		}
		if sum != turned {
			t.Errorf("%d columns are %d wide, not %d", len(row), sum, turned)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAWriterThatFailsIsAnError(t *testing.T) {
	if err := Write(brokenPipe{}, hostileDocument()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}
