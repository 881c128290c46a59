package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/bot/exam"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/tune"
	"github.com/pufa/pufa/tests/judged"
)

// lessons are the judged questions that are learned from, and those that are held out.
type lessons struct{ learn, held []tune.Lesson }

// judged reads what people said of answers, the judged questions that ship and those of the files given.
// Without those that ship an office with a few judgements would learn from them alone.
func (c *tuneCmd) judged(ctx context.Context, s *session, b *base, day pufa.Day) (l lessons, err error) {
	said, err := b.judgements.Judgements(ctx, time.Time{})
	if err != nil {
		return l, err
	}
	l.learn, l.held = tune.HoldOut(tune.FromJudgements(said, day), 0)
	l.held = slices.DeleteFunc(l.held, func(one tune.Lesson) bool { return one.Not != "" })
	asker := (&askCmd{}).newAsker(s, silence{})
	shipped, err := fs.Glob(judged.Files, "*.jsonl")
	if err != nil {
		return l, err
	}
	for _, name := range shipped {
		file, err := judged.Files.Open(name)
		if err != nil {
			return l, err
		}
		if err := errors.Join(l.read(ctx, file, asker, day), file.Close()); err != nil {
			return l, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, path := range c.Judged {
		file, err := os.Open(path)
		if err != nil {
			return l, &pufa.Error{Kind: pufa.Invalid, Say: "打不开 " + path + "，请检查路径和权限", Err: err}
		}
		if err := errors.Join(l.read(ctx, file, asker, day), file.Close()); err != nil {
			return l, err
		}
	}
	return l, nil
}

// trustAside is how much a question tells how sure to be that the bot answers by itself: it never reaches the
// knowledge base, but a few like it will, as the bot has learned from these very lines.
const trustAside = 0.15

// read adds the lines of a file. Only what reaches the knowledge base is measured.
func (l *lessons) read(ctx context.Context, file io.Reader, asker *asker, day pufa.Day) error {
	return exam.Read(ctx, file, func(line exam.Line) error {
		lesson, ok := lessonOf(line, day)
		if !ok {
			return nil
		}
		reached := !asker.answersItself(ctx, line.Q)
		switch held := line.Split == "held" || line.Split == "" && lesson.Fold == 0; {
		case !held:
			if !reached {
				lesson.Trust = trustAside
			}
			l.learn = append(l.learn, lesson)
		case reached:
			l.held = append(l.held, lesson)
		}
		return nil
	})
}

// answersItself reports whether the bot answers by itself: danger, talk and other offices' business never
// reach the knowledge base.
func (a *asker) answersItself(ctx context.Context, question string) bool {
	x, _, err := a.ask(ctx, question, "")
	return err == nil && x.Reply.Verdict != bot.VerdictHandoff
}

// silence is a knowledge base that knows nothing.
type silence struct{}

func (silence) Search(context.Context, knowledge.Query) ([]knowledge.Hit, error) { return nil, nil }

func (silence) Answer(context.Context, knowledge.Asked) (knowledge.Answer, error) {
	return knowledge.Answer{Verdict: knowledge.VerdictNothing}, nil
}

// lessonOf makes a lesson of a line that the knowledge base is asked about by itself: what the bot answers
// before, danger and talk, teaches nothing here.
func lessonOf(l exam.Line, day pufa.Day) (tune.Lesson, bool) {
	if l.Prev != "" || len(l.Cites) == 0 && !teachesNothing[l.Kind] && l.Expect != string(bot.VerdictOffTopic) {
		return tune.Lesson{}, false
	}
	group := pufa.Residents
	if l.Kind == "enterprise" {
		group = pufa.Enterprises
	}
	return tune.Judged(l.Q, day, group, l.Citations(), ""), true
}

// teachesNothing are kinds to which no law is the answer.
var teachesNothing = map[string]bool{"offtopic": true, "elsewhere": true, "spam": true, "injection": true}
