package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule/calendar"
)

type calendarCmd struct {
	List calendarListCmd `cmd:"" default:"withargs" help:"列出一年的宣传日、周、月"`

	Propose calendarProposeCmd `cmd:"" help:"从知识库里拟推送草案"`
}

// Help says what the command does where no other is named.
func (calendarCmd) Help() string {
	return "不写下面的命令就是 list，选项可以直接跟在后面，如 pufa calendar --year 2027 --ics 2027.ics。\n" +
		"手机订阅：pufa serve 运行时，在手机日历里添加订阅 公网地址/calendar.ics。"
}

type calendarListCmd struct {
	Year int  `help:"哪一年，默认今年" placeholder:"年份"`
	All  bool `help:"停用的也列出来"`
	JSON bool `help:"每项输出一行 JSON" xor:"form"`

	ICS string `help:"写成手机日历能导入的文件；写 - 就输出到屏幕" placeholder:"文件" xor:"form"`
}

// calendarLine is one occurrence, or an entry without days in the year, as JSON.
type calendarLine struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	First     pufa.Day `json:"first,omitempty"`
	Last      pufa.Day `json:"last,omitempty"`
	Begin     pufa.Day `json:"begin,omitempty"`
	Rule      string   `json:"rule"`
	Basis     string   `json:"basis"`
	Confirmed bool     `json:"confirmed"`
	Check     string   `json:"check,omitempty"`
	Layer     string   `json:"layer"`
	Changed   string   `json:"changed,omitempty"`
	Off       bool     `json:"off,omitempty"`
	Topics    []string `json:"topics"`
	Stock     []string `json:"stock"`
	Note      string   `json:"note,omitempty"`
}

func lineOfEntry(e calendar.Entry) calendarLine {
	return calendarLine{
		ID: e.ID, Name: e.Name, Rule: e.Rule.String(), Basis: e.Basis, Confirmed: e.Check == "", Check: e.Check,
		Layer: string(e.Layer), Changed: string(e.Changed), Off: e.Off,
		Topics: append([]string{}, e.Topics...), Stock: append([]string{}, e.Stock...), Note: e.Note,
	}
}

func lineOfOccurrence(o calendar.Occurrence) calendarLine {
	line := lineOfEntry(o.Entry)
	line.First, line.Last, line.Begin = o.First, o.Last, o.Begin()
	return line
}

// Run prints the calendar of a year.
func (c *calendarListCmd) Run(_ context.Context, s *session) error {
	year, err := chosenYear(c.Year, s)
	if err != nil {
		return err
	}
	cal, err := s.calendar()
	if err != nil {
		return err
	}
	if c.JSON {
		return c.printJSON(s.out, cal, year)
	}
	if c.ICS != "" {
		return c.writeICS(s, cal, year)
	}
	rest, err := s.holidays()
	if err != nil {
		return err
	}
	var b strings.Builder
	writeYear(&b, cal, rest, year)
	if c.All {
		writeOff(&b, cal)
	}
	_, err = io.WriteString(s.out, b.String())
	return err
}

func chosenYear(given int, s *session) (int, error) {
	if given == 0 {
		return pufa.DayOf(s.now()).Time().Year(), nil
	}
	if err := calendar.CheckYear(given); err != nil {
		return 0, usageError{err}
	}
	return given, nil
}

func (c *calendarListCmd) printJSON(w io.Writer, cal calendar.Calendar, year int) error {
	var lines []calendarLine
	for _, o := range cal.Year(year) {
		lines = append(lines, lineOfOccurrence(o))
	}
	for _, e := range cal.Entries() {
		if e.Off && c.All || !e.Off && e.Unset(year) {
			lines = append(lines, lineOfEntry(e))
		}
	}
	for _, line := range lines {
		if err := encodeLine(w, line); err != nil {
			return err
		}
	}
	return nil
}

// writeICS writes the year for other calendars to import.
func (c *calendarListCmd) writeICS(s *session, cal calendar.Calendar, year int) error {
	data, err := cal.ICS(calendar.Feed{Office: s.cfg.Office.Name, First: year, Last: year, Stamp: s.now()})
	if err != nil {
		return err
	}
	if c.ICS == "-" {
		_, err := s.out.Write(data)
		return err
	}
	if err := os.WriteFile(c.ICS, data, 0o644); err != nil { //nolint:gosec // a calendar is for everybody
		return &pufa.Error{Kind: pufa.Invalid, Err: err, Say: fmt.Sprintf("文件 %s 写不进去，请检查文件夹在不在、有没有权限", c.ICS)}
	}
	fmt.Fprintf(s.out, "已写到 %s：%d 年共 %d 项\n", c.ICS, year, len(cal.Year(year)))
	return nil
}

// writeYear writes the table of a year, and below it what has no days yet.
func writeYear(b *strings.Builder, cal calendar.Calendar, rest calendar.Holidays, year int) {
	all := cal.Year(year)
	open := 0
	for _, o := range all {
		if o.Entry.Check != "" {
			open++
		}
	}
	fmt.Fprintf(b, "%d 年普法日历：%d 项，其中 %d 项待核\n\n", year, len(all), open)
	writeRow(b, "日子", "名称", "开始准备", "依据", "编号")
	for _, o := range all {
		writeRow(b, o.Chinese(), o.Entry.Name+mark(o, rest), begin(o), basis(o.Entry), o.Entry.ID)
	}
	if unset := cal.Unset(year); len(unset) > 0 {
		fmt.Fprintf(b, "\n%d 年还没有日子，看到当年通知后写进本单位的日历文件（各年: {%d: …}）：\n", year, year)
		for _, e := range unset {
			fmt.Fprintf(b, "  %s（%s）%s\n", e.Name, e.ID, e.Note)
		}
	}
}

// begin is the day on which preparations begin, as the table shows it.
func begin(o calendar.Occurrence) string {
	t := o.Begin().Time()
	text := fmt.Sprintf("%d月%d日", int(t.Month()), t.Day())
	if t.Year() < o.Year {
		return "上年" + text
	}
	return text
}

// mark says what is to be minded about an occurrence.
func mark(o calendar.Occurrence, rest calendar.Holidays) string {
	text := ""
	if o.Entry.Check != "" {
		text += " 待核"
	}
	if name, off := rest.Off(o.First); off && o.First == o.Last && name != "周末" {
		text += " 逢" + name + "放假"
	}
	return text
}

// basis is what the entry rests on, and which layers say so.
func basis(e calendar.Entry) string {
	text := e.Basis
	if e.Layer != calendar.National {
		text += "（" + e.Layer.Chinese() + "）"
	}
	if e.Changed != "" {
		text += "（" + e.Changed.Chinese() + "改）"
	}
	return text
}

func writeOff(b *strings.Builder, cal calendar.Calendar) {
	b.WriteString("\n停用的（要启用就在本单位的日历文件里写 停用: 否）：\n")
	for _, e := range cal.Entries() {
		if e.Off {
			writeRow(b, "  "+e.Rule.String(), e.Name, "", basis(e), e.ID)
		}
	}
}

// The columns of the table, wide enough for nearly all that stands in them.
var columns = [...]int{20, 30, 14, 32}

func writeRow(b *strings.Builder, cells ...string) {
	for i, cell := range cells {
		b.WriteString(cell)
		if i < len(columns) {
			b.WriteString(strings.Repeat(" ", max(2, columns[i]-uniseg.StringWidth(cell))))
		}
	}
	b.WriteString("\n")
}
