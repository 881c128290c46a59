package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"github.com/pufa/pufa"
)

// ErrLate comes with a silent reply: the deadline passed before the message was settled. The work goes
// on, and what comes of it is sent as an outgoing message.
var ErrLate error = &pufa.Error{Kind: pufa.Limited, Say: "现在提问的人多，还没答出来。答好了会发给您；没收到就稍后再问一次。"}

// errClosed: the program is going down.
var errClosed error = &pufa.Error{Kind: pufa.Limited, Say: "系统正在重启，请一分钟后再发一次。"}

// Where a flight stands. Whoever leaves working first decides how the answer reaches its reader.
const (
	working  int32 = iota
	settling       // in time: the reply is settled as the reply
	late           // the deadline passed: it is settled as an outgoing message
)

// A flight is one message being worked on, however many copies of it wait.
type flight struct {
	state atomic.Int32
	again bool // the message was taken up before: it may have been settled
	done  chan struct{}
	reply Reply // when done
	err   error // when done
}

// Handle answers a message. A message that was settled before gets the same reply again; copies that
// come while it is worked on wait for it. Messages of one follower are handled one after another.
// When ctx's deadline passes first, Handle returns a silent reply and ErrLate, and the answer goes
// out by itself later, exactly once. When ctx is cancelled the caller has gone: the work goes on
// and the answer waits for a copy of the message.
func (b *Bot) Handle(ctx context.Context, m Message) (Reply, error) {
	f, err := b.fly(ctx, m, working)
	if err != nil {
		return Reply{}, err
	}
	select {
	case <-f.done:
		return f.result()
	case <-ctx.Done():
	}
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return Reply{}, ctx.Err()
	}
	if f.state.CompareAndSwap(working, late) {
		return b.hold(ctx, m)
	}
	if f.state.Load() == late {
		return Reply{Verdict: VerdictSilent}, ErrLate
	}
	<-f.done // it is being written as the reply: a moment, and bounded by Background
	return f.result()
}

// result is for those who waited to the end: a late answer is not theirs.
func (f *flight) result() (Reply, error) {
	if f.err == nil && f.state.Load() == late && f.reply.Verdict == VerdictSilent {
		return f.reply, ErrLate
	}
	return f.reply, f.err
}

// fly returns the flight of the message, and starts it in the state where there is none.
func (b *Bot) fly(ctx context.Context, m Message, state int32) (*flight, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f := b.flights[m.ID]; f != nil {
		return f, nil
	}
	if b.closed {
		return nil, errClosed
	}
	f := &flight{again: b.recent.add(m.ID, b.clock()) || state == late, done: make(chan struct{})}
	f.state.Store(state)
	b.flights[m.ID] = f
	b.work.Go(func() { b.land(ctx, m, f) })
	return f, nil
}

// land does the work of a flight and tells everybody who waits.
func (b *Bot) land(ctx context.Context, m Message, f *flight) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.cfg.Background)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			// The value may quote the message: only its type and where it happened are told.
			f.err = fmt.Errorf("handle message: panic of type %T\n%s", v, debug.Stack())
		}
		if f.err != nil && f.state.Load() == late {
			b.log.Error("a late answer failed and is tried again", "type", m.Type, "err", f.err)
		}
		b.mu.Lock()
		delete(b.flights, m.ID)
		b.mu.Unlock()
		close(f.done)
	}()
	f.reply, f.err = b.settle(ctx, m, f)
}

// settle works the exchange out and stores it. A message that was settled by another node or before a
// restart shows only there: what was worked out for it changes nothing then.
func (b *Bot) settle(ctx context.Context, m Message, f *flight) (Reply, error) {
	if f.again {
		reply, err := b.inbox.Settled(ctx, m.ID)
		if err == nil || pufa.KindOf(err) != pufa.NotFound {
			return reply, err
		}
	}
	key := b.keyer.Key(m.From)
	unlock, err := b.turns.lock(ctx, key)
	if err != nil {
		return Reply{}, fmt.Errorf("wait for the follower's turn: %w", err)
	}
	defer unlock()
	p, err := b.inbox.Person(ctx, key)
	if err != nil {
		return Reply{}, fmt.Errorf("handle message: %w", err)
	}
	p.Key = key
	x, err := b.Respond(ctx, p, m)
	if err != nil {
		return Reply{}, fmt.Errorf("handle message: %w", err)
	}
	if !f.state.CompareAndSwap(working, settling) {
		x = b.postpone(x)
	}
	reply, _, err := b.inbox.Settle(ctx, x)
	return reply, err
}

// postpone turns an exchange that missed its deadline into one whose reply is an outgoing message.
// Somebody who cannot be written to finds the reply by asking again.
func (b *Bot) postpone(x Exchange) Exchange {
	x.Late = true
	if x.Reply.Text == "" || b.cfg.Outside(x.Person.Address) {
		return x
	}
	x.Outbox = append(x.Outbox, Outgoing{
		ID: pufa.NewID(), To: x.Person.Key, Address: x.Person.Address, Purpose: PurposeLate, Due: x.At, Reply: x.Reply,
	})
	x.Reply = Reply{Verdict: VerdictSilent}
	return x
}

// Close takes no new messages and waits for the work in the background, or for ctx.
func (b *Bot) Close(ctx context.Context) error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	done := make(chan struct{})
	go func() {
		b.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("messages are still being answered: %w", ctx.Err())
	}
}

// Wait returns when nothing is being worked on.
func (b *Bot) Wait() { b.work.Wait() }
