package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Eraser takes back what the platform has sent, as far as it can.
type Eraser interface {
	// Recall deletes the articles of a send. Done twice it does no harm.
	Recall(ctx context.Context, c Channel, job string) error
}

// Outcomes is what staff put right after a delivery. The store implements it.
type Outcomes interface {
	// Deliveries lists those of a campaign, oldest first.
	Deliveries(ctx context.Context, campaign pufa.ID) ([]Delivery, error)
	// PartsOf lists a delivery's parts.
	PartsOf(ctx context.Context, delivery pufa.ID) ([]Part, error)
	// Settle gives the parts that are unclear their state, stores what has become of the delivery and
	// adds the rows. Conflict where it is not unclear any more.
	Settle(ctx context.Context, d Delivery, parts PartState, rows ...reach.Entry) error
	// Note stores why of a delivery that has ended.
	Note(ctx context.Context, d Delivery) error
}

// Clerk puts right what has been sent: deletes it, or settles what the platform did not tell.
type Clerk struct {
	campaigns Campaigns
	outcomes  Outcomes
}

// NewClerk returns a clerk.
func NewClerk(c Campaigns, o Outcomes) Clerk { return Clerk{c, o} }

// find returns the campaign's delivery whose occurrence is at that moment, or the only one on that day.
func (k Clerk) find(ctx context.Context, id pufa.ID, at string) (Delivery, error) {
	found, err := k.outcomes.Deliveries(ctx, id)
	if err != nil {
		return Delivery{}, err
	}
	found = slices.DeleteFunc(found, func(d Delivery) bool { return !strings.HasPrefix(clockOf(d.Occurrence), at) })
	switch {
	case len(at) < len("2026-12-04") || len(found) == 0:
		return Delivery{}, pufa.Errorf(pufa.NotFound, "这个计划在“%s”没有发送过；日期写成 2026-12-04，一天有几次的写成 \"2026-12-04 09:00\"", at)
	case len(found) > 1:
		return Delivery{}, pufa.Errorf(pufa.Invalid, "%s 有 %d 次发送，请写上钟点，如 \"%s\"", at, len(found), clockOf(found[0].Occurrence))
	}
	return found[0], nil
}

// Settle stores what a member of staff has seen on the platform's own page of a delivery whose outcome
// the platform did not tell. at names the delivery by its day or moment in China.
func (k Clerk) Settle(ctx context.Context, id pufa.ID, at string, sent bool, by pufa.Staff, now time.Time) (Delivery, error) {
	d, err := k.find(ctx, id, at)
	if err != nil {
		return d, err
	}
	if d.State != Unclear {
		return d, pufa.Errorf(pufa.Conflict, "这一次是“%s”，不用核对", d.State.Chinese())
	}
	parts, err := k.outcomes.PartsOf(ctx, d.ID)
	if err != nil {
		return d, err
	}
	to, word := PartFailed, "没有发出"
	if sent {
		to, word = PartSent, "已发出"
	}
	people := 0
	for i, p := range parts {
		if p.State == PartUnclear {
			people += p.Size
			parts[i].State, parts[i].Why = to, ""
		}
	}
	if err := k.record(ctx, id, Settled, by, now, clockOf(d.Occurrence)+" 那一次，核对后"+word); err != nil {
		return d, err
	}
	d.State, d.Why = Sum(parts)
	d.Why = added(d.Why, by.Name+"核对："+word)
	var rows []reach.Entry
	if sent {
		rows = append(rows, row("delivery:"+string(d.ID)+":settled", d.Plan.ID, reach.PushAccepted, reach.Platform, people, now))
	}
	return d, k.outcomes.Settle(ctx, d, to, rows...)
}

// Recall deletes what a delivery has sent. WeChat deletes articles only.
func (k Clerk) Recall(ctx context.Context, from Eraser, id pufa.ID, at string, by pufa.Staff, now time.Time) (Delivery, error) {
	d, err := k.find(ctx, id, at)
	if err != nil {
		return d, err
	}
	if err := recallable(d); err != nil {
		return d, err
	}
	parts, err := k.outcomes.PartsOf(ctx, d.ID)
	if err != nil {
		return d, err
	}
	parts = slices.DeleteFunc(parts, func(p Part) bool { return p.State != PartSent && p.State != PartAccepted && p.State != PartUnclear })
	if err := k.record(ctx, id, Recalled, by, now, clockOf(d.Occurrence)+" 那一次"); err != nil {
		return d, err
	}
	left := 0
	for _, p := range parts {
		if p.Job == "" {
			left++
			continue
		}
		if err := from.Recall(ctx, p.Channel, p.Job); err != nil {
			return d, err
		}
	}
	said := fmt.Sprintf("%s由%s删除", pufa.DayOf(now).Chinese(), by.Name)
	if left > 0 {
		said += fmt.Sprintf("；有 %d 部分微信没有给编号，请到微信公众平台手工删除", left)
	}
	d.Why = added(d.Why, said)
	return d, k.outcomes.Note(ctx, d)
}

// added returns why with one more remark.
func added(why, more string) string {
	if why = strings.TrimRight(why, "。"); why == "" {
		return more
	}
	return why + "；" + more
}

func recallable(d Delivery) error {
	switch {
	case d.State != Sent && d.State != Partial && d.State != Unclear:
		return pufa.Errorf(pufa.Conflict, "这一次是“%s”，没有可删除的", d.State.Chinese())
	case d.Plan.Channel != Mass && d.Plan.Channel != Publish:
		return refuse("%s发出后收不回来，微信不能删除", d.Plan.Channel.Chinese())
	case d.Plan.Pieces[0].Kind != Article:
		return refuse("文字和图片发出后收不回来，微信只能删除图文")
	}
	return nil
}

// record writes a step that leaves the campaign as it is.
func (k Clerk) record(ctx context.Context, id pufa.ID, a Action, by pufa.Staff, now time.Time, note string) error {
	if strings.TrimSpace(by.Name) == "" {
		return refuse("缺少姓名：每一步都要记下是谁做的")
	}
	c, err := k.campaigns.Campaign(ctx, id)
	if err != nil {
		return err
	}
	c, step, err := c.stepped(a, by, now, note)
	if err != nil {
		return err
	}
	if step.Beside, err = k.campaigns.Approvals(ctx); err != nil {
		return err
	}
	return k.campaigns.PutCampaign(ctx, c, step)
}
