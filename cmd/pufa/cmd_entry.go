package main

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
)

type entryCmd struct {
	List entryListCmd `cmd:"" help:"列出问答、案例和资料"`
	Show entryShowCmd `cmd:"" help:"按标准格式显示一篇，可存成文件修改后再导入"`
}

type entryListCmd struct {
	Kind  string `help:"qa 问答、case 以案释法、material 宣传资料" enum:"qa,case,material," default:"" placeholder:"种类"`
	State string `help:"draft 草稿、starter 起始、reviewed 已审、retired 停用" enum:"draft,starter,reviewed,retired," default:"" placeholder:"状态"`
	JSON  bool   `help:"每篇输出一行 JSON"`
}

type entryLine struct {
	Entry string              `json:"entry"`
	Kind  knowledge.EntryKind `json:"kind"`
	State knowledge.State     `json:"state"`
	Field string              `json:"field"`
	Title string              `json:"title"`
}

// Run lists entries by slug.
func (c *entryListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		entries, err := b.entries.List(ctx, knowledge.EntryKind(c.Kind), knowledge.State(c.State))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if c.JSON {
				err = encodeLine(s.out, entryLine{e.Slug, e.Kind, e.State, e.Field, e.Title})
			} else {
				_, err = fmt.Fprintf(s.out, "%s\t%s\t%s\t%s\t%s\n", e.Slug, e.Kind.Chinese(), e.State.Chinese(), e.Field, e.Title)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

type entryShowCmd struct {
	Slug string `arg:"" name:"编号" help:"编号，从 pufa entry list 复制"`
	JSON bool   `help:"输出 JSON"`
}

// Run prints one entry in its canonical form.
func (c *entryShowCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		e, err := b.findEntry(ctx, c.Slug)
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, documentOfEntry(e))
		}
		_, err = s.out.Write(intake.FormatEntry(e))
		return err
	})
}

// entryDocument is the JSON form of a whole entry. Lists are never null.
type entryDocument struct {
	Entry    string              `json:"entry"`
	Kind     knowledge.EntryKind `json:"kind"`
	State    knowledge.State     `json:"state"`
	Title    string              `json:"title"`
	Asks     []string            `json:"asks"`
	Body     string              `json:"body"`
	Sections []knowledge.Section `json:"sections"`
	Field    string              `json:"field"`
	Topics   []string            `json:"topics"`
	For      []pufa.Group        `json:"for"`
	Cites    []citedShort        `json:"citations"`
	Related  []string            `json:"related"`
	Phones   []string            `json:"phones"`
	Keywords []string            `json:"keywords"`
	Source   string              `json:"source"`
	Reviewer string              `json:"reviewer"`
	Reviewed pufa.Day            `json:"reviewed"`
	Review   pufa.Day            `json:"review"`
	Check    string              `json:"check"`
}

func documentOfEntry(e knowledge.Entry) entryDocument {
	return entryDocument{
		Entry: e.Slug, Kind: e.Kind, State: e.State, Title: e.Title, Asks: listed(e.Asks), Body: e.Body,
		Sections: listed(e.Sections), Field: e.Field, Topics: listed(e.Topics), For: listed(e.For),
		Cites: short(e.Cites), Related: listed(e.Related), Phones: listed(e.Phones), Keywords: listed(e.Keywords),
		Source: e.Source, Reviewer: e.Reviewer, Reviewed: e.Reviewed, Review: e.Review, Check: e.Check,
	}
}

// listed makes the empty list of none, which JSON would call null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
