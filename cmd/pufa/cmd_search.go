package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type searchCmd struct {
	Words []string `arg:"" name:"词语" help:"要找的话"`
	Limit int      `short:"n" help:"最多几条，1 到 1000" default:"10" placeholder:"条数"`
	Kind  string   `help:"找什么：article 法条、entry 问答案例资料、all 都要" enum:"article,entry,all" default:"all" placeholder:"种类"`
	JSON  bool     `help:"每条结果输出一行 JSON"`
}

// found is one ranked result.
type found struct {
	Law     string   `json:"law,omitempty"`
	Article string   `json:"article,omitempty"`
	Version pufa.Day `json:"version,omitempty"`
	Entry   string   `json:"entry,omitempty"`
	Title   string   `json:"title,omitempty"`
	Score   float64  `json:"score"`
}

// Run searches and prints what was found, best first.
func (c *searchCmd) Run(ctx context.Context, s *session) error {
	if c.Limit < 1 || c.Limit > 1000 {
		return usageError{pufa.Errorf(pufa.Invalid, "-n 是 %d，请写 1 到 1000", c.Limit)}
	}
	return s.withBrain(ctx, func(_ *base, b brain) error {
		hits, err := b.Search(ctx, knowledge.Query{
			Text: strings.Join(c.Words, " "), Scope: knowledge.Scope(c.Kind), Limit: c.Limit, Day: pufa.DayOf(s.now()),
		})
		if err != nil {
			return err
		}
		for i, hit := range hits {
			if err := c.print(s, i+1, hit); err != nil {
				return err
			}
		}
		if len(hits) == 0 && !c.JSON {
			fmt.Fprintln(s.err, "没有找到。换个说法，或先用 pufa import 导入法律文本。")
		}
		return nil
	})
}

func (c *searchCmd) print(s *session, rank int, hit knowledge.Hit) error {
	if c.JSON {
		return encodeLine(s.out, found{hit.Law, hit.Article.String(), hit.Version, hit.Slug, hit.Title, hit.Score})
	}
	name := hit.Title
	if hit.Scope == knowledge.ScopeArticles {
		name = fmt.Sprintf("《%s》%s（%s）", hit.Law, hit.Article, orDash(string(hit.Version)))
	}
	_, err := fmt.Fprintf(s.out, "%3d  %7.3f  %s\n", rank, hit.Score, name)
	return err
}
