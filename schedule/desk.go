package schedule

import (
	"context"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// Desk is where staff work on campaigns: it checks, takes the step and stores it.
type Desk struct {
	account   Account
	campaigns Campaigns
	planner   Planner
	law       Law
	Shelf     Shelf // where entries of posters are looked up; nil: nobody looks
}

// NewDesk returns a desk. law may be nil.
func NewDesk(a Account, c Campaigns, f Followers, law Law) Desk {
	return Desk{account: a, campaigns: c, planner: NewPlanner(a, c, f), law: law}
}

// Create stores a new draft, which may still have faults.
func (d Desk) Create(ctx context.Context, c Campaign, by pufa.Staff, now time.Time) (Campaign, error) {
	c, step, err := New(c, by, now)
	if err != nil {
		return c, err
	}
	return c, d.campaigns.PutCampaign(ctx, c, step)
}

// Change puts what is new in place of what a campaign says; it goes back to being a draft.
func (d Desk) Change(ctx context.Context, id pufa.ID, to Campaign, by pufa.Staff, now time.Time) (Campaign, error) {
	c, err := d.campaigns.Campaign(ctx, id)
	if err != nil {
		return c, err
	}
	c, step, err := c.Change(to, by, now)
	if err != nil {
		return c, err
	}
	return c, d.campaigns.PutCampaign(ctx, c, step)
}

// Take does one step of the review. What is submitted, approved or resumed must have no faults, cite
// nothing that has changed and have its quotas.
func (d Desk) Take(ctx context.Context, id pufa.ID, a Action, by pufa.Staff, now time.Time, note string) (Campaign, error) {
	c, err := d.campaigns.Campaign(ctx, id)
	if err != nil {
		return c, err
	}
	next, step, err := c.Take(a, by, now, note)
	if err != nil {
		return c, err
	}
	if step.Beside, err = d.campaigns.Approvals(ctx); err != nil {
		return c, err
	}
	if a == Submit || a == Approve || a == Resume {
		faults, err := d.Faults(ctx, c, now)
		if err != nil {
			return c, err
		}
		if len(faults) > 0 {
			return c, Refusal(faults)
		}
	}
	return next, d.campaigns.PutCampaign(ctx, next, step)
}

// shown bounds how many occurrences a refusal lists.
const shown = 10

// Faults returns all that keeps the campaign from being approved now.
func (d Desk) Faults(ctx context.Context, c Campaign, now time.Time) ([]Fault, error) {
	faults := c.Check(d.account, now)
	for _, p := range c.Pieces {
		changed, err := d.changed(ctx, p, now)
		if err != nil {
			return nil, err
		}
		if len(changed) > 0 {
			faults = append(faults, changedFault(changed))
		}
	}
	gone, err := d.withdrawn(ctx, c)
	if err != nil {
		return nil, err
	}
	if faults = append(faults, gone...); len(faults) > 0 {
		return faults, nil
	}
	nobody, err := d.nobody(ctx, c)
	if err != nil || nobody {
		return []Fault{{"audience", "受众“" + c.Audience.Chinese() + "”里现在一个人也没有，请换受众"}}, err
	}
	short, err := d.planner.Check(ctx, c, now)
	for i, s := range short {
		if i == shown {
			faults = append(faults, Fault{"rule", "还有更多排不下的，这里不再列出"})
			break
		}
		faults = append(faults, Fault{"rule", s.Chinese()})
	}
	return faults, err
}

// PieceFaults returns what keeps an article from being sent as it is.
func (d Desk) PieceFaults(ctx context.Context, p Piece, now time.Time) ([]Fault, error) {
	k := checker{}
	k.piece("piece", p)
	changed, err := d.changed(ctx, p, now)
	if err != nil || len(changed) == 0 {
		return k.faults, err
	}
	return append(k.faults, changedFault(changed)), nil
}

func (d Desk) changed(ctx context.Context, p Piece, now time.Time) ([]string, error) {
	if d.law == nil {
		return nil, nil
	}
	return d.law.Changed(ctx, p.Cites, pufa.DayOf(now))
}

func changedFault(names []string) Fault {
	return Fault{"pieces", "引用的" + strings.Join(names, "、") + "已修改或废止，请改好内容"}
}

// nobody reports whether the audience is empty. Whose window for customer messages is open is only
// known when it is sent.
func (d Desk) nobody(ctx context.Context, c Campaign) (bool, error) {
	if !c.Channel.chooses() {
		return false, nil
	}
	empty := true
	err := d.planner.followers.EachFollower(ctx, func(f pufa.Follower) bool {
		empty = !c.Audience.Selects(f)
		return empty
	})
	return empty, err
}
