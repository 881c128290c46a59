package intake

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// parseCSV reads a .csv file of questions as spreadsheets save it: in UTF-8 or GBK, with commas,
// semicolons or tabs.
func (r reader) parseCSV(path string, data []byte) ([]knowledge.Entry, error) {
	text, err := readAny(path, data)
	if err != nil {
		return nil, err
	}
	rows := csv.NewReader(strings.NewReader(text))
	rows.Comma = separator(text)
	rows.FieldsPerRecord = -1
	t := table{reader: r, batch: newBatch(path)}
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.add(csvLine(err), "引号不成对：整格放进英文双引号，格子里面的双引号写两个")
			break
		}
		line, _ := rows.FieldPos(0)
		t.row(line, cells)
	}
	t.end()
	return t.result()
}

// separator tells what parts the cells of the first line.
func separator(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\n"), "\n")
	for _, mark := range []rune{',', '\t', ';'} {
		if strings.ContainsRune(first, mark) {
			return mark
		}
	}
	return ','
}

func csvLine(err error) int {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return at.StartLine
	}
	return 0
}
