package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/schedule/calendar"
	"github.com/pufa/pufa/store"
)

type calendarProposeCmd struct {
	ID   string `arg:"" optional:"" name:"编号" help:"拟哪一项，编号见 pufa calendar；不写就拟今天已到准备时间的各项"`
	Year int    `help:"哪一年的，默认今天以后最近的一次；不写编号就是那一年的各项" placeholder:"年份"`
	JSON bool   `help:"每份草案输出一行 JSON"`
	draftFlags
}

// proposalLine is a proposal as JSON.
type proposalLine struct {
	calendarLine
	Title   string      `json:"title"`
	Purpose string      `json:"purpose"`
	Pieces  []pieceLine `json:"pieces"`
	Missing []string    `json:"missing"`
}

type pieceLine struct {
	Entry   string              `json:"entry"`
	Title   string              `json:"title"`
	Kind    knowledge.EntryKind `json:"kind"`
	State   knowledge.State     `json:"state"`
	Reasons []string            `json:"reasons"`
	Heed    []string            `json:"heed"`
}

// shelf joins the stored entries with the search.
type shelf struct {
	store.Entries
	brain
}

// Run proposes campaigns and prints them, or stores them as drafts.
func (c *calendarProposeCmd) Run(ctx context.Context, s *session) error {
	by, err := c.author(ctx, s)
	if err != nil {
		return err
	}
	chosen, err := c.occurrences(s)
	if err != nil {
		return err
	}
	if len(chosen) == 0 && !c.JSON {
		fmt.Fprintln(s.out, "今天没有到准备时间的。用 pufa calendar 看全年，用 pufa calendar propose 编号 提前拟。")
	}
	if len(chosen) == 0 {
		return nil
	}
	return s.withBrain(ctx, func(b *base, search brain) error {
		for i, o := range chosen {
			p, err := calendar.Propose(ctx, shelf{b.entries, search}, o)
			if err != nil {
				return err
			}
			switch {
			case c.Draft:
				err = c.store(ctx, s, b, p, by)
			case c.JSON:
				err = encodeLine(s.out, lineOfProposal(p))
			default:
				err = printProposal(s.out, i, p)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *calendarProposeCmd) occurrences(s *session) ([]calendar.Occurrence, error) {
	cal, err := s.calendar()
	if err != nil {
		return nil, err
	}
	today := pufa.DayOf(s.now())
	if c.Year != 0 {
		if err := calendar.CheckYear(c.Year); err != nil {
			return nil, usageError{err}
		}
	}
	switch {
	case c.ID == "" && c.Year != 0:
		return cal.Year(c.Year), nil
	case c.ID == "":
		return cal.Due(today), nil
	}
	e, err := cal.Entry(c.ID)
	if err != nil {
		return nil, err
	}
	if c.Year == 0 {
		o, err := e.Next(today.Add(-1))
		return []calendar.Occurrence{o}, err
	}
	all := e.In(c.Year)
	if len(all) == 0 {
		return nil, pufa.Errorf(pufa.NotFound, "“%s”在 %d 年没有日子。每年另定的，请在本单位的日历文件里写：各年: {%d: 日子}", e.Name, c.Year, c.Year)
	}
	return all, nil
}

func lineOfProposal(p calendar.Proposal) proposalLine {
	line := proposalLine{calendarLine: lineOfOccurrence(p.Occurrence), Title: p.Title, Purpose: p.Purpose,
		Pieces: []pieceLine{}, Missing: append([]string{}, p.Missing...)}
	for _, piece := range p.Pieces {
		line.Pieces = append(line.Pieces, pieceLine{piece.Slug, piece.Title, piece.Kind, piece.State,
			append([]string{}, piece.Reasons...), append([]string{}, piece.Heed...)})
	}
	return line
}

func printProposal(w io.Writer, i int, p calendar.Proposal) error {
	var b strings.Builder
	if i > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s\n  日子：%s，%s开始准备\n  目的：%s\n", p.Title, p.Occurrence.Chinese(),
		p.Occurrence.Begin().Chinese(), p.Purpose)
	for n, piece := range p.Pieces {
		fmt.Fprintf(&b, "  %d. %s（%s，%s）\n     理由：%s\n", n+1, piece.Title, piece.Kind.Chinese(), piece.Slug, strings.Join(piece.Reasons, "；"))
		if len(piece.Heed) > 0 {
			fmt.Fprintf(&b, "     注意：%s\n", strings.Join(piece.Heed, "；"))
		}
	}
	switch {
	case len(p.Pieces) == 0:
		b.WriteString("  知识库里还没有合适的内容，请先写几条再推，写法见 docs/entries.md。\n")
	case len(p.Missing) > 0:
		fmt.Fprintf(&b, "  知识库里还没有：%s\n", strings.Join(p.Missing, "、"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
