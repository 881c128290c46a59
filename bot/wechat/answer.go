package wechat

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// apology is what a sender reads where our program failed.
const apology = "抱歉，系统刚才出了点问题，没能答复您。请过几分钟再发一次；着急的话，法律问题请拨打 12348，有人身危险请立即拨打 110。"

// answer returns what to say to a message; "" where it wants no words or they come too late.
func (h *Webhook) answer(ctx context.Context, m bot.Message) string {
	flight := h.flights.DoChan(m.ID+"\x00"+m.From, func() (any, error) {
		return h.say(ctx, m), nil
	})
	select {
	case result := <-flight:
		text, _ := result.Val.(string) // say returns nothing else
		return text
	case <-ctx.Done():
		h.log.Warn("a message was not answered in time", "type", m.Type)
		return ""
	}
}

// say asks the handler and renders what it says. WeChat is never told of an error: the sender would
// see nothing but that the account is out of service.
func (h *Webhook) say(ctx context.Context, m bot.Message) (text string) {
	defer h.survive(func() { text = apology })
	ctx, cancel := hasten(ctx)
	defer cancel()
	reply, err := h.handler.Handle(ctx, m)
	switch {
	case err == nil && reply.Verdict != bot.VerdictSilent:
		return Render(reply, h.base)
	case err == nil:
		return ""
	case reply.Verdict == bot.VerdictSilent || ctx.Err() != nil:
		// The handler wants no words beside its error, or they would come too late.
		h.log.Warn("a message was left without a reply", "type", m.Type, "err", err)
		return ""
	case pufa.KindOf(err) != pufa.Internal:
		return Render(bot.Reply{Text: pufa.Say(err)}, h.base)
	default:
		h.log.Error("a message could not be answered", "type", m.Type, "err", err)
		return apology
	}
}

// hasten leaves the handler's last word the time to be waited for.
func hasten(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, _ := ctx.Deadline() // ServeHTTP has set one
	return context.WithDeadline(ctx, deadline.Add(-grace))
}

// notify hands an event over to a handler that wants it.
func (h *Webhook) notify(ctx context.Context, e Event) {
	listener, ok := h.handler.(EventHandler)
	if !ok {
		return
	}
	defer h.survive(func() {})
	if err := listener.HandleEvent(ctx, e); err != nil {
		h.log.Error("an event could not be taken in", "event", e.Name, "err", err)
	}
}

// survive keeps a panic of the handler from ending the program. The panic's value may quote the
// message, so that only its type and where it happened are logged.
func (h *Webhook) survive(then func()) {
	if v := recover(); v != nil {
		h.log.Error("the handler panicked", "panic", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
		then()
	}
}
