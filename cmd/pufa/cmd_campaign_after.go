package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// onceFlags name one occurrence of a plan, and who does something about it.
type onceFlags struct {
	ID string `arg:"" name:"编号" help:"计划编号，从 pufa campaign list 复制"`
	At string `help:"哪一次：日期，一天有几次的写上钟点，如 \"2026-12-04 09:00\"" required:"" placeholder:"时间"`
	By string `help:"谁来做，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
}

type campaignDeleteCmd struct{ onceFlags }

// Run deletes what an occurrence has sent, as far as WeChat can.
func (c *campaignDeleteCmd) Run(ctx context.Context, s *session) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		courier, err := s.findCourier(b)
		if err != nil {
			return err
		}
		why, err := courier.Recall(ctx, recalling{pufa.ID(c.ID), c.At, by})
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "已请微信删除：%s。\n粉丝会话里的卡片还在，点开显示已被删除；已经读过的收不回来。\n", why)
		return nil
	})
}

type campaignSettleCmd struct {
	onceFlags
	Sent    bool `help:"在微信公众平台看到已经发出" xor:"outcome" required:""`
	NotSent bool `help:"在微信公众平台看到没有发出" xor:"outcome" required:""`
}

// Run stores what somebody has found out about an occurrence that is to be looked into.
func (c *campaignSettleCmd) Run(ctx context.Context, s *session) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		clerk := schedule.NewClerk(b.campaigns, store.NewOutcomes(b.db))
		d, err := clerk.Settle(ctx, pufa.ID(c.ID), c.At, c.Sent, by, s.now())
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%s 那一次现在是%s。\n", civil(d.Occurrence), d.State.Chinese())
		return nil
	})
}

type campaignRunCmd struct{}

// Run does what is due now, once.
func (c *campaignRunCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		courier, err := s.findCourier(b)
		if err != nil {
			return err
		}
		since := pufa.NewID()
		open, err := b.campaigns.OpenDeliveries(ctx, since)
		if err != nil {
			return err
		}
		if _, err := courier.RunDue(ctx, struct{}{}); err != nil {
			return err
		}
		found, err := b.campaigns.OpenDeliveries(ctx, since)
		if err != nil {
			return err
		}
		for _, was := range open {
			if slices.ContainsFunc(found, func(d schedule.Delivery) bool { return d.ID == was.ID }) {
				continue
			}
			ended, err := b.campaigns.Delivery(ctx, was.ID)
			if err != nil {
				return err
			}
			found = append(found, ended)
		}
		return printRun(s, found)
	})
}

func printRun(s *session, found []schedule.Delivery) error {
	if len(found) == 0 {
		fmt.Fprintln(s.out, "现在没有到时间的推送。")
	}
	for _, d := range found {
		if _, err := fmt.Fprintf(s.out, "%s　%s　%s　选定 %d 人%s\n",
			d.Plan.Title, civil(d.Occurrence), d.State.Chinese(), d.Selected, because(d.Why)); err != nil {
			return err
		}
	}
	return nil
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return "：" + why
}
