package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa"
)

// readWorkbook reads cells as they are stored, not as they are shown: a day shown as 3月5日 keeps its year.
func readWorkbook(file string, data []byte, sheet string) (tables []Table, err error) {
	defer func() {
		// A workbook that somebody made to do harm can make the library panic; it is refused like any other.
		if cause := recover(); cause != nil {
			tables, err = nil, &pufa.Error{Kind: pufa.Invalid, Say: unreadable(file), Err: fmt.Errorf("excelize: %v", cause)}
		}
	}()
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxInMemory, RawCellValue: true})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") { // the library has no type for it
			return nil, pufa.Errorf(pufa.Invalid,
				"%s 解开后超过 %d MB，多半有大片空行带着格式：请把有内容的部分复制到新的表格里", file, maxUnpacked>>20)
		}
		return nil, &pufa.Error{Kind: pufa.Invalid, Say: unreadable(file), Err: err}
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	names, err := sheetsOf(file, book, sheet)
	if err != nil {
		return nil, err
	}
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, &pufa.Error{Kind: pufa.Invalid, Say: unreadable(file), Err: err}
	}
	c := &counter{}
	for _, name := range names {
		t := Table{File: file, Sheet: name, From1904: props.Date1904 != nil && *props.Date1904}
		c.table = &t
		if err := c.readSheet(book, name); err != nil {
			return nil, err
		}
		if err := c.fillMerged(data, name); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}

func unreadable(file string) string {
	return file + " 打不开（损坏、加了密码，或者不是表格），请用 Excel 或 WPS 打开后另存为 .xlsx"
}

// sheetsOf lists the sheets to read.
func sheetsOf(file string, book *excelize.File, named string) (names []string, err error) {
	for _, name := range book.GetSheetList() {
		visible, err := book.GetSheetVisible(name)
		if err != nil || name == named || named == "" && visible {
			names = append(names, name)
		}
	}
	switch {
	case len(names) > 0:
		return names, nil
	case named != "" && len(book.GetSheetList()) > 0:
		return nil, pufa.Errorf(pufa.Invalid, "%s 里没有工作表“%s”，有：%s", file, named, strings.Join(book.GetSheetList(), "、"))
	default:
		return nil, pufa.Errorf(pufa.Invalid, "%s", unreadable(file))
	}
}

func (c *counter) readSheet(book *excelize.File, name string) (err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return c.broken(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	line := 0
	for rows.Next() {
		if line++; line > maxLine {
			return pufa.Errorf(pufa.Invalid, "%s 的行数超过 Excel 的上限 %d，文件坏了，请另存为新的 .xlsx", c.table.place(), maxLine)
		}
		cells, err := rows.Columns()
		if err != nil {
			return c.broken(err)
		}
		if err := c.keep(line, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return c.broken(err)
	}
	return nil
}

func (c *counter) broken(err error) error {
	return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: c.table.place() + " 读不完，文件坏了，请用 Excel 或 WPS 打开后另存为新的 .xlsx"}
}
