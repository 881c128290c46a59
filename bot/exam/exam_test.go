package exam

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
)

func cite(law string, n int) knowledge.Citation {
	return knowledge.Citation{Law: law, Article: knowledge.Number{Main: n}}
}

func TestMarks(t *testing.T) {
	const line = `{"id": 1, "q": "问", "cites": [{"law": "甲法", "article": "第三条"}], "must": ["三十日", "二倍"], "expect": "answer"}`
	var l Line
	if err := json.Unmarshal([]byte(line), &l); err != nil {
		t.Fatal(err)
	}
	choice := []bot.Choice{{Gist: "30天内", Citations: []knowledge.Citation{cite("甲法", 3)}}}
	for name, c := range map[string]struct {
		reply bot.Reply
		want  Mark
	}{
		"right": {bot.Reply{Verdict: bot.VerdictAnswer, Text: "30天内，赔2倍", Citations: []knowledge.Citation{cite("乙法", 1), cite("甲法", 3)}},
			Mark{Answered: true, Right: true, Offered: true, Expected: true, Facts: 2, Named: 2}},
		"another law":    {bot.Reply{Verdict: bot.VerdictArticle, Citations: []knowledge.Citation{cite("乙法", 3)}}, Mark{Answered: true, Expected: true, Facts: 2}},
		"among choices":  {bot.Reply{Verdict: bot.VerdictChoices, Choices: choice}, Mark{Choices: true, Offered: true, Facts: 2, Named: 1}},
		"beside another": {bot.Reply{Verdict: bot.VerdictAnswer, Choices: choice}, Mark{Answered: true, Offered: true, Expected: true, Facts: 2, Named: 1}},
		"an alarm":       {bot.Reply{Verdict: bot.VerdictDanger, Citations: []knowledge.Citation{cite("甲法", 3)}}, Mark{Danger: true, Facts: 2}},
	} {
		if diff := cmp.Diff(c.want, Marks(l, c.reply)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for word, verdicts := range map[string][]bot.Verdict{
		"decline": {bot.VerdictHandoff, bot.VerdictOffTopic, bot.VerdictGreeting}, "call": {bot.VerdictDanger}, "choices": {bot.VerdictChoices}, "": {bot.VerdictSilent},
	} {
		for _, v := range verdicts {
			if !expected(word, v) {
				t.Errorf("%s is not what %q expects", v, word)
			}
		}
	}
	if expected("decline", bot.VerdictChoices) || expected("call", bot.VerdictAnswer) || expected("nonsense", bot.VerdictAnswer) {
		t.Error("what was not expected is taken for it")
	}
}

func TestReadNamesTheLine(t *testing.T) {
	err := Read(context.Background(), strings.NewReader("{\"q\":\"一\"}\n\n{\"q\":\"\"}\n"), func(Line) error { return nil })
	if pufa.KindOf(err) != pufa.Invalid || !strings.Contains(pufa.Say(err), "第3行") && !strings.Contains(pufa.Say(err), "第2行") {
		t.Errorf("got %v", err)
	}
}

func TestAReportCountsByKindAndField(t *testing.T) {
	var r Report
	l := Line{Kind: "resident", Field: "劳动", Must: []string{"1年"}}
	l.Cites = append(l.Cites, struct {
		Law     string `json:"law"`
		Article string `json:"article"`
	}{"甲法", "第三条"})
	r.Add(l, Mark{Answered: true, Right: true, Offered: true, Expected: true, Facts: 1, Named: 1})
	r.Add(l, Mark{Answered: true, Facts: 1})
	r.Add(Line{Kind: "offtopic"}, Mark{Expected: true})
	want := Tally{N: 2, Cited: 2, Right: 1, Offered: 1, Wrong: 1, Answered: 2, Expected: 1, Facts: 2, Named: 1, RightFacts: 1, RightNamed: 1}
	if diff := cmp.Diff(want, *r.Kinds["resident"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, *r.Fields["劳动"]); diff != "" || len(r.Fields) != 1 {
		t.Error(diff)
	}
	var b strings.Builder
	if err := r.Print(&b); err != nil || !strings.Contains(b.String(), "resident\t2\t0.500\t0.500\t0.500\t1.000") {
		t.Errorf("%v: %s", err, b.String())
	}
}
