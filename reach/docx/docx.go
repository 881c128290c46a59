// Package docx writes official documents as Word files (ECMA-376) in the layout of GB/T 9704—2012:
// A4, 22 lines of 28 characters, numbered levels, annexes, the office and the day at the end. It names
// the fonts that the standard asks for and ships none.
package docx

import (
	"archive/zip"
	"bufio"
	"fmt"
	"io"
	"time"

	"github.com/pufa/pufa"
)

// Document is one official document.
type Document struct {
	Title   string
	Office  string    // who issues it: signs under the text, and is the file's author
	Day     pufa.Day  // 成文日期; "" leaves the day out
	Made    time.Time // for the file's properties; the same document made at the same time is the same bytes
	Body    []Block
	Annexes []Annex
}

// Annex is one annex (附件). It begins on a page of its own and is listed under the text.
type Annex struct {
	Title     string
	Landscape bool // for wide tables
	Body      []Block
}

// Block is a part of the text: Heading, Paragraph or Table.
type Block interface {
	write(p *printer)
}

// Heading begins a part. It is numbered by its place: 一、 （一） 1. （1） for the levels 1 to 4.
type Heading struct {
	Level int // 1 to 4; what is deeper is set as 4
	Text  string
}

// Paragraph is one paragraph; a line break in its text begins another.
type Paragraph struct {
	Text string
	Note []string // one footnote at the paragraph's end, a line each; nil: none
}

// Table is a table of text with its title above and a note below.
type Table struct {
	Title   string
	Columns []Column
	Rows    [][]string // as wide as Columns
	Total   []string   // the last line, as wide as Columns; nil: none
	Note    string
}

// Column is a table's column.
type Column struct {
	Name  string
	Align Align
}

// Align is where a cell's text stands.
type Align string

// The places of a cell's text. Numbers stand right.
const (
	Left   Align = "left"
	Centre Align = "center"
	Right  Align = "right"
)

// epoch is the earliest time that a ZIP archive can name.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Write writes d as a .docx file. Characters that XML cannot hold are left out.
func Write(w io.Writer, d Document) error {
	archive := zip.NewWriter(w)
	for _, part := range fixedParts() {
		if err := store(archive, part.name, part.text); err != nil {
			return err
		}
	}
	if err := store(archive, "docProps/core.xml", coreProperties(d)); err != nil {
		return err
	}
	body, err := create(archive, "word/document.xml")
	if err != nil {
		return err
	}
	p := &printer{out: bufio.NewWriter(body)}
	p.document(d)
	if err := p.out.Flush(); err != nil {
		return fmt.Errorf("docx: document: %w", err)
	}
	if err := store(archive, "word/footnotes.xml", p.footnotes()); err != nil {
		return err
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("docx: %w", err)
	}
	return nil
}

func store(archive *zip.Writer, name, text string) error {
	w, err := create(archive, name)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("docx: %s: %w", name, err)
	}
	return nil
}

func create(archive *zip.Writer, name string) (io.Writer, error) {
	w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch})
	if err != nil {
		return nil, fmt.Errorf("docx: %s: %w", name, err)
	}
	return w, nil
}
