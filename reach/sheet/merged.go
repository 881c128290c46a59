package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa"
)

// maxMerged bounds how many merged cells a sheet may have.
const maxMerged = 20_000

// fillMerged writes what a merged cell says into all the cells that it covers, in the rows that hold something.
// Excelize finds merged cells only with the whole sheet in memory, so they are looked for here.
func (c *counter) fillMerged(data []byte, sheet string) error {
	if len(c.table.Rows) == 0 {
		return nil
	}
	refs, err := mergedIn(data, sheet)
	if err != nil {
		return c.broken(err)
	}
	if len(refs) > maxMerged {
		return pufa.Errorf(pufa.Invalid, "%s 的合并单元格太多，请取消合并", c.table.place())
	}
	at := map[int]int{} // line → place in Rows
	for i, r := range c.table.Rows {
		at[r.Line] = i
	}
	for _, ref := range refs {
		if err := c.fill(ref, at); err != nil {
			return err
		}
	}
	return nil
}

// area is what a merged cell covers, all from 1.
type area struct{ left, top, right, bottom int }

func (c *counter) fill(a area, at map[int]int) error {
	first, ok := at[a.top]
	text := ""
	if ok {
		text = c.table.Rows[first].Cell(a.left - 1)
	}
	if text == "" {
		return nil
	}
	right := min(a.right, maxColumns)
	for i := first; i < len(c.table.Rows) && c.table.Rows[i].Line <= a.bottom; i++ {
		r := &c.table.Rows[i]
		if err := c.count(max(right-a.left+1, 1)); err != nil {
			return err
		}
		for len(r.Cells) < right {
			r.Cells = append(r.Cells, "")
		}
		for len(r.Filled) < right {
			r.Filled = append(r.Filled, false)
		}
		for column := a.left; column <= right; column++ {
			if r.Cells[column-1] == "" {
				r.Cells[column-1], r.Filled[column-1] = text, true
			}
		}
	}
	return nil
}

var mergedRef = regexp.MustCompile(`^\s*<(?:\w+:)?mergeCell\s(?:[^>]*\s)?ref="([A-Z]+[0-9]+):([A-Z]+[0-9]+)"`)

// mergedIn finds the merged cells of a sheet; none in a workbook that is laid out as nobody else does.
func mergedIn(data []byte, sheet string) (areas []area, err error) {
	book, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	file, err := open(book, partOf(book, sheet))
	if err != nil {
		return nil, nil //nolint:nilerr // excelize has read it, however
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	tags := bufio.NewScanner(io.LimitReader(file, maxUnpacked))
	tags.Buffer(make([]byte, 64<<10), maxInMemory)
	tags.Split(toTagEnd)
	for tags.Scan() && len(areas) <= maxMerged {
		if !bytes.Contains(tags.Bytes(), []byte("mergeCell")) {
			continue
		}
		ref := mergedRef.FindSubmatch(tags.Bytes())
		if ref == nil {
			continue
		}
		left, top, err1 := excelize.CellNameToCoordinates(string(ref[1]))
		right, bottom, err2 := excelize.CellNameToCoordinates(string(ref[2]))
		if err1 == nil && err2 == nil {
			areas = append(areas, area{left, top, right, bottom})
		}
	}
	return areas, tags.Err()
}

// toTagEnd splits XML after each >, which is enough to find one kind of tag.
func toTagEnd(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '>'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if atEOF {
		return len(data), nil, nil
	}
	return 0, nil, nil
}

// partOf returns where in the workbook's archive a sheet stands; "" where that is not to be found.
func partOf(book *zip.Reader, sheet string) string {
	var workbook struct {
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Any  []xml.Attr `xml:",any,attr"` // the id's namespace is not the same in all workbooks
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		Relations []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(decodePart(book, "xl/workbook.xml", &workbook), decodePart(book, "xl/_rels/workbook.xml.rels", &relations)); err != nil {
		return ""
	}
	for _, s := range workbook.Sheets {
		if s.Name != sheet {
			continue
		}
		for _, r := range relations.Relations {
			if slices.ContainsFunc(s.Any, func(a xml.Attr) bool { return a.Name.Local == "id" && a.Value == r.ID }) {
				return strings.TrimPrefix(path.Join("/xl", strings.TrimPrefix(r.Target, "/xl/")), "/")
			}
		}
	}
	return ""
}

func decodePart(book *zip.Reader, name string, into any) (err error) {
	file, err := open(book, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return xml.NewDecoder(io.LimitReader(file, maxInMemory)).Decode(into)
}

// open finds a part as excelize does: whatever its capitals and slashes.
func open(book *zip.Reader, name string) (io.ReadCloser, error) {
	for _, f := range book.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, `\`, "/"), name) {
			return f.Open()
		}
	}
	return nil, errors.New("the workbook has no part " + name)
}
