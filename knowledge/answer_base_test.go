package knowledge_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/store"
)

// room is a knowledge base with its index and its answers, on a database of its own.
type room struct {
	laws     store.Laws
	entries  store.Entries
	index    *index.Index
	answerer *knowledge.Answerer
}

// newRoom returns a room with these laws and entries in it.
func newRoom(t testing.TB, laws []knowledge.Law, entries []knowledge.Entry) room {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "pufa.db"))
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	r := room{laws: store.NewLaws(db), entries: store.NewEntries(db)}
	for _, l := range laws {
		_, err := r.laws.PutLaw(ctx, l)
		must(t, err)
	}
	r.index, err = index.Open(ctx, filepath.Join(dir, "index"), r.laws, r.entries, store.NewFeed(db), slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, r.index.Close()) })
	r.put(t, entries...)
	catalogue, err := knowledge.LoadCatalogue()
	must(t, err)
	r.answerer, err = knowledge.NewAnswerer(ctx, r.index, r.laws, r.entries, catalogue, knowledge.DefaultCosts())
	must(t, err)
	return r
}

// put stores entries and lets the index catch up.
func (r room) put(t testing.TB, entries ...knowledge.Entry) {
	t.Helper()
	for _, e := range entries {
		_, err := r.entries.PutEntry(context.Background(), e)
		must(t, err)
	}
	must(t, r.index.CatchUp(context.Background(), nil))
}

func (r room) ask(t testing.TB, asked knowledge.Asked) knowledge.Answer {
	t.Helper()
	if asked.Day == "" {
		asked.Day = "2026-11-22"
	}
	answer, err := r.answerer.Answer(context.Background(), asked)
	must(t, err)
	return answer
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// village is a fictional place with a few laws of its own, one of them in two versions, and one that
// gave way to another.
func village() []knowledge.Law {
	return []knowledge.Law{
		law("示例邻里互助促进法", "2018-03-01", "2018-06-01",
			"邻里之间借用农具，应当在三十日内归还。", "借用耕牛的，应当喂饱后归还。", "共用水井由全体住户轮流清洗。"),
		law("示例邻里互助促进法", "2022-05-01", "2022-09-01",
			"邻里之间借用农具，应当在十五日内归还；逾期不还的，按日支付使用费。", "借用耕牛的，应当喂饱后归还，造成耕牛生病的承担治疗费用。",
			"共用水井由全体住户轮流清洗，拒绝清洗的由村民小组督促。", "夜间二十二时以后不得敲锣打鼓，影响他人休息。"),
		{
			Name: "示例农具借用条例", Title: "示例农具借用条例", Level: "行政法规", Version: "2001-01-01", Effective: "2001-05-01",
			Expired: "2018-06-01", Repealed: true, Successor: "示例邻里互助促进法", Hash: "old",
			Articles: []knowledge.Article{article(1, "借用锄头、镰刀等农具的，应当及时归还。")},
		},
		law("示例集市管理规定", "2020-01-01", "2020-02-01",
			"集市摊位按先到先得的次序安排。", "摊主应当使用检定合格的秤，短斤少两的退一赔三。", "集市散场后摊主应当清扫摊位。"),
	}
}

func law(name string, version, effective pufa.Day, articles ...string) knowledge.Law {
	l := knowledge.Law{Name: name, Title: name, Level: "法律", Version: version, Effective: effective, Hash: name + string(version)}
	for i, text := range articles {
		l.Articles = append(l.Articles, article(i+1, text))
	}
	return l
}

func article(n int, text string) knowledge.Article {
	return knowledge.Article{Number: knowledge.Number{Main: n}, Paragraphs: []knowledge.Paragraph{{Text: text}}}
}

// villageEntries are what the village's office has written.
func villageEntries() []knowledge.Entry {
	cites := func(law string, n int, version pufa.Day) []knowledge.Citation {
		return []knowledge.Citation{{Law: law, Article: knowledge.Number{Main: n}, Version: version}}
	}
	tools := cites("示例邻里互助促进法", 1, "2022-05-01")
	return []knowledge.Entry{
		{
			Slug: "nongju", Kind: knowledge.KindQA, Title: "邻居借了农具不还怎么办？", Asks: []string{"锄头借出去要不回来", "隔壁借我镰刀半年不还"},
			Body: "十五日内要还，逾期可以要使用费。", Topics: []string{"农具"}, Cites: tools, State: knowledge.Reviewed, Hash: "1",
			Sections: []knowledge.Section{{Heading: "期限", Text: "十五日。"}, {Heading: "带什么", Text: "借条、证人。"}},
		},
		{
			Slug: "shuijing", Kind: knowledge.KindQA, Title: "水井轮到谁洗？", Asks: []string{"有人不肯洗水井怎么办", "共用水井没人打扫"},
			Body: "全体住户轮流。", Topics: []string{"水井"}, Cites: cites("示例邻里互助促进法", 3, "2018-03-01"), State: knowledge.Starter, Hash: "2",
		},
		{
			Slug: "shuijing-fei", Kind: knowledge.KindQA, Title: "水井的电费怎么分摊？", Asks: []string{"抽水的电费谁出"},
			Body: "按户分摊。", Topics: []string{"水井"}, Cites: cites("示例邻里互助促进法", 3, "2022-05-01"), State: knowledge.Reviewed, Hash: "3",
		},
		{
			Slug: "cheng", Kind: knowledge.KindQA, Title: "集市上买菜短斤少两怎么办？", Asks: []string{"摊主的秤不准"},
			Body: "退一赔三。", Cites: cites("示例集市管理规定", 2, "2020-01-01"), State: knowledge.Draft, Hash: "4",
		},
		{
			Slug: "anli-nongju", Kind: knowledge.KindCase, Title: "一把锄头引起的纠纷", Body: "有借有还。", Cites: tools, State: knowledge.Reviewed, Hash: "5",
		},
	}
}
