package words

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestTerms(t *testing.T) {
	for question, want := range map[string][]string{
		"拖欠工资":          {"拖欠", "欠工", "工资"},
		"请问拖欠工资怎么办？":    {"拖欠", "欠工", "工资"},
		"离婚的财产":         {"离婚", "财产"},
		"车":             {"车"},
		"ＰＩＮ码 abc１２":    {"pin", "码", "abc12"},
		"工资，工资":         {"工资"},
		"怎么办":           nil,
		"":              nil,
		"🙂\xff\x00 ...": nil,
	} {
		if got, _ := Terms(question); cmp.Diff(want, got) != "" {
			t.Errorf("%q: %s", question, cmp.Diff(want, got))
		}
	}
}

func FuzzTerms(f *testing.F) {
	for _, text := range []string{"拖欠工资怎么办", "\xff\xfe工", strings.Repeat("的", 2000), "ＡＢ１工"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found, _ := Terms(text)
		if len(found) > len(text) {
			t.Errorf("%d terms", len(found))
		}
		for _, term := range found {
			if term == "" || !utf8.ValidString(term) && utf8.ValidString(text) {
				t.Errorf("term %q", term)
			}
		}
	})
}
