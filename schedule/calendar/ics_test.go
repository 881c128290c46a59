package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

var stamp = time.Date(2026, 11, 25, 8, 0, 0, 0, pufa.Zone)

func written(t *testing.T, c Calendar, first, last int) []byte {
	t.Helper()
	data, err := c.ICS(Feed{Office: "示例街道司法所", First: first, Last: last, Stamp: stamp})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// events are the events of a feed by UID, as the library reads them back.
func events(t *testing.T, data []byte) map[string]*ics.VEvent {
	t.Helper()
	cal, err := ics.ParseCalendar(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]*ics.VEvent{}
	for _, e := range cal.Events() {
		if found[e.Id()] != nil {
			t.Errorf("two events have the UID %s", e.Id())
		}
		found[e.Id()] = e
	}
	return found
}

func TestEveryLineOfTheFeedIsWhatTheStandardAllows(t *testing.T) {
	data := written(t, mustLoad(t), 2026, 2027)
	lines := strings.Split(string(data), "\r\n")
	if lines[len(lines)-1] != "" || lines[0] != "BEGIN:VCALENDAR" || lines[len(lines)-2] != "END:VCALENDAR" {
		t.Error("the feed does not begin and end as a calendar")
	}
	for _, line := range lines {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	whole := strings.ReplaceAll(string(data), "\r\n ", "")
	for _, want := range []string{"VERSION:2.0\r\n", "METHOD:PUBLISH\r\n", "X-WR-CALNAME:示例街道司法所普法日历\r\n",
		"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n", "DTSTART;VALUE=DATE:20261204\r\nDTEND;VALUE=DATE:20261205\r\n",
		"DTSTART;VALUE=DATE:20260901\r\nDTEND;VALUE=DATE:20261001\r\n", "DTSTAMP:20261125T000000Z\r\n", "TRANSP:TRANSPARENT\r\n"} {
		if !strings.Contains(whole, want) {
			t.Errorf("the feed has no %q", want)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	c := mustLoad(t, `
- 编号: tebie
  名称: 甲, 乙; 丙\丁
  日子: 12月28日至1月3日
  依据: 惯例；见 a,b;c
  备注: `+strings.Repeat("很长的备注 ", 30)+`
- {编号: laba, 名称: 冬月十五, 日子: 农历冬月十五, 依据: 惯例}
`)
	found := events(t, written(t, c, 2026, 2027))
	for year := 2026; year <= 2027; year++ {
		for _, o := range c.Year(year) {
			e := found[uid(o)]
			if e == nil {
				t.Errorf("%s of %d is not in the feed", o.Entry.Name, year)
				continue
			}
			first, err := e.GetAllDayStartAt()
			end, err2 := e.GetAllDayEndAt()
			if err != nil || err2 != nil || first.Format(time.DateOnly) != string(o.First) || end.Format(time.DateOnly) != string(o.Last.Add(1)) {
				t.Errorf("%s: %v to %v, want %s to the day after %s", o.Entry.Name, first, end, o.First, o.Last)
			}
			delete(found, uid(o))
		}
	}
	if len(found) > 0 {
		t.Errorf("%d events too many", len(found))
	}
	special := events(t, written(t, c, 2026, 2026))["tebie-2026@calendar.pufa"]
	if got := special.GetProperty(ics.ComponentPropertySummary).Value; got != `甲, 乙; 丙\丁` {
		t.Errorf("the name comes back as %q", got)
	}
	if got := special.GetProperty(ics.ComponentPropertyDescription).Value; !strings.Contains(got, "依据：惯例；见 a,b;c\n开始准备：") {
		t.Errorf("the description comes back as %q", got)
	}
}

func TestAnEventKeepsItsUIDWhenItsDaysAreMoved(t *testing.T) {
	before := mustLoad(t, "- {编号: xianfa-zhou, 各年: {2026: 12月1日至7日}}")
	after := mustLoad(t, "- {编号: xianfa-zhou, 各年: {2026: 11月30日至12月6日}}")
	const id = "xianfa-zhou-2026@calendar.pufa"
	a, b := events(t, written(t, before, 2026, 2026))[id], events(t, written(t, after, 2026, 2026))[id]
	if a == nil || b == nil || a.GetProperty(ics.ComponentPropertyDtStart).Value == b.GetProperty(ics.ComponentPropertyDtStart).Value {
		t.Errorf("moved from %v to %v", a, b)
	}
}

func TestTheFeedIsTheSameInEveryZone(t *testing.T) {
	c := mustLoad(t)
	want := written(t, c, 2026, 2027)
	home := time.Local
	t.Cleanup(func() { time.Local = home })
	time.Local = time.FixedZone("elsewhere", -11*3600)
	if diff := cmp.Diff(string(want), string(written(t, c, 2026, 2027))); diff != "" {
		t.Errorf("in another zone (-home +there):\n%s", diff)
	}
}

func BenchmarkICS(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.ICS(Feed{First: 2026, Last: 2027, Stamp: stamp}); err != nil {
			b.Fatal(err)
		}
	}
}
