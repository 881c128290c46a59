package report

import (
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/pufa/pufa"
)

// Write writes the report as the file that its name asks for: .docx, .xlsx, .csv or .json. Another name is
// an Invalid error that says which there are.
func Write(w io.Writer, name string, r Report) error {
	format, err := FormatOf(name)
	if err != nil {
		return err
	}
	return format.Write(w, r)
}

// Format is a kind of file that a report can be written as.
type Format struct {
	Extension string // with its dot
	Name      string // as readers know it
	Type      string // for the Content-Type header
	Write     func(w io.Writer, r Report) error
}

// Formats lists what a report can be written as.
func Formats() []Format {
	return []Format{
		{".docx", "Word 公文", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", WriteDOCX},
		{".xlsx", "Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", WriteXLSX},
		{".csv", "CSV 数据", "text/csv; charset=utf-8", WriteCSV},
		{".json", "JSON 数据", "application/json", WriteJSON},
	}
}

// FormatOf returns the format that a file's name asks for.
func FormatOf(name string) (Format, error) {
	extension := strings.ToLower(path.Ext(name))
	for _, format := range Formats() {
		if format.Extension == extension {
			return format, nil
		}
	}
	return Format{}, pufa.Errorf(pufa.Invalid, "报告不能存成“%s”，请把文件名写成 .docx、.xlsx、.csv 或 .json 结尾", path.Base(name))
}

// WriteJSON writes the report as it is, without the numbers that are held back.
func WriteJSON(w io.Writer, r Report) error {
	r, err := outward(r)
	if err != nil {
		return fmt.Errorf("report as json: %w", err)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(r); err != nil {
		return fmt.Errorf("report as json: %w", err)
	}
	return nil
}
