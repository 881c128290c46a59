package calendar

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"github.com/pufa/pufa"
)

// Feed says for whom and of when a calendar is written.
type Feed struct {
	Office      string    // 示例街道司法所: stands in the calendar's name
	First, Last int       // years, both included
	Stamp       time.Time // when it is written
}

// ICS returns the calendar's years as iCalendar (RFC 5545): one all-day event for each occurrence, whose UID
// stays the same when the year's days are moved. The bytes depend on nothing but the arguments.
func (c Calendar) ICS(f Feed) ([]byte, error) {
	cal := ics.NewCalendarFor("pufa")
	cal.SetProductId("-//pufa//publicity calendar//ZH")
	cal.SetMethod(ics.MethodPublish)
	cal.SetCalscale("GREGORIAN")
	cal.SetName(plain(f.Office + "普法日历")) // NAME and X-WR-CALNAME: phones read one or the other
	cal.SetXWRTimezone(pufa.Zone.String())
	cal.SetRefreshInterval("P1D")
	cal.SetXPublishedTTL("P1D")
	for year := f.First; year <= f.Last; year++ {
		for _, o := range c.Year(year) {
			addEvent(cal, o, f.Stamp)
		}
	}
	var out bytes.Buffer
	if err := cal.SerializeTo(&out, ics.WithNewLine("\r\n")); err != nil {
		return nil, fmt.Errorf("write the calendar: %w", err)
	}
	return out.Bytes(), nil
}

// addEvent adds an occurrence. Other appointments may lie over it: it does not make a person busy.
func addEvent(cal *ics.Calendar, o Occurrence, stamp time.Time) {
	e := cal.AddEvent(uid(o))
	e.SetDtStampTime(stamp)
	e.SetAllDayStartAt(o.First.Time())
	e.SetAllDayEndAt(o.Last.Add(1).Time()) // the end is the first day after
	title := o.Entry.Name
	if o.Entry.Check != "" {
		title += "（待核）"
	}
	e.SetSummary(title)
	e.SetDescription(describe(o))
	e.AddCategory("普法")
	e.SetTimeTransparency(ics.TransparencyTransparent)
}

func uid(o Occurrence) string { return o.Key() + "@calendar.pufa" }

func describe(o Occurrence) string {
	lines := []string{"依据：" + o.Entry.Basis}
	for _, part := range []struct{ name, text string }{
		{"待核", o.Entry.Check},
		{"开始准备", o.Begin().ChineseWeekday()},
		{"主题", strings.Join(o.Entry.Topics, "、")},
		{"资料", strings.Join(o.Entry.Stock, "、")},
		{"备注", o.Entry.Note},
	} {
		if part.text != "" {
			lines = append(lines, part.name+"："+part.text)
		}
	}
	return strings.Join(lines, "\n")
}
