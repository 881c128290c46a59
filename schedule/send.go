package schedule

import (
	"context"
	"time"

	"github.com/pufa/pufa"
)

// send hands the parts that are due to the platform.
func (e *Engine) send(ctx context.Context) error {
	mass := 0
	for range partsAtOnce {
		if ctx.Err() != nil || mass == massAtOnce {
			return ctx.Err()
		}
		p, d, err := e.Parts.ClaimPart(ctx, e.Now())
		if pufa.KindOf(err) == pufa.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		if p.Channel == Mass {
			mass++
		}
		err = e.sendOne(ctx, p, d)
		if err != nil && pufa.KindOf(err) != pufa.Conflict { // another node has taken it over
			return err
		}
	}
	return nil
}

// asks reports whether the channel can be asked what became of a call by making it again.
func (c Channel) asks() bool { return c == Mass || c == Publish }

func (e *Engine) sendOne(ctx context.Context, p Part, d Delivery) error {
	now := e.Now()
	switch {
	case p.Doubt && !p.Channel.asks():
		return e.settle(ctx, p, PartUnclear, "发送时程序中断，不知道对方收到没有；为免重复没有再发")
	case now.After(e.last(p, d)):
		return e.giveUp(ctx, p)
	}
	to, err := e.Followers.Receivers(ctx, p.ID)
	if err != nil {
		return e.retry(ctx, p, d, err)
	}
	if len(to) == 0 && p.Channel != Publish {
		if p.Doubt {
			return e.settle(ctx, p, PartUnclear, unclear)
		}
		p.Reserve = Return
		return e.settle(ctx, p, PartFailed, "选定的人都已取消关注或退订")
	}
	receipt, err := e.Gateway.Send(ctx, Shipment{
		ID: p.ClientID(), Channel: p.Channel, Pieces: d.Plan.Pieces, Media: d.Media, To: to, Doubt: p.Doubt,
		Notice: d.Plan.Notice.At(d.Occurrence),
		Tag:    p.Channel == Mass && (!e.Account.Service || len(to) < leastReceivers),
	})
	return e.took(ctx, p, d, receipt, err)
}

const unclear = "微信没有回应，不知道发出没有；请到微信公众平台核对，为免重复没有再发"

// took settles a call by what came of it.
func (e *Engine) took(ctx context.Context, p Part, d Delivery, r Receipt, err error) error {
	switch {
	case err == nil && r.Job == "":
		p.Data, p.Count = r.Data, r.Count
		return e.settle(ctx, p, PartSent, "")
	case err == nil:
		p.Job, p.Data, p.Due = r.Job, r.Data, e.Now().Add(firstWait)
		return e.settle(ctx, p, PartAccepted, "")
	case outcomeUnknown(err):
		p.Doubt = true
		if !p.Channel.asks() {
			return e.settle(ctx, p, PartUnclear, unclear)
		}
		return e.retry(ctx, p, d, err)
	case transient(err):
		return e.retry(ctx, p, d, err)
	case p.Doubt: // this call did nothing; the earlier one may have
		return e.settle(ctx, p, PartUnclear, unclear+"（再问时："+pufa.Say(err)+"）")
	case p.Channel == Notice:
		return e.refusedNotice(ctx, p, err)
	default:
		return e.settle(ctx, p, PartFailed, pufa.Say(err))
	}
}

// retry lets the part wait for another call, or gives it up.
func (e *Engine) retry(ctx context.Context, p Part, d Delivery, err error) error {
	p.Why, p.Due = pufa.Say(err), e.later(e.Now(), p.Attempts)
	if p.Attempts >= mostTries || p.Due.After(e.last(p, d)) {
		return e.giveUp(ctx, p)
	}
	e.Log.Warn("a part is tried again", "part", p.ID, "attempts", p.Attempts, "doubt", p.Doubt, "err", err)
	return e.settle(ctx, p, PartWaiting, p.Why)
}

// last is the last moment at which the platform is called about the part. In doubt that is the end
// of the day's hours: later, what was not accepted would be sent on another day, where the platform
// forgets after 24 hours even a second time.
func (e *Engine) last(p Part, d Delivery) time.Time {
	if p.Doubt {
		return d.Plan.Rule.hours().closes(p.First)
	}
	return e.deadline(d)
}

func (e *Engine) giveUp(ctx context.Context, p Part) error {
	switch {
	case p.Doubt:
		return e.settle(ctx, p, PartUnclear, unclear)
	case p.Why != "":
		p.Reserve = Return
		return e.settle(ctx, p, PartFailed, p.Why)
	default:
		p.Reserve = Return
		return e.settle(ctx, p, PartMissed, e.missed(p.Channel))
	}
}

// settle stores what became of a part that was claimed; also where the program is told to stop.
func (e *Engine) settle(ctx context.Context, p Part, state PartState, why string) error {
	p.State, p.Why = state, why
	return e.Parts.SettlePart(context.WithoutCancel(ctx), p, PartSending, counted(p, e.Now())...)
}
