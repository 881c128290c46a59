package photo_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/photo"
)

var (
	red, green = color.RGBA{200, 20, 20, 255}, color.RGBA{20, 180, 20, 255}
	blue, grey = color.RGBA{20, 20, 200, 255}, color.RGBA{120, 120, 120, 255}
)

// quarters returns a picture with a colour in each quarter: red, green above, blue, grey below.
func quarters(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i, c := range []color.Color{red, green, blue, grey} {
		corner := image.Pt(i%2*w/2, i/2*h/2)
		draw.Draw(m, image.Rectangle{Min: corner, Max: corner.Add(image.Pt(w/2, h/2))}, image.NewUniform(c), image.Point{}, draw.Src)
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif is a TIFF block as a telephone writes it: who made it, how it was held, and where it was.
func exif(order binary.AppendByteOrder, how uint16) []byte {
	name := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		name = "MM\x00*"
	}
	b := order.AppendUint32([]byte(name), 8)
	b = order.AppendUint16(b, 3)
	field := func(tag, kind uint16, count, value uint32) {
		b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, tag), kind), count), value)
	}
	field(0x010f, 2, 9, 50) // Make
	b = order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), 3), 1)
	b = order.AppendUint16(order.AppendUint16(b, how), 0)
	field(0x8825, 4, 1, 59) // GPS
	b = append(order.AppendUint32(b, 0), "PufaPhone"...)
	b = order.AppendUint16(b, 1)
	field(0x0001, 2, 2, 'N'|'N'<<24)
	return append(order.AppendUint32(b, 0), "GPS 39.9042N 116.4074E"...)
}

// withEXIF puts the block into a JPEG where cameras do.
func withEXIF(picture, block []byte) []byte {
	app := append([]byte("Exif\x00\x00"), block...)
	out := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(app)+2))
	return append(append(out, app...), picture[2:]...)
}

func near(a color.Color, b color.RGBA) bool {
	r, g, bl, _ := a.RGBA()
	off := func(x uint32, y uint8) bool { d := int(x>>8) - int(y); return d > 30 || d < -30 }
	return !off(r, b.R) && !off(g, b.G) && !off(bl, b.B)
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAPictureStandsUprightAndForgetsWhereItWasTaken(t *testing.T) {
	corners := map[string][2]int{"top left": {0, 0}, "top right": {1, 0}, "bottom left": {0, 1}, "bottom right": {1, 1}}
	tests := []struct {
		how        uint16
		red, green string // where they are to be seen
	}{
		{1, "top left", "top right"}, {2, "top right", "top left"}, {3, "bottom right", "bottom left"}, {4, "bottom left", "bottom right"},
		{5, "top left", "bottom left"}, {6, "top right", "bottom right"}, {7, "bottom right", "top right"}, {8, "bottom left", "top left"},
		{0, "top left", "top right"}, {9, "top left", "top right"},
	}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		for _, tt := range tests {
			upload := withEXIF(asJPEG(t, quarters(160, 80)), exif(order, tt.how))
			p, err := photo.NewReader().Read(t.Context(), upload)
			if err != nil {
				t.Fatal(err)
			}
			for name, content := range map[string][]byte{"photo": p.Content, "thumb": p.Thumb} {
				m := decode(t, content)
				w, h := m.Bounds().Dx(), m.Bounds().Dy()
				if tall := tt.how >= 5 && tt.how <= 8; tall != (h > w) {
					t.Errorf("held %d, %s: %d×%d", tt.how, name, w, h)
				}
				at := func(corner string) color.Color { c := corners[corner]; return m.At(w/4+c[0]*w/2, h/4+c[1]*h/2) }
				if !near(at(tt.red), red) || !near(at(tt.green), green) {
					t.Errorf("%s held %d, %s: red is not %s or green not %s", order, tt.how, name, tt.red, tt.green)
				}
				clean(t, content)
			}
		}
	}
}

// clean fails where a JPEG holds anything but what its pixels need.
func clean(t *testing.T, b []byte) {
	t.Helper()
	for _, word := range []string{"Exif", "PufaPhone", "GPS", "39.9", "http", "PK\x03\x04", "<script"} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("%q is still in the picture", word)
		}
	}
	for marker := 0xe0; marker <= 0xfe; marker++ { // APP0 to COM
		if bytes.Contains(b, []byte{0xff, byte(marker)}) {
			t.Errorf("a segment %x is in the picture", marker)
		}
	}
	if !bytes.HasSuffix(b, []byte{0xff, 0xd9}) {
		t.Error("something follows the end of the picture")
	}
}

func TestPNGAndWebPAreTakenAndTurnedToo(t *testing.T) {
	block := exif(binary.BigEndian, 6)
	plain := asPNG(t, quarters(640, 320))
	turned := append(append(bytes.Clone(plain[:33]), chunk("eXIf", block)...), plain[33:]...) // after IHDR
	p, err := photo.NewReader().Read(t.Context(), turned)
	if err != nil || p.Width != 320 || p.Height != 640 {
		t.Errorf("PNG: %d×%d, %v", p.Width, p.Height, err)
	}
	clean(t, p.Content)

	webp, err := os.ReadFile(filepath.Join("testdata", "picture.webp"))
	if err != nil {
		t.Fatal(err)
	}
	p, err = photo.NewReader().Read(t.Context(), webp)
	if err != nil || p.Width != 200 || p.Height != 120 || !near(decode(t, p.Content).At(150, 30), green) {
		t.Errorf("WebP: %d×%d, %v", p.Width, p.Height, err)
	}
	webp = append(binary.LittleEndian.AppendUint32(append(webp, "EXIF"...), uint32(len(block))), block...)
	p, err = photo.NewReader().Read(t.Context(), webp)
	if err != nil || p.Width != 120 || p.Height != 200 {
		t.Errorf("WebP turned: %d×%d, %v", p.Width, p.Height, err)
	}
}

func TestLargePicturesAreMadeSmall(t *testing.T) {
	p, err := photo.NewReader().Read(t.Context(), asJPEG(t, quarters(5000, 602)))
	if err != nil {
		t.Fatal(err)
	}
	if p.Width != 1920 || p.Height < 229 || p.Height > 231 {
		t.Errorf("%d×%d", p.Width, p.Height)
	}
	m, small := decode(t, p.Content), decode(t, p.Thumb)
	if !near(m.At(100, 50), red) || !near(m.At(1800, 220), grey) || small.Bounds().Dx() != 480 {
		t.Errorf("corners %v %v, small one %v", m.At(100, 50), m.At(1800, 220), small.Bounds())
	}
	again, err := photo.NewReader().Read(t.Context(), asJPEG(t, quarters(5000, 602)))
	if err != nil || again.ID != p.ID || !photo.IsID(p.ID) {
		t.Errorf("the same upload is %s and %s: %v", p.ID, again.ID, err)
	}
	seeThrough := image.NewNRGBA(image.Rect(0, 0, 100, 50))
	p, err = photo.NewReader().Read(t.Context(), asPNG(t, seeThrough))
	if err != nil || !near(decode(t, p.Content).At(50, 25), color.RGBA{255, 255, 255, 255}) {
		t.Errorf("what is see-through is not white: %v", err)
	}
}

// chunk returns a chunk of a PNG.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// bomb returns a small PNG that says it is w×h, with n bytes of zeros for pixels.
func bomb(t testing.TB, w, h uint32, depth, kind byte, n int) []byte {
	t.Helper()
	head := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h), depth, kind, 0, 0, 0)
	var data bytes.Buffer
	z := zlib.NewWriter(&data)
	if _, err := z.Write(make([]byte, n)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	return append(append(b, chunk("IDAT", data.Bytes())...), chunk("IEND", nil)...)
}

func TestWhatIsNoPhotoIsRefusedWithWhatToDo(t *testing.T) {
	good := asJPEG(t, quarters(640, 320))
	pixels, png := asPNG(t, quarters(64, 32)), asPNG(t, quarters(640, 320))
	scans := bytes.Clone(good[:len(good)-2])
	for range 500 {
		scans = append(scans, 0xff, 0xda, 0, 2)
	}
	tests := []struct {
		name   string
		upload []byte
		say    string
	}{
		{"nothing", nil, "空的"},
		{"a page called .jpg", []byte("<!doctype html><script>alert(1)</script>"), "不是照片"},
		{"a program", []byte("\x7fELF\x02\x01\x01"), "不是照片"},
		{"a GIF that is also a script", []byte("GIF89a/*\x00\x00*/=1;alert(1)"), "不是照片"},
		{"an SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), "不是照片"},
		{"a ZIP", []byte("PK\x03\x04\x14\x00"), "不是照片"},
		{"a page that begins like a JPEG", []byte("\xff\xd8\xff\xe0<html><script>alert(1)</script></html>"), "不完整"},
		{"a HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "HEIC"},
		{"an AVIF", []byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "HEIC"},
		{"half a JPEG", good[:len(good)/2], "不完整"},
		{"a JPEG without its end", good[:len(good)-2], "不完整"},
		{"a JPEG's head", good[:20], "不完整"},
		{"half a PNG", png[:len(png)/2], "不完整"},
		{"a PNG whose bits fell over", append(append(bytes.Clone(pixels[:60]), 0x5a), pixels[61:]...), "不完整"},
		{"a WebP that ends", []byte("RIFF\x10\x00\x00\x00WEBPVP8 "), "不完整"},
		{"a PNG of 60000 pixels square", bomb(t, 60000, 60000, 8, 6, 1<<20), "60000×60000"},
		{"a deep PNG that takes 392 MB", bomb(t, 7000, 7000, 16, 6, 1<<20), "太大"},
		{"a PNG of no height", bomb(t, 100, 0, 8, 6, 10), "不完整"},
		{"a PNG with too few pixels", bomb(t, 3000, 3000, 8, 6, 1000), "不完整"},
		{"a JPEG of 500 scans", scans, "不完整"},
		{"21 MB", append(bytes.Clone(good), make([]byte, 21<<20)...), "20 MB"},
	}
	for _, tt := range tests {
		_, err := photo.NewReader().Read(t.Context(), tt.upload)
		if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), tt.say) {
			t.Errorf("%s: %v says %q, want %q", tt.name, err, pufa.Say(err), tt.say)
		}
	}
}

// Cameras put films and second pictures behind the end of a picture, and so does who hides a page or an
// archive there: the picture is kept, the rest is not.
func TestNothingOfWhatHidesBehindAPictureIsKept(t *testing.T) {
	for _, tail := range []string{"<script>alert(1)</script>", "PK\x03\x04 an archive", "ftypmp42 a film"} {
		p, err := photo.NewReader().Read(t.Context(), append(asJPEG(t, quarters(640, 320)), tail...))
		if err != nil {
			t.Fatal(err)
		}
		clean(t, p.Content)
		if bytes.Contains(p.Content, []byte(tail)) || bytes.Contains(p.Thumb, []byte(tail)) {
			t.Errorf("%q is still there", tail)
		}
	}
}

func FuzzRead(f *testing.F) {
	small := asJPEG(f, quarters(16, 8))
	f.Add(small)
	f.Add(withEXIF(small, exif(binary.LittleEndian, 6)))
	f.Add(withEXIF(small, exif(binary.BigEndian, 3)))
	f.Add(asPNG(f, quarters(16, 8)))
	f.Add(bomb(f, 10, 10, 8, 6, 410))
	if webp, err := os.ReadFile(filepath.Join("testdata", "picture.webp")); err == nil {
		f.Add(webp)
	}
	reader := photo.NewReader()
	f.Fuzz(func(t *testing.T, upload []byte) {
		p, err := reader.Read(t.Context(), upload)
		if err != nil {
			if pufa.KindOf(err) != pufa.Invalid {
				t.Fatal(err)
			}
			return
		}
		b := decode(t, p.Content).Bounds()
		if b.Dx() != p.Width || b.Dy() != p.Height || max(p.Width, p.Height) > 1920 {
			t.Errorf("%d×%d, kept %v", p.Width, p.Height, b)
		}
	})
}
