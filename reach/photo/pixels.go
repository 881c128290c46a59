package photo

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// shrink returns m on white with its longer side at most long pixels. It averages whole blocks of pixels
// first, band by band, so that a large picture takes no second copy of itself.
func shrink(m image.Image, long int) *image.RGBA {
	b := m.Bounds()
	blocks := averaged(m, max(1, max(b.Dx(), b.Dy())/long))
	w, h := blocks.Bounds().Dx(), blocks.Bounds().Dy()
	side := max(w, h)
	if side <= long {
		return blocks
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, w*long/side), max(1, h*long/side)))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), blocks, blocks.Bounds(), draw.Src, nil)
	return out
}

// averaged returns m on white with each k×k block of pixels made one; what is left over at the right and
// the lower edge is dropped, less than one pixel of the result.
func averaged(m image.Image, k int) *image.RGBA {
	b := m.Bounds()
	w, h := max(1, b.Dx()/k), max(1, b.Dy()/k)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	band := image.NewRGBA(image.Rect(0, 0, b.Dx(), min(k, b.Dy())))
	for y := range h {
		draw.Draw(band, band.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(band, band.Bounds(), m, image.Pt(b.Min.X, b.Min.Y+y*k), draw.Over)
		for x := range w {
			average(out.Pix[out.PixOffset(x, y):][:4:4], band, x*k, min(k, b.Dx()))
		}
	}
	return out
}

// average writes the mean of the band's block that begins at x.
func average(into []byte, band *image.RGBA, x, width int) {
	var sum [4]int
	rows := band.Bounds().Dy()
	for y := range rows {
		row := band.Pix[band.PixOffset(x, y):]
		for i := range width {
			for c := range 4 {
				sum[c] += int(row[4*i+c])
			}
		}
	}
	n := rows * width
	for c := range 4 {
		into[c] = byte((sum[c] + n/2) / n) //nolint:gosec // the mean of bytes is a byte
	}
}

// apply returns m turned upright.
func (o orientation) apply(m *image.RGBA) *image.RGBA {
	if o == upright {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := o.source(x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(sx, sy):][:4])
		}
	}
	return out
}

// source returns which pixel of the picture as stored, w×h, stands at x, y of the upright one.
func (o orientation) source(x, y, w, h int) (sx, sy int) {
	switch o {
	case 2: // mirrored
		return w - 1 - x, y
	case 3: // upside down
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6: // turn clockwise
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8: // turn counter-clockwise
		return w - 1 - y, x
	default:
		return x, y
	}
}
