package poster

import (
	"fmt"
	"math"
	"strings"
)

// A screen in pixels.
const (
	screenWidth  = 1920.0
	screenHeight = 1080.0
)

// screen draws the sheet for a screen that is looked at from afar.
func screen(s Sheet, fonts Fonts) (*drawing, error) {
	code, err := NewCode(s.Link)
	if err != nil {
		return nil, err
	}
	d := &drawing{width: screenWidth, height: screenHeight, fonts: fonts}
	d.box(0, 0, screenWidth, screenHeight, 0, paper)
	screenText(d, s)
	screenSide(d, s, code)
	return d, d.check()
}

const sideWidth = 560.0

// screenText draws title, gist and points on the left.
func screenText(d *drawing, s Sheet) {
	const left, wide = 96.0, screenWidth - sideWidth - 2*96
	bold, regular := d.fonts.Bold, d.fonts.Regular
	d.box(left, 84, 10, 40, 0, gold)
	d.text(bold, 34, left+30, 116, "普法宣传", red)
	if s.Sample {
		d.text(bold, 34, left+220, 116, "样稿·未审核，请勿播放", grey)
	}
	size, title := bold.fitClean(s.Title, 92, 64, 58, wide, 2)
	y := d.column(bold, size, 1.25, left, 160, title, deep)
	gistSize, gist := regular.fit(s.Gist, 42, 34, wide, 2)
	y = d.column(regular, gistSize, 1.5, left, y+24, gist, ink) + 30
	d.box(left, y, 110, 5, 0, gold)
	screenPoints(d, s, left, y+36, wide)
	if len(s.Basis) > 0 {
		size, basis := regular.fit("依据："+strings.Join(s.Basis, "、"), 26, 14, wide, 1)
		d.text(regular, size, left, screenHeight-52, basis[0], grey)
	}
}

func screenPoints(d *drawing, s Sheet, left, from, wide float64) {
	const dot, to = 60.0, screenHeight - 110
	size, rows := 44.0, make([][]string, len(s.Points))
	high := func() (sum float64) {
		for i, p := range s.Points {
			rows[i] = d.fonts.Regular.lines(p, size, wide-dot-30)
			sum += size * 1.35 * float64(len(rows[i]))
		}
		return sum
	}
	sum := high()
	for size > 28 && sum+22*float64(len(rows)) > to-from {
		size--
		sum = high()
	}
	gap := min(40, (to-from-sum)/float64(max(len(rows), 1)))
	y := from
	for i, lines := range rows {
		middle := y + size*0.675
		d.box(left, middle-dot/2, dot, dot, dot/2, red)
		d.centre(d.fonts.Bold, 34, left+dot/2, middle+12, fmt.Sprint(i+1), white)
		y = d.column(d.fonts.Regular, size, 1.35, left+dot+30, y+size*0.17, lines, ink) - size*0.17 + gap
	}
}

// screenSide draws the code and who says it on the right.
func screenSide(d *drawing, s Sheet, code Code) {
	const side, left = 400.0, screenWidth - sideWidth
	bold, regular := d.fonts.Bold, d.fonts.Regular
	centre := left + sideWidth/2
	d.box(left, 0, sideWidth, screenHeight, 0, red)
	d.box(left-8, 0, 8, screenHeight, 0, gold)
	d.centre(regular, 36, centre, 132, s.Month, gold)
	d.box(centre-side/2-20, 210, side+40, side+40, 20, white)
	// Modules of whole pixels, all alike: readers measure them.
	whole := math.Floor(side/float64(len(code)+2*quiet)) * float64(len(code)+2*quiet)
	d.code(code, math.Round(centre-whole/2), math.Round(230+(side-whole)/2), whole)
	d.centre(bold, 56, centre, 750, "扫码看详解", white)
	size, office := bold.fit(s.Office, 40, 26, sideWidth-80, 2)
	y := 840.0
	for _, line := range office {
		d.centre(bold, size, centre, y, line, cream)
		y += size * 1.35
	}
	phone := "免费法律咨询 12348"
	if s.Phone != "" {
		phone = "咨询电话 " + s.Phone
	}
	d.centre(regular, 32, centre, y+16, phone, gold)
	d.centre(regular, 22, centre, screenHeight-52, "法律宣传，不代替律师的意见", gold)
}
