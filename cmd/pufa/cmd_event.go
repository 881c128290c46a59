package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

type eventCmd struct {
	New    eventNewCmd    `cmd:"" help:"登记一场活动；时间还没到就登记成计划"`
	Hold   eventHoldCmd   `cmd:"" help:"计划的活动办完了，报人数、资料等"`
	Edit   eventEditCmd   `cmd:"" help:"更正一场活动，要写原因；台账跟着改，原来的数留有记录"`
	Check  eventCheckCmd  `cmd:"" help:"核对一场活动：由没有登记、改动过它的人"`
	Cancel eventCancelCmd `cmd:"" help:"取消一场活动，要写原因；它的数全部从台账里减去"`
	List   eventListCmd   `cmd:"" help:"列出活动"`
	Import eventImportCmd `cmd:"" help:"从原来的表格（.xlsx 或 .csv）导入活动，重复导入不会重复登记"`
	Show   eventShowCmd   `cmd:"" help:"查看一场活动：内容、经过、台账里的数"`

	SignIn eventSignInCmd `cmd:"" name:"signin" help:"一场活动的扫码签到：多少人，什么时候来的；划去假的签到"`
	Poster eventPosterCmd `cmd:"" help:"做一场活动的签到海报（A4）"`
}

// eventArg names one event on the command line.
type eventArg struct {
	Name string `arg:"" name:"编号" help:"活动编号，如 2026-011，从 pufa event list 复制"`
}

type eventListCmd struct {
	From      string `help:"从哪一天" placeholder:"日期"`
	To        string `help:"到哪一天（含）" placeholder:"日期"`
	State     string `help:"planned 计划中、held 已举办、cancelled 已取消" enum:"planned,held,cancelled," default:"" placeholder:"状态"`
	Form      string `help:"只看一种形式，如 讲座" placeholder:"形式"`
	Scene     string `help:"只看六进里的一种，如 进社区" placeholder:"六进"`
	Community string `help:"只看一个社区" placeholder:"社区"`
	Text      string `help:"名称、主题、地点或编号里有这些字" placeholder:"文字"`
	JSON      bool   `help:"每场活动输出一行 JSON"`
}

// Run lists events, the latest first.
func (c *eventListCmd) Run(ctx context.Context, s *session) error {
	filter, err := c.filter()
	if err != nil {
		return usageError{err}
	}
	return s.withBase(ctx, func(b *base) error {
		events, err := b.events.Events(ctx, filter)
		if err != nil {
			return err
		}
		if c.JSON {
			for _, e := range events {
				if err := encodeLine(s.out, e); err != nil {
					return err
				}
			}
			return nil
		}
		s.printEvents(events, filter)
		return nil
	})
}

func (c *eventListCmd) filter() (f store.EventFilter, err error) {
	f = store.EventFilter{State: reach.EventState(c.State), Form: c.Form, Scene: c.Scene, Community: c.Community, Text: c.Text}
	for day, text := range map[*pufa.Day]string{&f.From: c.From, &f.To: c.To} {
		if text == "" {
			continue
		}
		if *day, err = pufa.ParseDay(text); err != nil {
			return f, err
		}
	}
	if f.From != "" && f.To != "" && f.From > f.To {
		return f, pufa.Errorf(pufa.Invalid, "开始的日期 %s 晚于结束的日期 %s，请对调", f.From, f.To)
	}
	return f, nil
}

func (s *session) printEvents(events []reach.Event, filter store.EventFilter) {
	switch {
	case len(events) == 0 && filter == store.EventFilter{}:
		fmt.Fprintln(s.out, "还没有活动，用 pufa event new 登记。")
		return
	case len(events) == 0:
		fmt.Fprintln(s.out, "没有符合的活动，请放宽条件再找。")
		return
	}
	rows := [][]string{{"编号", "日期", "状态", "核对", "形式", "六进", "社区", "到场", "名称"}}
	for _, e := range events {
		heads, checked := "", ""
		if len(e.Heads) > 0 && e.State == reach.EventDone {
			heads = fmt.Sprintf("%d 人（%s）", e.Heads[0].People, e.Heads[0].Basis.Chinese())
		}
		if e.State == reach.EventDone {
			if checked = e.CheckedBy.Name; checked == "" {
				checked = "待核对"
			}
		}
		rows = append(rows, []string{e.Number, string(e.Day()), e.State.Chinese(), checked, e.Form, e.Scene, e.Community, heads, e.Name})
	}
	s.printTable(rows)
	fmt.Fprintf(s.out, "共 %d 场\n", len(events))
}

// printTable prints rows of one width in columns; the last column is as wide as it is.
func (s *session) printTable(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
			}
		}
		fmt.Fprintln(s.out, strings.TrimRight(b.String(), " "))
	}
}
