package schedule

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func TestAnEntryBecomesAnArticle(t *testing.T) {
	e := knowledge.Entry{
		Slug: "qianxin", Kind: knowledge.KindQA, State: knowledge.Reviewed, Title: "老板拖欠工资怎么办？",
		Body:     "先打 12333。\n\n工资 < 最低标准也可以投诉。" + strings.Repeat("说", 60),
		Sections: []knowledge.Section{{Heading: "怎么办", Text: "- 留好**证据**\n- <script>x</script>"}},
		Cites:    []knowledge.Citation{{Law: "劳动法", Article: knowledge.Number{Main: 50}}},
	}
	p, err := ArticleOf(e, "司法所", "cover")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<p>先打 12333。</p>", "工资 &lt; 最低标准", "<h3>怎么办</h3>", "<strong>证据</strong>", "《劳动法》第五十条", "不代替律师"} {
		if !strings.Contains(p.Body, want) {
			t.Errorf("the body lacks %q:\n%s", want, p.Body)
		}
	}
	if strings.Contains(p.Body, "<script") {
		t.Errorf("foreign HTML gets through: %s", p.Body)
	}
	if n := len([]rune(p.Digest)); n != digestCut || !strings.HasSuffix(p.Digest, "…") {
		t.Errorf("a digest of %d characters: %s", n, p.Digest)
	}
	k := checker{}
	k.piece("p", p)
	if len(k.faults) > 0 || p.Entry != "qianxin" || p.File != "cover" || len(p.Cites) != 1 {
		t.Errorf("%+v, %+v", p, k.faults)
	}
	e.State = knowledge.Draft
	if _, err := ArticleOf(e, "", ""); pufa.KindOf(err) != pufa.Invalid {
		t.Errorf("a draft is pushed: %v", err)
	}
}

func TestChangedLawsAreNamed(t *testing.T) {
	catalogue, err := knowledge.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	first := knowledge.Number{Main: 1}
	got := ChangedIn(catalogue, []knowledge.Citation{
		{Law: "合同法", Article: first}, {Law: "民法典", Article: first}, {Law: "民法典", Article: first, Version: "2020-05-28"},
		{Law: "治安管理处罚法", Article: first, Version: "2012-10-26"}, {Law: "没有这部法", Article: first, Version: "2020-01-01"},
	}, "2026-06-01")
	if diff := cmp.Diff([]string{"《合同法》第一条", "《治安管理处罚法》第一条"}, got); diff != "" {
		t.Error(diff)
	}
}
