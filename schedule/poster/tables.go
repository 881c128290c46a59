package poster

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
)

// file writes the tables of a font file. OpenType 1.9, “Font file”.
func (t *trueType) file(name string) []byte {
	glyf, loca := t.outlines()
	tables := []struct {
		tag  string
		data []byte
	}{ // in the order of their tags
		{"OS/2", t.os2()}, {"cmap", t.cmap()}, {"glyf", glyf}, {"head", t.head()}, {"hhea", t.hhea()},
		{"hmtx", t.hmtx()}, {"loca", loca}, {"maxp", t.maxp()}, {"name", nameTable(name)}, {"post", post()},
	}
	var out, body bytes.Buffer
	put(&out, uint32(0x00010000), uint16(len(tables)), searching(len(tables), 16))
	for _, table := range tables {
		at := 12 + 16*len(tables) + body.Len()
		out.WriteString(table.tag)
		put(&out, checksum(table.data), uint32(at), uint32(len(table.data)))
		body.Write(table.data)
		body.Write(make([]byte, -len(table.data)&3))
	}
	out.Write(body.Bytes())
	return out.Bytes()
}

func checksum(data []byte) (sum uint32) {
	padded := append(bytes.Clone(data), make([]byte, -len(data)&3)...)
	for i := 0; i < len(padded); i += 4 {
		sum += binary.BigEndian.Uint32(padded[i:])
	}
	return sum
}

// searching returns searchRange, entrySelector and rangeShift of n entries of the size.
func searching(n, size int) [3]uint16 {
	log := bits.Len(uint(n)) - 1
	return [3]uint16{uint16(size << log), uint16(log), uint16(n*size - size<<log)}
}

func (t *trueType) outlines() (glyf, loca []byte) {
	var g, l bytes.Buffer
	for _, glyph := range t.glyphs {
		put(&l, uint32(g.Len()))
		g.Write(glyph)
		g.Write(make([]byte, -g.Len()&3))
	}
	put(&l, uint32(g.Len()))
	return g.Bytes(), l.Bytes()
}

func (t *trueType) head() []byte {
	var b bytes.Buffer
	put(&b, uint32(0x00010000), uint32(0x00010000), uint32(0), uint32(0x5F0F3CF5), uint16(0), uint16(t.face.upm), int64(0), int64(0))
	for _, side := range t.box {
		put(&b, int16(side))
	}
	put(&b, uint16(0), uint16(8), int16(2), int16(1), int16(0)) // long offsets in loca
	return b.Bytes()
}

// ascent and descent of the em square, as Chinese fonts have them.
func (t *trueType) ascent() int16  { return int16(t.face.upm * 0.88) }
func (t *trueType) descent() int16 { return int16(t.face.upm * 0.12) }

func (t *trueType) hhea() []byte {
	var b bytes.Buffer
	put(&b, uint32(0x00010000), t.ascent(), -t.descent(), int16(0), uint16(t.face.upm), [11]int16{}, uint16(len(t.glyphs)))
	return b.Bytes()
}

func (t *trueType) hmtx() []byte {
	var b bytes.Buffer
	for i, wide := range t.widths {
		side := int16(0)
		if len(t.glyphs[i]) > 4 {
			side = int16(binary.BigEndian.Uint16(t.glyphs[i][2:]))
		}
		put(&b, uint16(wide), side)
	}
	return b.Bytes()
}

func (t *trueType) maxp() []byte {
	var b bytes.Buffer
	put(&b, uint32(0x00010000), uint16(len(t.glyphs)), uint16(t.points), uint16(t.loops), [11]uint16{0, 0, 2})
	return b.Bytes()
}

// cmap has a segment for each character of the basic plane: format 4, which is what the PDF library reads.
func (t *trueType) cmap() []byte {
	var ends, starts, deltas []uint16
	for i, r := range t.runes {
		ends, starts, deltas = append(ends, uint16(r)), append(starts, uint16(r)), append(deltas, uint16(i+1)-uint16(r))
	}
	ends, starts, deltas = append(ends, 0xFFFF), append(starts, 0xFFFF), append(deltas, 1)
	n := len(ends)
	var b bytes.Buffer
	put(&b, uint16(0), uint16(1), uint16(3), uint16(1), uint32(12))
	put(&b, uint16(4), uint16(16+8*n), uint16(0), uint16(2*n), searching(n, 2))
	put(&b, ends, uint16(0), starts, deltas, make([]uint16, n))
	return b.Bytes()
}

func nameTable(name string) []byte {
	text := utf16.Encode([]rune(name))
	var b bytes.Buffer
	put(&b, uint16(0), uint16(1), uint16(6+12), uint16(3), uint16(1), uint16(0x409), uint16(6), uint16(2*len(text)), uint16(0), text)
	return b.Bytes()
}

func post() []byte {
	var b bytes.Buffer
	put(&b, uint32(0x00030000), uint32(0), int16(-100), int16(50), [5]uint32{})
	return b.Bytes()
}

func (t *trueType) os2() []byte {
	var b bytes.Buffer
	put(&b, uint16(4), int16(t.face.upm), uint16(400), uint16(5), uint16(0), [10]int16{}, int16(0), [10]byte{}, [4]uint32{}, [4]byte{})
	put(&b, uint16(0x40), uint16(t.runes[0]), uint16(t.runes[len(t.runes)-1]), t.ascent(), -t.descent(), int16(0), t.ascent(), t.descent())
	put(&b, [2]uint32{}, int16(t.face.upm*0.55), int16(t.face.upm*0.73), uint16(0), uint16(0x20), uint16(0))
	return b.Bytes()
}
