package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/sheet"
)

// reader reads one line of a table.
type reader struct {
	columns Columns
	row     sheet.Row
	dates   sheet.Dates
	notes   []string
	errs    []string
}

// text returns what the columns of a field say, one below the other.
func (w *reader) text(f Field) string {
	var lines []string
	for i, has := range w.columns.Fields {
		if text := w.row.Cell(i); has == f && text != "" && !slices.Contains(lines, text) {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

func (w *reader) line(f Field) string { return strings.Join(strings.Fields(w.text(f)), " ") }

func (w *reader) list(f Field) (items []string) {
	for _, item := range strings.FieldsFunc(w.text(f), func(r rune) bool { return strings.ContainsRune("、，,;；\n/", r) }) {
		if item = strings.TrimSpace(item); item != "" && item != "无" {
			items = append(items, item)
		}
	}
	return items
}

func (w *reader) isEmpty() bool {
	for i, f := range w.columns.Fields {
		if f != "" && f != Nothing && w.row.Cell(i) != "" {
			return false
		}
	}
	return true
}

// isHeader tells a header that is printed again on the next page, and the second line of one: no day is called
// 日期.
func (w *reader) isHeader() bool {
	i := w.columns.at(Day)
	return fold(w.row.Cell(i)) == fold(w.columns.Headers[i])
}

// isTotal tells a line of sums: its events would count twice.
func (w *reader) isTotal() bool {
	for _, cell := range w.row.Cells {
		if cell == "" {
			continue
		}
		folded := fold(cell)
		return slices.Contains([]string{"合计", "总计", "小计", "累计", "共计", "总数"}, folded) ||
			strings.HasSuffix(folded, "合计") || strings.HasSuffix(folded, "小计")
	}
	return false
}

func (w *reader) refuse(f Field, err error) {
	w.errs = append(w.errs, string(f)+pufa.Say(err))
}

func (w *reader) note(format string, args ...any) {
	w.notes = append(w.notes, fmt.Sprintf(format, args...))
}

// number reads a count. What stands in a merged cell counts in its first row alone.
func (w *reader) number(f Field) int {
	i := w.columns.at(f)
	if w.row.IsFilled(i) {
		w.note("%s是合并的格子，只算在第一行", f)
		return 0
	}
	return w.count(f, w.row.Cell(i))
}

func (w *reader) count(f Field, text string) int {
	c, err := sheet.ReadCount(text)
	if err != nil {
		w.refuse(f, err)
	}
	if c.About {
		w.note("%s“%s”算作 %d", f, text, c.N)
	}
	return c.N
}

// event reads the line.
func (w *reader) event() Row {
	e := reach.Event{State: reach.EventDone, Name: w.line(Name), Theme: w.line(Theme), Place: w.line(Place), Community: w.line(Community),
		Organiser: w.line(Organiser), Partners: w.list(Partners), Laws: w.list(Laws), Groups: w.list(Groups), Trade: w.line(Trade),
		Lecturers: w.list(Lecturers), Feedback: w.text(Remarks),
		Volunteers: w.number(Volunteers), Questions: w.number(Questions), Referrals: w.number(Referrals),
		Panels: w.number(Panels), Banners: w.number(Banners), OnlineReads: w.number(Reads),
		Handouts: w.handouts(), Heads: w.heads()}
	w.when(&e)
	w.words(&e)
	for _, name := range w.list(Enterprises) {
		e.Enterprises = append(e.Enterprises, reach.Visit{Name: name})
	}
	row := Row{Line: w.row.Line, Event: e, Notes: w.notes}
	if len(w.errs) > 0 {
		row.Err = pufa.Errorf(pufa.Invalid, "%s", strings.Join(w.errs, "；"))
	}
	return row
}

func (w *reader) when(e *reach.Event) {
	span, err := w.dates.ReadSpan(w.line(Day))
	if err != nil {
		w.refuse(Day, err)
		return
	}
	if text := w.line(Clock); text != "" {
		hours, err := sheet.ReadClock(pufa.DayOf(span.Start).Time(), text)
		if err != nil {
			w.refuse(Clock, err)
			return
		}
		hours.End = later(span.End, hours.End)
		span = hours
	}
	e.Start, e.End = span.Start.UTC(), span.End
	if !e.End.IsZero() {
		e.End = e.End.UTC()
	}
}

func (w *reader) heads() []reach.Heads {
	h := reach.Heads{Basis: reach.Estimated, People: w.number(People), Times: w.number(Times)}
	switch text := w.line(Basis); {
	case strings.Contains(text, "签到"):
		h.Basis = reach.CheckedIn
	case strings.Contains(text, "扫码"):
		h.Basis = reach.Scanned
	case strings.Contains(text, "平台"):
		h.Basis = reach.Platform
	case text != "" && !strings.Contains(text, "估"):
		w.note("口径“%s”算作现场估算", text)
	}
	switch {
	case h.People == 0 && h.Times == 0:
		return nil
	case w.columns.at(People) < 0:
		w.note("表里只有人次 %d，没有人数", h.Times)
	case h.Times > 0 && h.Times < h.People:
		w.refuse(Times, pufa.Errorf(pufa.Invalid, " %d 少于人数 %d：一个人至少算一次", h.Times, h.People))
	}
	return []reach.Heads{h}
}
