// Package docx reads the text of Word files (.docx, ECMA-376) in the order in which it stands.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/pufa/pufa"
)

// MaxUnpacked is how many bytes of XML Read unpacks from one file before it refuses: a hundred times
// the largest code of laws, and little enough to be held in memory.
const MaxUnpacked = 64 << 20

// Paragraph is one paragraph of the body, or one row of a table.
type Paragraph struct {
	// Text joins all runs; a line break is \n, a tab \t. In a table's row, cells are joined by \t, the
	// paragraphs of one cell by \n; a table inside a cell gives lines of that cell, a line per row.
	Text  string
	Style string // the style's name (heading 1, Title), or its identifier where it has no name; "" none
	Bold  bool   // every word of a paragraph is set bold by itself, not by its style; never of a row
	List  bool   // numbered or bulleted by Word, which keeps the label out of the text
	Cell  bool   // a table's row
}

// Read returns the paragraphs that hold text, in document order: body, tables and text boxes, then
// footnotes and endnotes. Deleted revisions, comments, headers and footers (page numbers) are no part
// of the text. Errors are pufa.Invalid and say in Chinese what the file is and what to do.
func Read(data []byte) ([]Paragraph, error) {
	p, err := open(data)
	if err != nil {
		return nil, err
	}
	main, err := p.mainPart()
	if err != nil {
		return nil, err
	}
	styles, err := p.styles(main)
	if err != nil {
		return nil, err
	}
	w := walker{styles: styles}
	if err := p.walk(main, &w); err != nil {
		return nil, err
	}
	for _, notes := range []string{"footnotes.xml", "endnotes.xml"} {
		name := path.Join(path.Dir(main), notes)
		if !p.has(name) {
			continue
		}
		if err := p.walk(name, &w); err != nil {
			return nil, err
		}
	}
	if len(w.out) == 0 {
		return nil, pufa.Errorf(pufa.Invalid, "这个 Word 文件里没有文字（可能只有扫描的图片），请换成有文字的文件")
	}
	return w.out, nil
}

// pack is an opened file with what may still be unpacked of it.
type pack struct {
	files map[string]*zip.File
	left  int64
}

func open(data []byte) (*pack, error) {
	if reason := foreign(data); reason != "" {
		return nil, pufa.Errorf(pufa.Invalid, "%s", reason)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(err)
	}
	p := &pack{files: make(map[string]*zip.File, len(r.File)), left: MaxUnpacked}
	for _, f := range r.File {
		p.files[strings.ReplaceAll(f.Name, `\`, "/")] = f
	}
	return p, nil
}

func damaged(err error) error {
	return &pufa.Error{
		Kind: pufa.Invalid,
		Say:  "这个 Word 文件已损坏，打不开；请用 Word 或 WPS 打开后另存为 .docx 再导入",
		Err:  err,
	}
}

func (p *pack) has(name string) bool { return p.files[name] != nil }

// mainPart finds the body: word/document.xml, or what the package's relations name instead.
func (p *pack) mainPart() (string, error) {
	const usual = "word/document.xml"
	if p.has(usual) {
		return usual, nil
	}
	switch {
	case p.has("xl/workbook.xml"):
		return "", pufa.Errorf(pufa.Invalid, "这是 Excel 文件，不是 Word 文件；请按 .xlsx 导入")
	case p.has("ppt/presentation.xml"):
		return "", pufa.Errorf(pufa.Invalid, "这是 PowerPoint 文件，不是 Word 文件")
	case p.has("_rels/.rels"):
		if name, err := p.related(); err != nil || name != "" {
			return name, err
		}
	}
	return "", pufa.Errorf(pufa.Invalid, "这个压缩文件里没有 Word 正文（word/document.xml），不是 .docx 文件")
}

func (p *pack) related() (string, error) {
	var rels struct {
		List []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	data, err := p.read("_rels/.rels")
	if err != nil {
		return "", err
	}
	if err := xml.Unmarshal(data, &rels); err != nil {
		return "", damaged(err)
	}
	for _, r := range rels.List {
		name := strings.TrimPrefix(path.Clean("/"+r.Target), "/")
		if strings.HasSuffix(r.Type, "/officeDocument") && p.has(name) {
			return name, nil
		}
	}
	return "", nil
}

// styles maps identifiers to names: Chinese editions of Word call the style “heading 1” just “1”.
func (p *pack) styles(main string) (map[string]string, error) {
	name := path.Join(path.Dir(main), "styles.xml")
	if !p.has(name) {
		return map[string]string{}, nil
	}
	var sheet struct {
		List []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
		} `xml:"style"`
	}
	data, err := p.read(name)
	if err != nil {
		return nil, err
	}
	if err := xml.Unmarshal(data, &sheet); err != nil {
		return nil, damaged(err)
	}
	names := make(map[string]string, len(sheet.List))
	for _, s := range sheet.List {
		names[s.ID] = s.Name.Val
	}
	return names, nil
}

func (p *pack) walk(name string, w *walker) error {
	data, err := p.read(name)
	if err != nil {
		return err
	}
	if err := w.walk(data); err != nil {
		return damaged(fmt.Errorf("%s: %w", name, err))
	}
	return nil
}

// read unpacks one part, within what is left of MaxUnpacked, whatever size the archive claims.
func (p *pack) read(name string) ([]byte, error) {
	f := p.files[name]
	const encrypted = 0x1
	if f.Flags&encrypted != 0 {
		return nil, pufa.Errorf(pufa.Invalid, "这个文件加了密码，请去掉密码后再导入")
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	data, err := io.ReadAll(io.LimitReader(r, p.left+1))
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, damaged(err)
	}
	if p.left -= int64(len(data)); p.left < 0 {
		return nil, pufa.Errorf(pufa.Invalid, "这个文件解压后超过 %d MB，不像是正常的 Word 文件，没有导入", MaxUnpacked>>20)
	}
	return data, nil
}
