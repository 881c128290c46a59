package knowledge

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

func TestMayFollow(t *testing.T) {
	const before = "老板不发工资我去仲裁"
	for text, want := range map[string]bool{
		"那要多久？": true, "材料": true, "那孩子归谁": true, "离婚要多久": true,
		"离婚": false, "": false, "？": false, strings.Repeat("我的工资", 11): false, // says enough by itself
	} {
		if got := mayFollow(Asked{Text: text, Previous: before}); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	if mayFollow(Asked{Text: "那要多久？"}) {
		t.Error("there is nothing to follow up")
	}
}

func TestIsTopic(t *testing.T) {
	for text, want := range map[string]bool{
		"工资": true, "离婚": true, "物业费": true, "酒驾。": true, "【彩礼】": true,
		"工资？": false, "怎么离婚": false, "能退吗": false, "": false, "？": false, "拖欠农民工工资": false,
	} {
		if got := isTopic(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestNamedTime(t *testing.T) {
	for text, want := range map[string]struct {
		day  pufa.Day
		said string
	}{
		"2019年签的合同":        {"2019-12-31", "2019年"},
		"我2020年5月借出去的钱":    {"2020-05-28", "2020年5月"},
		"2020年5月3日借的":      {"2020-05-03", "2020年5月3日"},
		"二〇一八年的事":          {"2018-12-31", "二〇一八年"},
		"2021年结婚，2016年买的房": {"2016-12-31", "2016年"},
		"2026年1月被辞退":       {},
		"2031年到期":          {},
		"2020年13月45日":      {},
		"工作了20年":           {},
		"借了2000元":          {},
	} {
		if day, said := namedTime(text, "2026-11-22"); day != want.day || said != want.said {
			t.Errorf("%s: %s %q", text, day, said)
		}
	}
}

func TestAsksOnlyForArticles(t *testing.T) {
	c := shippedCatalogue(t)
	for text, want := range map[string]bool{
		"民法典 1079 条": true,
		"民法典第一千零七十九条说了什么？":    true,
		"帮我看看劳动合同法82条的原文":     true,
		"《刑法》第二百六十六条、第二百六十七条": true,
		"2019年的合同法第五十二条":      true,
		"老板按劳动合同法第39条开除我合法吗":  false,
		"民法典1079条里分居两年要什么证据":  false,
	} {
		cites := namedArticles(c, text, "2026-11-22")
		if len(cites) == 0 || asksOnlyFor(text, cites) != want {
			t.Errorf("%s: %d citations, %v", text, len(cites), !want)
		}
	}
}

func shippedCatalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// FuzzQuestion reads what anybody may type.
func FuzzQuestion(f *testing.F) {
	c := shippedCatalogue(f)
	for _, text := range []string{"民法典1079条", "第577、578条合同法", "2019年13月", "那要多久？", "\xff《", strings.Repeat("同法第一条至第九条", 50)} {
		f.Add(text, "")
	}
	f.Fuzz(func(t *testing.T, text, previous string) {
		if cites := namedArticles(c, text, "2026-11-22"); len(cites) > 0 {
			asksOnlyFor(text, cites)
		}
		if mayFollow(Asked{Text: text, Previous: previous}) && previous == "" {
			t.Error("follows up nothing")
		}
		if day, said := namedTime(text, "2026-11-22"); day != "" && (day >= "2026" || !strings.Contains(text, said)) {
			t.Errorf("time %s, said %q", day, said)
		}
		if isTopic(text) && utf8.RuneCountInString(marks.ReplaceAllString(text, "")) > longestTopic {
			t.Error("a long topic")
		}
	})
}
