package wechatsim

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// settle shows the account's answer, or that there is none, and writes the log.
func (p *Platform) settle(cb callback, ex *Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	who := p.byOpenID[cb.openID]
	switch {
	case who == nil || cb.silent:
	case ex.Violation != "":
		p.show(who, p.Now(), Shown{Side: System, Kind: "notice", Text: Unavailable, Why: ex.Violation})
	case ex.Reply.Kind != "":
		ex.Reply = p.show(who, p.Now(), ex.Reply)
	}
	p.keep(cb, ex)
}

// keep writes a line of the log, the last 200 of which stand. The caller holds mu.
func (p *Platform) keep(cb callback, ex *Exchange) {
	const most = 200
	line := CallbackRecord{
		At: p.Now(), OpenID: cb.openID, What: cb.what, Mode: p.opts.Mode, Attempts: ex.Attempts,
		TookMS: ex.Took.Milliseconds(), Outcome: outcome(ex), Failed: ex.Violation != "",
	}
	p.record = append(p.record, line)
	if extra := len(p.record) - most; extra > 0 {
		p.record = slices.Delete(p.record, 0, extra)
	}
	p.hub.tell(Update{Kind: "record", OpenID: cb.openID, Record: &line})
}

func outcome(ex *Exchange) string {
	switch {
	case ex.Violation != "":
		return ex.Violation
	case ex.Reply.Kind != "":
		return "回复 " + ex.Reply.Kind
	}
	return "success"
}

// Records lists the last callbacks, oldest first.
func (p *Platform) Records() []CallbackRecord {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.record)
}

// holdBack keeps a callback until another one has been delivered, or until an answer would be late.
func (p *Platform) holdBack(ctx context.Context) {
	released := make(chan struct{})
	p.mu.Lock()
	p.held = append(p.held, released)
	p.mu.Unlock()
	timer := time.NewTimer(p.opts.Limits.ReplyTimeout)
	defer timer.Stop()
	select {
	case <-released:
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (p *Platform) releaseHeld() {
	p.mu.Lock()
	held := p.held
	p.held = nil
	p.mu.Unlock()
	for _, ch := range held {
		close(ch)
	}
}

// event builds an event's fields. It carries no MsgId: accounts tell events apart by sender and time.
func (p *Platform) event(openID, name string, at time.Time, more ...field) callback {
	fields := append([]field{
		text("ToUserName", p.opts.OriginalID), text("FromUserName", openID),
		number("CreateTime", at.Unix()), text("MsgType", "event"), text("Event", name),
	}, more...)
	return callback{openID: openID, what: fmt.Sprintf("event %s", name), fields: fields}
}
