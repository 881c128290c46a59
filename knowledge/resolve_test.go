package knowledge

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa"
)

func TestResolveTellsHowACitationStands(t *testing.T) {
	c := loadCatalogue(t).With([]Law{
		{Name: "示例甲法", Title: "中华人民共和国示例甲法", Version: "2025-01-01"},
		{Name: "示例乙法", Title: "中华人民共和国示例乙法", Repealed: true},
	})
	for _, s := range []struct {
		law     string
		version pufa.Day
		on      pufa.Day
		inForce pufa.Day
		notice  string
	}{
		{"民法典", "2020-05-28", citeDay, "2020-05-28", ""},
		{"民法典", "", citeDay, "2020-05-28", ""},
		{"婚姻法", "", citeDay, "", "《婚姻法》已于2021年1月1日废止，现适用《民法典》"},
		{"婚姻法", "2001-04-28", "2018-06-01", "2001-04-28", ""},
		{"经济合同法", "", citeDay, "", "《经济合同法》已于1999年10月1日废止，现适用《民法典》"},
		{"治安管理处罚法", "2012-10-26", citeDay, "2025-06-27", "《治安管理处罚法》有2025年6月27日的新版本，自2026年1月1日起施行，本内容依据旧版本，待核"},
		{"治安管理处罚法", "2012-10-26", "2025-12-31", "2012-10-26", "《治安管理处罚法》的新版本将自2026年1月1日起施行"},
		{"治安管理处罚法", "2025-06-27", "2025-12-31", "2012-10-26", "《治安管理处罚法》2025年6月27日的版本自2026年1月1日起施行，目前仍适用原版本"},
		{"民法典", "2020-05-28", "2020-12-31", "", "《民法典》自2021年1月1日起施行，目前尚未施行"},
		{"民法典", "", "2019-01-01", "", ""},
		{"示例甲法", "2024-01-01", citeDay, "2025-01-01", "《示例甲法》有2025年1月1日的新版本，本内容依据旧版本，待核"},
		{"示例乙法", "", citeDay, "", "《示例乙法》已废止"},
		{"示例丙法", "2024-01-01", citeDay, "", ""},
	} {
		got := c.Resolve(Citation{Law: s.law, Article: Number{Main: 3}, Version: s.version}, s.on)
		if got.InForce != s.inForce || got.Notice != s.notice || got.Citation.Version != s.version {
			t.Errorf("%s of %q on %s: in force %q, %q", s.law, s.version, s.on, got.InForce, got.Notice)
		}
	}
}

func TestResolveFillsTitleAndDays(t *testing.T) {
	got := loadCatalogue(t).Resolve(Citation{Law: "消法", Article: Number{Main: 55}, Repealed: true}, citeDay)
	want := Source{
		Citation: Citation{Law: "消费者权益保护法", Article: Number{Main: 55}},
		Title:    "中华人民共和国消费者权益保护法",
		InForce:  "2013-10-25",
		Since:    "2014-03-15",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCitationsAsProgramsReadThem(t *testing.T) {
	c := loadCatalogue(t)
	for text, want := range map[string]string{
		"《中华人民共和国民法典》第1079条第3款第(2)项": `[{"law":"民法典","article":"第一千零七十九条","paragraph":"第三款","item":"第二项","repealed":false,"successor":""}]`,
		"《婚姻法》":       `[{"law":"婚姻法","article":null,"paragraph":null,"item":null,"repealed":true,"successor":"民法典"}]`,
		"刑法287条之二第一款": `[{"law":"刑法","article":"第二百八十七条之二","paragraph":"第一款","item":null,"repealed":false,"successor":""}]`,
	} {
		var all []CitationJSON
		for _, x := range c.Cite(text, citeDay) {
			all = append(all, x.JSON())
		}
		b, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(b)); diff != "" {
			t.Errorf("%s, −want +got:\n%s", text, diff)
		}
	}
}
