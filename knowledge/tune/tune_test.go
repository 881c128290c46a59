package tune_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/tune"
	"github.com/pufa/pufa/store"
)

const day = pufa.Day("2026-11-22")

// The street asks about twelve things, each in its own words; every thing has its article and its entry.
var things = []string{"梯子", "水井", "耕牛", "锄头", "秤砣", "摊位", "锣鼓", "篱笆", "鱼塘", "果树", "石磨", "渡船"}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func cite(i int) knowledge.Citation {
	return knowledge.Citation{Law: "示例街坊法", Article: knowledge.Number{Main: i + 1}}
}

func street() (law knowledge.Law, entries []knowledge.Entry) {
	law = knowledge.Law{Name: "示例街坊法", Title: "示例街坊法", Level: "法律", Version: "2020-01-01", Effective: "2020-05-01", Hash: "1"}
	for i, thing := range things {
		law.Articles = append(law.Articles, knowledge.Article{
			Number: knowledge.Number{Main: i + 1}, Paragraphs: []knowledge.Paragraph{{Text: "借用他人的" + thing + "，应当按期归还；损坏的，照价赔偿。"}},
		})
		entries = append(entries, knowledge.Entry{
			Slug: fmt.Sprintf("jie-%d", i), Kind: knowledge.KindQA, Title: thing + "借了不还怎么办？", Body: "要还，坏了要赔。",
			Asks: []string{"隔壁拿走我家" + thing + "半年了", thing + "弄坏了不认账", "我的" + thing + "要不回来"}, Cites: []knowledge.Citation{cite(i)},
			State: knowledge.Reviewed, Hash: thing,
		})
	}
	return law, entries
}

func newTeacher(t *testing.T) (*tune.Teacher, []knowledge.Entry) {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "pufa.db"))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	law, entries := street()
	laws, kept := store.NewLaws(db), store.NewEntries(db)
	_, err = laws.PutLaw(ctx, law)
	must(t, err)
	for _, e := range entries {
		_, err := kept.PutEntry(ctx, e)
		must(t, err)
	}
	x, err := index.Open(ctx, filepath.Join(dir, "index"), laws, kept, store.NewFeed(db), slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	must(t, x.CatchUp(ctx, nil))
	return tune.NewTeacher(x, entries), entries
}

func shipped(t *testing.T) (l tune.Learned) {
	t.Helper()
	var err error
	l.Models, err = index.Shipped()
	must(t, err)
	l.Confidence, err = knowledge.ShippedConfidence()
	must(t, err)
	return l
}

// judged are questions by somebody who has not read the entries, a few of them about nothing that is known.
func judged() (lessons []tune.Lesson) {
	for i, thing := range things {
		for _, ask := range []string{"亲戚把%s借走了找他要他装糊涂", "%s被人用坏了咋赔", "想问%s借出去的事"} {
			lessons = append(lessons, tune.Judged(fmt.Sprintf(ask, thing), day, "", []knowledge.Citation{cite(i)}, ""))
		}
	}
	for _, text := range []string{"今天股票涨了没", "帮我写首诗", "附近哪里有公园"} {
		lessons = append(lessons, tune.Judged(text, day, "", nil, ""))
	}
	return lessons
}

func TestWhatWasLearnedIsMeasuredOnWhatWasNotSeen(t *testing.T) {
	teacher, entries := newTeacher(t)
	learn, held := tune.HoldOut(judged(), 0)
	if len(held) == 0 || len(learn)+len(held) != len(judged()) {
		t.Fatalf("%d to learn from, %d held out", len(learn), len(held))
	}
	o, err := teacher.Tune(context.Background(), append(tune.FromEntries(entries, day), learn...), held, shipped(t))
	must(t, err)
	if o.Before.N != len(held) || o.After.N != len(held) || o.Entries.N == 0 || o.Lessons == 0 {
		t.Errorf("got %+v", o)
	}
	if o.After.Entry3 < 0.7 {
		t.Errorf("the right entry is among the first three for %.2f of what was held out", o.After.Entry3)
	}
}

func TestLearningRefusesToGetWorse(t *testing.T) {
	figures := func(cost, among3 float64, n int) tune.Retrieval {
		return tune.Retrieval{N: n, Cost: cost, Entry3: among3}
	}
	for name, c := range map[string]struct {
		before, after tune.Retrieval
		want          string
	}{
		"better":                  {figures(0.5, 0.8, 200), figures(0.4, 0.8, 200), ""},
		"the same":                {figures(0.5, 0.8, 200), figures(0.5, 0.8, 200), ""},
		"dearer by a hair":        {figures(0.5, 0.8, 200), figures(0.501, 0.8, 200), "平均代价"},
		"dearer":                  {figures(0.5, 0.8, 200), figures(0.53, 0.9, 200), "平均代价"},
		"found less":              {figures(0.5, 0.8, 200), figures(0.4, 0.79, 200), "前三条"},
		"with nothing to tell by": {figures(0, 0, 0), figures(0, 0, 0), "留出"},
	} {
		err := tune.Outcome{Before: c.before, After: c.after}.Worse()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(pufa.Say(err), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A question that is in the base itself must not be found by itself.
func TestCrossValidationHoldsOutTheEntryToo(t *testing.T) {
	teacher, _ := newTeacher(t)
	teacher.Leave = knowledge.PartForests
	var lessons []tune.Lesson
	for i, thing := range things {
		lessons = append(lessons, tune.Lesson{
			Text: thing + "借了不还怎么办？", Day: day, Cites: []knowledge.Citation{cite(i)}, Self: fmt.Sprintf("jie-%d", i), Fold: i % tune.Folds,
		})
	}
	c, err := teacher.CrossValidate(context.Background(), lessons, nil, tune.Folds, shipped(t), nil)
	must(t, err)
	if c.After.N != len(things) || c.After.Entry1 > 0 || c.After.R10 < 0.9 {
		t.Errorf("got %+v", c.After)
	}
}

func TestJudgementsBecomeLessons(t *testing.T) {
	lessons := tune.FromJudgements([]knowledge.Judgement{
		{Question: "梯子要不回来", Entry: "jie-0", Cites: []knowledge.Citation{cite(0)}, Right: true},
		{Question: "那坏了呢", Previous: "梯子要不回来", Entry: "jie-0", Right: true},
		{Question: "水井", Entry: "jie-0"},
		{Question: "秤", Cites: []knowledge.Citation{cite(1)}},
	}, day)
	if len(lessons) != 3 || lessons[0].Slug != "jie-0" || !strings.HasPrefix(lessons[1].Text, "梯子") || lessons[2].Not != "jie-0" || lessons[2].Trust != 0 {
		t.Errorf("got %+v", lessons)
	}
}
