package calendar

import (
	"fmt"

	"github.com/pufa/pufa"
)

// Layer is who put an entry into the calendar.
type Layer string

// The layers, from the widest; each may change what those before it say.
const (
	National Layer = "national"
	Province Layer = "province"
	City     Layer = "city"
	Office   Layer = "office"
)

// Chinese returns the layer's name as readers see it.
func (l Layer) Chinese() string {
	switch l {
	case National:
		return "全国"
	case Province:
		return "省"
	case City:
		return "市"
	case Office:
		return "本单位"
	default:
		return ""
	}
}

// Entry is a day, week or month of publicity that comes back year by year.
type Entry struct {
	ID      string         // stable name, unique: a later layer changes the entry by it
	Name    string         // 国家宪法日
	Rule    Rule           // 日子
	Years   map[int][]Span // 各年: a year's own days in place of the rule's; empty for a year without
	Basis   string         // 依据: the article that sets it, or by what custom it is kept
	Check   string         // 待核: what is still to be confirmed; "" where it is confirmed
	Topics  []string       // 主题: what to look for in the knowledge base
	Stock   []string       // 资料: what to prepare
	Ahead   int            // 提前: days before the first day on which preparations begin
	Note    string         // 备注
	Off     bool           // 停用: kept in the list, without occurrences
	Layer   Layer          // who put it in
	Changed Layer          // who changed it last, "" for nobody
}

// Occurrence is an entry in one year.
type Occurrence struct {
	Entry Entry
	Year  int // of the first day
	Turn  int // from 1: some lunar days come twice in a year
	Span
}

// Key names the occurrence whatever its days: they may be moved. It is stable and unique: xianfa-zhou-2026.
func (o Occurrence) Key() string {
	if o.Turn > 1 {
		return fmt.Sprintf("%s-%d-%d", o.Entry.ID, o.Year, o.Turn)
	}
	return fmt.Sprintf("%s-%d", o.Entry.ID, o.Year)
}

// Begin is the day on which preparations begin.
func (o Occurrence) Begin() pufa.Day { return o.First.Add(-o.Entry.Ahead) }

// In returns the entry's occurrences whose first day lies in the year.
func (e Entry) In(year int) []Occurrence {
	spans, own := e.Years[year]
	if !own {
		spans = e.Rule.In(year)
	}
	found := make([]Occurrence, len(spans))
	for i, span := range spans {
		found[i] = Occurrence{Entry: e, Year: year, Turn: i + 1, Span: span}
	}
	return found
}

// Unset reports that the entry's days of the year are still to be announced.
func (e Entry) Unset(year int) bool {
	_, own := e.Years[year]
	return e.Rule.Announced() && !own
}

// farthest is how many years ahead a next occurrence is looked for: 29 February may be eight years away.
const farthest = 8

// Next returns the first occurrence that begins after the day. NotFound where none is known.
func (e Entry) Next(after pufa.Day) (Occurrence, error) {
	year := yearOf(after)
	for y := year; y <= year+farthest; y++ {
		for _, o := range e.In(y) {
			if o.First > after {
				return o, nil
			}
		}
	}
	for e.Rule.Announced() && !e.Unset(year) {
		year++
	}
	if e.Rule.Announced() {
		return Occurrence{}, pufa.Errorf(pufa.NotFound,
			"“%s”每年的日子另行公布，%d 年的还没有写进日历。请在本单位的日历文件里写：各年: {%d: 日子}", e.Name, year, year)
	}
	return Occurrence{}, pufa.Errorf(pufa.NotFound, "“%s”在 %s 以后 %d 年内都没有日子，请检查它的“日子”", e.Name, after, farthest)
}
