package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa"
)

func TestCiteTakesUpALawNamedBefore(t *testing.T) {
	checkCiting(t, []citing{
		{"《民法典》第一千零七十九条；同法第一千零八十条", "《民法典》第一千零七十九条 《民法典》第一千零八十条"},
		{"根据劳动合同法的规定……该法第三十九条", "《劳动合同法》第三十九条"},
		{"工伤保险条例和社会保险法都适用，该条例第十四条", "《工伤保险条例》第十四条"},
		{"该法第三十九条", ""},
		{"工伤保险条例第十四条，该法第三条", "《工伤保险条例》第十四条"},
		{"《商标法》第60条规定：“有本法第57条所列行为的”，本法第3条", "《商标法》第六十条 《商标法》第五十七条"},
		{"本法第三条", ""},
	})
	c := loadCatalogue(t)
	got := c.CiteWithin("中华人民共和国劳动合同法", "依照本法第三十八条、第四十条解除，本条例第三条，民法典第五条", citeDay)
	want := "《劳动合同法》第三十八条 《劳动合同法》第四十条 《民法典》第五条"
	if diff := cmp.Diff(want, joined(got)); diff != "" {
		t.Errorf("本法 in the law itself, −want +got:\n%s", diff)
	}
}

func joined(all []Citation) string {
	var s []string
	for _, c := range all {
		s = append(s, c.String())
	}
	return strings.Join(s, " ")
}

func TestCiteLeavesAloneWhatIsNoLaw(t *testing.T) {
	for _, text := range []string{
		"",
		"合同第五条约定了违约金",
		"公司章程第八条、本合同第三条",
		"第三条规定的情形除外",
		"劳动合同第五条写着不交社保",
		"《房屋租赁合同》第五条",
		"《安置协议》第六条第一项",
		"《员工手册》第三条、《考勤管理制度》第八条",
		"《公司考勤管理办法》第二条",
		"12月4日宪法日，民法典宣传月，学习宪法",
		"民法典10条新规解读",
		"民法典共有1260条",
		"民法典第三条件",
		"读《红楼梦》和《今日说法》第五期",
		"《司法解释》第十二条",
		"北京市物业管理条例第三条",
		"江苏省工伤保险条例第三条",
		"德国民法典第823条、日本刑法第三十六条、台湾地区民法典第3条",
		"第1079条",
		"这法第三条、他法第二条",
		"刑法第100000条",
		"《》第一条《",
		"村规民约第三条",
		"根据民法典和劳动法的规定",
	} {
		if got := loadCatalogue(t).Cite(text, citeDay); len(got) > 0 {
			t.Errorf("Cite(%q) = %v, want none", text, joined(got))
		}
	}
}

func TestCiteNamesALawWithoutAnArticleOnlyInMarks(t *testing.T) {
	checkCiting(t, []citing{
		{"按照《民法典》的规定", "《民法典》"},
		{"《中华人民共和国民法典》（以下简称《民法典》）施行后", "《民法典》"},
		{"《示例邻里互助促进法》已经公布", "《示例邻里互助促进法》"},
		{"《民法典》（参见《合同法》第五条）", "《民法典》 《合同法》第五条"},
	})
}

func TestCiteTellsVersionAndRepeal(t *testing.T) {
	c := loadCatalogue(t)
	for _, s := range []struct {
		text string
		on   pufa.Day
		want Citation
	}{
		{"《婚姻法》", citeDay, Citation{Law: "婚姻法", Version: "2001-04-28", Repealed: true, Successor: "民法典"}},
		{"《婚姻法》", "2019-05-01", Citation{Law: "婚姻法", Version: "2001-04-28"}},
		{"《民法典》", "2020-12-31", Citation{Law: "民法典"}},
		{"《治安管理处罚法》", "2025-12-31", Citation{Law: "治安管理处罚法", Version: "2012-10-26"}},
		{"《治安管理处罚法》", "2026-01-01", Citation{Law: "治安管理处罚法", Version: "2025-06-27"}},
		{"《劳动合同法》（2007-06-29）", citeDay, Citation{Law: "劳动合同法", Version: "2007-06-29"}},
		{"《民法典》（2021年1月1日起施行）", citeDay, Citation{Law: "民法典", Version: "2020-05-28"}},
		{"《劳动合同法（2007年）》", citeDay, Citation{Law: "劳动合同法", Version: "2007-06-29"}},
		{"《劳动合同法》（2012修正）", "", Citation{Law: "劳动合同法", Version: "2012-12-28"}},
	} {
		got := c.Cite(s.text, s.on)
		if len(got) != 1 {
			t.Errorf("Cite(%q) = %v", s.text, got)
			continue
		}
		s.want.End = len(s.text)
		if diff := cmp.Diff(s.want, got[0]); diff != "" {
			t.Errorf("Cite(%q, %s), −want +got:\n%s", s.text, s.on, diff)
		}
	}
}

func TestCiteSpansWhatNamesTheArticle(t *testing.T) {
	const text = "依照《中华人民共和国 民法典》（2020年）第十条、第 十二 条第二款判决"
	var got []string
	for _, c := range loadCatalogue(t).Cite(text, citeDay) {
		got = append(got, text[c.Start:c.End])
	}
	want := []string{"《中华人民共和国 民法典》（2020年）第十条", "第 十二 条第二款"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What strangers send must neither hang the process nor swell in it.
func TestCiteBoundsHostileText(t *testing.T) {
	c := loadCatalogue(t)
	for name, piece := range map[string]string{
		"open marks":     "《",
		"open brackets":  "《民法典》(",
		"numbers":        "1、",
		"ranges":         "民法典第1-200条",
		"articles":       "第一条、",
		"items":          "(一)",
		"short names":    "《民法典》（以下简称法典甲）",
		"broken UTF-8":   "民法典\xff第1条\xe4",
		"courts":         "最高人民法院关于适用《",
		"republic":       "中华人民共和国",
		"nested bracket": "民法典((((",
		"line feeds":     "民法典\n",
	} {
		text := "民法典第" + strings.Repeat(piece, 200_000/len(piece))
		if n := len(c.Cite(text, citeDay)); n > maxPlaces+len(text)/4 {
			t.Errorf("%s: %d citations in %d bytes", name, n, len(text))
		}
	}
}
