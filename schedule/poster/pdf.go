package poster

import (
	"bytes"
	"fmt"

	"github.com/signintech/gopdf"
)

// PDF writes the sheet as a page of A4 whose text can be searched and scaled.
func PDF(s Sheet, fonts Fonts) ([]byte, error) {
	d, err := page(s, fonts)
	if err != nil {
		return nil, err
	}
	return d.pdf(s.Title, s.Office)
}

// pdf writes the drawing, whose unit is the point, as a page.
func (d *drawing) pdf(title, author string) ([]byte, error) {
	var p gopdf.GoPdf
	p.Start(gopdf.Config{PageSize: gopdf.Rect{W: d.width, H: d.height}})
	p.SetInfo(gopdf.PdfInfo{Title: title, Author: author, Creator: "Pufa"})
	p.AddPage()
	names, err := d.embed(&p)
	if err != nil {
		return nil, err
	}
	for _, t := range d.things {
		if err := t.print(&p, names); err != nil {
			return nil, fmt.Errorf("draw the page: %w", err)
		}
	}
	var out bytes.Buffer
	if _, err := p.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return out.Bytes(), nil
}

// embed adds what is used of the fonts and returns their names in the file.
func (d *drawing) embed(p *gopdf.GoPdf) (map[*Face]string, error) {
	used := map[*Face]map[rune]bool{}
	for _, t := range d.things {
		for _, r := range t.text {
			if used[t.face] == nil {
				used[t.face] = map[rune]bool{}
			}
			used[t.face][r] = true
		}
	}
	names := map[*Face]string{}
	for face, runes := range used {
		name := "PufaRegular"
		if face == d.fonts.Bold && face != d.fonts.Regular {
			name = "PufaBold"
		}
		font, err := face.trueType(runes, name)
		if err != nil {
			return nil, err
		}
		if err := p.AddTTFFontData(name, font); err != nil {
			return nil, fmt.Errorf("embed %s: %w", name, err)
		}
		names[face] = name
	}
	return names, nil
}

// print draws a thing on the PDF's page.
func (t thing) print(p *gopdf.GoPdf, names map[*Face]string) error {
	if t.face == nil {
		p.SetFillColor(t.color.R, t.color.G, t.color.B)
		return p.Rectangle(t.x, t.y, t.x+t.w, t.y+t.h, "F", t.radius, 12)
	}
	if err := p.SetFont(names[t.face], "", t.size); err != nil {
		return err
	}
	p.SetTextColor(t.color.R, t.color.G, t.color.B)
	p.SetXY(t.x, t.y)
	return p.Text(t.text)
}
