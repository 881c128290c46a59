package knowledge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/knowledge"
)

func TestAnAnswerQuotesTheEffectThatItsEntryLacks(t *testing.T) {
	cite := knowledge.Citation{Law: "示例水井管理规定", Article: knowledge.Number{Main: 1}, Version: "2020-01-01"}
	wells := law("示例水井管理规定", "2020-01-01", "2020-02-01",
		"借用水井弄坏的，应当修理。介绍他人借用水井的人，对弄坏的水井承担连带责任。在井台立碑，不作约定。")
	quoted := []knowledge.Quote{{Citation: cite, Text: "介绍他人借用水井的人，对弄坏的水井承担连带责任。"}}
	for name, c := range map[string]struct {
		asked, body string
		want        []knowledge.Quote
	}{
		"it lacks it":          {"介绍人借用水井弄坏了，介绍的人要不要赔", "弄坏了要修好。", quoted},
		"it says it":           {"介绍人借用水井弄坏了，介绍的人要不要赔", "弄坏了要修好，介绍的人承担连带责任。", nil},
		"nobody asks about it": {"弄坏的水井，介绍他人借用水井的人知道吗", "弄坏了要修好。", nil},
	} {
		t.Run(name, func(t *testing.T) {
			entry := knowledge.Entry{
				Slug: "jieyong", Kind: knowledge.KindQA, Title: "介绍别人借用水井弄坏了怎么办？", Asks: []string{c.asked}, Body: c.body,
				Cites: []knowledge.Citation{cite}, State: knowledge.Reviewed, Hash: c.body,
			}
			r := newRoom(t, append(village(), wells), append(villageEntries(), entry))
			got := r.ask(t, knowledge.Asked{Text: c.asked, Entry: "jieyong"}).Quotes
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestABareTopicIsOfferedThePlainestEntryFirst(t *testing.T) {
	long := knowledge.Entry{
		Slug: "long", Kind: knowledge.KindQA, Title: "老人住院时把水井租给外村的人，两年后要收回水井可不可以", Asks: []string{"水井租出去了，要收回"},
		Body: "先好好说。", Related: []string{"plain"}, State: knowledge.Reviewed, Hash: "long",
	}
	plain := long
	plain.Slug, plain.Title, plain.Asks, plain.Related, plain.Hash = "plain", "水井归谁？", []string{"水井是谁的"}, nil, "plain"
	r := newRoom(t, village(), append(villageEntries(), long, plain))
	choices := r.ask(t, knowledge.Asked{Text: "水井"}).Choices
	offered := map[string]bool{}
	for _, c := range choices {
		offered[c.Slug] = true
	}
	if !offered["plain"] || offered["long"] {
		t.Errorf("got %v", choices)
	}
}
