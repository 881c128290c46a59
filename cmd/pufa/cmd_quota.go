package main

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

type quotaCmd struct {
	Month string `help:"哪个月，如 2026-12；不写就是这个月" placeholder:"月份"`
}

// Run lists what is to be pushed in the rest of a month.
func (c *quotaCmd) Run(ctx context.Context, s *session) error {
	from, until, err := c.span(s.now())
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		planner := schedule.NewPlanner(s.pushAccount(), b.campaigns, b.followers)
		planned, err := planner.Forecast(ctx, s.now(), until)
		if err != nil {
			return err
		}
		mass := 0
		for _, p := range planned {
			if p.At.Before(from) {
				continue
			}
			if p.Campaign.Channel == schedule.Mass {
				mass++
			}
			if p.Campaign.Channel == schedule.Offline {
				fmt.Fprintf(s.out, "%s\t%s\t%s\t不选人\n", civil(p.At), p.Campaign.Channel.Chinese(), p.Campaign.Title)
				continue
			}
			fmt.Fprintf(s.out, "%s\t%s\t%s\t约 %d 人\n", civil(p.At), p.Campaign.Channel.Chinese(), p.Campaign.Title, p.People)
		}
		fmt.Fprintf(s.out, "%d年%d月还排了 %d 次群发。%s\n", from.Year(), int(from.Month()), mass, c.limit(s.pushAccount()))
		return nil
	})
}

func (c *quotaCmd) limit(a schedule.Account) string {
	if a.Service {
		return "服务号给每个粉丝一个月最多群发 4 次。"
	}
	return "订阅号一天最多群发 1 次。"
}

// span returns the first moment of the month and the last one.
func (c *quotaCmd) span(now time.Time) (from, until time.Time, err error) {
	from = now.In(pufa.Zone)
	if c.Month != "" {
		if from, err = time.ParseInLocation("2006-01", c.Month, pufa.Zone); err != nil {
			return from, until, usageError{pufa.Errorf(pufa.Invalid, "“%s”不是月份，请写成 2026-12 这样", c.Month)}
		}
	}
	from = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, pufa.Zone)
	return from, from.AddDate(0, 1, 0).Add(-time.Second), nil
}
