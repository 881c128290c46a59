package lawtext

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Register is what a validity.csv says of laws: level, day of effect, whether still in force.
type Register struct {
	rows map[string][]validity // by name, without white space
}

type validity struct {
	published pufa.Day
	effective pufa.Day
	expired   bool
	level     string
}

// Validity reads a validity.csv: UTF-8 with a header naming at least law, published, effective and
// expired (1: no longer in force); level is read where present. Errors are *Error with the line.
func Validity(path string, data []byte) (Register, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	header, err := r.Read()
	if err != nil {
		return Register{}, &Error{File: path, Line: 1, Reason: "不是 CSV 文件，或没有表头"}
	}
	for _, name := range []string{"law", "published", "effective", "expired"} {
		if !slices.Contains(header, name) {
			return Register{}, &Error{File: path, Line: 1, Reason: fmt.Sprintf("表头缺少“%s”一列", name)}
		}
	}
	reg := Register{rows: map[string][]validity{}}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return reg, nil
		}
		if err != nil {
			return Register{}, &Error{File: path, Line: parseLine(err), Reason: "列数与表头不一致，或引号不成对"}
		}
		if err := reg.add(header, record); err != nil {
			number, _ := r.FieldPos(0)
			return Register{}, &Error{File: path, Line: number, Reason: pufa.Say(err)}
		}
	}
}

func parseLine(err error) int {
	var e *csv.ParseError
	if errors.As(err, &e) {
		return e.Line
	}
	return 0
}

func (r Register) add(header, record []string) error {
	get := func(name string) string {
		if i := slices.Index(header, name); i >= 0 {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	var v validity
	var err error
	if v.published, err = optionalDay(get("published")); err != nil {
		return err
	}
	if v.effective, err = optionalDay(get("effective")); err != nil {
		return err
	}
	v.expired = get("expired") == "1"
	v.level = get("level")
	key := compact(get("law"))
	r.rows[key] = append(r.rows[key], v)
	return nil
}

func optionalDay(s string) (pufa.Day, error) {
	if s == "" {
		return "", nil
	}
	return pufa.ParseDay(s)
}

// Apply returns the law with what the register says of it. A row speaks of the version published on
// its day; one without a day, of the law where the register has no other row of that name. Of any
// other version the level alone is taken.
func (r Register) Apply(l knowledge.Law) knowledge.Law {
	rows := r.rows[compact(l.Name)]
	if l.Part != "" {
		rows = slices.Concat(r.rows[compact(l.Name+l.Part)], rows)
	}
	for _, v := range rows {
		if v.level != "" {
			l.Level = v.level
		}
		if v.published != l.Version && (v.published != "" || len(rows) > 1) {
			continue
		}
		l.Repealed = l.Repealed || v.expired
		if v.effective != "" {
			l.Effective = v.effective
		}
		if l.Version == "" {
			l.Version = v.published
		}
	}
	return l
}
