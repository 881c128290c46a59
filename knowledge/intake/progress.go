package intake

import (
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/text/width"
)

const (
	barWidth  = 24                     // columns
	barPause  = 100 * time.Millisecond // between two drawings of the bar
	linePause = 5 * time.Second        // between two lines where there is no terminal
)

// Progress shows how far an import is: a bar that is drawn over on a terminal, else a line every few
// seconds. Errors of the writer are not told: progress is no result.
type Progress struct {
	w        io.Writer
	what     string
	terminal bool
	clock    func() time.Time
	began    time.Time
	last     time.Time // when it was last shown; zero: never
	columns  int       // of the terminal that the last drawing took
	done     int
	total    int
	shown    int // done when it was last shown
}

// NewProgress returns a Progress of the work that what names (导入), beginning now by the clock.
func NewProgress(w io.Writer, what string, terminal bool, clock func() time.Time) *Progress {
	return &Progress{w: w, what: what, terminal: terminal, clock: clock, began: clock(), shown: -1}
}

// Update tells that done of total are finished. It shows this where enough time has passed.
func (p *Progress) Update(done, total int) {
	p.done, p.total = done, total
	pause := linePause
	if p.terminal {
		pause = barPause
	}
	now := p.clock()
	if since := p.last; since.IsZero() {
		if !p.terminal && now.Sub(p.began) < pause {
			return
		}
	} else if now.Sub(since) < pause {
		return
	}
	p.show(now)
}

// Finish shows the last state, once, and leaves the line.
func (p *Progress) Finish() {
	if p.total == 0 {
		return
	}
	if p.shown != p.done {
		p.show(p.clock())
	}
	if p.terminal {
		p.print("\n")
	}
}

func (p *Progress) show(now time.Time) {
	p.last, p.shown = now, p.done
	text := p.text(now)
	if !p.terminal {
		p.print(p.what + " " + text + "\n")
		return
	}
	filled := barWidth * p.done / max(p.total, 1)
	line := p.what + " [" + strings.Repeat("#", filled) + strings.Repeat(".", barWidth-filled) + "] " + text
	columns := Columns(line)
	p.print("\r" + line + strings.Repeat(" ", max(0, p.columns-columns)))
	p.columns = columns
}

func (p *Progress) text(now time.Time) string {
	text := fmt.Sprintf("%d/%d %d%%", p.done, p.total, 100*p.done/max(p.total, 1))
	elapsed := now.Sub(p.began)
	if p.done == 0 || elapsed <= 0 {
		return text
	}
	rate := float64(p.done) / elapsed.Seconds()
	text += fmt.Sprintf("，每秒 %s 个", rateText(rate))
	if p.done < p.total {
		left := time.Duration(float64(p.total-p.done) / rate * float64(time.Second))
		return text + "，还要 " + durationText(left)
	}
	return text + "，用时 " + durationText(elapsed)
}

func rateText(rate float64) string {
	if rate < 10 {
		return fmt.Sprintf("%.1f", rate)
	}
	return fmt.Sprintf("%.0f", rate)
}

// durationText writes a duration in whole seconds, rounded up: 1 分 05 秒.
func durationText(d time.Duration) string {
	s := int((d + time.Second - 1) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d 秒", s)
	case s < 3600:
		return fmt.Sprintf("%d 分 %02d 秒", s/60, s%60)
	default:
		return fmt.Sprintf("%d 小时 %02d 分", s/3600, s/60%60)
	}
}

func (p *Progress) print(s string) {
	_, _ = io.WriteString(p.w, s) // progress is no result: an import goes on when nobody can see it
}

// Columns returns how many columns of a terminal a text takes: a Chinese character takes two.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
