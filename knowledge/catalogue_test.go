package knowledge

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pufa/pufa"
)

func TestFindTakesEveryFormOfAName(t *testing.T) {
	c := loadCatalogue(t)
	const family = "最高人民法院关于适用《民法典》婚姻家庭编的解释（一）"
	for form, want := range map[string]string{
		"民法典":             "民法典",
		"《中华人民共和国民法典》":    "民法典",
		"中华人民共和国 民法典":     "民法典",
		"《民法典》（2020年）":    "民法典",
		"民法典 婚姻家庭编":       "民法典",
		"《民法典（合同编）》":      "民法典",
		"消法":              "消费者权益保护法",
		"劳动合同法（2012年修正）":  "劳动合同法",
		"《劳动合同法》":         "劳动合同法",
		"人民检察院刑事诉讼规则（试行）": "人民检察院刑事诉讼规则（试行）",
		family:             family,
		"《" + family + "》": family,
		"《最高人民法院关于适用〈中华人民共和国民法典〉婚姻家庭编的解释(一)》": family,
		"关于适用《民法典》婚姻家庭编的解释（一）":                family,
		"婚姻家庭编解释一": family,
	} {
		if e, ok := c.Find(form); !ok || e.Name != want {
			t.Errorf("Find(%q) = %q, %t, want %q", form, e.Name, ok, want)
		}
	}
	for _, form := range []string{"", "《", "合同", "民法", "示例邻里互助促进法", "《》"} {
		if e, ok := c.Find(form); ok {
			t.Errorf("Find(%q) = %q, want none", form, e.Name)
		}
	}
}

func TestAliasesLeadToTheirLaw(t *testing.T) {
	c := loadCatalogue(t)
	for _, e := range c.Enactments() {
		for _, alias := range e.Aliases {
			if got, _ := c.Find(alias); got.Name != e.Name {
				t.Errorf("%s stands for %s, but leads to %q", alias, e.Name, got.Name)
			}
			if got := c.Cite(alias+"第3条", ""); len(got) != 1 || got[0].Law != e.Name {
				t.Errorf("%s第3条 is %v", alias, got)
			}
		}
	}
}

func TestCatalogueDaysAreInOrder(t *testing.T) {
	c := loadCatalogue(t)
	if n := len(c.Enactments()); n < 1400 {
		t.Fatalf("%d enactments", n)
	}
	for _, e := range c.Enactments() {
		if e.Level == "" || e.Title == "" || LawName(e.Title) != e.Name {
			t.Errorf("%s: title %q, level %q", e.Name, e.Title, e.Level)
		}
		if _, ok := c.laws[e.Successor]; e.Successor != "" && !ok {
			t.Errorf("%s: successor %q is unknown", e.Name, e.Successor)
		}
		last := pufa.Day("")
		for _, v := range e.Versions {
			if v.Version <= last || v.Effective != "" && v.Effective < v.Version || v.Expired != "" && v.Expired <= v.Effective {
				t.Errorf("%s: version %+v after %q", e.Name, v, last)
			}
			for _, d := range []pufa.Day{v.Version, v.Effective, v.Expired} {
				if _, err := pufa.ParseDay(string(d)); d != "" && err != nil {
					t.Errorf("%s: %v", e.Name, err)
				}
			}
			last = v.Version
		}
	}
}

func TestOldCivilStatutesGaveWayToTheCivilCode(t *testing.T) {
	c := loadCatalogue(t)
	for _, name := range []string{"婚姻法", "继承法", "民法通则", "民法总则", "收养法", "担保法", "合同法", "物权法", "侵权责任法"} {
		e, ok := c.Find(name)
		if !ok || !e.Repealed || e.Expired != "2021-01-01" || e.Successor != "民法典" {
			t.Errorf("%s: %+v", name, e)
		}
		if _, ok := e.AsOf("2020-12-31"); !ok {
			t.Errorf("%s was in force on the last day of 2020", name)
		}
		if v, ok := e.AsOf("2021-01-01"); ok {
			t.Errorf("%s is in force as %+v", name, v)
		}
	}
}

func TestAsOfPicksTheVersionOfTheDay(t *testing.T) {
	c := loadCatalogue(t)
	for _, s := range []struct {
		law  string
		on   pufa.Day
		want pufa.Day
	}{
		{"劳动合同法", "2007-12-31", ""},
		{"劳动合同法", "2008-01-01", "2007-06-29"},
		{"劳动合同法", "2013-06-30", "2007-06-29"},
		{"劳动合同法", "2013-07-01", "2012-12-28"},
		{"劳动合同法", "", "2012-12-28"},
		{"治安管理处罚法", "2025-12-31", "2012-10-26"},
		{"治安管理处罚法", "2026-01-01", "2025-06-27"},
		{"反不正当竞争法", "2025-10-15", "2025-06-27"},
		{"仲裁法", "2026-02-28", "2017-09-01"},
		{"仲裁法", "2026-03-01", "2025-09-12"},
		{"网络安全法", "2026-01-01", "2025-10-28"},
		{"法治宣传教育法", "2025-10-31", ""},
		{"民营经济促进法", "2025-05-20", "2025-04-30"},
		{"劳动争议司法解释二", "2025-09-01", "2025-07-31"},
		{"民间借贷司法解释", "2020-08-20", "2020-08-19"},
		{"刑法", "2021-03-01", "2020-12-26"},
	} {
		e, _ := c.Find(s.law)
		if v, _ := e.AsOf(s.on); v.Version != s.want {
			t.Errorf("%s on %q is the version of %q, want %q", s.law, s.on, v.Version, s.want)
		}
	}
}

func TestWithAddsWhatAnOfficeImported(t *testing.T) {
	c := loadCatalogue(t)
	more := c.With([]Law{
		{Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Level: "法律", Version: "2026-01-02", Effective: "2026-03-01"},
		{Name: "仲裁法", Title: "中华人民共和国仲裁法", Version: "2025-09-12", Effective: "2026-03-02"},
		{Name: "民法典", Title: "中华人民共和国民法典", Version: "2020-05-28", Effective: "2021-01-01", Part: "合同编"},
		{Name: "劳动合同法", Version: "2007-06-29", Repealed: true},
		{Name: "信访条例", Version: "2030-01-01", Repealed: true, Expired: "2031-01-01", Successor: "示例条例"},
	})
	if _, ok := c.Find("示例邻里互助促进法"); ok {
		t.Error("the catalogue that ships has changed")
	}
	law, _ := more.Find("中华人民共和国示例邻里互助促进法")
	want := Enactment{Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Level: "法律",
		Versions: []EnactmentVersion{{Version: "2026-01-02", Effective: "2026-03-01"}}}
	if diff := cmp.Diff(want, law, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if got := more.Cite("示例邻里互助促进法第三条", "2026-02-01"); len(got) != 1 || got[0].Version != "" {
		t.Errorf("before its day of effect: %+v", got)
	}
	for name, on := range map[string]pufa.Day{"劳动合同法": "2012-12-28", "仲裁法": "2017-09-01", "民法典": "2020-05-28"} {
		e, _ := more.Find(name)
		if v, ok := e.AsOf("2026-03-01"); name == "仲裁法" && (!ok || v.Version != on) || name != "仲裁法" && v.Version != on {
			t.Errorf("%s on 2026-03-01: %+v", name, v)
		}
	}
	if e, _ := more.Find("信访条例"); e.Expired != "2031-01-01" || e.Successor != "示例条例" {
		t.Errorf("overridden: %+v", e)
	}
}
