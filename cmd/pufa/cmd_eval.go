package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

type evalCmd struct {
	File string `arg:"" name:"文件" help:"每行 {\"id\",\"question\",\"citations\":[{\"law\",\"article\",\"version\"}]} 的文件" type:"path"`
	JSON bool   `help:"输出 JSON"`
}

// Run measures article retrieval on judged questions.
func (c *evalCmd) Run(ctx context.Context, s *session) error {
	file, err := os.Open(c.File)
	if err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "打不开 " + c.File + "，请检查路径和权限", Err: err}
	}
	defer file.Close()
	return s.withBrain(ctx, func(_ *base, b brain) error {
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

func printEvaluation(w io.Writer, e knowledge.Evaluation) error {
	_, err := fmt.Fprintf(w, "n       %d\nMRR@10  %.3f\nR@5     %.3f\nR@10    %.3f\nR@20    %.3f\nR@100   %.3f\nhit@1   %.3f\nhit@3   %.3f\nhit@5   %.3f\n",
		e.N, e.MRR10, e.R5, e.R10, e.R20, e.R100, e.Hit1, e.Hit3, e.Hit5)
	return err
}
