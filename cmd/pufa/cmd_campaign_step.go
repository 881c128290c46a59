package main

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

type campaignStepCmd struct {
	ID   string `arg:"" name:"编号" help:"计划编号，从 pufa campaign list 复制"`
	By   string `help:"谁来做，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	Note string `help:"说明；退回时写原因" placeholder:"文字"`
}

// step takes the step of the review that the command is named after.
func (c *campaignStepCmd) step(ctx context.Context, s *session, a schedule.Action) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		plan, err := s.desk(b).Take(ctx, pufa.ID(c.ID), a, by, s.now(), c.Note)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "已%s。“%s”现在是%s。\n", a.Chinese(), plan.Title, plan.State.Chinese())
		if !plan.Next.IsZero() {
			fmt.Fprintf(s.out, "下一次发送：%s\n", civil(plan.Next))
		}
		return nil
	})
}

// Every step is a command of its own.
type (
	campaignSubmitCmd   struct{ campaignStepCmd }
	campaignWithdrawCmd struct{ campaignStepCmd }
	campaignApproveCmd  struct{ campaignStepCmd }
	campaignRejectCmd   struct{ campaignStepCmd }
	campaignPauseCmd    struct{ campaignStepCmd }
	campaignResumeCmd   struct{ campaignStepCmd }
	campaignCancelCmd   struct{ campaignStepCmd }
)

// Run takes the step.
func (c *campaignSubmitCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Submit)
}

// Run takes the step.
func (c *campaignWithdrawCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Withdraw)
}

// Run takes the step.
func (c *campaignApproveCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Approve)
}

// Run takes the step.
func (c *campaignRejectCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Reject)
}

// Run takes the step.
func (c *campaignPauseCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Pause)
}

// Run takes the step.
func (c *campaignResumeCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Resume)
}

// Run takes the step.
func (c *campaignCancelCmd) Run(ctx context.Context, s *session) error {
	return c.step(ctx, s, schedule.Cancel)
}
