package poster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/image/font/sfnt"

	"github.com/pufa/pufa"
)

// Fonts are the two weights that a poster is set in.
type Fonts struct {
	Regular *Face
	Bold    *Face // the regular one where there is no other
	Name    string
}

// known are the Chinese fonts that are looked for, the best first: the beginning of a file's name in
// lower case, of the regular and of the bold weight.
var known = [][2]string{
	{"notosanscjk-regular.ttc", "notosanscjk-bold.ttc"},
	{"notosanscjksc-regular", "notosanscjksc-bold"},
	{"notosanssc-regular", "notosanssc-bold"},
	{"sourcehansanssc-regular", "sourcehansanssc-bold"},
	{"sourcehansanscn-regular", "sourcehansanscn-bold"},
	{"sourcehansans-regular.ttc", "sourcehansans-bold.ttc"},
	{"msyh.tt", "msyhbd.tt"},
	{"pingfang.ttc", ""},
	{"stheiti light", "stheiti medium"},
	{"wqy-microhei", ""},
	{"wqy-zenhei", ""},
	{"simhei", ""},
	{"simsun", ""},
}

// Folders are where fonts usually are.
func Folders() []string {
	folders := []string{
		"/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", `C:\Windows\Fonts`,
	}
	if home, err := os.UserHomeDir(); err == nil {
		folders = append(folders, filepath.Join(home, ".fonts"), filepath.Join(home, ".local/share/fonts"), filepath.Join(home, "Library/Fonts"))
	}
	return folders
}

// FindFonts returns the best Chinese fonts in the folders. Invalid, with what to install, where there are none.
func FindFonts(folders []string) (Fonts, error) {
	files := map[string]string{} // by lower-case name
	for _, folder := range folders {
		// What cannot be read holds no font for us.
		_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				files[strings.ToLower(d.Name())] = path
			}
			return nil
		})
	}
	for _, names := range known {
		regular := find(files, names[0])
		if regular == "" {
			continue
		}
		if fonts, err := OpenFonts(regular, find(files, names[1])); err == nil {
			return fonts, nil
		}
	}
	return Fonts{}, noFont()
}

func noFont() error {
	return pufa.Errorf(pufa.Invalid, "这台机器上没有能用的中文字体，做不出海报。请安装一种：Debian、Ubuntu 用 apt install fonts-noto-cjk"+
		"（或 fonts-wqy-microhei），其他系统装“思源黑体”；也可以用 --font 写字体文件")
}

func find(files map[string]string, prefix string) string {
	var found []string
	for name, path := range files {
		if prefix != "" && strings.HasPrefix(name, prefix) && isFont(name) {
			found = append(found, path)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return slices.Min(found)
}

func isFont(name string) bool {
	return slices.Contains([]string{".ttf", ".ttc", ".otf", ".otc"}, filepath.Ext(name))
}

// OpenFonts opens the files of the two weights; bold may be "".
func OpenFonts(regular, bold string) (f Fonts, err error) {
	f.Name = filepath.Base(regular)
	if f.Regular, err = openFace(regular); err != nil {
		return f, err
	}
	f.Bold = f.Regular
	if bold == "" {
		return f, nil
	}
	f.Bold, err = openFace(bold)
	return f, err
}

// Face is one weight of a font. It is for one goroutine at a time.
type Face struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	upm    float64 // units of the em square
}

// openFace opens a font, of a collection the one for simplified Chinese.
func openFace(path string) (*Face, error) {
	bad := func(err error) error {
		return &pufa.Error{Kind: pufa.Invalid, Err: err,
			Say: fmt.Sprintf("字体文件 %s 用不了：要 TTF、OTF 或 TTC，请换一个", path)}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, bad(err)
	}
	chosen := choose(data)
	if chosen == nil {
		return nil, bad(errors.New("no font in it can be read"))
	}
	f := &Face{font: chosen, upm: float64(chosen.UnitsPerEm())}
	if missing := f.missing("普法，海报。"); missing != "" {
		return nil, bad(fmt.Errorf("the font lacks %s", missing))
	}
	return f, nil
}

// choose returns the font for simplified Chinese, else the first that can be read; nil where none can.
func choose(data []byte) (chosen *sfnt.Font) {
	for _, one := range aligned(data) {
		font, err := sfnt.Parse(one)
		if err != nil {
			continue
		}
		name, err := font.Name(nil, sfnt.NameIDFamily)
		if chosen == nil || err == nil && strings.HasSuffix(name, " SC") && !strings.Contains(name, "Mono") {
			chosen = font
		}
	}
	return chosen
}

// missing returns the characters of the text that the font has no glyph for.
func (f *Face) missing(text string) string {
	var out []rune
	for _, r := range text {
		glyph, err := f.font.GlyphIndex(&f.buffer, r)
		if (err != nil || glyph == 0) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return string(out)
}
