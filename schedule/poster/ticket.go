package poster

// Ticket is the poster at the door of an event: what it is, and the code to sign in with.
type Ticket struct {
	Name   string
	When   string
	Place  string
	Office string
	Phone  string
	Link   string // what the code leads to
	How    string // what scanning it does
}

// TicketPDF writes the ticket as a page of A4 whose text can be searched and scaled.
func TicketPDF(t Ticket, fonts Fonts) ([]byte, error) {
	d, err := ticket(t, fonts)
	if err != nil {
		return nil, err
	}
	return d.pdf("签到："+t.Name, t.Office)
}

// TicketPNG draws the ticket as a picture of A4 at 300 dots an inch: 2480 × 3508.
func TicketPNG(t Ticket, fonts Fonts) ([]byte, error) {
	d, err := ticket(t, fonts)
	if err != nil {
		return nil, err
	}
	return d.png(printDots / 72.0)
}

// ticket draws the code as large as the page allows: people queue at it.
func ticket(t Ticket, fonts Fonts) (*drawing, error) {
	code, err := NewCode(t.Link)
	if err != nil {
		return nil, err
	}
	d := &drawing{width: pageWidth, height: pageHeight, fonts: fonts}
	d.box(0, 0, pageWidth, pageHeight, 0, paper)
	top := ticketHead(d, t)
	foot := ticketFoot(d, t)
	ticketCode(d, t, code, top, foot)
	return d, d.check()
}

// ticketHead draws the red block with name, time and place, as high as they need, and returns where it ends.
func ticketHead(d *drawing, t Ticket) float64 {
	const wide = pageWidth - 2*margin
	bold, regular := d.fonts.Bold, d.fonts.Regular
	size, name := bold.fitClean(t.Name, 48, 36, 24, wide, 2)
	lines := []string{"时间　" + t.When}
	if t.Place != "" {
		lines = append(lines, "地点　"+t.Place)
	}
	var rows []string
	factSize := 20.0
	for _, line := range lines {
		_, broken := regular.fit(line, factSize, 15, wide, 2)
		rows = append(rows, broken...)
	}
	for _, row := range rows {
		for factSize > 13 && regular.width(row, factSize) > wide {
			factSize--
		}
	}
	end := 100 + size*1.28*float64(len(name)) + 34 + factSize*1.6*float64(len(rows)) + 18
	d.box(0, 0, pageWidth, end, 0, red)
	d.box(0, end, pageWidth, 5, 0, gold)
	d.box(margin, 44, 5, 20, 0, gold)
	d.text(bold, 17, margin+15, 60, "活动签到", cream)
	y := d.column(bold, size, 1.28, margin, 96, name, white)
	d.box(margin, y+16, 56, 3, 0, gold)
	d.column(regular, factSize, 1.6, margin, y+34, rows, cream)
	return end + 5
}

// ticketFoot draws who invites, and returns where it begins.
func ticketFoot(d *drawing, t Ticket) float64 {
	const wide = pageWidth - 2*margin
	size, office := d.fonts.Bold.fit(t.Office, 18, 12, wide, 2)
	top := pageHeight - 84 - size*1.35*float64(len(office)-1)
	d.box(margin, top, wide, 1, 0, gold)
	y := d.column(d.fonts.Bold, size, 1.35, margin, top+12, office, ink)
	phone := "免费法律咨询 12348（24 小时）"
	if t.Phone != "" {
		phone = "咨询电话 " + t.Phone + "　" + phone
	}
	d.text(d.fonts.Regular, 13, margin, y+16, phone, ink)
	return top
}

func ticketCode(d *drawing, t Ticket, code Code, from, to float64) {
	const most, words = 380.0, 100.0
	bold, regular := d.fonts.Bold, d.fonts.Regular
	side := min(most, to-from-words-52)
	x, y := (pageWidth-side)/2, from+(to-from-side-words)/2
	d.box(x-10, y-10, side+20, side+20, 10, cream)
	d.code(code, x, y, side)
	d.centre(bold, 34, pageWidth/2, y+side+54, "微信扫一扫，签到", red)
	size, how := regular.fit(t.How, 15, 11, pageWidth-2*margin, 2)
	for i, line := range how {
		d.centre(regular, size, pageWidth/2, y+side+82+size*1.5*float64(i), line, ink)
	}
}
