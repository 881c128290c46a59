package photo

import (
	"bytes"
	"encoding/binary"
)

// orientation is EXIF's: 1 is upright, 2 to 8 say how the camera was held.
type orientation int

const upright orientation = 1

// Of all that EXIF holds only the orientation is read.
const orientationTag = 0x0112

// orientationOf reads the orientation out of a TIFF block: upright where there is none or the block is
// not whole.
func orientationOf(tiff []byte) orientation {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return upright
	}
	if len(tiff) < 8 {
		return upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return upright
	}
	fields := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(fields) < 12 {
			break
		}
		if order.Uint16(fields) == orientationTag {
			return oriented(order.Uint16(fields[8:]))
		}
		fields = fields[12:]
	}
	return upright
}

func oriented(v uint16) orientation {
	if v < 1 || v > 8 {
		return upright
	}
	return orientation(v)
}

// exifInJPEG returns the TIFF block of the APP1 segment that holds EXIF.
func exifInJPEG(b []byte) []byte {
	b = b[2:]
	for len(b) >= 4 && b[0] == 0xff {
		marker := b[1]
		if marker == 0xff { // fill byte
			b = b[1:]
			continue
		}
		if marker == 0xda || marker == 0xd9 { // the picture begins, or all ends
			return nil
		}
		n := int(binary.BigEndian.Uint16(b[2:]))
		if n < 2 || len(b) < 2+n {
			return nil
		}
		if tiff, ok := bytes.CutPrefix(b[4:2+n], []byte("Exif\x00\x00")); ok && marker == 0xe1 {
			return tiff
		}
		b = b[2+n:]
	}
	return nil
}

// exifInPNG returns the eXIf chunk.
func exifInPNG(b []byte) []byte {
	b = b[8:]
	for len(b) >= 12 {
		n := uint64(binary.BigEndian.Uint32(b))
		if n+12 > uint64(len(b)) {
			return nil
		}
		if string(b[4:8]) == "eXIf" {
			return b[8 : 8+n]
		}
		b = b[12+n:]
	}
	return nil
}

// exifInWebP returns the EXIF chunk, with or without the prefix that some programs write.
func exifInWebP(b []byte) []byte {
	b = b[12:]
	for len(b) >= 8 {
		n := uint64(binary.LittleEndian.Uint32(b[4:]))
		if n+8 > uint64(len(b)) {
			return nil
		}
		if string(b[:4]) == "EXIF" {
			return bytes.TrimPrefix(b[8:8+n], []byte("Exif\x00\x00"))
		}
		b = b[min(8+n+n%2, uint64(len(b))):]
	}
	return nil
}
