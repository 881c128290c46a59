package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/schedule/calendar"
)

// draftFlags let proposals become plans.
type draftFlags struct {
	Draft   bool   `help:"存成推送计划的草稿，再用 pufa campaign change 改；已有同名计划的不再存"`
	By      string `help:"存草稿时：谁拟的，写设置 office.staff 里的姓名" placeholder:"姓名"`
	Channel string `help:"存草稿时：用哪个渠道，见 pufa campaign new --help" default:"mass" placeholder:"渠道"`
	Clock   string `help:"存草稿时：那一天几点发" default:"09:00" placeholder:"钟点"`
}

// author finds who proposes; nobody where nothing is to be stored.
func (f draftFlags) author(ctx context.Context, s *session) (pufa.Staff, error) {
	switch {
	case !f.Draft:
		return pufa.Staff{}, nil
	case f.By == "":
		return pufa.Staff{}, usageError{pufa.Errorf(pufa.Invalid, "存草稿要写是谁拟的：--by 姓名")}
	}
	if _, err := time.Parse("15:04", f.Clock); err != nil {
		return pufa.Staff{}, usageError{pufa.Errorf(pufa.Invalid, "“%s”不是钟点，请写成 09:00 这样", f.Clock)}
	}
	return s.staff(ctx, f.By)
}

// store makes a draft of a proposal, on the first day of its occurrence that is still to come.
func (f draftFlags) store(ctx context.Context, s *session, b *base, p calendar.Proposal, by pufa.Staff) error {
	at, ok := f.moment(p.Occurrence, s.now())
	switch {
	case !ok:
		fmt.Fprintf(s.out, "没有存\t%s：日子已经过去\n", p.Title)
		return nil
	case len(p.Pieces) == 0:
		fmt.Fprintf(s.out, "没有存\t%s：知识库里还没有合适的内容\n", p.Title)
		return nil
	}
	plans, err := b.campaigns.Campaigns(ctx, schedule.Draft, schedule.Submitted, schedule.Approved, schedule.Paused)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(plans, func(c schedule.Campaign) bool { return c.Title == p.Title }); i >= 0 {
		fmt.Fprintf(s.out, "已经有\t%s\t%s\n", p.Title, plans[i].ID)
		return nil
	}
	plan := schedule.Campaign{Title: p.Title, Purpose: p.Purpose, Channel: schedule.Channel(f.Channel), Rule: schedule.Rule{At: at.UTC()}}
	articles, err := (planFlags{Entry: slugs(p)}).articles(ctx, s, b)
	if err != nil {
		return err
	}
	var left []string
	if plan.Pieces, left, err = s.fitting(ctx, b, articles); err != nil {
		return err
	}
	if len(plan.Pieces) == 0 {
		fmt.Fprintf(s.out, "没有存\t%s：选出的都不能直接发：%s\n", p.Title, strings.Join(left, "；"))
		return nil
	}
	plan, err = s.desk(b).Create(ctx, plan, by, s.now())
	if err != nil {
		return err
	}
	faults, err := s.desk(b).Faults(ctx, plan, s.now())
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "已存\t%s\t%s\t%s\t%d 篇\n", p.Title, plan.ID, civil(at), len(plan.Pieces))
	for _, why := range left {
		fmt.Fprintf(s.out, "  没有放进去　%s\n", why)
	}
	for _, fault := range faults {
		fmt.Fprintf(s.out, "  还要改　%s：%s\n", fault.Field, strings.ReplaceAll(fault.Say, "\n", "；"))
	}
	return nil
}

// fitting parts articles that can be sent as they are from those that cannot, with the reasons.
func (s *session) fitting(ctx context.Context, b *base, articles []schedule.Piece) (fit []schedule.Piece, left []string, err error) {
	for _, a := range articles {
		faults, err := s.desk(b).PieceFaults(ctx, a, s.now())
		if err != nil {
			return nil, nil, err
		}
		if len(faults) == 0 {
			fit = append(fit, a)
			continue
		}
		left = append(left, fmt.Sprintf("%s：%s", a.Entry, faults[0].Say))
	}
	return fit, left, nil
}

// moment is the clock's time on the first day of the occurrence that is still to come.
func (f draftFlags) moment(o calendar.Occurrence, now time.Time) (time.Time, bool) {
	clock, err := time.Parse("15:04", f.Clock)
	if err != nil {
		return time.Time{}, false
	}
	for day := o.First; day <= o.Last; day = day.Add(1) {
		at := day.Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
		if at.After(now) {
			return at, true
		}
	}
	return time.Time{}, false
}

// slugs names the pieces that may be shown to residents.
func slugs(p calendar.Proposal) (names []string) {
	for _, piece := range p.Pieces {
		if piece.State.Answers() {
			names = append(names, piece.Slug)
		}
	}
	return names
}
