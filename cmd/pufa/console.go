package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/console"
)

// console wires the staff pages.
func (s *session) console(b *base, local *localBrain, talk *bot.Bot, account account) (*console.Site, error) {
	form, err := s.eventForm(b)
	if err != nil {
		return nil, err
	}
	return console.New(
		console.Config{Office: s.cfg.Office.Name, Base: account.config.Base, Secure: s.overHTTPS()},
		console.Parts{Access: s.people(b), Trail: trail{b.audit}, Form: form, Inbox: s.inbox(b, local, talk), Knowledge: s.knowledgePages(b, local), Push: s.pushPages(b), Agendas: agenda{s, b}, Reports: s.reports(b), Rows: s.reports(b), Register: register{b.events}, Clerk: s.clerk(b), Totals: b.ledger, Names: titles{s, b},
			Shelves: b.stock, StockBook: stockBook{b.stock}, Now: s.now, Log: s.log})
}

// overHTTPS reports whether people open the pages over HTTPS.
func (s *session) overHTTPS() bool { return strings.HasPrefix(s.cfg.PublicURL, "https://") }

// register implements console.Register.
type register struct{ storedEvents }

type storedEvents = store.Events

// Events implements console.Register.
func (r register) Events(ctx context.Context, f console.EventFilter) ([]reach.Event, error) {
	return r.storedEvents.Events(ctx, store.EventFilter(f))
}

// stockBook implements console.StockBook.
type stockBook struct{ store.Stock }

// Moves implements console.StockBook.
func (k stockBook) Moves(ctx context.Context, from, to pufa.Day) ([]reach.Move, error) {
	return k.Stock.Moves(ctx, store.MoveFilter{From: from, To: to})
}

// titles implements console.Names.
type titles struct {
	session *session
	base    *base
}

// Names implements console.Names.
func (n titles) Names(ctx context.Context, subjects []string) (map[string]string, error) {
	known := map[string]string{}
	for _, subject := range subjects {
		sort, id, _ := strings.Cut(subject, ":")
		name, err := n.name(ctx, sort, id)
		switch {
		case pufa.KindOf(err) == pufa.NotFound:
		case err != nil:
			return nil, fmt.Errorf("name %s: %w", subject, err)
		case name != "":
			known[subject] = name
		}
	}
	return known, nil
}

// name returns what one is called; "" where nobody knows.
func (n titles) name(ctx context.Context, sort, id string) (string, error) {
	switch sort {
	case "event":
		e, err := n.base.events.Event(ctx, id)
		return e.Name, err
	case "entry":
		e, err := n.base.entries.Entry(ctx, id)
		return e.Title, err
	case "campaign":
		c, err := n.base.campaigns.Campaign(ctx, pufa.ID(id))
		return c.Title, err
	case "material":
		m, err := n.base.stock.Material(ctx, id)
		return m.Name, err
	case "node":
		c, err := n.session.calendar()
		if err != nil {
			return "", err
		}
		e, err := c.Entry(id)
		return e.Name, err
	case "notice":
		at := slices.IndexFunc(n.session.cfg.WeChat.Notices, func(c NoticeConfig) bool { return c.ID == id })
		if at < 0 {
			return "", nil
		}
		return n.session.cfg.WeChat.Notices[at].Name, nil
	default:
		return "", nil
	}
}
