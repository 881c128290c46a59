package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/web/console"
)

// pushPages wires the pages of pushes.
func (s *session) pushPages(b *base) console.PushParts {
	return console.PushParts{Campaigns: b.campaigns, Desk: s.desk(b), Planner: planner{s, b}, Communities: s.cfg.Office.Communities,
		Topics: s.cfg.Answers.Topics, Service: s.pushAccount().Service}
}

// planner implements console.Planner.
type planner struct {
	session *session
	base    *base
}

// WritePlan implements console.Planner. What the form does not name is empty, but for the pieces.
func (p planner) WritePlan(ctx context.Context, id pufa.ID, f console.PlanForm, by pufa.Staff) (pufa.ID, error) {
	flags, err := planFlagsOf(f)
	if err != nil {
		return "", err
	}
	plan := schedule.Campaign{Channel: schedule.Mass}
	if id != "" {
		if plan, err = p.base.campaigns.Campaign(ctx, id); err != nil {
			return "", err
		}
		if plan.Revision != f.Revision {
			return "", pufa.Errorf(pufa.Conflict, "这个计划刚被别人改过。您写的还在下面，没有存；请在另一个窗口打开它看看现在的样子，再回来改。")
		}
	}
	plan.Audience, plan.Rule, plan.Title, plan.Purpose = pufa.Audience{}, schedule.Rule{}, "", ""
	if err := flags.apply(ctx, p.session, p.base, &plan); err != nil {
		return "", err
	}
	desk, now := p.session.desk(p.base), p.session.now()
	if id == "" {
		plan, err = desk.Create(ctx, plan, by, now)
	} else {
		plan, err = desk.Change(ctx, id, plan, by, now)
	}
	return plan.ID, err
}

// planFlagsOf reads the form as the command line is read.
func planFlagsOf(f console.PlanForm) (planFlags, error) {
	flags := planFlags{Title: f.Title, Purpose: f.Purpose, Channel: f.Channel, Entry: f.Entries, Text: f.Text, Group: cmp.Or(f.Group, "all"),
		Topic: f.Topics, Start: f.Start, End: f.End, Clock: cmp.Or(f.Clock, "09:00"), Rest: &f.Rest,
		audienceFlags: audienceFlags{Community: f.Communities, Trade: f.Trades, Tag: f.Tags}}
	clock, err := time.Parse("15:04", flags.Clock)
	if err != nil {
		return flags, pufa.Errorf(pufa.Invalid, "“%s”不是钟点，请写成 09:00 这样。", flags.Clock)
	}
	switch f.When {
	case "once":
		flags.At = strings.Replace(f.At, "T", " ", 1)
	case "weekly":
		flags.Cron = fmt.Sprintf("%d %d * * %s", clock.Minute(), clock.Hour(), f.Weekday)
	case "monthly":
		day, err := strconv.Atoi(f.MonthDay)
		if err != nil || day < 1 || day > 31 {
			return flags, pufa.Errorf(pufa.Invalid, "每月几号要写 1 到 31。")
		}
		flags.Cron = fmt.Sprintf("%d %d %d * *", clock.Minute(), clock.Hour(), day)
	case "cron":
		flags.Cron = f.Cron
	case "tied":
		flags.Tied = f.Tied
		if flags.Ahead, err = strconv.Atoi(cmp.Or(f.Ahead, "0")); err != nil || flags.Ahead < 0 || flags.Ahead > 60 {
			return flags, pufa.Errorf(pufa.Invalid, "提前几天要写 0 到 60。")
		}
	default:
		return flags, pufa.Errorf(pufa.Invalid, "请选怎么发：发一次、每周、每月，或跟着普法日历。")
	}
	return flags, nil
}

// Forecast implements console.Planner.
func (p planner) Forecast(ctx context.Context, until time.Time) ([]schedule.Planned, error) {
	return schedule.NewPlanner(p.session.pushAccount(), p.base.campaigns, p.base.followers).Forecast(ctx, p.session.now(), until)
}

// Reaches implements console.Planner.
func (p planner) Reaches(ctx context.Context, c schedule.Campaign) (n int, err error) {
	err = schedule.EachSelected(ctx, p.base.followers, c, p.session.now(), func(pufa.Follower) { n++ })
	return n, err
}

// Days implements console.Planner.
func (p planner) Days(from, to pufa.Day) (list []console.PublicityDay, err error) {
	cal, err := p.session.calendar()
	if err != nil {
		return nil, err
	}
	for year := from.Time().Year() - 1; year <= to.Time().Year(); year++ {
		for _, o := range cal.Year(year) {
			if o.Last >= from && o.First <= to {
				list = append(list, console.PublicityDay{ID: o.Entry.ID, Name: o.Entry.Name, From: o.First, To: o.Last})
			}
		}
	}
	slices.SortFunc(list, func(a, b console.PublicityDay) int { return cmp.Compare(a.From, b.From) })
	return list, nil
}
