package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/exam"
	"github.com/pufa/pufa/knowledge"
)

type evalCmd struct {
	File       string `arg:"" optional:"" name:"文件" help:"检索评测：每行 {\"id\",\"question\",\"citations\":[{\"law\",\"article\",\"version\"}]} 的文件" type:"path"`
	Colloquial string `help:"答复评测：每行 {\"id\",\"q\",\"prev\",\"kind\",\"cites\",\"must\",\"expect\"} 的文件，像居民发微信那样问一遍" type:"path" placeholder:"文件"`
	Split      string `help:"只用 split 是这个值的行" placeholder:"名称"`
	Failures   bool   `help:"把没有答好的逐条列出来"`
	Day        string `help:"按哪一天的法律，如 2025-04-30；不写就是今天" placeholder:"日期"`
	JSON       bool   `help:"输出 JSON"`
}

// Run measures article retrieval, or whole replies, on judged questions.
func (c *evalCmd) Run(ctx context.Context, s *session) error {
	if (c.File == "") == (c.Colloquial == "") {
		return usageError{pufa.Errorf(pufa.Invalid, "请给一个文件：检索评测直接写文件名，答复评测写 --colloquial 文件")}
	}
	if c.Day != "" {
		day, err := pufa.ParseDay(c.Day)
		if err != nil {
			return usageError{pufa.Errorf(pufa.Invalid, "--day 要写成 2025-04-30 这样的日期")}
		}
		s.now = on(day, s.now)
	}
	path := c.File + c.Colloquial
	file, err := os.Open(path)
	if err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "打不开 " + path + "，请检查路径和权限", Err: err}
	}
	defer file.Close()
	return s.withBrain(ctx, func(_ *base, b brain) error {
		if c.Colloquial != "" {
			return c.colloquial(ctx, s, b, file)
		}
		e, err := knowledge.Evaluate(ctx, b, file, pufa.DayOf(s.now()))
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, e)
		}
		return printEvaluation(s.out, e)
	})
}

// on returns a clock that runs on from noon of the day.
func on(day pufa.Day, now func() time.Time) func() time.Time {
	const noon = 12 * time.Hour
	shift := day.Time().Add(noon).Sub(now())
	return func() time.Time { return now().Add(shift) }
}

// colloquial asks every line as a resident, or as an enterprise where it is one's.
func (c *evalCmd) colloquial(ctx context.Context, s *session, b brain, file io.Reader) error {
	var report exam.Report
	err := exam.Read(ctx, file, func(l exam.Line) error {
		if c.Split != "" && l.Split != c.Split {
			return nil
		}
		side := askCmd{}
		if l.Kind == "enterprise" {
			side.As = string(pufa.Enterprises)
		}
		x, _, err := side.newAsker(s, b).ask(ctx, l.Q, l.Prev)
		if err != nil {
			return err
		}
		m := exam.Marks(l, x.Reply)
		report.Add(l, m)
		if c.Failures && failed(l, m) {
			fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\t%s\n", l.ID, l.Kind, x.Reply.Verdict, strings.ReplaceAll(l.Q, "\n", " "), what(x.Reply.Entry, x.Reply.Citations))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return encodeLine(s.out, report)
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	if err := report.Print(table); err != nil {
		return err
	}
	return table.Flush()
}

func failed(l exam.Line, m exam.Mark) bool {
	return len(l.Cites) > 0 && !m.Right || !m.Expected || m.Named < m.Facts
}

// what names what was answered: the entry, or the first article.
func what(entry string, cites []knowledge.Citation) string {
	if entry == "" && len(cites) > 0 {
		return cites[0].String()
	}
	return entry
}

func printEvaluation(w io.Writer, e knowledge.Evaluation) error {
	_, err := fmt.Fprintf(w, "n       %d\nMRR@10  %.3f\nR@5     %.3f\nR@10    %.3f\nR@20    %.3f\nR@100   %.3f\nhit@1   %.3f\nhit@3   %.3f\nhit@5   %.3f\n",
		e.N, e.MRR10, e.R5, e.R10, e.R20, e.R100, e.Hit1, e.Hit3, e.Hit5)
	return err
}
