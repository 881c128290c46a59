package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

type campaignShowCmd struct {
	ID string `arg:"" name:"编号" help:"计划编号，从 pufa campaign list 复制"`
}

// Run prints a plan with all that is known of it.
func (c *campaignShowCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		plan, err := b.campaigns.Campaign(ctx, pufa.ID(c.ID))
		if err != nil {
			return err
		}
		s.printPlan(plan)
		if err := s.printAudience(ctx, b, plan); err != nil {
			return err
		}
		if plan.State != schedule.Cancelled {
			if err := s.printReadiness(ctx, b, plan); err != nil {
				return err
			}
		}
		return s.printHistory(ctx, b, plan)
	})
}

func (s *session) printPlan(c schedule.Campaign) {
	fmt.Fprintf(s.out, "%s（%s，%s）\n", c.Title, c.State.Chinese(), c.Channel.Chinese())
	if c.Purpose != "" {
		fmt.Fprintf(s.out, "目的　%s\n", c.Purpose)
	}
	fmt.Fprintf(s.out, "作者　%s\n", strings.Join(c.Authors, "、"))
	if c.Approver != "" {
		fmt.Fprintf(s.out, "审核　%s\n", c.Approver)
	}
	if rule := c.Rule.Chinese(); rule != "" {
		fmt.Fprintf(s.out, "时间　%s\n", rule)
	}
	for i, p := range c.Pieces {
		switch p.Kind {
		case schedule.Article:
			if c.Channel == schedule.Offline {
				s.printPoster(i+1, p.Poster)
				continue
			}
			fmt.Fprintf(s.out, "图文%d　%s\n　摘要　%s\n", i+1, p.Title, p.Digest)
		case schedule.Text:
			fmt.Fprintf(s.out, "文字　%s\n", p.Body)
		case schedule.Image:
			fmt.Fprintln(s.out, "一张图片")
		}
	}
	for _, w := range c.Notice.Words {
		fmt.Fprintf(s.out, "通知　%s：%s\n", w.Key, w.Says)
	}
}

// printReadiness says what keeps the plan from being approved, or when it will be sent.
func (s *session) printReadiness(ctx context.Context, b *base, c schedule.Campaign) error {
	if c.State == schedule.Draft || c.State == schedule.Submitted {
		faults, err := s.desk(b).Faults(ctx, c, s.now())
		if err != nil {
			return err
		}
		for _, f := range faults {
			fmt.Fprintf(s.out, "还要改　%s：%s\n", f.Field, f.Say)
		}
	}
	for i, t := range c.Rule.Occurrences(s.now(), 10) {
		fmt.Fprintf(s.out, "第%d次　%s\n", i+1, civil(t))
	}
	return nil
}

func (s *session) printHistory(ctx context.Context, b *base, c schedule.Campaign) error {
	deliveries, err := b.campaigns.Deliveries(ctx, c.ID)
	if err != nil {
		return err
	}
	for i, d := range deliveries {
		if c.Channel == schedule.Offline {
			if err := s.printDisplay(ctx, b, deliveries, i); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(s.out, "发送　%s　%s　选定 %d 人%s\n", civil(d.Occurrence), d.State.Chinese(), d.Selected, because(d.Why))
		if d.State == schedule.Sending {
			if err := s.printProgress(ctx, b, d); err != nil {
				return err
			}
		}
	}
	totals, err := b.ledger.Subject(ctx, "campaign:"+string(c.ID))
	if err != nil {
		return err
	}
	for _, t := range totals {
		fmt.Fprintf(s.out, "台账　%s　%d 人次（%s）\n", t.Kind.Chinese(), t.Times, t.Basis.Chinese())
	}
	steps, err := b.campaigns.Steps(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, st := range steps {
		fmt.Fprintf(s.out, "经过　%s　%s（%s）%s%s\n", civil(st.At), st.By, st.Role.Chinese(), st.Action.Chinese(), because(st.Note))
	}
	return nil
}

// printProgress says how far a delivery of several parts has come.
func (s *session) printProgress(ctx context.Context, b *base, d schedule.Delivery) error {
	parts, err := store.NewOutcomes(b.db).PartsOf(ctx, d.ID)
	if err != nil {
		return err
	}
	done, people := 0, 0
	for _, p := range parts {
		switch p.State {
		case schedule.PartWaiting, schedule.PartSending, schedule.PartAccepted:
		default:
			done, people = done+1, people+p.Size
		}
	}
	_, err = fmt.Fprintf(s.out, "　进度　%d 部分里有 %d 部分有了结果，涉及 %d 人\n", len(parts), done, people)
	return err
}
