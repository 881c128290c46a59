package report

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/pufa/pufa/reach/docx"
)

// Measures of a chart, in pixels at a width of 360: it is readable on a phone as it stands, and a page may
// draw it wider.
const (
	chartWidth = 360
	labelWidth = 96
	valueWidth = 56
	barHeight  = 14
	barGap     = 10
	chartTop   = 26
	chartBars  = 40 // rows that are drawn; the rest is in the table below
	labelChars = 14 // half characters of a label
)

// Bars draws the first number column of a table as an SVG: a bar for each row, with that of the year before
// behind it. The year before is last, the same table a year earlier, its rows found by their first cell; where
// last is nil, it is the next column, if that is a number and its name begins with 上年. Each bar leads to its
// rows: page, an absolute path of ours, with Cell.Where as the query; "" makes no links. What is held back is
// a hatched mark of one size.
//
// Colours are the text's, so that they follow a dark page; classes (chart, now, before, hidden, name, value)
// let the page choose others. A table without number column or rows draws nothing.
func Bars(t Table, last *Table, page string) template.HTML {
	c, ok := newChart(t, last, page)
	if !ok {
		return ""
	}
	var b strings.Builder
	c.draw(&b)
	// Every text in b has gone through template.HTMLEscapeString.
	return template.HTML(b.String()) //nolint:gosec // see above
}

type barChart struct {
	id, title string
	page      string
	unit      string
	bars      []chartBar
	more      int // rows that are not drawn
	two       bool
	most      int
}

type chartBar struct {
	name        string
	now, before Cell
	known       bool // there is a year before
}

func newChart(t Table, last *Table, page string) (barChart, bool) {
	value := -1
	for i, c := range t.Columns {
		if c.Kind == Number {
			value = i
			break
		}
	}
	if value < 1 || len(t.Rows) == 0 {
		return barChart{}, false
	}
	c := barChart{id: "chart-" + identifier(t.Key), title: t.Title + "：" + t.Columns[value].Name, unit: t.Columns[value].Unit, most: 1}
	if strings.HasPrefix(page, "/") && !strings.HasPrefix(page, "//") {
		c.page = page
	}
	before := yearBefore(t, last, value)
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			continue
		}
		if i >= chartBars {
			c.more++
			continue
		}
		b := chartBar{name: t.Columns[0].Show(row[0]), now: row[value]}
		b.before, b.known = before(row)
		c.two = c.two || b.known
		for _, cell := range []Cell{b.now, b.before} {
			if !cell.Hidden && !cell.Empty {
				c.most = max(c.most, cell.Number)
			}
		}
		c.bars = append(c.bars, b)
	}
	return c, true
}

// yearBefore returns how a row's number of the year before is found.
func yearBefore(t Table, last *Table, value int) func(row []Cell) (Cell, bool) {
	if last != nil {
		old := map[string]Cell{}
		for _, row := range last.Rows {
			if len(row) > value {
				old[row[0].Text] = row[value]
			}
		}
		return func(row []Cell) (Cell, bool) {
			cell, ok := old[row[0].Text]
			return cell, ok
		}
	}
	if i := value + 1; i < len(t.Columns) && t.Columns[i].Kind == Number && strings.HasPrefix(t.Columns[i].Name, "上年") {
		return func(row []Cell) (Cell, bool) { return row[i], !row[i].Empty }
	}
	return func([]Cell) (Cell, bool) { return Cell{}, false }
}

// identifier keeps what may stand in an id and in url(#…).
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, s)
}

func (c barChart) step() int {
	if c.two {
		return 2*barHeight + barGap
	}
	return barHeight + barGap
}

func (c barChart) draw(b *strings.Builder) {
	height := chartTop + len(c.bars)*c.step()
	if c.more > 0 {
		height += 20
	}
	// What is inside of an image is hidden from those who hear the page: with links it is a group instead.
	role := "img"
	if c.page != "" {
		role = "group"
	}
	fmt.Fprintf(b, `<svg class="chart" xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="%s" aria-labelledby="%s-t %s-d" font-size="12" fill="currentColor">`,
		chartWidth, height, chartWidth, height, role, c.id, c.id)
	fmt.Fprintf(b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, c.id, svgText(c.title), c.id, svgText(c.describe()))
	fmt.Fprintf(b, `<defs><pattern id="%s-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" stroke="currentColor" stroke-width="2"/></pattern></defs>`, c.id)
	c.legend(b)
	for i, bar := range c.bars {
		c.bar(b, bar, chartTop+i*c.step())
	}
	if c.more > 0 {
		fmt.Fprintf(b, `<text class="name" x="0" y="%d">另有%d项，见下表。</text>`, height-6, c.more)
	}
	b.WriteString(`</svg>`)
}

func (c barChart) legend(b *strings.Builder) {
	if !c.two {
		if c.unit != "" {
			fmt.Fprintf(b, `<text class="name" x="0" y="12">单位：%s</text>`, svgText(c.unit))
		}
		return
	}
	fmt.Fprintf(b, `<rect class="now" x="%d" y="3" width="10" height="10" fill-opacity="0.8"/><text x="%d" y="12">本期</text>`, labelWidth, labelWidth+14)
	fmt.Fprintf(b, `<rect class="before" x="%d" y="3" width="10" height="10" fill-opacity="0.35"/><text x="%d" y="12">上年同期</text>`, labelWidth+52, labelWidth+66)
	if c.unit != "" {
		fmt.Fprintf(b, `<text class="name" x="0" y="12">单位：%s</text>`, svgText(c.unit))
	}
}

// bar draws one row: its name, its bar with the number, and below it that of the year before.
func (c barChart) bar(b *strings.Builder, r chartBar, y int) {
	link := c.page != "" && r.now.Where != "" && !r.now.Hidden
	if link {
		fmt.Fprintf(b, `<a href="%s">`, svgText(c.page+"?"+r.now.Where))
	}
	fmt.Fprintf(b, `<g><title>%s</title><text class="name" x="%d" y="%d" text-anchor="end">%s</text>`,
		svgText(c.say(r)), labelWidth-6, y+11, svgText(short(r.name)))
	c.value(b, "now", "0.8", r.now, y)
	if r.known {
		c.value(b, "before", "0.35", r.before, y+barHeight)
	}
	b.WriteString(`</g>`)
	if link {
		b.WriteString(`</a>`)
	}
}

func (c barChart) value(b *strings.Builder, class, opacity string, cell Cell, y int) {
	if cell.Hidden {
		fmt.Fprintf(b, `<rect class="hidden" x="%d" y="%d" width="18" height="%d" fill="url(#%s-h)" fill-opacity="0.5"/><text class="value" x="%d" y="%d">*</text>`,
			labelWidth, y, barHeight-2, c.id, labelWidth+22, y+11)
		return
	}
	w := 0
	if !cell.Empty {
		w = max(0, cell.Number) * (chartWidth - labelWidth - valueWidth) / c.most
	}
	if w == 0 && cell.Number > 0 {
		w = 1
	}
	fmt.Fprintf(b, `<rect class="%s" x="%d" y="%d" width="%d" height="%d" fill-opacity="%s"/><text class="value" x="%d" y="%d">%s</text>`,
		class, labelWidth, y, w, barHeight-2, opacity, labelWidth+w+4, y+11, Column{Kind: Number}.Show(cell))
}

// say tells a row in words: 1月：2场，上年同期1场.
func (c barChart) say(r chartBar) string {
	number := func(cell Cell) string {
		switch {
		case cell.Hidden:
			return tooFew()
		case cell.Empty:
			return "没有数据"
		default:
			return fmt.Sprint(cell.Number) + c.unit
		}
	}
	said := r.name + "：" + number(r.now)
	if r.known {
		said += "，上年同期" + number(r.before)
	}
	return said
}

func (c barChart) describe() string {
	said := make([]string, len(c.bars))
	for i, r := range c.bars {
		said[i] = c.say(r)
	}
	end := "。"
	if c.more > 0 {
		end = fmt.Sprintf("；另有%d项。", c.more)
	}
	return strings.Join(said, "；") + end
}

// short cuts a label to what fits beside the bars; the whole stands in the bar's title.
func short(s string) string {
	if docx.Width(s) <= labelChars {
		return s
	}
	n := 0
	for i, r := range s {
		if n += docx.Width(string(r)); n > labelChars-2 {
			return s[:i] + "…"
		}
	}
	return s
}

func svgText(s string) string {
	return template.HTMLEscapeString(docx.Clean(s))
}
