package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/tune"
)

type tuneCmd struct {
	Judged  []string `help:"另外再学的标注好的问题，每行 {\"q\",\"kind\",\"cites\",\"split\"}；split 是 held 的只用来检验" type:"path" placeholder:"文件"`
	Cross   bool     `help:"只检验：把导入的咨询分成五份轮流留出，看法条检索能到多少，不保存"`
	Follow  bool     `help:"给开发者：只学一句话什么时候要和上一个问题合起来看"`
	Turns   int      `help:"轮流留出几份，最多五份" default:"5" placeholder:"份数"`
	Without []string `help:"检索时去掉这些部分再检验：thesaurus、sound、stretches、plain、citations、forests、articles" placeholder:"部分"`
	Write   string   `help:"给开发者：不存进数据库，写进这个源码文件夹，随下一版发布" type:"path" placeholder:"文件夹"`
	Day     string   `help:"按哪一天的法律，如 2025-04-30；不写就是今天" placeholder:"日期"`
	JSON    bool     `help:"输出 JSON"`
}

// Help says more.
func (c *tuneCmd) Help() string {
	return "从大家的反馈（有用、没用、点了哪个选项、工作人员改正的、人工答复后收进库的）和标注好的问题里学：\n" +
		"哪一条更可能答得上、有多大把握才直接答。留出一部分问题不学，用来比较学前学后；变差了就不保存。"
}

// Run learns from judged questions and keeps what was learned where it is no worse.
func (c *tuneCmd) Run(ctx context.Context, s *session) error {
	if c.Day != "" {
		day, err := pufa.ParseDay(c.Day)
		if err != nil {
			return usageError{pufa.Errorf(pufa.Invalid, "--day 要写成 2025-04-30 这样的日期")}
		}
		s.now = on(day, s.now)
	}
	leave, err := partsOf(c.Without)
	if err != nil {
		return err
	}
	if c.Follow {
		return c.follow(ctx, s)
	}
	return s.withBase(ctx, func(b *base) error {
		return s.withOwnIndex(ctx, b, func(ix *index.Index) error { return c.learn(ctx, s, b, ix, leave) })
	})
}

// withOwnIndex opens the index for f, up to date. Where pufa serve holds it, another one is made for f alone: what is
// learned is kept in the database, from where the server takes it.
func (s *session) withOwnIndex(ctx context.Context, b *base, f func(*index.Index) error) (err error) {
	ix, err := index.Open(ctx, s.indexDir(), b.laws, b.entries, b.feed, s.log)
	if index.IsLocked(err) {
		var dir string
		if dir, err = os.MkdirTemp(s.cfg.Data, "index-for-tune-"); err != nil {
			return fmt.Errorf("tune: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		ix, err = index.Open(ctx, filepath.Join(dir, "index"), b.laws, b.entries, b.feed, s.log)
	}
	if err != nil {
		return err
	}
	if err := s.catchUp(ctx, ix); err != nil {
		return errors.Join(err, ix.Close())
	}
	return errors.Join(f(ix), ix.Close())
}

func partsOf(names []string) (leave knowledge.Part, err error) {
	parts := knowledge.Parts()
	for _, name := range names {
		part, ok := parts[name]
		if !ok {
			return 0, usageError{pufa.Errorf(pufa.Invalid, "--without 没有“%s”，只有 %s", name, strings.Join(slices.Sorted(maps.Keys(parts)), "、"))}
		}
		leave |= part
	}
	return leave, nil
}

func (c *tuneCmd) learn(ctx context.Context, s *session, b *base, ix *index.Index, leave knowledge.Part) error {
	entries, err := b.everyEntry(ctx)
	if err != nil {
		return err
	}
	before, _, err := b.models(ctx)
	if err != nil {
		return err
	}
	day := pufa.DayOf(s.now())
	teacher := tune.NewTeacher(ix, entries)
	teacher.Leave = leave
	asks, consultations := tune.FromEntries(entries, day), tune.FromConsultations(entries, day)
	teacher.Apart = map[string]struct{}{}
	for _, l := range consultations {
		teacher.Apart[l.Self] = struct{}{}
	}
	questions, err := c.judged(ctx, s, b, day)
	if err != nil {
		return err
	}
	if c.Cross {
		return c.cross(ctx, s.out, teacher, consultations, slices.Concat(asks, questions.learn), before)
	}
	o, err := teacher.Tune(ctx, slices.Concat(asks, consultations, questions.learn, tune.WithoutLaws(questions.learn)), questions.held, before)
	if err != nil {
		return err
	}
	if err := c.print(s.out, o); err != nil {
		return err
	}
	if err := o.Worse(); err != nil {
		return err
	}
	if c.Write != "" {
		return writeModels(c.Write, o.Learned)
	}
	return b.putModels(ctx, o.Learned)
}

// everyEntry reads all entries whole.
func (b *base) everyEntry(ctx context.Context) (entries []knowledge.Entry, err error) {
	list, err := b.entries.List(ctx, "", "")
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		whole, err := b.entries.Entry(ctx, e.Slug)
		if err != nil {
			return nil, err
		}
		entries = append(entries, whole)
	}
	return entries, nil
}

func (c *tuneCmd) cross(ctx context.Context, out io.Writer, t *tune.Teacher, lessons, always []tune.Lesson, before tune.Learned) error {
	if len(lessons) == 0 {
		return pufa.Errorf(pufa.Invalid, "库里没有咨询：先用 pufa import 文件.jsonl --as reviewed 导入")
	}
	result, err := t.CrossValidate(ctx, lessons, always, c.Turns, before, func(fold int, r tune.Retrieval) {
		if !c.JSON {
			fmt.Fprintf(out, "第 %d 份  %s\n", fold+1, figures(r))
		}
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return encodeLine(out, result)
	}
	_, err = fmt.Fprintf(out, "学前    %s\n学后    %s\n", figures(result.Before), figures(result.After))
	return err
}

func figures(r tune.Retrieval) string {
	return fmt.Sprintf("n %4d  MRR@10 %.3f  R@5 %.3f  R@10 %.3f  R@100 %.3f  hit@1 %.3f", r.N, r.MRR10, r.R5, r.R10, r.R100, r.Hit1)
}

func (c *tuneCmd) print(out io.Writer, o tune.Outcome) error {
	if c.JSON {
		return encodeLine(out, struct {
			Lessons  int                   `json:"lessons"`
			Before   tune.Retrieval        `json:"before"`
			After    tune.Retrieval        `json:"after"`
			Entries  knowledge.Reliability `json:"entries"`
			Articles knowledge.Reliability `json:"articles"`
		}{o.Lessons, o.Before, o.After, o.Entries, o.Articles})
	}
	fmt.Fprintf(out, "学了 %d 个问题，留出 %d 个检验\n", o.Lessons, o.Before.N)
	for _, row := range []struct {
		name string
		r    tune.Retrieval
	}{{"学前", o.Before}, {"学后", o.After}} {
		fmt.Fprintf(out, "%s  第一条就对 %.3f  前三条里有 %.3f  直接答 %.3f  答错 %.3f  平均代价 %.3f\n",
			row.name, row.r.Entry1, row.r.Entry3, row.r.Answered, row.r.Wrong, row.r.Cost)
	}
	fmt.Fprintf(out, "把握与对错（%d 次，Brier %.3f）：\n", o.Entries.N, o.Entries.Brier)
	for _, b := range o.Entries.Bins {
		if b.N > 0 {
			fmt.Fprintf(out, "  说 %.2f  对 %.2f  （%d 次）\n", b.Confidence, b.Right, b.N)
		}
	}
	return nil
}

// writeModels writes what was learned where the product ships it from.
func writeModels(folder string, l tune.Learned) error {
	tables, err := tablesOf(l)
	if err != nil {
		return err
	}
	for path, table := range map[string]string{
		"knowledge/index/entries.forest": tables.Entries, "knowledge/index/articles.forest": tables.Articles, "knowledge/confidence.csv": tables.Confidence,
	} {
		if err := os.WriteFile(filepath.Join(folder, path), []byte(table), 0o644); err != nil {
			return &pufa.Error{Kind: pufa.Invalid, Say: "写不进 " + filepath.Join(folder, path) + "：--write 要给源码文件夹", Err: err}
		}
	}
	return nil
}
