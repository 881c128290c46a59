package poster

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// trueType writes the characters of a face as a TrueType font of its own. PDF libraries take nothing
// else, whereas the best Chinese fonts are collections with PostScript outlines: cubic curves become
// quadratic ones here, less than a thousandth of the em away.
func (f *Face) trueType(runes map[rune]bool, name string) ([]byte, error) {
	t := trueType{face: f, glyphs: [][]byte{nil}, widths: []int{int(f.upm)}}
	for _, r := range slices.Sorted(maps.Keys(runes)) {
		segments, err := f.outline(r, f.em())
		if err != nil {
			return nil, err
		}
		t.runes = append(t.runes, r)
		t.glyphs = append(t.glyphs, t.glyph(segments))
		t.widths = append(t.widths, int(math.Round(f.advance(r))))
	}
	return t.file(name), nil
}

type trueType struct {
	face   *Face
	runes  []rune // of the glyphs from the second on
	glyphs [][]byte
	widths []int
	box    [4]int // of all glyphs: least x, y; most x, y
	points int    // most of a glyph
	loops  int    // most of a glyph
}

// point is a place on a contour, or where two of its tangents meet.
type point struct {
	x, y int
	on   bool
}

// glyph writes a simple glyph: contours, flags and the way from each point to the next, as words.
func (t *trueType) glyph(segments sfnt.Segments) []byte {
	contours := contoursOf(segments)
	if len(contours) == 0 {
		return nil
	}
	all := slices.Concat(contours...)
	box := boxOf(all)
	var b bytes.Buffer
	put(&b, int16(len(contours)), box)
	end := -1
	for _, c := range contours {
		end += len(c)
		put(&b, uint16(end))
	}
	put(&b, uint16(0)) // no instructions
	var xs, ys []int16
	last := point{}
	for _, p := range all {
		b.WriteByte(map[bool]byte{true: 1}[p.on])
		xs, ys, last = append(xs, int16(p.x-last.x)), append(ys, int16(p.y-last.y)), p
	}
	put(&b, xs, ys)
	if b.Len()%2 == 1 {
		b.WriteByte(0)
	}
	t.points, t.loops = max(t.points, len(all)), max(t.loops, len(contours))
	t.box = [4]int{min(t.box[0], int(box[0])), min(t.box[1], int(box[1])), max(t.box[2], int(box[2])), max(t.box[3], int(box[3]))}
	return b.Bytes()
}

func boxOf(points []point) (box [4]int16) {
	box = [4]int16{math.MaxInt16, math.MaxInt16, math.MinInt16, math.MinInt16}
	for _, p := range points {
		box = [4]int16{min(box[0], int16(p.x)), min(box[1], int16(p.y)), max(box[2], int16(p.x)), max(box[3], int16(p.y))}
	}
	return box
}

// cubicPieces is into how many quadratic curves a cubic one goes.
const cubicPieces = 4

// contoursOf turns an outline upside down into contours as TrueType has them.
func contoursOf(segments sfnt.Segments) (contours [][]point) {
	var c []point
	var at fixed.Point26_6
	add := func(p fixed.Point26_6, on bool) { c = append(c, point{p.X.Round(), -p.Y.Round(), on}) }
	closeIt := func() {
		if len(c) > 1 && c[0] == c[len(c)-1] {
			c = c[:len(c)-1]
		}
		if len(c) > 2 {
			contours = append(contours, c)
		}
		c = nil
	}
	for _, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			closeIt()
			at = s.Args[0]
			add(at, true)
		case sfnt.SegmentOpLineTo:
			at = s.Args[0]
			add(at, true)
		case sfnt.SegmentOpQuadTo:
			add(s.Args[0], false)
			at = s.Args[1]
			add(at, true)
		case sfnt.SegmentOpCubeTo:
			for _, q := range quadratics(at, s.Args) {
				add(q[0], false)
				add(q[1], true)
			}
			at = s.Args[2]
		}
	}
	closeIt()
	return contours
}

// quadratics cuts a cubic curve into pieces and gives each the quadratic one with its ends' tangents.
func quadratics(from fixed.Point26_6, args [3]fixed.Point26_6) (out [cubicPieces][2]fixed.Point26_6) {
	x := [4]float64{float64(from.X), float64(args[0].X), float64(args[1].X), float64(args[2].X)}
	y := [4]float64{float64(from.Y), float64(args[0].Y), float64(args[1].Y), float64(args[2].Y)}
	for i := range out {
		a, b := float64(i)/cubicPieces, float64(i+1)/cubicPieces
		out[i][0] = fixed.Point26_6{X: middle(x, a, b), Y: middle(y, a, b)}
		out[i][1] = fixed.Point26_6{X: fixed.Int26_6(cubic(x, b)), Y: fixed.Int26_6(cubic(y, b))}
	}
	return out
}

func cubic(p [4]float64, t float64) float64 {
	u := 1 - t
	return u*u*u*p[0] + 3*u*u*t*p[1] + 3*u*t*t*p[2] + t*t*t*p[3]
}

func slope(p [4]float64, t float64) float64 {
	u := 1 - t
	return 3 * (u*u*(p[1]-p[0]) + 2*u*t*(p[2]-p[1]) + t*t*(p[3]-p[2]))
}

// middle is the control point between a and b: the mean of where the two tangents lead.
func middle(p [4]float64, a, b float64) fixed.Int26_6 {
	h := (b - a) / 2
	return fixed.Int26_6((cubic(p, a) + h*slope(p, a) + cubic(p, b) - h*slope(p, b)) / 2)
}

// put writes values big-endian; a buffer takes them all.
func put(b *bytes.Buffer, values ...any) {
	for _, v := range values {
		if err := binary.Write(b, binary.BigEndian, v); err != nil {
			panic(err) // a type without a fixed size: a slip of ours
		}
	}
}
