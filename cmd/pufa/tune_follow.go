package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/exam"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/tests/judged"
)

// followLessons are messages after a question, with what tells whether they are meant together with it.
type followLessons struct{ learn, held []knowledge.Sample }

// How far before a judged question the one is that it is put after, for a new question that follows nothing, and how
// much such a pair counts: people write shorter in a conversation.
const (
	unrelatedStep  = 7
	trustUnrelated = 0.1
)

// follow learns when a message is read together with the question before it.
func (c *tuneCmd) follow(ctx context.Context, s *session) error {
	return s.withBrain(ctx, func(_ *base, b brain) error {
		witness := &witness{brain: b}
		var lessons followLessons
		err := fs.WalkDir(judged.Follow, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			file, err := judged.Follow.Open(name)
			if err != nil {
				return err
			}
			var before []string
			return errors.Join(exam.Read(ctx, file, func(l exam.Line) error {
				l, trust := after(l, &before)
				return lessons.add(ctx, s, witness, l, trust)
			}), file.Close())
		})
		if err != nil {
			return err
		}
		return c.keepFollow(s, lessons)
	})
}

// after puts a question to learn from that stands alone after another one of its file; before holds those.
func after(l exam.Line, before *[]string) (exam.Line, float64) {
	if l.Prev != "" || l.Split == "held" || len(l.Cites) == 0 {
		return l, 1
	}
	*before = append(*before, l.Q)
	if n := len(*before) - 1 - unrelatedStep; n >= 0 {
		l.Prev = (*before)[n]
	}
	return l, trustUnrelated
}

// add has the bot asked as in a conversation. Only what it asks the knowledge base about tells anything.
func (f *followLessons) add(ctx context.Context, s *session, w *witness, l exam.Line, trust float64) error {
	if l.Prev == "" {
		return nil
	}
	w.last = knowledge.Asked{}
	side := askCmd{}
	if l.Kind == "enterprise" {
		side.As = string(pufa.Enterprises)
	}
	if _, _, err := side.newAsker(s, w).ask(ctx, l.Q, l.Prev); err != nil || w.last.Previous == "" {
		return err
	}
	answerer, ok := w.brain.(interface {
		FollowEvidence(ctx context.Context, asked knowledge.Asked) ([]float64, bool, error)
	})
	if !ok {
		return pufa.Errorf(pufa.Conflict, "pufa serve 正在用这个数据文件夹：请先停下，或用 --data 换一个")
	}
	evidence, ok, err := answerer.FollowEvidence(ctx, w.last)
	if err != nil || !ok {
		return err
	}
	sample := knowledge.Sample{Evidence: evidence, Right: l.Kind == "follow" || l.Kind == "followup", Weight: trust}
	if l.Split == "held" {
		f.held = append(f.held, sample)
	} else {
		f.learn = append(f.learn, sample)
	}
	return nil
}

// keepFollow shows what was learned, and writes it where it is no worse on what was held out.
func (c *tuneCmd) keepFollow(s *session, lessons followLessons) error {
	was, err := knowledge.ShippedFollow()
	if err != nil {
		return err
	}
	is := knowledge.FitFollow(lessons.learn)
	before, after := knowledge.MeasureReliability(lessons.held, was.Of), knowledge.MeasureReliability(lessons.held, is.Of)
	fmt.Fprintf(s.out, "学了 %d 句，留出 %d 句检验\n学前  分对 %.3f  Brier %.3f\n学后  分对 %.3f  Brier %.3f\n",
		len(lessons.learn), len(lessons.held), told(lessons.held, was.Of), before.Brier, told(lessons.held, is.Of), after.Brier)
	if c.Write == "" {
		return nil
	}
	if after.Brier > before.Brier+slack {
		return pufa.Errorf(pufa.Conflict, "学完反而更差：Brier 从 %.3f 升到 %.3f，没有保存", before.Brier, after.Brier)
	}
	path := filepath.Join(c.Write, "knowledge/follow.csv")
	file, err := os.Create(path)
	if err == nil {
		_, err = is.WriteTo(file)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "写不进 " + path + "：--write 要给源码文件夹", Err: err}
	}
	return nil
}

// slack is how much worse is no worse: coefficients are written with three places.
const slack = 0.0005

// told is the share of the samples that are told rightly.
func told(samples []knowledge.Sample, of func(evidence []float64) float64) float64 {
	right := 0
	for _, s := range samples {
		if of(s.Evidence) >= 0.5 == s.Right {
			right++
		}
	}
	return float64(right) / math.Max(1, float64(len(samples)))
}

// witness notes what a knowledge base was asked last.
type witness struct {
	brain
	last knowledge.Asked
}

// Answer passes the question on.
func (w *witness) Answer(ctx context.Context, asked knowledge.Asked) (knowledge.Answer, error) {
	w.last = asked
	return w.brain.Answer(ctx, asked)
}
