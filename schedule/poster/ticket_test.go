package poster

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/pufa/pufa"
)

const signIn = "https://pufa.example.gov.cn/i/ab2cd3ef"

func door() Ticket {
	return Ticket{Name: "“美好生活·民法典相伴”宪法宣传周进社区讲座", When: "2026年12月4日（周五）14:00–16:00", Place: "幸福社区党群服务中心",
		Office: "望江街道司法所", Phone: "0571-88886666", Link: signIn, How: "打开后按“签到”就行"}
}

func TestATicketCanBeReadAndScanned(t *testing.T) {
	f := fonts(t)
	content, err := TicketPDF(door(), f)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pdf.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || reader.NumPage() != 1 {
		t.Fatal(reader, err)
	}
	text, err := reader.Page(1).GetPlainText(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"活动签到", "2026年12月4日（周五）14:00–16:00", "幸福社区党群服务中心", "微信扫一扫，签到", "望江街道司法所", "0571-88886666"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q: %s", want, text)
		}
	}
	if content, err = TicketPNG(door(), f); err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil || read.GetText() != signIn {
		t.Errorf("the code says %v, %v", read, err)
	}
}

func TestTheLongestTicketKeepsItsCodeLargeAndOnThePage(t *testing.T) {
	long := door()
	long.Name, long.Place, long.Office = strings.Repeat("法", 60), strings.Repeat("楼", 80), strings.Repeat("街", 60)
	long.When, long.How = "2026年12月24日（周四）14:00 至 2026年12月28日（周一）16:00", strings.Repeat("扫", 60)
	d, err := ticket(long, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range d.things {
		right, bottom := one.x+one.w, one.y+one.h
		if one.face != nil {
			right = one.x + one.face.width(one.text, one.size)
		}
		if one.x < 0 || one.y < 0 || right > d.width+0.01 || bottom > d.height+0.01 {
			t.Errorf("%+v leaves the page", one)
		}
		if one.color == white && one.face == nil && one.w < 180 { // 6 cm
			t.Errorf("the code has %.0f points", one.w)
		}
	}
	long.Place = "🐼 馆"
	if _, err := TicketPDF(long, fonts(t)); pufa.KindOf(err) != pufa.Invalid {
		t.Errorf("a character without a glyph: %v", err)
	}
}
