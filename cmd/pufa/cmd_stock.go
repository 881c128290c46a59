package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
)

type stockCmd struct {
	List      stockListCmd      `cmd:"" help:"列出资料：每个地方还有多少份"`
	Add       stockAddCmd       `cmd:"" help:"加一种资料"`
	Change    stockChangeCmd    `cmd:"" help:"改资料的名称、种类，停用或恢复"`
	In        stockInCmd        `cmd:"" help:"入库：印好的、收到的"`
	Move      stockMoveCmd      `cmd:"" help:"调拨：从一个地方送到另一个地方"`
	Out       stockOutCmd       `cmd:"" help:"柜台发放：不在活动上发的，记进台账。活动上发的登记在活动里"`
	Spoil     stockSpoilCmd     `cmd:"" help:"损耗：受潮、过期、丢失"`
	Return    stockReturnCmd    `cmd:"" help:"退回库房；--away 是退给印刷厂或上级"`
	Count     stockCountCmd     `cmd:"" help:"盘点：写实际点到的份数，账面照它改"`
	Undo      stockUndoCmd      `cmd:"" help:"撤一笔记错的，再照实重记"`
	History   stockHistoryCmd   `cmd:"" help:"查每一笔：谁、什么时候、多少份"`
	Reconcile stockReconcileCmd `cmd:"" help:"对账：台账发放的份数和库存减少的份数差多少，为什么"`
}

type stockListCmd struct {
	All  bool `help:"停用的也列"`
	JSON bool `help:"每种资料输出一行 JSON"`
}

type stockListed struct {
	reach.Material
	Copies int             `json:"copies"`
	Places []reach.Balance `json:"places"`
	Short  bool            `json:"short"` // some place is below zero
}

// Run lists the materials with what lies where.
func (c *stockListCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		materials, err := b.stock.Materials(ctx)
		if err != nil {
			return err
		}
		balances, err := b.stock.Balances(ctx)
		if err != nil {
			return err
		}
		n := 0
		for _, m := range materials {
			listed := listStock(m, balances)
			if m.Retired && !c.All && len(listed.Places) == 0 {
				continue
			}
			n++
			if err := c.print(s, listed); err != nil {
				return err
			}
		}
		if n == 0 && !c.JSON {
			fmt.Fprintln(s.out, "还没有资料，用 pufa stock add 加上，再用 pufa stock in 记入库。")
		}
		return nil
	})
}

func listStock(m reach.Material, balances []reach.Balance) stockListed {
	listed := stockListed{Material: m, Places: []reach.Balance{}}
	for _, b := range balances {
		if b.Material == m.ID {
			listed.Places = append(listed.Places, b)
			listed.Copies += b.Copies
			listed.Short = listed.Short || b.Copies < 0
		}
	}
	return listed
}

func (c *stockListCmd) print(s *session, l stockListed) error {
	if c.JSON {
		return encodeLine(s.out, l)
	}
	line := l.Name
	if l.Kind != "" {
		line += "（" + l.Kind + "）"
	}
	line += fmt.Sprintf("　共 %d %s", l.Copies, l.Unit)
	var places []string
	for _, p := range l.Places {
		place := fmt.Sprintf("%s %d", p.Place, p.Copies)
		if p.Copies < 0 {
			place += "（账实不符，请补记入库或调拨，或者盘点）"
		}
		places = append(places, place)
	}
	if len(places) > 0 {
		line += "：" + strings.Join(places, "、")
	}
	if l.Retired {
		line += "　已停用"
	}
	_, err := fmt.Fprintln(s.out, line)
	return err
}

type stockAddCmd struct {
	Name  string `arg:"" name:"名称" help:"资料的名称，不能和别的重复"`
	Kind  string `help:"种类：宣传册、折页、海报、横幅、图书、纸杯、环保袋……" placeholder:"种类"`
	Unit  string `help:"单位" default:"份" placeholder:"单位"`
	Entry string `help:"印的是知识库里哪一篇资料：编号，从 pufa entry list --kind material 复制" placeholder:"编号"`
	JSON  bool   `help:"输出 JSON"`
}

// Run adds a material, of which there is none yet.
func (c *stockAddCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		if err := materialEntry(ctx, b, c.Entry); err != nil {
			return err
		}
		m, err := b.stock.PutMaterial(ctx, reach.Material{Name: strings.TrimSpace(c.Name), Kind: c.Kind, Unit: c.Unit, Entry: c.Entry})
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, m)
		}
		_, err = fmt.Fprintf(s.out, "已加上“%s”。印好或收到了，用 pufa stock in %s 份数 --by 姓名 记入库。\n", m.Name, m.Name)
		return err
	})
}

// materialEntry refuses a slug that is not of a material.
func materialEntry(ctx context.Context, b *base, slug string) error {
	if slug == "" || slug == none {
		return nil
	}
	e, err := b.findEntry(ctx, slug)
	if err != nil {
		return err
	}
	if e.Kind != knowledge.KindMaterial {
		return pufa.Errorf(pufa.Invalid, "“%s”是%s，不是宣传资料；用 pufa entry list --kind material 查看", e.Title, e.Kind.Chinese())
	}
	return nil
}

type stockChangeCmd struct {
	Material string `arg:"" name:"资料" help:"名称或编号"`
	Name     string `help:"新名称" placeholder:"名称"`
	Kind     string `help:"新种类" placeholder:"种类"`
	Entry    string `help:"知识库里哪一篇资料；写“无”是去掉" placeholder:"编号"`
	Retire   bool   `help:"停用：不再入库，剩下的照样能发" xor:"use"`
	Restore  bool   `help:"恢复使用" xor:"use"`
}

// Run changes what is given.
func (c *stockChangeCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		m, err := b.stock.Material(ctx, c.Material)
		if err != nil {
			return err
		}
		if err := materialEntry(ctx, b, c.Entry); err != nil {
			return err
		}
		if c.Name != "" {
			m.Name = strings.TrimSpace(c.Name)
		}
		if c.Kind != "" {
			m.Kind = c.Kind
		}
		if c.Entry != "" {
			m.Entry = *valueOf(c.Entry)
		}
		m.Retired = (m.Retired || c.Retire) && !c.Restore
		if _, err := b.stock.PutMaterial(ctx, m); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "已改好“%s”。\n", m.Name)
		return err
	})
}
