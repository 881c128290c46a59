package knowledge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func TestAnAnswerQuotesTheNumberThatItsEntryLacks(t *testing.T) {
	cites := []knowledge.Citation{
		{Law: "示例水井管理规定", Article: knowledge.Number{Main: 1}, Version: "2020-01-01"},
		{Law: "示例水井管理规定", Article: knowledge.Number{Main: 2}, Version: "2020-01-01"},
	}
	entry := func(body string) knowledge.Entry {
		return knowledge.Entry{
			Slug: "xi", Kind: knowledge.KindQA, Title: "不肯洗水井会罚多少钱？", Asks: []string{"不洗水井罚多少"}, Body: body,
			Cites: cites, State: knowledge.Reviewed, Hash: body,
		}
	}
	wells := law("示例水井管理规定", "2020-01-01", "2020-02-01", "水井由全体住户轮流清洗。拒绝清洗水井的，处五十元以上一百元以下罚款。",
		"水井的电费由全体住户分摊，每年结算一次，结算以后三十日内公布。")
	ask := func(t *testing.T, body string, day pufa.Day) []knowledge.Quote {
		r := newRoom(t, append(village(), wells), append(villageEntries(), entry(body)))
		answer := r.ask(t, knowledge.Asked{Text: "不洗水井罚多少", Day: day, Entry: "xi"})
		return answer.Quotes
	}
	fine := []knowledge.Quote{{Citation: cites[0], Text: "拒绝清洗水井的，处五十元以上一百元以下罚款。"}}
	for name, c := range map[string]struct {
		body string
		day  pufa.Day
		want []knowledge.Quote
	}{
		"it lacks the fine":         {"大家轮流洗，不洗要罚钱。", "", fine},
		"it says it":                {"不洗罚50到100元。", "", nil},
		"it says half of it":        {"不洗至少罚50元。", "", fine},
		"before the law's time":     {"大家轮流洗，不洗要罚钱。", "2020-01-15", nil},
		"another number than asked": {"不洗罚50到100元，电费大家分摊。", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, ask(t, c.body, c.day)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestChoicesSayInALineWhatTheyAreAbout(t *testing.T) {
	r := newRoom(t, village(), villageEntries())
	got := map[string]string{}
	for _, c := range r.ask(t, knowledge.Asked{Text: "水井"}).Choices {
		got[c.Text] = c.Gist
	}
	want := map[string]string{
		"水井轮到谁洗？": "全体住户轮流。", "水井的电费怎么分摊？": "按户分摊。",
		"《示例邻里互助促进法》第三条": "共用水井由全体住户轮流清洗，拒绝清洗的由村民小组督促。",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
