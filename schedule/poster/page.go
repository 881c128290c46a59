package poster

import "fmt"

// A4 in points.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
)

// page draws the sheet for paper.
func page(s Sheet, fonts Fonts) (*drawing, error) {
	code, err := NewCode(s.Link)
	if err != nil {
		return nil, err
	}
	d := &drawing{width: pageWidth, height: pageHeight, fonts: fonts}
	d.box(0, 0, pageWidth, pageHeight, 0, paper)
	top := pageHead(d, s)
	pagePoints(d, s, top+26, 630)
	pageFoot(d, s, code)
	return d, d.check()
}

const margin = 46.0

// pageHead draws the red block with title and gist, as high as they need, and returns where it ends.
func pageHead(d *drawing, s Sheet) float64 {
	const wide = pageWidth - 2*margin
	bold, regular := d.fonts.Bold, d.fonts.Regular
	size, title := bold.fitClean(s.Title, 54, 37, 34, wide, 3)
	if len(title) > 2 { // leave room for points that can be read from afar
		size, title = bold.fitClean(s.Title, 45, 37, 34, wide, 3)
	}
	gistSize, gist := regular.fit(s.Gist, 20, 16, wide, 3)
	end := 104 + size*1.28*float64(len(title)) + 38 + gistSize*1.6*float64(len(gist)) + 18
	d.box(0, 0, pageWidth, end, 0, red)
	d.box(0, end, pageWidth, 5, 0, gold)
	d.box(margin, 44, 5, 20, 0, gold)
	d.text(bold, 17, margin+15, 60, "普法宣传", cream)
	d.right(regular, 15, pageWidth-margin, 60, s.Month, gold)
	if s.Sample {
		d.centre(bold, 15, pageWidth/2, 60, "样稿·未审核，请勿张贴", gold)
	}
	y := d.column(bold, size, 1.28, margin, 100, title, white)
	d.box(margin, y+18, 56, 3, 0, gold)
	d.column(regular, gistSize, 1.6, margin, y+38, gist, cream)
	return end + 5
}

// pagePoints draws what to do between the two heights, spread evenly.
func pagePoints(d *drawing, s Sheet, from, to float64) {
	const dot = 30.0
	bold, regular := d.fonts.Bold, d.fonts.Regular
	size, rows := 21.0, make([][]string, len(s.Points))
	if len(rows) < 3 {
		size = 24
	}
	high := func() (sum float64) {
		for i, p := range s.Points {
			rows[i] = regular.lines(p, size, pageWidth-2*margin-dot-18)
			sum += size * 1.45 * float64(len(rows[i]))
		}
		return sum
	}
	sum := high()
	for size > 14 && sum+10*float64(len(rows)) > to-from {
		size--
		sum = high()
	}
	gap := min(30, (to-from-sum)/float64(max(len(rows), 1)))
	y := from + max(0, (to-from-sum-gap*float64(len(rows)-1))/2)
	for i, lines := range rows {
		middle := y + size*0.725 // of the first line
		d.box(margin, middle-dot/2-1, dot, dot, dot/2, red)
		d.centre(bold, 17, margin+dot/2, middle+5.2, fmt.Sprint(i+1), white)
		y = d.column(regular, size, 1.45, margin+dot+18, y+size*0.2, lines, ink) - size*0.2 + gap
	}
}

// pageFoot draws where it rests on, who says it, and the code.
func pageFoot(d *drawing, s Sheet, code Code) {
	const side, top = 140.0, 648.0
	bold, regular := d.fonts.Bold, d.fonts.Regular
	left, wide := margin, pageWidth-2*margin-side-46
	d.box(margin, top-8, pageWidth-2*margin, 1, 0, gold)
	x := pageWidth - margin - side - 8
	d.box(x-2, top+6, side+12, side+42, 8, cream)
	d.code(code, x+4, top+12, side)
	d.centre(bold, 17, x+4+side/2, top+side+36, "扫码看详解", red)
	y := top + 10
	if len(s.Basis) > 0 {
		d.text(bold, 13, left, y+14, "法律依据", red)
		y += 20
	}
	for _, name := range s.Basis {
		size, lines := regular.fit(name, 13.5, 10, wide, 1)
		y = d.column(regular, size, 1.5, left, y, lines, ink)
	}
	y += 12
	size, office := bold.fit(s.Office, 19, 13, wide, 2)
	y = d.column(bold, size, 1.35, left, max(y, top+90), office, ink)
	if s.Phone != "" {
		d.text(regular, 14, left, y+16, "咨询电话 "+s.Phone, ink)
		y += 20
	}
	d.text(regular, 14, left, y+16, "免费法律咨询 12348（24 小时）", ink)
	d.text(regular, 10, margin, pageHeight-16, "本海报是法律宣传，不代替律师就具体事情的意见。", grey)
}
