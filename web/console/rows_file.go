package console

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

const (
	fileBatch = 1000    // rows read at a time
	fileMost  = 500_000 // rows of one file: a spreadsheet does not open many more
)

// rowsFile sends the rows as CSV for use within the office. No follower keys are in it.
func (s *Site) rowsFile(w http.ResponseWriter, r *http.Request) error {
	f, err := reach.ParseFilter(r.URL.Query())
	if err != nil {
		return err
	}
	rows, err := s.Rows.Rows(r.Context(), f, "", fileBatch)
	if err != nil {
		return err
	}
	sum, err := s.Rows.SumRows(r.Context(), f)
	switch {
	case err != nil:
		return err
	case sum.Rows > fileMost:
		return pufa.Errorf(pufa.Invalid, "这个数字有 %s 行明细，一个文件放不下（最多 %s 行）。请缩短时间再下载。", digits(sum.Rows), digits(fileMost))
	}
	attach(w, "text/csv; charset=utf-8", "明细.csv")
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // tells spreadsheets that it is UTF-8
		return nil //nolint:nilerr // the reader has gone away: there is nobody to tell
	}
	out := csv.NewWriter(w)
	if err := out.Write(fileHeader()); err != nil {
		return nil //nolint:nilerr // likewise
	}
	out.Flush() // also where there are no rows
	for len(rows) > 0 && err == nil {
		if err = s.writeRows(r, out, f, rows); err == nil {
			rows, err = s.Rows.Rows(r.Context(), f, rows[len(rows)-1].ID, fileBatch)
		}
	}
	if err != nil {
		s.Log.Error("file of rows not finished", "error", err)
		out.Write([]string{"出了问题，后面的行没有写完，请重新下载"}) //nolint:errcheck // a file that is cut short must not look whole
		out.Flush()
	}
	return nil
}

func fileHeader() []string {
	return []string{"日期", "种类", "计数口径", "人次", "人", "份", "对象", "社区", "行业", "来源", "更正", "编号"}
}

func (s *Site) writeRows(r *http.Request, out *csv.Writer, f reach.Filter, rows []reach.Entry) error {
	words, err := s.rowWords(r.Context(), f, rows)
	if err != nil {
		return err
	}
	for _, e := range rows {
		line := words.show(e)
		err := out.Write([]string{string(e.Day), line.Kind, line.Basis, strconv.Itoa(e.Times), strconv.Itoa(e.People),
			strconv.Itoa(e.Copies), plain(line.Subject), plain(line.Community), plain(line.Trade), plain(line.Source), line.Mark, string(e.ID)})
		if err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// plain keeps a spreadsheet from reading a text as a formula.
func plain(text string) string {
	if strings.IndexAny(text, "=+-@\t\r") == 0 {
		return "'" + text
	}
	return text
}
