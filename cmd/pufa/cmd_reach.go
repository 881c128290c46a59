package main

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

type reachCmd struct {
	periodFlags
	JSON bool `help:"每种触达输出一行 JSON"`
}

// periodFlags choose days, both included.
type periodFlags struct {
	From string `help:"从哪一天，默认今年 1 月 1 日" placeholder:"日期"`
	To   string `help:"到哪一天（含），默认今天" placeholder:"日期"`
}

type reachLine struct {
	Kind   reach.Kind  `json:"kind"`
	Basis  reach.Basis `json:"basis"`
	Rows   int         `json:"rows"`
	Times  int         `json:"times"`
	People int         `json:"people"`
	Copies int         `json:"copies"`
}

// Run prints the totals of the period by kind and basis.
func (c *reachCmd) Run(ctx context.Context, s *session) error {
	from, to, err := c.period(pufa.DayOf(s.now()))
	if err != nil {
		return usageError{err}
	}
	return s.withBase(ctx, func(b *base) error {
		totals, err := b.ledger.Totals(ctx, from, to)
		if err != nil {
			return err
		}
		if !c.JSON {
			fmt.Fprintf(s.out, "%s 至 %s\n人次是接触的次数，人是期间内不重复的人；两者不相加。\n\n", from.Chinese(), to.Chinese())
			fmt.Fprintf(s.out, "%-8s\t%s\t%s\t%s\t%s\n", "种类", "人次", "人", "份", "计数口径")
		}
		if !c.JSON && len(totals) == 0 {
			fmt.Fprintln(s.out, "这段时间还没有记录。")
		}
		for _, t := range totals {
			if err := c.print(s, t); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c periodFlags) period(today pufa.Day) (from, to pufa.Day, err error) {
	from, to = today[:4]+"-01-01", today
	if c.From != "" {
		if from, err = pufa.ParseDay(c.From); err != nil {
			return "", "", err
		}
	}
	if c.To != "" {
		if to, err = pufa.ParseDay(c.To); err != nil {
			return "", "", err
		}
	}
	if from > to {
		return "", "", pufa.Errorf(pufa.Invalid, "开始的日期 %s 晚于结束的日期 %s，请对调", from, to)
	}
	return from, to, nil
}

func (c *reachCmd) print(s *session, t reach.Total) error {
	if c.JSON {
		return encodeLine(s.out, reachLine{t.Kind, t.Basis, t.Rows, t.Times, t.People, t.Copies})
	}
	if t.Times == 0 && t.People == 0 && t.Copies == 0 { // all of it was taken back
		return nil
	}
	_, err := fmt.Fprintf(s.out, "%-8s\t%d\t%d\t%d\t%s\n", t.Kind.Chinese(), t.Times, t.People, t.Copies, t.Basis.Chinese())
	return err
}
