package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

// stockMoveFlags are what every move says.
type stockMoveFlags struct {
	Material string `arg:"" name:"资料" help:"名称或编号，用 pufa stock list 查看"`
	Copies   int    `arg:"" name:"份数" help:"多少份"`
	By       string `help:"谁经手，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	Note     string `help:"说明" placeholder:"文字"`
	Day      string `help:"哪一天的事，默认今天" placeholder:"日期"`
	Key      string `help:"登记号：同一个号再登记一次不会重复" placeholder:"号"`
	JSON     bool   `help:"输出 JSON"`
}

// post records the move and says what lies where now.
func (f stockMoveFlags) post(ctx context.Context, s *session, m reach.Move) error {
	ctx, by, err := s.act(ctx, f.By)
	if err != nil {
		return err
	}
	m.At, m.Day, m.Copies, m.By, m.Note, m.Key = s.now(), pufa.DayOf(s.now()), f.Copies, by.Name, strings.TrimSpace(f.Note), f.Key
	if f.Day != "" {
		if m.Day, err = pufa.ParseDay(f.Day); err != nil {
			return usageError{err}
		}
	}
	if err := m.Check(pufa.DayOf(s.now())); err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		material, err := b.stock.Material(ctx, f.Material)
		if err != nil {
			return err
		}
		strange, err := s.strangePlace(ctx, b, m.To)
		if err != nil {
			return err
		}
		m.Material = material.ID
		posted, added, err := b.stock.Move(ctx, m)
		if err != nil {
			return err
		}
		if f.JSON {
			return encodeLine(s.out, posted)
		}
		if !added {
			fmt.Fprintln(s.out, "这一笔已经记过，没有再记。")
		}
		fmt.Fprintf(s.out, "%s %d %s，编号 %s\n", posted.Kind.Chinese(), posted.Copies, material.Unit, posted.ID)
		if strange {
			fmt.Fprintf(s.out, "“%s”是第一次出现的地方；写错了就撤掉重记。\n", m.To)
		}
		return s.printStock(ctx, b, material)
	})
}

// strangePlace tells of a place that is neither the storeroom nor a community and where nothing has lain before.
func (s *session) strangePlace(ctx context.Context, b *base, place string) (bool, error) {
	if place == "" || place == reach.Storeroom || slices.Contains(s.cfg.Office.Communities, place) {
		return false, nil
	}
	before, err := b.stock.Moves(ctx, store.MoveFilter{Place: place})
	return len(before) == 0, err
}

func (s *session) printStock(ctx context.Context, b *base, m reach.Material) error {
	balances, err := b.stock.Balances(ctx)
	if err != nil {
		return err
	}
	return (&stockListCmd{}).print(s, listStock(m, balances))
}

// community returns the place where it is one of the office's.
func (s *session) community(place string) string {
	if slices.Contains(s.cfg.Office.Communities, place) {
		return place
	}
	return ""
}

type stockInCmd struct {
	stockMoveFlags
	To string `help:"放在哪里" default:"库房" placeholder:"地方"`
}

// Run records what was printed or received.
func (c *stockInCmd) Run(ctx context.Context, s *session) error {
	return c.post(ctx, s, reach.Move{Kind: reach.Received, To: c.To})
}

type stockMoveCmd struct {
	stockMoveFlags
	From string `help:"从哪里" default:"库房" placeholder:"地方"`
	To   string `help:"到哪里：社区，或者别的地方" required:"" placeholder:"地方"`
}

// Run records what was carried from one place to another.
func (c *stockMoveCmd) Run(ctx context.Context, s *session) error {
	return c.post(ctx, s, reach.Move{Kind: reach.Relocated, From: c.From, To: c.To})
}

type stockOutCmd struct {
	stockMoveFlags
	From string `help:"从哪里发的" default:"库房" placeholder:"地方"`
}

// Run records what was handed out at a counter, in the ledger too.
func (c *stockOutCmd) Run(ctx context.Context, s *session) error {
	return c.post(ctx, s, reach.Move{Kind: reach.AtCounter, From: c.From, Community: s.community(c.From)})
}

type stockSpoilCmd struct {
	stockMoveFlags
	From string `help:"在哪里" default:"库房" placeholder:"地方"`
}

// Run records what cannot be given out any more.
func (c *stockSpoilCmd) Run(ctx context.Context, s *session) error {
	return c.post(ctx, s, reach.Move{Kind: reach.Spoiled, From: c.From})
}

type stockReturnCmd struct {
	stockMoveFlags
	From string `help:"从哪里退回" placeholder:"地方"`
	Away bool   `help:"退给印刷厂、上级等来处，不再是本单位的；不写 --from 就从库房退"`
}

// Run records what came back to the storeroom, or left it for where it had come from.
func (c *stockReturnCmd) Run(ctx context.Context, s *session) error {
	m := reach.Move{Kind: reach.SentBack, From: c.From, To: reach.Storeroom}
	if c.Away {
		m.To = ""
		if m.From == "" {
			m.From = reach.Storeroom
		}
	}
	return c.post(ctx, s, m)
}

type stockCountCmd struct {
	Material string `arg:"" name:"资料" help:"名称或编号，用 pufa stock list 查看"`
	Copies   int    `arg:"" name:"份数" help:"实际点到多少份，可以是 0"`
	At       string `help:"在哪里点的" default:"库房" placeholder:"地方"`
	By       string `help:"谁点的，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	Note     string `help:"和账面不一样时写原因" placeholder:"文字"`
	Key      string `help:"登记号：同一个号再登记一次不会重复" placeholder:"号"`
	JSON     bool   `help:"输出 JSON"`
}

// Run sets the balance to what was counted.
func (c *stockCountCmd) Run(ctx context.Context, s *session) error {
	flags := stockMoveFlags{Material: c.Material, Copies: c.Copies, By: c.By, Note: c.Note, Key: c.Key, JSON: c.JSON}
	return flags.post(ctx, s, reach.Move{Kind: reach.StockTaken, To: c.At})
}

type stockUndoCmd struct {
	ID   string `arg:"" name:"编号" help:"哪一笔，从 pufa stock history 复制"`
	By   string `help:"谁撤的，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	Note string `help:"为什么" required:"" placeholder:"文字"`
	JSON bool   `help:"输出 JSON"`
}

// Run takes a move back, with the ledger's row of it.
func (c *stockUndoCmd) Run(ctx context.Context, s *session) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		undo, added, err := b.stock.Undo(ctx, pufa.ID(c.ID), by.Name, s.now(), strings.TrimSpace(c.Note))
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, undo)
		}
		if !added {
			fmt.Fprintln(s.out, "这一笔已经撤过，没有改动。")
			return nil
		}
		material, err := b.stock.Material(ctx, string(undo.Material))
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "已撤：%s %d %s\n", undo.Kind.Chinese(), -undo.Copies, material.Unit)
		return s.printStock(ctx, b, material)
	})
}
