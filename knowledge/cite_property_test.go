package knowledge

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// checkOwnWords asserts what must hold of every citation in every text: it stands inside of the
// text, and what readers see of it is recognised again as itself.
func checkOwnWords(t interface {
	Helper()
	Fatalf(string, ...any)
}, c *Catalogue, text string) {
	t.Helper()
	last := 0
	for _, x := range c.Cite(text, citeDay) {
		if x.Start < 0 || x.End > len(text) || x.Start >= x.End {
			t.Fatalf("Cite(%q): %v stands at %d to %d", text, x, x.Start, x.End)
		}
		if x.Start < last {
			t.Fatalf("Cite(%q): %v begins before the citation before it", text, x)
		}
		last = x.Start
		again := c.Cite(x.String(), citeDay)
		if len(again) != 1 {
			t.Fatalf("Cite(%q): %v is recognised again as %v", text, x, again)
		}
		x.Start, x.End, x.Version = 0, len(x.String()), again[0].Version
		if again[0] != x {
			t.Fatalf("Cite(%q): %v is recognised again as %v", text, x, again[0])
		}
	}
}

// pieces are what people's citations are made of.
var pieces = []string{
	"《", "》", "〈", "〉", "民法典", "《民法典》", "《劳动合同法》", "中华人民共和国", "刑法", "同法", "该法", "本法", "《示例促进法》", "《示例办法（试行）》",
	"实施条例", "解释", "（一）", "(二)", "第", "条", "款", "项", "目", "之", "一", "二十", "三百", "1079", "１２", "0", "、", "，", "和", "至", "-",
	"（", "）", "2012年修正", "2020-05-28", "以下简称", "《甲法》", "合同", "规定：“", "”", " ", "\n", "婚姻家庭编", "的", "中", "最高人民法院关于适用", "\xff", "👍",
}

func TestCiteRecognisesItsOwnWords(t *testing.T) {
	c := loadCatalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, "parts")
		checkOwnWords(t, c, strings.Join(parts, ""))
	})
}

func TestCiteRecognisesEveryLawOfTheCatalogue(t *testing.T) {
	c := loadCatalogue(t)
	all := c.Enactments()
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(all).Draw(t, "law")
		want := Citation{
			Law:       e.Name,
			Article:   Number{Main: rapid.IntRange(1, 1300).Draw(t, "article"), Sub: rapid.IntRange(0, 12).Draw(t, "sub")},
			Paragraph: rapid.IntRange(0, 9).Draw(t, "paragraph"),
			Item:      rapid.IntRange(0, 20).Draw(t, "item"),
		}
		for _, text := range []string{want.String(), strings.Replace(want.String(), e.Name, e.Title, 1)} {
			got := c.Cite("依照"+text+"的规定", citeDay)
			if len(got) != 1 || got[0].String() != want.String() {
				t.Fatalf("Cite(%q) = %v", text, got)
			}
		}
	})
}

func FuzzCite(f *testing.F) {
	c := loadCatalogue(f)
	for _, s := range []string{
		"《民法典》第十条至第十二条、第十三条第一款第（一）项和第三项",
		"《最高人民法院关于适用〈民法典〉时间效力的若干规定》（法释〔2020〕15号，以下简称《规定》）第二条，《规定》第三条",
		"刑法第一百二十条之一至之六；同法第133条之1第1款(2)项",
		"《示例办法（2012年修正）》（2012-12-28）第9999条\n第一条 ",
		"“《劳动合同法》”第三十九条规定：“本法第四十条”",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			s = strings.ToValidUTF8(s, "\xff") // still broken, but once for each run
		}
		checkOwnWords(t, c, s)
	})
}
