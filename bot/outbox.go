package bot

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Sender sends a message outside of a reply. What its error means is told by pufa.KindOf: Limited
// was surely not sent and may be tried again; Internal says that nobody knows whether it went out;
// every other kind is final.
type Sender interface {
	Send(ctx context.Context, address string, r Reply) error
}

// RunOutbox sends what is due until ctx is done, and returns nil then.
func (b *Bot) RunOutbox(ctx context.Context, outbox Outbox, send Sender) error {
	tick := time.NewTicker(b.cfg.Every)
	defer tick.Stop()
	for {
		if _, err := b.DeliverDue(ctx, outbox, send); err != nil && ctx.Err() == nil {
			b.log.Error("outgoing messages could not be delivered", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

const (
	claimed  = 5                // messages taken at a time: all are sent within the minute that a claim holds
	sendTime = 10 * time.Second // for one of them
)

// DeliverDue sends the messages that are due, until none is left or ctx is done, and returns how many
// went out.
func (b *Bot) DeliverDue(ctx context.Context, outbox Outbox, send Sender) (sent int, err error) {
	for ctx.Err() == nil {
		due, err := outbox.ClaimOutgoing(ctx, b.clock(), claimed)
		if err != nil {
			return sent, fmt.Errorf("claim outgoing messages: %w", err)
		}
		var errs []error
		for _, o := range due {
			state, err := b.deliver(ctx, outbox, send, o)
			errs = append(errs, err)
			if state == Sent {
				sent++
			}
		}
		if err := errors.Join(errs...); err != nil || len(due) < claimed {
			return sent, err
		}
	}
	return sent, nil
}

// deliver sends one message and records what became of it, also where ctx ends in between.
func (b *Bot) deliver(ctx context.Context, outbox Outbox, send Sender, o Outgoing) (OutgoingState, error) {
	state, due, why := Waiting, o.Due, "stopping"
	if ctx.Err() == nil {
		state, due, why = b.outcome(o, b.send(ctx, send, o))
	}
	if state == Failed || state == Unknown {
		b.log.Warn("an outgoing message did not arrive", "purpose", o.Purpose, "state", state, "why", why)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := outbox.SettleOutgoing(ctx, o.ID, state, due, why); err != nil {
		return state, fmt.Errorf("settle outgoing message: %w", err)
	}
	return state, nil
}

func (b *Bot) send(ctx context.Context, send Sender, o Outgoing) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	return send.Send(ctx, o.Address, o.Reply)
}

const settleTime = 10 * time.Second

// outcome tells from a sending's error what becomes of the message.
func (b *Bot) outcome(o Outgoing, err error) (state OutgoingState, due time.Time, why string) {
	if err == nil {
		return Sent, o.Due, ""
	}
	switch kind := pufa.KindOf(err); {
	case kind == pufa.Internal:
		return Unknown, o.Due, kind.String()
	case kind == pufa.Limited && o.Attempts < b.cfg.Attempts:
		return Waiting, b.clock().Add(backOff(o.Attempts)), kind.String()
	default:
		return Failed, o.Due, kind.String()
	}
}

// backOff doubles from 5 s to 10 min, give or take a fifth so that nodes do not come in step.
func backOff(attempts int) time.Duration {
	wait := min(5*time.Second<<min(max(attempts-1, 0), 10), 10*time.Minute)
	return wait*4/5 + rand.N(wait*2/5)
}

// AnswerInquiry stores a person's answer to an inquiry. Where the asker may still be written to it is
// queued to be sent; else it is shown at their next message. NotFound and Conflict are the store's.
func (b *Bot) AnswerInquiry(ctx context.Context, inquiries Inquiries, id pufa.ID, answer, by string) (queued bool, err error) {
	q, err := inquiries.Inquiry(ctx, id)
	if err != nil {
		return false, fmt.Errorf("answer inquiry: %w", err)
	}
	p, err := b.inbox.Person(ctx, q.Follower)
	if err != nil {
		return false, fmt.Errorf("answer inquiry: %w", err)
	}
	now := b.clock()
	q.Answer = answer
	var out *Outgoing
	if b.mayWrite(p, now) {
		out = &Outgoing{
			ID: pufa.NewID(), To: q.Follower, Address: p.Address, Purpose: PurposeInquiry, Inquiry: id, Due: now,
			Reply: Reply{Verdict: VerdictAnswer, Text: inquiryText(q, b.cfg.Name), Large: p.LargePrint},
		}
	}
	row := reach.Entry{
		ID: pufa.NewID(), Key: string(reach.Replied) + ":" + string(id), At: now, Day: pufa.DayOf(now),
		Kind: reach.Replied, Basis: reach.System, People: 1, Times: 1, Follower: q.Follower,
	}
	if err := inquiries.AnswerInquiry(ctx, id, answer, by, now, out, row); err != nil {
		return false, fmt.Errorf("answer inquiry: %w", err)
	}
	return out != nil, nil
}
