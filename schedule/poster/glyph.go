package poster

import (
	"fmt"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// width returns how wide the text is, in the unit of the size.
func (f *Face) width(text string, size float64) float64 {
	total := 0.0
	for _, r := range text {
		total += f.advance(r)
	}
	return total * size / f.upm
}

// advance returns a character's width in units of the em square; an em where the font does not tell.
func (f *Face) advance(r rune) float64 {
	glyph, err := f.font.GlyphIndex(&f.buffer, r)
	if err != nil {
		return f.upm
	}
	wide, err := f.font.GlyphAdvance(&f.buffer, glyph, f.em(), font.HintingNone)
	if err != nil {
		return f.upm
	}
	return float64(wide) / 64
}

// em is the size at which outlines come in units of the em square.
func (f *Face) em() fixed.Int26_6 { return fixed.I(int(f.upm)) }

// outline returns a character's outline at the size; y grows downwards, from the baseline.
func (f *Face) outline(r rune, size fixed.Int26_6) (sfnt.Segments, error) {
	glyph, err := f.font.GlyphIndex(&f.buffer, r)
	if err != nil {
		return nil, fmt.Errorf("find the glyph of %q: %w", r, err)
	}
	segments, err := f.font.LoadGlyph(&f.buffer, glyph, size, nil)
	if err != nil {
		return nil, fmt.Errorf("load the glyph of %q: %w", r, err)
	}
	return segments, nil
}
