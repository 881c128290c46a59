package schedule

import (
	"context"
	"time"

	"github.com/pufa/pufa"
)

// patience is how long the platform is asked about a part that it accepted.
const patience = 24 * time.Hour

// ask finds out what became of accepted parts whose finish event has not come.
func (e *Engine) ask(ctx context.Context) error {
	parts, err := e.Parts.AcceptedParts(ctx, e.Now(), askedAtOnce)
	if err != nil {
		return err
	}
	for _, p := range parts {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		outcome, err := e.Gateway.Outcome(ctx, p.Channel, p.Job)
		if err != nil {
			e.Log.Warn("the outcome of a part is not known yet", "part", p.ID, "err", err)
		}
		err = e.outcome(ctx, p, outcome)
		if err != nil && pufa.KindOf(err) != pufa.Conflict { // the event has come meanwhile
			return err
		}
	}
	return nil
}

// Finished settles a part by the platform's finish event. A number that is not ours is ignored: it
// is of a send made by hand, or of one whose settlement is under way and which will be asked about.
func (e *Engine) Finished(ctx context.Context, job string, o Outcome) error {
	p, err := e.Parts.PartOfJob(ctx, job)
	if pufa.KindOf(err) == pufa.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	o.Done = true
	switch {
	case p.State == PartAccepted:
		err = e.outcome(ctx, p, o)
	case p.State == PartSent && !p.Count.Known && o.Count.Known: // asking told no counts
		p.Count = o.Count
		err = e.Parts.SettlePart(ctx, p, PartSent, counted(p, e.Now())...)
	}
	if pufa.KindOf(err) == pufa.Conflict {
		return nil
	}
	return err
}

func (e *Engine) outcome(ctx context.Context, p Part, o Outcome) error {
	now := e.Now()
	switch age := now.Sub(p.First); {
	case o.Done && o.OK:
		p.State, p.Count = PartSent, o.Count
	case o.Done:
		p.State, p.Count, p.Why = PartFailed, o.Count, o.Why
	case age > patience:
		p.State, p.Why = PartUnclear, "微信受理后 24 小时没有给出结果，请到微信公众平台核对"
	default:
		p.Due = now.Add(min(max(age, firstWait), time.Hour))
	}
	return e.Parts.SettlePart(context.WithoutCancel(ctx), p, PartAccepted, counted(p, now)...)
}
