package poster

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// printDots is how many pixels an inch of paper gets.
const printDots = 300

// PNG draws the sheet as a picture of A4 at 300 dots an inch: 2480 × 3508.
func PNG(s Sheet, fonts Fonts) ([]byte, error) {
	d, err := page(s, fonts)
	if err != nil {
		return nil, err
	}
	return d.png(printDots / 72.0)
}

// Screen draws the sheet as a picture of 1920 × 1080.
func Screen(s Sheet, fonts Fonts) ([]byte, error) {
	d, err := screen(s, fonts)
	if err != nil {
		return nil, err
	}
	return d.png(1)
}

// png draws with so many pixels to the unit.
func (d *drawing) png(scale float64) ([]byte, error) {
	picture := image.NewRGBA(image.Rect(0, 0, int(math.Round(d.width*scale)), int(math.Round(d.height*scale))))
	for _, t := range d.things {
		if err := t.paint(picture, scale); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("write the picture: %w", err)
	}
	return out.Bytes(), nil
}

func (t thing) paint(on *image.RGBA, scale float64) error {
	if t.face != nil {
		return t.write(on, scale)
	}
	if t.radius == 0 {
		// Edges on whole pixels, so that modules of a code leave no seams.
		r := image.Rect(round(t.x*scale), round(t.y*scale), round((t.x+t.w)*scale), round((t.y+t.h)*scale))
		draw.Draw(on, r, image.NewUniform(t.color), image.Point{}, draw.Src)
		return nil
	}
	w, h, r := float32(t.w*scale), float32(t.h*scale), float32(t.radius*scale)
	z := vector.NewRasterizer(int(w)+1, int(h)+1)
	k := r * 0.4477 // a quarter of a circle as a cubic curve
	z.MoveTo(r, 0)
	z.LineTo(w-r, 0)
	z.CubeTo(w-k, 0, w, k, w, r)
	z.LineTo(w, h-r)
	z.CubeTo(w, h-k, w-k, h, w-r, h)
	z.LineTo(r, h)
	z.CubeTo(k, h, 0, h-k, 0, h-r)
	z.LineTo(0, r)
	z.CubeTo(0, k, k, 0, r, 0)
	z.ClosePath()
	at := image.Pt(round(t.x*scale), round(t.y*scale))
	z.Draw(on, z.Bounds().Add(at), image.NewUniform(t.color), image.Point{})
	return nil
}

func round(v float64) int { return int(math.Round(v)) }

// write paints a line of text, a glyph at a time.
func (t thing) write(on *image.RGBA, scale float64) error {
	size := t.size * scale
	x := t.x * scale
	for _, r := range t.text {
		segments, err := t.face.outline(r, fixed.Int26_6(size*64))
		if err != nil {
			return err
		}
		left, top := math.Floor(x-size/4), math.Floor(t.y*scale-size*1.25)
		z := vector.NewRasterizer(int(size*1.75)+2, int(size*1.75)+2)
		trace(z, segments, float32(x-left), float32(t.y*scale-top))
		z.Draw(on, z.Bounds().Add(image.Pt(int(left), int(top))), image.NewUniform(t.color), image.Point{})
		x += t.face.advance(r) * size / t.face.upm
	}
	return nil
}

// trace puts an outline into the rasterizer, its origin at x, y.
func trace(z *vector.Rasterizer, segments sfnt.Segments, x, y float32) {
	at := func(p fixed.Point26_6) (float32, float32) { return x + float32(p.X)/64, y + float32(p.Y)/64 }
	for i, s := range segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				z.ClosePath()
			}
			z.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			z.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
}
