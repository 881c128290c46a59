package poster

import (
	"bytes"
	"encoding/binary"
)

// aligned takes a font file or collection apart into fonts whose tables begin on four bytes, as the
// format asks for: 文泉驿, which many machines have, does not keep to it. What is cut off is left out.
func aligned(data []byte) (fonts [][]byte) {
	starts := []int{0}
	if bytes.HasPrefix(data, []byte("ttcf")) {
		starts = nil
		for i := range min(number(data, 8), 16) {
			starts = append(starts, number(data, 12+4*i))
		}
	}
	for _, start := range starts {
		if font := alignedAt(data, start); font != nil {
			fonts = append(fonts, font)
		}
	}
	return fonts
}

// mostTables is more than any font has; broken files claim thousands.
const mostTables = 64

// alignedAt copies the font whose table directory is there; nil where it points out of the file.
func alignedAt(data []byte, start int) []byte {
	if start < 0 || start+12 > len(data) {
		return nil
	}
	n := int(binary.BigEndian.Uint16(data[start+4:]))
	if n > mostTables || start+12+16*n > len(data) {
		return nil
	}
	out := bytes.Clone(data[start : start+12+16*n])
	for i := range n {
		entry := 12 + 16*i
		at, length := number(out, entry+8), number(out, entry+12)
		if at < 0 || length < 0 || at > len(data) || length > len(data)-at {
			return nil
		}
		out = append(out, make([]byte, -len(out)&3)...)
		binary.BigEndian.PutUint32(out[entry+8:], uint32(len(out)))
		out = append(out, data[at:at+length]...)
	}
	return out
}

// number reads a big-endian number of four bytes; -1 beyond the end.
func number(data []byte, at int) int {
	if at+4 > len(data) {
		return -1
	}
	return int(binary.BigEndian.Uint32(data[at:]))
}
