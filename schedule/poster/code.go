package poster

import (
	"fmt"

	"github.com/boombuler/barcode/qr"
)

// Code is a QR code: rows of modules, true for dark ones, without the quiet zone around.
type Code [][]bool

// NewCode encodes the text; a quarter of the code may be torn or dirty.
func NewCode(text string) (Code, error) {
	matrix, err := qr.Encode(text, qr.Q, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("encode the QR code: %w", err)
	}
	size := matrix.Bounds().Dx()
	code := make(Code, size)
	for y := range code {
		code[y] = make([]bool, size)
		for x := range code[y] {
			r, _, _, _ := matrix.At(x, y).RGBA()
			code[y][x] = r == 0
		}
	}
	return code, nil
}

// Bar is a run of dark modules.
type Bar struct{ X, Y, Width int }

// Bars returns the dark modules, neighbours of a row together.
func (c Code) Bars() (bars []Bar) {
	for y, row := range c {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				bars = append(bars, Bar{from, y, x - from})
			}
		}
	}
	return bars
}
