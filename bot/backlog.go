package bot

import (
	"context"
	"fmt"
	"time"
)

// Backlog keeps the messages that were acknowledged before they were answered, so that none is lost when
// the process dies in between. The store implements it.
type Backlog interface {
	// Held returns up to 100 messages held before the moment, oldest first.
	Held(ctx context.Context, before time.Time) ([]Message, error)
	// Release forgets a held message. It is no error where there is none.
	Release(ctx context.Context, messageID string) error
}

// holdTime bounds how long after the deadline a message is being written down: the channel waits.
const holdTime = 250 * time.Millisecond

// hold writes a late message down before it is acknowledged. Only where that fails is the caller to say
// that something went wrong. Somebody who asks on a page asks again.
func (b *Bot) hold(ctx context.Context, m Message) (Reply, error) {
	silent := Reply{Verdict: VerdictSilent}
	if b.cfg.Outside(m.From) {
		return silent, ErrLate
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdTime)
	defer cancel()
	m.Text = Mask(clean(m.Text, b.cfg.MaxText))
	if err := b.inbox.Hold(ctx, m, b.clock()); err != nil {
		return Reply{}, fmt.Errorf("hold a late message: %w", err)
	}
	return silent, ErrLate
}

// Resume answers the messages that a process left behind when it died: those held for longer than any
// work on them goes on. Their answers are outgoing messages.
func (b *Bot) Resume(ctx context.Context, backlog Backlog) error {
	held, err := backlog.Held(ctx, b.clock().Add(-b.cfg.Background))
	if err != nil {
		return fmt.Errorf("resume: %w", err)
	}
	for _, m := range held {
		f, err := b.fly(ctx, m, late)
		if err != nil {
			return fmt.Errorf("resume: %w", err)
		}
		<-f.done
		if f.err != nil {
			continue // it stays held, to be tried again
		}
		if err := backlog.Release(ctx, m.ID); err != nil {
			return fmt.Errorf("resume: %w", err)
		}
	}
	return nil
}

// RunBacklog resumes now and every half minute until ctx ends.
func (b *Bot) RunBacklog(ctx context.Context, backlog Backlog) error {
	tick := time.NewTicker(30 * time.Second)
	defer tick.Stop()
	for {
		if err := b.Resume(ctx, backlog); err != nil && ctx.Err() == nil {
			b.log.Error("held messages not resumed", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
