package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/pufa/pufa"
)

// readCSV reads what spreadsheets save: in UTF-8, UTF-16 with its mark, or GB18030; with commas, tabs or semicolons.
func readCSV(file string, data []byte) (Table, error) {
	t := Table{File: file}
	text, err := decode(file, data)
	if err != nil {
		return t, err
	}
	c := counter{table: &t}
	rows := csv.NewReader(strings.NewReader(text))
	rows.FieldsPerRecord, rows.Comma = -1, separator(text)
	for {
		cells, err := rows.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return t, nil
		case errors.As(err, &bad):
			return t, pufa.Errorf(pufa.Invalid, "%s:%d：引号不成对，请检查这一行", file, bad.Line)
		case err != nil:
			return t, err
		}
		line, _ := rows.FieldPos(0)
		if err := c.keep(line, cells); err != nil {
			return t, err
		}
	}
}

func decode(file string, data []byte) (string, error) {
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		data, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	case bytes.IndexByte(data, 0) >= 0:
		return "", pufa.Errorf(pufa.Invalid, "%s 不是表格：请用 Excel 或 WPS 另存为 .xlsx 或 .csv", file)
	case !utf8.Valid(data): // as spreadsheets save it in China
		data, err = simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	}
	if err != nil {
		return "", pufa.Errorf(pufa.Invalid, "%s 的文字编码看不懂，请另存为 UTF-8 的 CSV", file)
	}
	return string(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
}

// separator tells what parts the cells: the first of the three that stands in the first lines.
func separator(text string) rune {
	const head = 2000 // bytes; titles above the table have no separators
	text = text[:min(len(text), head)]
	for _, mark := range []rune{',', '\t', ';'} {
		if strings.ContainsRune(text, mark) {
			return mark
		}
	}
	return ','
}
