package main

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// ear hears what WeChat says: the bot what people say, the engine what became of what was sent, the
// store who accepts notifications, the ledger who scans posters.
type ear struct {
	*bot.Bot
	engine  *schedule.Engine
	notices store.Notices
	known   []schedule.Notification
	keyer   reach.Keyer
	posters posterScans
}

func (s *session) ear(b *base, talk *bot.Bot, engine *schedule.Engine, keyer reach.Keyer) ear {
	return ear{Bot: talk, engine: engine, notices: store.NewNotices(b.db), known: s.cfg.notifications(), keyer: keyer,
		posters: posterScans{s, b, keyer}}
}

// HandleEvent implements wechat.EventHandler.
func (h ear) HandleEvent(ctx context.Context, e wechat.Event) error {
	switch e.Name {
	case "MASSSENDJOBFINISH":
		return h.engine.Finished(ctx, e.JobID, e.Outcome())
	case wechat.EventPopup, wechat.EventChange:
		return h.accepts(ctx, e)
	case wechat.EventNotified:
		return h.notified(ctx, e)
	}
	return nil
}

// accepts takes in answers about templates of the configuration. Turned on again in the account's
// settings, a template may be sent only where one accept is good for ever.
func (h ear) accepts(ctx context.Context, e wechat.Event) error {
	var popups []store.Popup
	for _, p := range e.Popups {
		at := slices.IndexFunc(h.known, func(n schedule.Notification) bool { return n.Template == p.TemplateID })
		if at < 0 || p.Accepted() && e.Name == wechat.EventChange && !h.known[at].LongTerm {
			continue
		}
		popups = append(popups, store.Popup{Template: p.TemplateID, Accepted: p.Accepted(), LongTerm: h.known[at].LongTerm})
	}
	if len(popups) == 0 {
		return nil
	}
	_, err := h.notices.Hear(ctx, e.ID, e.At, h.keyer.Key(e.From), popups)
	return err
}

// notified settles what notifications came to.
func (h ear) notified(ctx context.Context, e wechat.Event) error {
	var errs []error
	for i, n := range e.Notified {
		errs = append(errs, h.engine.Noticed(ctx, e.ID+":"+strconv.Itoa(i), h.keyer.Key(e.From), n.TemplateID, n.Outcome()))
	}
	return errors.Join(errs...)
}
