package index_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
)

func TestMain(m *testing.M) {
	if indexAsChild() {
		return
	}
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) // importing bleve starts workers for good
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open opens the index of b in dir for the length of the test.
func open(t testing.TB, dir string, b *base) *index.Index {
	t.Helper()
	x, err := index.Open(context.Background(), dir, b, b, b, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(func() { must(t, x.Close()) })
	return x
}

// caughtUp is open with everything in it.
func caughtUp(t testing.TB, dir string, b *base) *index.Index {
	t.Helper()
	x := open(t, dir, b)
	must(t, x.CatchUp(context.Background(), nil))
	return x
}

// found returns what a search finds, best first: law@version#article or slugs.
func found(t testing.TB, x *index.Index, q knowledge.Query) (names []string) {
	t.Helper()
	hits, err := x.Search(context.Background(), q)
	must(t, err)
	for _, h := range hits {
		if h.Scope == knowledge.ScopeEntries {
			names = append(names, h.Slug)
			continue
		}
		names = append(names, fmt.Sprintf("%s@%s#%d", h.Law, h.Version, h.Article.Main))
	}
	return names
}

func articles(texts ...string) (list []knowledge.Article) {
	for i, text := range texts {
		list = append(list, knowledge.Article{
			Number: knowledge.Number{Main: i + 1}, Paragraphs: []knowledge.Paragraph{{Text: text}},
		})
	}
	return list
}

func entry(slug, title string, asks ...string) knowledge.Entry {
	return knowledge.Entry{Slug: slug, Kind: knowledge.KindQA, Title: title, Asks: asks, State: knowledge.Reviewed}
}

// village has a law in two versions, a regulation of nearly the same words, one without articles.
func village() *base {
	b := newBase()
	b.law(knowledge.Law{
		Name: "示例村庄法", Level: "法律", Version: "2010-01-01", Effective: "2010-06-01",
		Articles: articles("水井由各户轮流清洗。", "借牛的应当喂饱后归还。"),
	})
	b.law(knowledge.Law{
		Name: "示例村庄法", Level: "法律", Version: "2020-01-01", Effective: "2020-06-01",
		Articles: articles("水井由各户轮流清洗，不得推脱。", "借牛的应当喂饱后归还，牛病了的要医治。", "夜里不得敲锣。"),
	})
	b.law(knowledge.Law{
		Name: "示例水井规定", Level: "部门规章", Version: "2015-01-01", Effective: "2015-01-01",
		Articles: articles("水井由各户轮流清洗。"),
	})
	b.law(knowledge.Law{
		Name: "关于示例井绳的批复", Level: "司法解释", Version: "2012-01-01",
		Preface: []knowledge.Paragraph{{Text: "井绳断了由用水的人更换。"}},
	})
	b.entry(entry("jing", "水井轮到谁洗？", "有人不肯洗水井"))
	return b
}

func TestSearchFindsTheVersionOfTheDay(t *testing.T) {
	x := caughtUp(t, t.TempDir(), village())
	for name, c := range map[string]struct {
		q    knowledge.Query
		want []string
	}{
		"today":                   {knowledge.Query{Text: "水井清洗", Day: "2026-01-01"}, []string{"示例村庄法@2020-01-01#1", "示例水井规定@2015-01-01#1"}},
		"no day is the newest":    {knowledge.Query{Text: "水井清洗"}, []string{"示例村庄法@2020-01-01#1", "示例水井规定@2015-01-01#1"}},
		"before the new version":  {knowledge.Query{Text: "借牛喂饱", Day: "2020-05-31"}, []string{"示例村庄法@2010-01-01#2"}},
		"on its first day":        {knowledge.Query{Text: "借牛喂饱", Day: "2020-06-01"}, []string{"示例村庄法@2020-01-01#2"}},
		"within one law":          {knowledge.Query{Text: "水井清洗", Law: "示例水井规定"}, []string{"示例水井规定@2015-01-01#1"}},
		"without articles":        {knowledge.Query{Text: "井绳断了"}, []string{"关于示例井绳的批复@2012-01-01#0"}},
		"one character":           {knowledge.Query{Text: "锣？"}, nil}, // no pair begins with it
		"one character of a pair": {knowledge.Query{Text: "敲"}, []string{"示例村庄法@2020-01-01#3"}},
		"full-width and capitals": {knowledge.Query{Text: "借牛ＡＢＣ喂饱"}, []string{"示例村庄法@2020-01-01#2"}},
		"at most so many":         {knowledge.Query{Text: "水井清洗", Limit: 1}, []string{"示例村庄法@2020-01-01#1"}},
		"nothing":                 {knowledge.Query{Text: "股票"}, nil},
		"only filler":             {knowledge.Query{Text: "请问怎么办呢？"}, nil},
		"empty":                   {knowledge.Query{}, nil},
		"hostile":                 {knowledge.Query{Text: strings.Repeat("\xff\x00*?~", 5000), Limit: 1 << 40}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.q.Scope = knowledge.ScopeArticles
			if diff := cmp.Diff(c.want, found(t, x, c.q)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSearchFindsEntriesByTheWaysPeopleAsk(t *testing.T) {
	b := village()
	b.entry(entry("niu", "借来的牛病了怎么办？", "牛借回来就生病", "隔壁的牛病了要我赔"))
	b.entry(knowledge.Entry{Slug: "entwurf", Kind: knowledge.KindQA, Title: "牛病了谁赔", State: knowledge.Draft})
	x := caughtUp(t, t.TempDir(), b)
	hits, err := x.Search(context.Background(), knowledge.Query{Text: "牛借回来就生病", Scope: knowledge.ScopeEntries})
	must(t, err)
	if len(hits) != 1 || hits[0].Slug != "niu" || hits[0].Kind != knowledge.KindQA {
		t.Fatalf("got %+v", hits)
	}
	if h := hits[0]; h.Alike < 0.99 || h.Matched < 0.99 || h.Weight <= 0 {
		t.Errorf("the very words of a way of asking: %+v", h)
	}
	both := found(t, x, knowledge.Query{Text: "水井清洗"})
	if len(both) != 3 {
		t.Errorf("both scopes: got %v", both)
	}
}

func TestCatchUpFollowsTheBase(t *testing.T) {
	b, dir := village(), t.TempDir()
	x := caughtUp(t, dir, b)
	changed := b.law(knowledge.Law{Name: "示例水井规定", Level: "部门规章", Version: "2015-01-01", Articles: articles("井水不得私卖。")})
	must(t, x.CatchUp(context.Background(), nil))
	wells := knowledge.Query{Text: "井水私卖 水井清洗", Law: "示例水井规定", Scope: knowledge.ScopeArticles}
	if got := found(t, x, wells); len(got) != 1 {
		t.Errorf("after a change: %v", got)
	}
	b.removeLaw(changed)
	retired := entry("jing", "水井轮到谁洗？")
	retired.State = knowledge.Retired
	b.entry(retired)
	must(t, x.CatchUp(context.Background(), nil))
	if got := found(t, x, wells); got != nil {
		t.Errorf("after the law is gone: %v", got)
	}
	if got := found(t, x, knowledge.Query{Text: "水井轮到谁洗", Scope: knowledge.ScopeEntries}); got != nil {
		t.Errorf("after the entry was retired: %v", got)
	}
	if s := x.Status(); s.Revision != b.revision || s.Building || s.Docs != 9 {
		t.Errorf("status %+v", s)
	}
}

func TestProgressGoesFromTheWatermarkToTheNewestRevision(t *testing.T) {
	b, dir := village(), t.TempDir()
	x := open(t, dir, b)
	var last [2]int
	must(t, x.CatchUp(context.Background(), func(done, total int) { last = [2]int{done, total} }))
	if last != [2]int{5, 5} {
		t.Errorf("first: %v", last)
	}
	must(t, x.Close())
	b.entry(entry("neu", "新问题"))
	x = open(t, dir, b)
	must(t, x.CatchUp(context.Background(), func(done, total int) { last = [2]int{done, total} }))
	if last != [2]int{1, 1} {
		t.Errorf("after a restart: %v", last)
	}
}

func TestOnlyOneProcessHoldsTheIndex(t *testing.T) {
	b, dir := village(), t.TempDir()
	open(t, dir, b)
	_, err := index.Open(context.Background(), dir, b, b, b, slog.New(slog.DiscardHandler))
	if !index.IsLocked(err) || pufa.KindOf(err) != pufa.Conflict {
		t.Errorf("got %v", err)
	}
}

func TestClosedIndex(t *testing.T) {
	x := caughtUp(t, t.TempDir(), village())
	must(t, x.Close())
	must(t, x.Close())
	if got := found(t, x, knowledge.Query{Text: "水井"}); got != nil {
		t.Errorf("a closed index finds %v", got)
	}
	if err := x.CatchUp(context.Background(), nil); err == nil {
		t.Error("a closed index catches up")
	}
}

func TestSearchWhileWriting(t *testing.T) {
	b := village()
	x := open(t, t.TempDir(), b)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.Run(ctx, 1)
	}()
	for i := range 30 {
		b.law(knowledge.Law{Name: fmt.Sprintf("示例第%d号令", i), Version: "2020-01-01", Articles: articles("水井由各户轮流清洗。")})
		if _, err := x.Search(ctx, knowledge.Query{Text: "水井清洗"}); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-done
	must(t, x.CatchUp(context.Background(), nil))
	if got := found(t, x, knowledge.Query{Text: "水井清洗", Scope: knowledge.ScopeArticles, Limit: 100}); len(got) != 32 {
		t.Errorf("found %d", len(got))
	}
}
