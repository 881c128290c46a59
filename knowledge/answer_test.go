package knowledge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// says is an answer in a few words: the verdict, and what is shown.
func says(a knowledge.Answer) string {
	shown := []string{string(a.Verdict)}
	if a.Entry != nil {
		shown = append(shown, a.Entry.Slug)
	}
	for _, p := range a.Passages {
		shown = append(shown, "《"+p.Law.Name+"》"+string(p.Law.Version)+p.Article.Number.String())
	}
	if a.Verdict == knowledge.VerdictChoices {
		for _, c := range a.Choices {
			shown = append(shown, c.Text)
		}
	}
	return strings.Join(shown, " ")
}

func TestAnswers(t *testing.T) {
	r := newRoom(t, village(), villageEntries())
	const help = "示例邻里互助促进法"
	for name, c := range map[string]struct {
		asked knowledge.Asked
		want  string
	}{
		"a question as it is written down":         {knowledge.Asked{Text: "邻居借了农具不还怎么办？"}, "answer nongju"},
		"as people put it":                         {knowledge.Asked{Text: "隔壁借我镰刀半年不还，咋办"}, "answer nongju"},
		"a follow-up":                              {knowledge.Asked{Text: "那要多久？", Previous: "邻居借了农具不还怎么办"}, "answer nongju"},
		"a follow-up about papers":                 {knowledge.Asked{Text: "需要什么材料", Previous: "邻居借了农具不还怎么办"}, "answer nongju"},
		"in the words of a way of asking":          {knowledge.Asked{Text: "锄头借出去要不回来啊"}, "answer nongju"},
		"a new question is no follow-up":           {knowledge.Asked{Text: "有人不肯洗水井怎么办", Previous: "邻居借了农具不还怎么办"}, "answer shuijing"},
		"a follow-up of nothing":                   {knowledge.Asked{Text: "那要多久？"}, "nothing"},
		"a bare topic":                             {knowledge.Asked{Text: "水井"}, "choices 水井轮到谁洗？ 水井的电费怎么分摊？ 《" + help + "》第三条"},
		"a topic of one character":                 {knowledge.Asked{Text: "井"}, "choices 水井轮到谁洗？ 水井的电费怎么分摊？ 《" + help + "》第三条"},
		"no entry, but a statute":                  {knowledge.Asked{Text: "夜间敲锣打鼓影响他人休息"}, "article 《" + help + "》2022-05-01第四条"},
		"an article by name":                       {knowledge.Asked{Text: "示例邻里互助促进法第三条"}, "article 《" + help + "》2022-05-01第三条"},
		"an article by a digit":                    {knowledge.Asked{Text: "《示例邻里互助促进法》 2 条说了什么？"}, "article 《" + help + "》2022-05-01第二条"},
		"two articles":                             {knowledge.Asked{Text: "示例集市管理规定第一条和第三条的内容"}, "article 《示例集市管理规定》2020-01-01第一条 《示例集市管理规定》2020-01-01第三条"},
		"before the new version came":              {knowledge.Asked{Text: "示例邻里互助促进法第一条", Day: "2022-08-31"}, "article 《" + help + "》2018-03-01第一条"},
		"at a time that it names":                  {knowledge.Asked{Text: "2019年的示例邻里互助促进法第一条"}, "article 《" + help + "》2018-03-01第一条"},
		"an article beyond the last":               {knowledge.Asked{Text: "示例邻里互助促进法第五条"}, "article"},
		"a repealed law, by its successor":         {knowledge.Asked{Text: "示例农具借用条例第一条"}, "article 《" + help + "》2022-05-01第一条"},
		"a law whose text is not here":             {knowledge.Asked{Text: "民法典1079条"}, "article"},
		"something else altogether":                {knowledge.Asked{Text: "明天股票会涨吗"}, "nothing"},
		"small talk":                               {knowledge.Asked{Text: "哈哈哈"}, "nothing"},
		"nothing at all":                           {knowledge.Asked{Text: " 　？ "}, "nothing"},
		"a draft answers nobody, its statute does": {knowledge.Asked{Text: "摊主短斤少两，秤不合格"}, "choices 《示例集市管理规定》第二条 《示例集市管理规定》第三条"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, says(r.ask(t, c.asked))); diff != "" {
				t.Errorf("%+v\n%s", c.asked, diff)
			}
		})
	}
}

func TestAnswersTellWhatAReaderMustKnow(t *testing.T) {
	r := newRoom(t, village(), villageEntries())
	for name, c := range map[string]struct {
		text string
		day  pufa.Day
		want []string
	}{
		"a law in force":           {"示例邻里互助促进法第三条", "", nil},
		"no such article":          {"示例邻里互助促进法第五条", "", []string{"《示例邻里互助促进法》（2022年5月1日的版本）到第四条为止，没有第五条。"}},
		"no text":                  {"民法典1079条", "", []string{"《民法典》第一千零七十九条：原文未导入。管理员可用 pufa import 导入《民法典》的文本，之后这里会显示原文。"}},
		"nothing but a law's name": {"《示例邻里互助促进法》", "", []string{"《示例邻里互助促进法》现行有效。想看哪一条，直接发条号，比如“示例邻里互助促进法第十条”。"}},
		"nothing but an old law's": {"婚姻法", "", []string{"《婚姻法》已于2021年1月1日废止，现适用《民法典》"}},
		"a law that gave way":      {"示例农具借用条例第一条", "", []string{"《示例农具借用条例》已于2018年6月1日废止，现适用《示例邻里互助促进法》。", "以下是《示例邻里互助促进法》中与原第一条内容最接近的条文。"}},
		"an entry and an old year": {"2019年邻居借了农具不还怎么办？", "", []string{"您说的是2019年的事：当时施行的是《示例邻里互助促进法》2018年3月1日的版本，可能与现行版本不同，一般按当时的规定处理。"}},
		"this year is no old year": {"2026年1月邻居借了农具不还怎么办？", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := r.ask(t, knowledge.Asked{Text: c.text, Day: c.day})
			if diff := cmp.Diff(c.want, got.Notices); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnAnswerNamesItsSourcesAndCases(t *testing.T) {
	r := newRoom(t, village(), villageEntries())
	got := r.ask(t, knowledge.Asked{Text: "邻居借了农具不还怎么办？"})
	if len(got.Sources) != 1 || len(got.Cases) != 1 || got.Cases[0].Slug != "anli-nongju" {
		t.Fatalf("got %+v", got)
	}
	src := got.Sources[0]
	if !src.Imported || src.LawID == "" || src.InForce != "2022-05-01" || src.Since != "2022-09-01" || src.Notice != "" {
		t.Errorf("got %+v", src)
	}
	if got.Confidence < 0.6 || got.Confidence > 1 {
		t.Errorf("confidence %v", got.Confidence)
	}
	// The well's entry was checked against the version before.
	old := r.ask(t, knowledge.Asked{Text: "有人不肯洗水井怎么办"})
	if len(old.Sources) != 1 || !strings.Contains(old.Sources[0].Notice, "新版本") {
		t.Errorf("got %+v", old.Sources)
	}
}

func TestAnswersPreferTheAskersSide(t *testing.T) {
	cites := []knowledge.Citation{{Law: "示例集市管理规定", Article: knowledge.Number{Main: 1}}}
	side := func(slug string, g pufa.Group) knowledge.Entry {
		return knowledge.Entry{
			Slug: slug, Kind: knowledge.KindQA, Title: "集市摊位怎么安排？", Body: slug, For: []pufa.Group{g},
			Cites: cites, State: knowledge.Reviewed, Hash: slug,
		}
	}
	r := newRoom(t, village(), []knowledge.Entry{side("jumin", pufa.Residents), side("qiye", pufa.Enterprises)})
	for group, want := range map[pufa.Group]string{pufa.Residents: "jumin", pufa.Enterprises: "qiye"} {
		answer := r.ask(t, knowledge.Asked{Text: "集市摊位怎么安排？", Group: group})
		if len(answer.Choices) == 0 && answer.Entry == nil {
			t.Fatalf("%s: %s", group, says(answer))
		}
		if answer.Entry != nil && answer.Entry.Slug != want || answer.Entry == nil && answer.Choices[0].Slug != want {
			t.Errorf("%s: got %s", group, says(answer))
		}
	}
}

func TestAnEntryThatWasRetiredAnswersNobody(t *testing.T) {
	r := newRoom(t, village(), villageEntries())
	retired := villageEntries()[0]
	retired.State = knowledge.Retired
	if _, err := r.entries.PutEntry(t.Context(), retired); err != nil {
		t.Fatal(err)
	}
	// Not even before the index has caught up.
	if got := r.ask(t, knowledge.Asked{Text: "邻居借了农具不还怎么办？"}); got.Entry != nil && got.Entry.Slug == "nongju" {
		t.Errorf("got %s", says(got))
	}
}
