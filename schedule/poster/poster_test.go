package poster

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/schedule"
)

// fonts are those of this machine; without any the test is skipped, or fails where they are required.
func fonts(t *testing.T) Fonts {
	t.Helper()
	f, err := FindFonts(Folders())
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), "fonts") {
			t.Fatal(err)
		}
		t.Skip("skipped without a Chinese font: apt install fonts-noto-cjk")
	}
	return f
}

const link = "https://pufa.example.gov.cn/s/ab2cd3ef"

func sheet() Sheet {
	p := schedule.Piece{
		Poster: schedule.PosterText{Title: "请病假扣多少工资？病假工资怎么发？", Gist: "真生病、按规矩请了假，要发病假工资，不能一分不给。",
			Points: []string{"看病当天发消息请假，病历和假条拍照交上去", "出院后要工资明细，问按哪条、几成算", "打12333问当地底线，低了就书面要补", "不补，投诉或申请仲裁"}},
		Cites: []knowledge.Citation{{Law: "劳动合同法", Article: knowledge.Number{Main: 42}}, {Law: "劳动法", Article: knowledge.Number{Main: 3}}, {Law: "社会保险法"}},
	}
	return NewSheet(p, "望江街道司法所", "0571-88886666", "2026-12-04", link)
}

func TestThePDFIsOnePageWhoseTextCanBeFound(t *testing.T) {
	content, err := PDF(sheet(), fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	reader, err := pdf.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	if n := reader.NumPage(); n != 1 {
		t.Errorf("%d pages", n)
	}
	box := reader.Page(1).V.Key("MediaBox")
	if box.IsNull() {
		box = reader.Page(1).V.Key("Parent").Key("MediaBox")
	}
	if w, h := box.Index(2).Float64(), box.Index(3).Float64(); w < 595 || w > 596 || h < 841 || h > 842 {
		t.Errorf("a page of %g × %g points, want A4", w, h)
	}
	text, err := reader.Page(1).GetPlainText(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"请病假扣多少工资？", "打12333问当地底线，低了就书面要补", "《劳动合同法》第四十二条", "《劳动法》第三条等", "望江街道司法所", "0571-88886666", "2026年12月", "扫码看详解"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "样稿") {
		t.Error("a reviewed poster is marked as a sample")
	}
	if len(content) > 300<<10 {
		t.Errorf("%d KB: whole fonts are embedded", len(content)>>10)
	}
}

func TestPicturesHaveTheirSizesAndTheCodeLeadsHome(t *testing.T) {
	f := fonts(t)
	for name, test := range map[string]struct {
		draw func(Sheet, Fonts) ([]byte, error)
		size image.Point
	}{"paper": {PNG, image.Pt(2480, 3508)}, "screen": {Screen, image.Pt(1920, 1080)}} {
		t.Run(name, func(t *testing.T) {
			content, err := test.draw(sheet(), f)
			if err != nil {
				t.Fatal(err)
			}
			picture, err := png.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			if got := picture.Bounds().Size(); got != test.size {
				t.Errorf("%v, want %v", got, test.size)
			}
			bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
			if err != nil {
				t.Fatal(err)
			}
			read, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
			if err != nil || read.GetText() != link {
				t.Errorf("the code says %v, %v", read, err)
			}
		})
	}
}

func TestWhatIsNotReviewedIsMarked(t *testing.T) {
	s := sheet()
	s.Sample = true
	d, err := page(s, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(d.things, func(t thing) bool { return strings.Contains(t.text, "样稿") }) {
		t.Error("nobody would know that it is a sample")
	}
}

// Nothing leaves its page, whatever the length of what is said.
func TestTheLongestTextsStayOnThePage(t *testing.T) {
	f := fonts(t)
	s := sheet()
	s.Title, s.Gist, s.Office = strings.Repeat("法", 32), strings.Repeat("律", 60), strings.Repeat("街", 30)
	s.Points = slices.Repeat([]string{strings.Repeat("点", 44)}, 4)
	s.Basis = slices.Repeat([]string{"《最高人民法院、最高人民检察院关于办理妨害国（边）境管理刑事案件应用法律若干问题的解释》第五条"}, 2)
	for name, draw := range map[string]func(Sheet, Fonts) (*drawing, error){"paper": page, "screen": screen} {
		d, err := draw(s, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range d.things {
			right, bottom := one.x+one.w, one.y+one.h
			if one.face != nil {
				right = one.x + one.face.width(one.text, one.size)
			}
			if one.x < 0 || one.y < 0 || right > d.width+0.01 || bottom > d.height+0.01 {
				t.Errorf("%s: %+v leaves the page", name, one)
			}
		}
	}
}

func TestCharactersWithoutAGlyphAreRefusedAndNamed(t *testing.T) {
	s := sheet()
	s.Points[0] = "看看🐼再说"
	if _, err := PDF(s, fonts(t)); pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), "🐼") {
		t.Errorf("it says %v", err)
	}
}

func TestAMachineWithoutFontsIsToldWhatToInstall(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "simhei.ttf"), []byte("no font"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := FindFonts([]string{folder, "/nowhere"})
	if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), "apt install fonts-noto-cjk") {
		t.Errorf("it says %v", err)
	}
	if _, err := OpenFonts(filepath.Join(folder, "simhei.ttf"), ""); pufa.KindOf(err) != pufa.Invalid {
		t.Errorf("a file that is no font: %v", err)
	}
}

// The font that is embedded says the same as the machine's, to two thousandths of the em.
func TestOutlinesSurviveTheWayIntoTrueType(t *testing.T) {
	f := fonts(t)
	runes := map[rune]bool{}
	for _, r := range "普法宣传海报，8a（）" {
		runes[r] = true
	}
	data, err := f.Bold.trueType(runes, "Test")
	if err != nil {
		t.Fatal(err)
	}
	font, err := sfnt.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	made := &Face{font: font, upm: float64(font.UnitsPerEm())}
	near := fixed.I(int(made.upm / 500))
	for r := range runes {
		if made.advance(r) != f.Bold.advance(r) {
			t.Errorf("%q is %g wide, was %g", r, made.advance(r), f.Bold.advance(r))
		}
		got, err := made.outline(r, made.em())
		if err != nil {
			t.Fatal(err)
		}
		a := got.Bounds()
		want, err := f.Bold.outline(r, made.em())
		if err != nil {
			t.Fatal(err)
		}
		b := want.Bounds()
		for _, d := range []fixed.Int26_6{a.Min.X - b.Min.X, a.Min.Y - b.Min.Y, a.Max.X - b.Max.X, a.Max.Y - b.Max.Y} {
			if d > near || d < -near {
				t.Errorf("%q has the box %v, had %v", r, a, b)
				break
			}
		}
	}
}

func TestLinesBreakWhereReadersExpectIt(t *testing.T) {
	f := fonts(t).Regular
	for text, width := range map[string]float64{"请病假扣多少工资？病假工资怎么发？": 10, "《关于工资总额组成的规定》": 6, "打12333问当地底线，低了就书面要补": 8} {
		lines := f.lines(text, 1, width)
		if strings.Join(lines, "") != text {
			t.Errorf("%q became %q", text, lines)
		}
		for i, line := range lines {
			first := []rune(line)[0]
			if i > 0 && strings.ContainsRune(notFirst, first) || f.width(line, 1) > width || len([]rune(line)) == 1 {
				t.Errorf("%q of %q", line, lines)
			}
		}
	}
	if got := f.lines("请病假扣多少工资？病假工资怎么发？", 1, 10); got[0] != "请病假扣多少工资？" {
		t.Errorf("a title breaks into %q", got)
	}
}

func FuzzFontFiles(f *testing.F) {
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x02\x00\x00\x00\x14\xff\xff\xff\xff\x00\x01\x00\x00\x00\x01\x00\x00"))
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00headxxxx\x00\x00\x00\x00\x7f\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, font := range aligned(data) {
			if len(font) > (mostTables+1)*(len(data)+4) {
				t.Errorf("%d bytes became %d", len(data), len(font))
			}
		}
		choose(data)
	})
}

// Every Chinese font of this machine that is known makes a poster.
func TestAnyKnownFontWillDo(t *testing.T) {
	fonts(t)
	for _, path := range []string{"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"} {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if _, err := os.Stat(path); err != nil {
				t.Skip("skipped: it is not on this machine")
			}
			f, err := OpenFonts(path, "")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := PDF(sheet(), f); err != nil {
				t.Error(err)
			}
		})
	}
}
