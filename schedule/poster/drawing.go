package poster

import (
	"image/color"

	"github.com/pufa/pufa"
)

// drawing is what is on a page, from the back to the front. Lengths are of the page's own unit, from its
// upper left corner.
type drawing struct {
	width, height float64
	fonts         Fonts
	things        []thing
}

// thing is a box or a line of text.
type thing struct {
	x, y, w, h float64 // of a text: x and the baseline
	radius     float64
	color      color.RGBA
	face       *Face // of a text; nil for a box
	size       float64
	text       string
}

// The colours: red and gold of public notices on warm white.
var (
	red   = color.RGBA{0xa8, 0x1e, 0x24, 0xff}
	deep  = color.RGBA{0x8c, 0x14, 0x1b, 0xff}
	gold  = color.RGBA{0xe3, 0xb9, 0x6b, 0xff}
	cream = color.RGBA{0xfd, 0xf4, 0xe3, 0xff}
	paper = color.RGBA{0xff, 0xfd, 0xf9, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
	ink   = color.RGBA{0x2b, 0x22, 0x1f, 0xff}
	grey  = color.RGBA{0x7a, 0x6e, 0x67, 0xff}
	black = color.RGBA{0, 0, 0, 0xff}
)

func (d *drawing) box(x, y, w, h, radius float64, c color.RGBA) {
	d.things = append(d.things, thing{x: x, y: y, w: w, h: h, radius: radius, color: c})
}

func (d *drawing) text(f *Face, size, x, baseline float64, text string, c color.RGBA) {
	d.things = append(d.things, thing{x: x, y: baseline, face: f, size: size, text: text, color: c})
}

func (d *drawing) right(f *Face, size, x, baseline float64, text string, c color.RGBA) {
	d.text(f, size, x-f.width(text, size), baseline, text, c)
}

func (d *drawing) centre(f *Face, size, x, baseline float64, text string, c color.RGBA) {
	d.text(f, size, x-f.width(text, size)/2, baseline, text, c)
}

// column sets lines under each other, the first one's top at y, and returns where they end.
func (d *drawing) column(f *Face, size, leading, x, y float64, lines []string, c color.RGBA) float64 {
	for i, line := range lines {
		d.text(f, size, x, y+size*leading*float64(i)+size*0.88, line, c)
	}
	return y + size*leading*float64(len(lines))
}

// quiet is how many modules of white a code needs around it.
const quiet = 4

// code draws a QR code within a square, with the white around it that readers need.
func (d *drawing) code(c Code, x, y, side float64) {
	module := side / float64(len(c)+2*quiet)
	d.box(x, y, side, side, 0, white)
	for _, b := range c.Bars() {
		d.box(x+module*float64(b.X+quiet), y+module*float64(b.Y+quiet), module*float64(b.Width), module, 0, black)
	}
}

// check refuses a text for which the fonts have no glyph: nobody hangs up empty boxes.
func (d *drawing) check() error {
	missing := ""
	for _, t := range d.things {
		if t.face != nil {
			missing += t.face.missing(t.text)
		}
	}
	if missing == "" {
		return nil
	}
	return pufa.Errorf(pufa.Invalid, "字体 %s 里没有“%s”，做出来会是空框。请装字更全的字体（apt install fonts-noto-cjk），或改掉这些字",
		d.fonts.Name, missing)
}
