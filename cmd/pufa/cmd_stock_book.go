package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

type stockHistoryCmd struct {
	Material string `help:"只看这种资料：名称或编号" placeholder:"资料"`
	Place    string `help:"只看这个地方" placeholder:"地方"`
	From     string `help:"从哪一天" placeholder:"日期"`
	To       string `help:"到哪一天（含）" placeholder:"日期"`
	JSON     bool   `help:"每一笔输出一行 JSON"`
}

// Run lists the moves, the latest first.
func (c *stockHistoryCmd) Run(ctx context.Context, s *session) error {
	filter := store.MoveFilter{Place: c.Place}
	var err error
	if filter.From, filter.To, err = parseDays(c.From, c.To); err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		if c.Material != "" {
			m, err := b.stock.Material(ctx, c.Material)
			if err != nil {
				return err
			}
			filter.Material = m.ID
		}
		materials, err := b.stock.Materials(ctx)
		if err != nil {
			return err
		}
		moves, err := b.stock.Moves(ctx, filter)
		if err != nil {
			return err
		}
		for _, m := range moves {
			if err := c.print(s, m, materials); err != nil {
				return err
			}
		}
		if len(moves) == 0 && !c.JSON {
			fmt.Fprintln(s.out, "没有这样的记录。")
		}
		return nil
	})
}

func (c *stockHistoryCmd) print(s *session, m reach.Move, materials []reach.Material) error {
	if c.JSON {
		return encodeLine(s.out, m)
	}
	var of reach.Material
	if i := slices.IndexFunc(materials, func(x reach.Material) bool { return x.ID == m.Material }); i >= 0 {
		of = materials[i]
	}
	what := m.Kind.Chinese()
	if m.Corrects != "" {
		what = "撤：" + what
	}
	line := fmt.Sprintf("%s\t%s\t%s\t%s %d %s\t%s\t%s", m.ID, m.Day, what, of.Name, m.Copies, of.Unit, places(m), m.By)
	if m.Note != "" {
		line += "\t" + m.Note
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}

func places(m reach.Move) string {
	switch {
	case m.From == "":
		return "到 " + m.To
	case m.To == "":
		return "从 " + m.From
	default:
		return m.From + " → " + m.To
	}
}

type stockReconcileCmd struct {
	periodFlags
	JSON bool `help:"输出 JSON"`
}

// Run compares what the ledger says was given out with the stock.
func (c *stockReconcileCmd) Run(ctx context.Context, s *session) error {
	from, to, err := c.period(pufa.DayOf(s.now()))
	if err != nil {
		return usageError{err}
	}
	return s.withBase(ctx, func(b *base) error {
		statement, err := reach.NewStockStatement(ctx, b.stock, from, to)
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, statement)
		}
		fmt.Fprintf(s.out, "%s 至 %s\n期初 + 入库 + 盘点调整 − 活动发放 − 柜台发放 − 损耗 − 退出 = 期末\n\n", from.Chinese(), to.Chinese())
		rows := [][]string{{"期初", "入库", "活动发放", "柜台发放", "损耗", "退出", "盘点调整", "期末", "台账发放", "资料"}}
		for _, l := range statement.Lines {
			var row []string
			for _, n := range []int{l.Opening, l.Received, l.AtEvents, l.AtCounters, l.Spoiled, l.SentBack, l.Adjusted, l.Closing, l.Given} {
				row = append(row, strconv.Itoa(n))
			}
			rows = append(rows, append(row, l.Material.Name))
		}
		s.printTable(rows)
		_, err = fmt.Fprintln(s.out, "\n"+statement.Chinese())
		return err
	})
}
