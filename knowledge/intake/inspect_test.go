package intake

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/starter"
)

const inspected pufa.Day = "2026-11-25"

// neighbours is a Texts with one article of one made-up law: a 款 without 项, then one with two.
func neighbours() *Lawbook {
	book := &Lawbook{laws: make(map[string]knowledge.Law)}
	book.put(knowledge.Law{
		Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Version: "2020-05-01", Effective: "2020-06-01",
		Articles: []knowledge.Article{{Number: knowledge.Number{Main: 2}, Paragraphs: []knowledge.Paragraph{
			{Text: "借用梯子的，应当及时归还。"}, {Text: "下列物品除外：", Items: []knowledge.Item{{Label: "（一）"}, {Label: "（二）"}}},
		}}},
	}, emptyCatalogue{})
	return book
}

type emptyCatalogue struct{ Catalogue }

func (emptyCatalogue) Find(string) (knowledge.Enactment, bool) { return knowledge.Enactment{}, false }

func plainEntry() knowledge.Entry {
	e := soundEntry()
	e.Body = "先心平气和地和楼上说一次。说不通，请居委会来调解，不收钱。"
	e.State, e.Reviewed = knowledge.Starter, "2026-11-22"
	e.Cites = []knowledge.Citation{{Law: "示例邻里互助促进法", Article: knowledge.Number{Main: 2}, Version: "2020-05-01"}}
	e.Asks = []string{"拖椅子", "唱歌到半夜", "装修电钻", "孩子蹦跳", "养狗叫", "搬家具", "看电视声大", "打麻将", "吵架摔东西", "弹琴不停"}
	return e
}

// findings inspects one entry beside one other, and returns what is found as lines of level, rule and text.
func findings(t *testing.T, e knowledge.Entry) []string {
	t.Helper()
	book := neighbours()
	in := Inspection{
		Catalogue: catalogue(t).With(book.Versions()), Texts: book, Day: inspected,
		Beside: []knowledge.Entry{{Slug: "other", Kind: knowledge.KindQA, Title: "谁管广场舞？", Asks: []string{"跳舞太吵"}}},
	}
	r, err := in.Run(t.Context(), []EntryFile{{Path: "a.md", Entry: e}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range r.Findings {
		lines = append(lines, fmt.Sprintf("%s %s %s", f.Level, f.Rule, f.Text))
	}
	if got := r.Errors + r.Warnings; got != len(lines) || (r.Errors > 0) != (r.Refused == 1) {
		t.Errorf("the counts are not those of the findings: %+v", r)
	}
	return lines
}

func TestInspection(t *testing.T) {
	cite := func(law, version string, main, paragraph, item int) func(*knowledge.Entry) {
		return func(e *knowledge.Entry) {
			e.Cites = []knowledge.Citation{{Law: law, Version: pufa.Day(version), Article: knowledge.Number{Main: main}, Paragraph: paragraph, Item: item}}
		}
	}
	const ours, ourDay = "示例邻里互助促进法", "2020-05-01"
	for name, tt := range map[string]struct {
		spoil func(e *knowledge.Entry)
		want  string
	}{
		"sound":                 {func(*knowledge.Entry) {}, ""},
		"the second 款":          {cite(ours, ourDay, 2, 2, 0), ""},
		"an 项 without its 款":    {cite(ours, ourDay, 2, 0, 2), ""},
		"the version in force":  {cite(ours, "", 2, 0, 0), ""},
		"no such article":       {cite(ours, ourDay, 3, 0, 0), "error citation 《示例邻里互助促进法》第三条：这个版本里没有这一条"},
		"no such 款":             {cite(ours, ourDay, 2, 3, 0), "error citation 《示例邻里互助促进法》第二条第三款：这个版本里没有这一款"},
		"no such 项":             {cite(ours, ourDay, 2, 2, 3), "error citation 《示例邻里互助促进法》第二条第二款第（三）项：这个版本里没有这一项"},
		"an 项 of the wrong 款":   {cite(ours, ourDay, 2, 1, 1), "error citation"},
		"a version of the past": {cite("食品安全法", "2021-04-29", 1, 0, 0), "error citation 《食品安全法》2021年4月29日的版本现在不施行，施行的是2025年9月12日的版本"},
		"a version of the past that is told": {func(e *knowledge.Entry) {
			cite("食品安全法", "2021-04-29", 1, 0, 0)(e)
			e.Check = "新法条号"
		}, "warning review 待核：新法条号（答复时会写明）|warning citation 《食品安全法》2021年4月29日的版本现在不施行"},
		"a case of its time": {func(e *knowledge.Entry) {
			cite("食品安全法", "2021-04-29", 1, 0, 0)(e)
			e.Kind = knowledge.KindCase
		}, "warning citation 《食品安全法》"},
		"few ways to ask":         {func(e *knowledge.Entry) { e.Asks = e.Asks[:9] }, "error asks 问法只有 9 个"},
		"few, but not the pack's": {func(e *knowledge.Entry) { e.Asks, e.State = e.Asks[:2], knowledge.Reviewed }, ""},
		"a copied way to ask": {func(e *knowledge.Entry) {
			e.Asks = append(e.Asks, "楼上半夜总是拖椅子怎么办", "楼上半夜总是拖椅子咋办")
		}, "error asks 问法“楼上半夜总是拖椅子咋办”与“楼上半夜总是拖椅子怎么办”太像"},
		"asked elsewhere": {func(e *knowledge.Entry) { e.Asks[0] = "跳舞太吵！" }, "error duplicate 问法“跳舞太吵！”在 other 里也有"},
		"a short answer":  {func(e *knowledge.Entry) { e.Body = "找居委会。" }, "error length 答案只有 5 字"},
		"a long title":    {func(e *knowledge.Entry) { e.Title = strings.Repeat("问", 41) }, "error length 标题有 41 字"},
		"a long lead": {func(e *knowledge.Entry) {
			e.Kind, e.Body = knowledge.KindCase, strings.Repeat("借", 81)
		}, "error length 开头的启示有 81 字"},
		"a long sentence": {func(e *knowledge.Entry) { e.Body = "行。好。" + strings.Repeat("先说", 56) + "。可以。" }, "error plain “" + strings.Repeat("先说", 7)},
		"long sentences":  {func(e *knowledge.Entry) { e.Body = strings.Repeat("好", 50) + "。" + strings.Repeat("坏", 50) }, "error plain 平均一句 50 字"},
		"legalese": {func(e *knowledge.Entry) {
			e.Body = "邻居应当安静。不听的予以警告。系初犯的应当劝说。还可以找居委会。"
		}, "error plain 法言法语有 4 处（应当、予以、系、应当）"},
		"everyday words": {func(e *knowledge.Entry) {
			e.Body = "联系居委会，没关系，不用找系统，《若干规定》应当有用，予以说明也行。"
		}, ""},
		"a telephone number": {func(e *knowledge.Entry) {
			e.Sections = []knowledge.Section{{Heading: "找谁", Text: "打 13800000000 找他"}}
		}, "error private 手机号码“13800000000”"},
		"a name":                {func(e *knowledge.Entry) { e.Body += "\n原告钱示例诉称他不知道。" }, "error private 可能是真名“钱示例”"},
		"nothing related":       {func(e *knowledge.Entry) { e.Related = []string{"other", "zao-yin", "lost"} }, "error related “相关”里的 lost 不在库里"},
		"no next look":          {func(e *knowledge.Entry) { e.Review = "" }, "error review 没有复核日"},
		"the next look is over": {func(e *knowledge.Entry) { e.Review = "2026-11-24" }, "warning review 复核日2026年11月24日已过"},
		"nobody reviewed it":    {func(e *knowledge.Entry) { e.State, e.Reviewer = knowledge.Reviewed, "" }, "warning review 状态是已审"},
	} {
		t.Run(name, func(t *testing.T) {
			e := plainEntry()
			tt.spoil(&e)
			got := findings(t, e)
			want := strings.Split(tt.want, "|")
			if tt.want == "" {
				want = nil
			}
			if !slices.EqualFunc(got, want, strings.HasPrefix) {
				t.Errorf("found %q, want %q", got, want)
			}
		})
	}
}

func TestFindingsNameTheLine(t *testing.T) {
	folder := t.TempDir()
	text := "---\n编号: tizi\n问题: 梯子借出去不还怎么办？\n问法:\n  - 邻居借梯子不还\n依据:\n  - 《示例邻里互助促进法》（2020-05-01）第九条\n" +
		"相关: [lost]\n状态: 已审\n审核人: 王某\n审核日: 2026-11-22\n---\n先好好要。\n\n## 怎么办\n打 13800000000。\n"
	for name, content := range map[string]string{"tizi.md": text, "bad.md": "---\n作者: 我\n问题: 啊？\n---\n答\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	book := neighbours()
	laws := catalogue(t).With(book.Versions())
	files, unread, err := ReadEntries(context.Background(), []string{folder, filepath.Join(folder, "gone.md")}, laws)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Inspection{Catalogue: laws, Texts: book, Day: inspected}.Run(t.Context(), files, unread)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Findings {
		got = append(got, fmt.Sprintf("%s:%d %s", filepath.Base(f.File), f.Line, f.Rule))
	}
	want := []string{"bad.md:2 reading", "gone.md:0 reading", "tizi.md:0 review", "tizi.md:7 citation", "tizi.md:13 length", "tizi.md:16 private", "tizi.md:8 related"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if r.Entries != 1 || r.Refused != 3 || r.Errors != len(want) {
		t.Errorf("report %+v", r)
	}
}

// TestTheStarterPackHasNoErrors holds the embedded pack against every rule; against the texts of the laws
// where they are at hand.
func TestTheStarterPackHasNoErrors(t *testing.T) {
	laws := catalogue(t)
	files, unread, err := ReadPack(starter.Files, laws)
	if err != nil {
		t.Fatal(err)
	}
	in := Inspection{Catalogue: laws, Day: inspected}
	check := func(t *testing.T, in Inspection) Report {
		r, err := in.Run(t.Context(), files, unread)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			if f.Level == LevelError {
				t.Errorf("%s:%d: %s", f.File, f.Line, f.Text)
			}
		}
		if r.Entries < 60 {
			t.Errorf("only %d entries", r.Entries)
		}
		return r
	}
	t.Run("alone", func(t *testing.T) { check(t, in) })
	t.Run("with the texts", func(t *testing.T) {
		book, err := ReadLaws(t.Context(), []string{data(t, "laws")}, laws, nil)
		if err != nil {
			t.Fatal(err)
		}
		in.Texts = book
		if r := check(t, in); r.Unseen > r.Entries {
			t.Errorf("%d citations could not be looked up", r.Unseen)
		}
	})
}
