package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/sheet"
)

// Options say how to read a table.
type Options struct {
	Year int     // of days that name none; 0: as the title says
	Map  Mapping // beside what is known
	// Remembered returns what was mapped before for the header row of this shape; nil: nobody remembers.
	Remembered func(shape string) (Mapping, error)
}

// Reading is what was read out of a table.
type Reading struct {
	File    string
	Sheet   string
	Line    int // of the header row
	Columns Columns
	Map     Mapping // what was given and remembered, to be remembered
	Year    int     // of days that name none; 0: none was found
	Rows    []Row
	Totals  []int // lines of sums, left out
	Bare    []int // columns, from 1, that hold something and have no header: left out
}

// Row is one row of the table, as an event.
type Row struct {
	Line  int
	Event reach.Event
	Notes []string // how something was understood that somebody should look at
	Err   error    // why it is refused; nil: it is not
}

// headerWithin is among how many rows the header is looked for: titles stand above it.
const headerWithin = 10

// Read finds the table among the sheets and reads it. The error is Invalid: no sheet or more than one looks like
// a register of events, or columns are missing. Headers that nobody knows are for the caller to refuse.
func Read(tables []sheet.Table, o Options) (Reading, error) {
	var found []Reading
	var rows [][]sheet.Row
	for _, t := range tables {
		r, below, err := find(t, o)
		if err != nil {
			return r, err
		}
		if r.Line > 0 {
			found, rows = append(found, r), append(rows, below)
		}
	}
	switch {
	case len(found) == 0 && len(tables) > 0:
		return Reading{}, pufa.Errorf(pufa.Invalid,
			"%s 的前 %d 行里没有找到表头：要有一行写着活动名称和日期；叫法不同的请写 --map \"旧表头=活动名称\"", tables[0].File, headerWithin)
	case len(found) > 1:
		var names []string
		for _, r := range found {
			names = append(names, r.Sheet)
		}
		return found[0], pufa.Errorf(pufa.Invalid, "有几张工作表都像活动台账：%s。请用 --sheet 写明一张，一张一张来", strings.Join(names, "、"))
	case len(found) == 0:
		return Reading{}, pufa.Errorf(pufa.Invalid, "文件是空的")
	}
	r := found[0]
	if err := r.Columns.check(); err != nil {
		return r, err
	}
	if err := r.headless(rows[0]); err != nil {
		return r, err
	}
	r.read(rows[0], tables)
	return r, nil
}

// find looks for the header row; Line is 0 where there is none.
func find(t sheet.Table, o Options) (r Reading, below []sheet.Row, err error) {
	r = Reading{File: t.File, Sheet: t.Sheet}
	best := 1
	for i, row := range t.Rows[:min(len(t.Rows), headerWithin)] {
		mapped, err := o.mapping(columns(row, o.Map).Shape())
		if err != nil {
			return r, nil, err
		}
		c := columns(row, mapped)
		if n := c.known(); n > best && (c.at(Name) >= 0 || c.at(Day) >= 0) {
			best, below = n, t.Rows[i+1:]
			r.Line, r.Columns, r.Map, r.Year = row.Line, c, mapped, cmp.Or(o.Year, yearIn(t, i))
		}
	}
	return r, below, nil
}

// mapping is what was mapped before, and over it what is given now.
func (o Options) mapping(shape string) (Mapping, error) {
	all := Mapping{}
	if o.Remembered != nil {
		before, err := o.Remembered(shape)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, before)
	}
	maps.Copy(all, o.Map)
	return all, nil
}

var digits = regexp.MustCompile(`\d+`)

// yearIn finds the one year that the titles above the table, the sheet's or the file's name tell.
func yearIn(t sheet.Table, header int) int {
	texts := []string{t.Sheet, t.File}
	for _, row := range t.Rows[:header] {
		texts = append(texts, row.Cells...)
	}
	year := 0
	for _, text := range texts {
		for _, run := range digits.FindAllString(sheet.Fold(text), -1) {
			n, err := strconv.Atoi(run)
			switch {
			case err != nil || n < 2000 || n > 2099:
			case year != 0 && n != year:
				return 0
			default:
				year = n
			}
		}
	}
	return year
}

// headless looks for columns without a header of their own. Under one header for several columns nobody knows
// which of them is meant.
func (r *Reading) headless(below []sheet.Row) error {
	for _, row := range below {
		for i, text := range row.Cells {
			own := i < len(r.Columns.Headers) && r.Columns.Headers[i] != "" && !r.Columns.filled[i]
			if text == "" || row.IsFilled(i) || own {
				continue
			}
			if i < len(r.Columns.Headers) && r.Columns.filled[i] {
				return pufa.Errorf(pufa.Invalid, "表头“%s”下面有几列，第 %d 列也有内容（第 %d 行）：请取消合并，给每一列写上名称",
					r.Columns.Headers[i], i+1, row.Line)
			}
			if !slices.Contains(r.Bare, i+1) {
				r.Bare = append(r.Bare, i+1)
			}
		}
	}
	slices.Sort(r.Bare)
	return nil
}

// read makes a row of each line below the header that is one.
func (r *Reading) read(below []sheet.Row, tables []sheet.Table) {
	from1904 := slices.ContainsFunc(tables, func(t sheet.Table) bool { return t.Sheet == r.Sheet && t.From1904 })
	seen := map[string]int{}
	for _, line := range below {
		w := reader{columns: r.Columns, row: line, dates: sheet.Dates{Year: r.Year, From1904: from1904}}
		switch {
		case w.isEmpty() || w.isHeader():
			continue
		case w.isTotal():
			r.Totals = append(r.Totals, line.Line)
			continue
		}
		row := w.event()
		if row.Err == nil {
			row.Event.Key = keyOf(row.Event, seen)
		}
		r.Rows = append(r.Rows, row)
	}
}

// keyOf names a row by what it says, and of rows that say the same by their number in the table: so the same
// table again, in another order, with rows added, or saved as another kind of file, adds only what is new.
func keyOf(e reach.Event, seen map[string]int) string {
	doc, err := json.Marshal(e)
	if err != nil {
		panic(err) // an event is made of texts and numbers
	}
	hash := sum(string(doc))
	seen[hash]++
	return fmt.Sprintf("table:%s:%d", hash, seen[hash])
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:16])
}
