// Package poster draws what hangs on walls: a page of A4 and a screen of 1920 × 1080, as PDF with text that
// can be found, and as PNG. Both come from one drawing, so that they look alike.
package poster

import (
	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Sheet is what a poster says.
type Sheet struct {
	Title  string
	Gist   string
	Points []string
	Basis  []string // 《民法典》第五百七十七条
	Office string
	Phone  string
	Month  string // 2026年12月
	Link   string // what the code leads to
	Sample bool   // not reviewed yet: marked so that nobody hangs it up
}

// basisShown is how many articles a poster names.
const basisShown = 2

// NewSheet returns the sheet of a piece.
func NewSheet(p schedule.Piece, office, phone string, month pufa.Day, link string) Sheet {
	var names []string
	for i, c := range p.Cites {
		if i == basisShown {
			break
		}
		names = append(names, c.String())
	}
	if len(p.Cites) > basisShown {
		names[basisShown-1] += "等"
	}
	return Sheet{
		Title: p.Poster.Title, Gist: p.Poster.Gist, Points: p.Poster.Points, Basis: names,
		Office: office, Phone: phone, Month: month.Time().Format("2006年1月"), Link: link,
	}
}
