package intake

import (
	"strings"
	"testing"
	"time"
)

// ticking returns a clock that steps forward by the given time each time it is read.
func ticking(step time.Duration) func() time.Time {
	now := time.Unix(0, 0)
	return func() time.Time {
		now = now.Add(step)
		return now
	}
}

func TestBarIsDrawnOverItself(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b, "导入", true, ticking(time.Second))
	for i := 1; i <= 4; i++ {
		p.Update(i*25, 100)
	}
	p.Finish()
	frames := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\r")[1:]
	want := []string{
		"导入 [######..................] 25/100 25%，每秒 25 个，还要 3 秒",
		"导入 [############............] 50/100 50%，每秒 25 个，还要 2 秒",
		"导入 [##################......] 75/100 75%，每秒 25 个，还要 1 秒",
		"导入 [########################] 100/100 100%，每秒 25 个，用时 4 秒",
	}
	if len(frames) != len(want) {
		t.Fatalf("%q", frames)
	}
	longest := 0
	for i, f := range frames {
		if strings.TrimRight(f, " ") != want[i] {
			t.Errorf("got %q, want %q", f, want[i])
		}
		if longest = max(longest, Columns(want[i])); Columns(f) < longest || Columns(f) > 79 {
			t.Errorf("frame %d takes %d columns, an earlier one %d", i, Columns(f), longest)
		}
	}
}

func TestShorterLineCoversTheLongerOne(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b, "导入", true, ticking(time.Hour))
	p.Update(1, 1000000)
	p.Update(1000000, 1000000)
	frames := strings.Split(b.String(), "\r")[1:]
	if Columns(frames[1]) < Columns(frames[0]) {
		t.Errorf("%q is not covered by %q", frames[0], frames[1])
	}
}

func TestLinesWithoutATerminal(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b, "导入", false, ticking(time.Second))
	for i := 1; i <= 12; i++ {
		p.Update(i, 12)
	}
	p.Finish()
	want := "导入 5/12 41%，每秒 1.0 个，还要 7 秒\n导入 10/12 83%，每秒 1.0 个，还要 2 秒\n导入 12/12 100%，每秒 0.9 个，用时 13 秒\n"
	if b.String() != want {
		t.Errorf("got %q", b.String())
	}
}

func TestNothingToDoShowsNothing(t *testing.T) {
	var b strings.Builder
	p := NewProgress(&b, "导入", true, ticking(time.Second))
	p.Finish()
	if b.Len() > 0 {
		t.Errorf("got %q", b.String())
	}
}

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"": 0, "abc": 3, "导入": 4, "，50%": 5, "ａ": 2} {
		if got := Columns(text); got != want {
			t.Errorf("%q takes %d columns, got %d", text, want, got)
		}
	}
}
