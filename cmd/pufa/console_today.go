package main

import (
	"context"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/console"
)

// agenda implements console.Agendas.
type agenda struct {
	session *session
	base    *base
}

// aheadDays is how far the first page looks.
const aheadDays = 14

// Agenda implements console.Agendas.
func (g agenda) Agenda(ctx context.Context) (a console.Agenda, err error) {
	if a.Waiting, a.Oldest, err = g.base.inquiries.WaitingInquiries(ctx); err != nil {
		return a, err
	}
	if a.Review, err = g.review(ctx); err != nil {
		return a, err
	}
	if err := g.pushes(ctx, &a); err != nil {
		return a, err
	}
	a.Reach, err = g.reach(ctx)
	return a, err
}

// review lists what waits for somebody to look at it.
func (g agenda) review(ctx context.Context) (tasks []console.Task, err error) {
	written, err := store.NewManuscripts(g.base.db).Manuscripts(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range written {
		if m.Submitted {
			tasks = append(tasks, console.Task{Path: "/console/entries/" + m.Slug, Name: m.Title, Note: m.Kind.Chinese() + "，" + m.By + "提交"})
		}
	}
	plans, err := g.base.campaigns.Campaigns(ctx, schedule.Submitted)
	for _, c := range plans {
		tasks = append(tasks, console.Task{Path: "/console/push/" + string(c.ID), Name: c.Title, Note: "推送计划"})
	}
	return tasks, err
}

// pushes lists what will be sent, on which days to speak of what, and what did not go as planned this month.
func (g agenda) pushes(ctx context.Context, a *console.Agenda) error {
	now := g.session.now()
	p := planner(g)
	coming, err := p.Forecast(ctx, now.AddDate(0, 0, aheadDays))
	if err != nil {
		return err
	}
	for _, c := range coming {
		a.Coming = append(a.Coming, console.Task{Path: "/console/push/" + string(c.Campaign.ID), Name: c.Campaign.Title, Note: c.Campaign.Channel.Chinese(), At: c.At})
	}
	if a.Days, err = p.Days(pufa.DayOf(now), pufa.DayOf(now).Add(aheadDays)); err != nil {
		return err
	}
	plans, err := g.base.campaigns.Campaigns(ctx, schedule.Approved, schedule.Paused)
	if err != nil {
		return err
	}
	for _, c := range plans {
		deliveries, err := g.base.campaigns.Deliveries(ctx, c.ID)
		if err != nil {
			return err
		}
		for _, d := range deliveries {
			if slices.Contains([]schedule.DeliveryState{schedule.Failed, schedule.Partial, schedule.Missed, schedule.Unclear}, d.State) && now.Sub(d.Occurrence) < 31*24*time.Hour {
				a.Trouble = append(a.Trouble, console.Task{Path: "/console/push/" + string(c.ID), Name: c.Title, Note: d.State.Chinese(), At: d.Occurrence})
			}
		}
	}
	return nil
}

// reach sets this month beside the whole last one.
func (g agenda) reach(ctx context.Context) (list []console.Compared, err error) {
	today := pufa.DayOf(g.session.now())
	first := today[:8] + "01"
	last := first.Add(-1)
	now, err := g.base.ledger.Totals(ctx, first, today)
	if err != nil {
		return nil, err
	}
	before, err := g.base.ledger.Totals(ctx, last[:8]+"01", last)
	for _, kind := range []reach.Kind{reach.Answered, reach.PageRead, reach.PushDelivered, reach.EventHeld, reach.GaveOut} {
		c := console.Compared{Name: kind.Chinese(), Unit: kind.Unit(), Now: timesOf(now, kind), Before: timesOf(before, kind)}
		c.Path = "/console/reach/rows?" + reach.Filter{From: first, To: today, Kinds: []reach.Kind{kind}}.Query().Encode()
		if c.Now != 0 || c.Before != 0 {
			list = append(list, c)
		}
	}
	return list, err
}

// timesOf adds a kind's numbers up over its bases: copies of what was given out, else times.
func timesOf(totals []reach.Total, kind reach.Kind) (n int) {
	for _, t := range totals {
		switch {
		case t.Kind != kind:
		case kind == reach.GaveOut:
			n += t.Copies
		default:
			n += t.Times
		}
	}
	return n
}
