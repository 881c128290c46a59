package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type lawCmd struct {
	List lawListCmd `cmd:"" help:"列出已导入的法律及其版本"`
	Show lawShowCmd `cmd:"" help:"显示一部法律的全文"`
}

type lawListCmd struct {
	JSON bool `help:"每行输出一个 JSON 对象"`
}

// lawLine is one law version in a list.
type lawLine struct {
	Law       string   `json:"law"`
	Version   pufa.Day `json:"version"`
	Effective pufa.Day `json:"effective"`
	InForce   bool     `json:"in_force"`
	Level     string   `json:"level"`
	Title     string   `json:"title"`
}

// Run lists the stored laws.
func (c *lawListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		laws, err := b.laws.Versions(ctx, "")
		if err != nil {
			return err
		}
		catalogue, err := b.resolver(ctx)
		if err != nil {
			return err
		}
		for _, l := range laws {
			line := lawLine{l.Name, l.Version, l.Effective, governs(catalogue, l, pufa.DayOf(s.now())), l.Level, l.Title}
			if err := printLaw(s.out, c.JSON, line); err != nil {
				return err
			}
		}
		if len(laws) == 0 && !c.JSON {
			fmt.Fprintln(s.err, "还没有导入法律文本。用 pufa import 文件夹 导入。")
		}
		return nil
	})
}

func governs(catalogue *knowledge.Catalogue, l knowledge.Law, on pufa.Day) bool {
	return catalogue.Resolve(knowledge.Citation{Law: l.Name}, on).Governs(l.Version)
}

func printLaw(w io.Writer, asJSON bool, l lawLine) error {
	if asJSON {
		return encodeLine(w, l)
	}
	_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", orDash(string(l.Version)), inForceWord(l.InForce), l.Level, l.Law)
	return err
}

func inForceWord(in bool) string {
	if in {
		return "有效"
	}
	return "失效或未生效"
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

type lawShowCmd struct {
	Name    string `arg:"" name:"名称" help:"法律名称，如 民法典"`
	Version string `help:"版本，即通过日期，如 2020-05-28；不写就是现行的" placeholder:"日期"`
	JSON    bool   `help:"输出 JSON"`
}

// lawDocument is the JSON form of a whole law.
type lawDocument struct {
	Law       string            `json:"law"`
	Version   pufa.Day          `json:"version"`
	Effective pufa.Day          `json:"effective"`
	InForce   bool              `json:"in_force"`
	Articles  []articleDocument `json:"articles"`
}

type articleDocument struct {
	Article    string                `json:"article"`
	Headings   []string              `json:"headings"`
	Paragraphs []knowledge.Paragraph `json:"paragraphs"`
}

// Run prints one law.
func (c *lawShowCmd) Run(ctx context.Context, s *session) error {
	if c.Version != "" {
		if _, err := pufa.ParseDay(c.Version); err != nil {
			return usageError{err}
		}
	}
	return s.withBase(ctx, func(b *base) error {
		law, err := b.findLaw(ctx, c.Name, pufa.Day(c.Version), pufa.DayOf(s.now()))
		if err != nil {
			return err
		}
		catalogue, err := b.resolver(ctx)
		if err != nil {
			return err
		}
		in := governs(catalogue, law, pufa.DayOf(s.now()))
		if c.JSON {
			return encodeLine(s.out, documentOf(law, in))
		}
		return printWholeLaw(s.out, law, in)
	})
}

func documentOf(law knowledge.Law, inForce bool) lawDocument {
	doc := lawDocument{
		Law: law.Name, Version: law.Version, Effective: law.Effective, InForce: inForce,
		Articles: make([]articleDocument, 0, len(law.Articles)),
	}
	for _, a := range law.Articles {
		headings := a.Headings
		if headings == nil {
			headings = []string{}
		}
		doc.Articles = append(doc.Articles, articleDocument{a.Number.String(), headings, a.Paragraphs})
	}
	return doc
}

func printWholeLaw(w io.Writer, law knowledge.Law, inForce bool) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", law.Title)
	for _, line := range law.History {
		fmt.Fprintln(&b, line)
	}
	fmt.Fprintf(&b, "版本：%s　施行：%s　%s\n", orDash(string(law.Version)), orDash(string(law.Effective)), inForceWord(inForce))
	writeParagraphs(&b, law.Preface)
	last := ""
	for _, a := range law.Articles {
		if h := strings.Join(a.Headings, "　"); h != last {
			fmt.Fprintf(&b, "\n%s\n", h)
			last = h
		}
		fmt.Fprintf(&b, "\n%s　%s\n", a.Number, a.Text())
	}
	for _, annex := range law.Annexes {
		fmt.Fprintf(&b, "\n%s\n%s\n", annex.Title, annex.Text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeParagraphs(b *strings.Builder, paragraphs []knowledge.Paragraph) {
	if len(paragraphs) > 0 {
		fmt.Fprintf(b, "\n%s\n", knowledge.Article{Paragraphs: paragraphs}.Text())
	}
}
