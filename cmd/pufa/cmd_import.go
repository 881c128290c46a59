package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/term"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/intake"
)

type importCmd struct {
	Paths []string `arg:"" name:"路径" help:"文件或文件夹：法律 .md .docx .txt，条目 .md .docx .html .pdf .csv .xlsx，问题 .jsonl" type:"path"`
	As    string   `help:"没有写状态的条目按什么状态导入：reviewed 已审、draft 草稿；不写就保持原来的状态，新条目是草稿" enum:"reviewed,draft," default:"" placeholder:"状态"`
	JSON  bool     `help:"输出 JSON 小结"`
}

// Help says more.
func (c *importCmd) Help() string {
	return "每个文件要么全部导入，要么一点不动；读不懂的文件列出行号和原因，其余照常导入。\n" +
		"同样的内容再导入一次不会有变化。条目的写法见 docs/entries.md。"
}

// Run imports, then brings the index up to date unless a running server does.
func (c *importCmd) Run(ctx context.Context, s *session) error {
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return err
	}
	var summary intake.Summary
	err = s.withBase(ctx, func(b *base) error {
		progress := s.newProgress("导入")
		summary, err = intake.NewImporter(b.laws, b.entries, catalogue).
			Run(ctx, c.Paths, intake.Options{As: knowledge.State(c.As), Progress: progress.Update})
		progress.Finish()
		if err != nil {
			return err
		}
		return s.indexAfterImport(ctx, b)
	})
	if err != nil {
		return err
	}
	return c.print(s, summary)
}

func (s *session) indexAfterImport(ctx context.Context, b *base) error {
	ix, err := index.Open(ctx, s.indexDir(), b.laws, b.entries, b.feed, s.log)
	if index.IsLocked(err) {
		fmt.Fprintln(s.err, "检索索引正被 pufa serve 使用，它会自己跟上新内容。")
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(s.catchUp(ctx, ix), ix.Close())
}

func (c *importCmd) print(s *session, sum intake.Summary) error {
	if c.JSON {
		sum.Refused, sum.Findings = listed(sum.Refused), listed(sum.Findings)
		if err := encodeLine(s.out, sum); err != nil {
			return err
		}
	} else if err := sum.Report(s.out); err != nil {
		return err
	}
	if len(sum.Refused) > 0 {
		return exitStatus(exitFailed)
	}
	return nil
}

// newProgress shows how far long work is: a bar on a terminal, plain lines otherwise.
func (s *session) newProgress(what string) *intake.Progress {
	file, ok := s.err.(*os.File)
	terminal := ok && term.IsTerminal(int(file.Fd()))
	return intake.NewProgress(s.err, what, terminal, s.now)
}
