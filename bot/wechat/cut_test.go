package wechat

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	const family = "👩\u200d👩\u200d👧"
	for _, c := range []struct {
		name, text   string
		runes, bytes int
		head         string
	}{
		{"what fits stays whole", "您好。", 3, 9, "您好。"},
		{"at the end of a sentence", "第一句。第二句话", 6, 99, "第一句。"},
		{"with the quote that closes behind it", "他说：“好。”然后走了", 9, 99, "他说：“好。”"},
		{"at the end of a line", "第一行\n第二行很长", 6, 99, "第一行\n"},
		{"at a comma where no sentence ends", "没有句号，但是有逗号", 7, 99, "没有句号，"},
		{"anywhere where nothing pauses", "连续不断的文字", 4, 99, "连续不断"},
		{"not so early that hardly anything is left", "好。连续不断的文字没有停顿之处", 10, 99, "好。连续不断的文字没"},
		{"by bytes", "连续不断", 99, 7, "连续"},
		{"not inside an accent", "aae\u0301", 3, 99, "aa"},
		{"not inside a family", "ab" + family, 4, 99, "ab"},
		{"not inside a flag", "a🇨🇳", 2, 99, "a"},
		{"inside of what alone is too large", family, 2, 99, "👩\u200d"},
		{"nothing where no rune fits", "法", 9, 2, ""},
		{"nothing where nothing may be", "法", 0, 9, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			head, rest := Cut(c.text, c.runes, c.bytes)
			if head != c.head || head+rest != c.text {
				t.Errorf("cut into %q and %q", head, rest)
			}
		})
	}
}

func FuzzCut(f *testing.F) {
	f.Add("第一句。第二句", 5, 20)
	f.Add("👩\u200d👧e\u0301🇨🇳\xff\r\n。”", 3, 9)
	f.Add(strings.Repeat("\u0301", 50), 7, 13)
	f.Fuzz(func(t *testing.T, text string, runes, bytes int) {
		runes, bytes = runes%2000, bytes%4000
		head, rest := Cut(text, runes, bytes)
		if head+rest != text {
			t.Fatalf("%q became %q and %q", text, head, rest)
		}
		if utf8.RuneCountInString(head) > max(runes, 0) || len(head) > max(bytes, 0) {
			t.Fatalf("head %q is over %d characters or %d bytes", head, runes, bytes)
		}
		if utf8.ValidString(text) && !utf8.ValidString(head) {
			t.Fatalf("%q ends inside a rune", head)
		}
		if head == "" && text != "" && runes > 0 && bytes >= utf8.UTFMax {
			t.Fatalf("nothing is taken of %q", text)
		}
	})
}
