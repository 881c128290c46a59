package calendar

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

func holidays(t *testing.T, text string) (Holidays, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "holidays.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return LoadHolidays(path)
}

// The year 2026 as its notice of 4 November 2025 has it.
func TestDaysOffAreThoseOfTheYearsNotice(t *testing.T) {
	h, err := LoadHolidays("")
	if err != nil {
		t.Fatal(err)
	}
	off := map[pufa.Day]bool{}
	for _, s := range []Span{{"2026-01-01", "2026-01-03"}, {"2026-02-15", "2026-02-23"}, {"2026-04-04", "2026-04-06"},
		{"2026-05-01", "2026-05-05"}, {"2026-06-19", "2026-06-21"}, {"2026-09-25", "2026-09-27"}, {"2026-10-01", "2026-10-07"}} {
		for d := s.First; d <= s.Last; d = d.Add(1) {
			off[d] = true
		}
	}
	work := map[pufa.Day]bool{"2026-01-04": true, "2026-02-14": true, "2026-02-28": true, "2026-05-09": true, "2026-09-20": true, "2026-10-10": true}
	for d := pufa.Day("2026-01-01"); d <= "2026-12-31"; d = d.Add(1) {
		weekend := d.Time().Weekday() == 0 || d.Time().Weekday() == 6
		want := off[d] || weekend && !work[d]
		if name, got := h.Off(d); got != want || got && name == "" {
			t.Errorf("%s is off: %v (%s), want %v", d, got, name, want)
		}
	}
	var plain []pufa.Day
	for d := pufa.Day("2026-01-01"); d <= "2026-12-31"; d = d.Add(1) {
		if off[d] {
			plain = append(plain, d)
		}
	}
	if diff := cmp.Diff(plain, h.In(2026)); diff != "" {
		t.Errorf("holidays without plain weekends (-want +got):\n%s", diff)
	}
	if !h.Published(2026) || h.Published(2090) {
		t.Error("2026 is published, 2090 is not")
	}
}

func TestOfAYearThatIsNotPublishedTheRegulationHolds(t *testing.T) {
	var h Holidays
	var got []pufa.Day
	for d := pufa.Day("2033-01-01"); d <= "2033-12-31"; d = d.Add(1) {
		if name, off := h.Off(d); off && name != "周末" {
			got = append(got, d)
		}
	}
	want := []pufa.Day{"2033-01-01", "2033-01-30", "2033-01-31", "2033-02-01", "2033-02-02", "2033-04-04",
		"2033-05-01", "2033-05-02", "2033-06-01", "2033-09-08", "2033-10-01", "2033-10-02", "2033-10-03"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days off in 2033 (-want +got):\n%s", diff)
	}
}

func TestTheOfficesFileTellsAYear(t *testing.T) {
	h, err := holidays(t, "2090:\n  元旦: {放假: 1月1日至3日, 上班: [1月7日, 1月8日]}\n2026:\n  防汛: {放假: 7月1日}\n")
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[pufa.Day]bool{"2090-01-03": true, "2090-01-04": false, "2090-01-07": false, "2090-01-08": false,
		"2026-07-01": true, "2026-10-07": true} {
		if _, off := h.Off(day); off != want {
			t.Errorf("%s is off: %v, want %v", day, off, want)
		}
	}
	for text, say := range map[string]string{
		"明年:\n  元旦: {放假: 1月1日}":        ":1：“明年”不是年份",
		"2090:\n  元旦: {休息: 1月1日}":      ":2：“元旦”下面只写 放假 和 上班",
		"2090:\n  元旦:\n    放假: 2月30日":  ":3：元旦：没有2月30日",
		"2090:\n  元旦: 1月1日":            ":2：这里要写“键: 值”",
		"- 2090":                       ":1：这里要写“键: 值”",
		"2090:\n  元旦: {放假: [1月1日, 好]}": "看不懂",
	} {
		if _, err := holidays(t, text); !strings.Contains(pufa.Say(err), say) {
			t.Errorf("%q: %v, want %s", text, err, say)
		}
	}
}
