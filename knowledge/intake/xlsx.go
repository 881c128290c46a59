package intake

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa/knowledge"
)

const (
	maxUnpacked = 128 << 20 // bytes that a workbook may unpack to
	maxInMemory = 16 << 20  // a larger sheet is unpacked to a temporary file, by excelize
	maxSheetRow = 1 << 20   // Excel: the last row of a sheet
)

// parseXLSX reads every sheet of an Excel workbook of questions, row by row.
func (r reader) parseXLSX(path string, data []byte) (entries []knowledge.Entry, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit:    maxUnpacked,
		UnzipXMLSizeLimit: maxInMemory,
		ShortDatePattern:  "yyyy-mm-dd",
	})
	if err != nil {
		return nil, refuse(path, 0, "这个 Excel 文件打不开（损坏、加了密码或解压后太大），请用 Excel 或 WPS 打开后另存为 .xlsx")
	}
	defer func() {
		if closing := book.Close(); closing != nil {
			err = errors.Join(err, fmt.Errorf("close %s: %w", path, closing))
		}
	}()
	b := newBatch(path)
	sheets := book.GetSheetList()
	for _, sheet := range sheets {
		t := table{reader: r, batch: b}
		if len(sheets) > 1 {
			t.sheet = sheet
		}
		t.readSheet(book, sheet)
	}
	return b.result()
}

func (t *table) readSheet(book *excelize.File, sheet string) {
	rows, err := book.Rows(sheet)
	if err != nil {
		t.say(0, "这个工作表读不出来，请另存为新的 .xlsx 文件")
		return
	}
	line := 0
	for rows.Next() && line <= maxSheetRow {
		line++
		cells, err := rows.Columns()
		if err != nil {
			t.say(line, "这一行读不出来，请另存为新的 .xlsx 文件")
			break
		}
		t.row(line, cells)
	}
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		t.say(line, "读到这里出错，工作表没有读完，请另存为新的 .xlsx 文件")
	}
	if line > maxSheetRow {
		t.say(line, "工作表的行数超过 Excel 的上限 %d", maxSheetRow)
	}
	t.end()
}
