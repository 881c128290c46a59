package h5_test

import (
	"context"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

// shelf is a small base of a fictional law and one entry.
type shelf struct {
	wisher pufa.FollowerKey
	wish   bot.Wish
	rows   []reach.Entry
	marks  []string // of the rows
	handed []bot.Message
	reply  bot.Reply
	extra  []knowledge.Entry // also listed
}

func (s *shelf) law(version pufa.Day) knowledge.Law {
	l := knowledge.Law{Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Level: "法律",
		Version: version, Effective: version.Add(30), History: []string{"2020年1月1日通过"}}
	if version == "2019-01-01" {
		l.Expired = "2020-01-31"
	}
	for n := 1; n <= 90; n++ {
		l.Articles = append(l.Articles, knowledge.Article{Number: knowledge.Number{Main: n}, Headings: []string{"第一章 总则"},
			Paragraphs: []knowledge.Paragraph{{Text: "邻里之间应当互相帮助。<script>", Items: []knowledge.Item{{Label: "（一）", Text: "借梯子；"}}}}})
	}
	return l
}

func (s *shelf) Law(_ context.Context, name string, version pufa.Day) (knowledge.Law, error) {
	if name != "示例邻里互助促进法" || version != "2019-01-01" && version != "2020-01-01" {
		return knowledge.Law{}, pufa.Errorf(pufa.NotFound, "没有")
	}
	return s.law(version), nil
}

func (s *shelf) Versions(_ context.Context, name string) ([]knowledge.Law, error) {
	if name != "示例邻里互助促进法" {
		return nil, nil
	}
	return []knowledge.Law{s.law("2019-01-01"), s.law("2020-01-01")}, nil
}

func (s *shelf) Article(context.Context, pufa.ID) (knowledge.Article, error) {
	return s.law("2020-01-01").Articles[2], nil
}

func (s *shelf) entry() knowledge.Entry {
	return knowledge.Entry{Slug: "jie-tizi", Kind: knowledge.KindQA, Title: "邻居不借梯子怎么办？", Body: "**可以**好好说。<script>alert(1)</script>",
		Sections: []knowledge.Section{{Heading: "怎么办", Text: "1. 先问\n2. 再说"}}, Field: "邻里", State: knowledge.Starter, Phones: []string{"12348"},
		Cites: []knowledge.Citation{{Law: "示例邻里互助促进法", Article: knowledge.Number{Main: 3}}, {Law: "没导入的法", Article: knowledge.Number{Main: 1}}}}
}

func (s *shelf) Entry(_ context.Context, slug string) (knowledge.Entry, error) {
	e := s.entry()
	switch slug {
	case "jie-tizi":
		return e, nil
	case "cao-gao":
		e.State = knowledge.Draft
		return e, nil
	default:
		return knowledge.Entry{}, pufa.Errorf(pufa.NotFound, "没有")
	}
}

func (s *shelf) List(context.Context, knowledge.EntryKind, knowledge.State) ([]knowledge.Entry, error) {
	return append(slices.Clone(s.extra), s.entry()), nil
}

func (s *shelf) CitedBy(context.Context, string, knowledge.Number) ([]knowledge.Entry, error) {
	return []knowledge.Entry{s.entry()}, nil
}

func (s *shelf) Search(context.Context, knowledge.Query) ([]knowledge.Hit, error) {
	return []knowledge.Hit{
		{Scope: knowledge.ScopeEntries, Slug: "jie-tizi", Title: "邻居不借梯子怎么办？", Kind: knowledge.KindQA},
		{Scope: knowledge.ScopeArticles, Law: "示例邻里互助促进法", Version: "2020-01-01", Article: knowledge.Number{Main: 3}},
	}, nil
}

func (s *shelf) Resolve(c knowledge.Citation, _ pufa.Day) knowledge.Source {
	return knowledge.Source{Citation: c, Since: "2020-01-31"}
}

func (s *shelf) Handle(_ context.Context, m bot.Message) (bot.Reply, error) {
	s.handed = append(s.handed, m)
	return s.reply, nil
}

func (s *shelf) Read(_ context.Context, mark string, row reach.Entry) (bool, error) {
	if slices.Contains(s.marks, mark) {
		return false, nil
	}
	s.marks, s.rows = append(s.marks, mark), append(s.rows, row)
	return true, nil
}
