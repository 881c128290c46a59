package main

import (
	"context"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

// clerk keeps the register of events by this office's rules.
func (s *session) clerk(b *base) reach.Clerk { return reach.NewClerk(b.events, s.eventRules(b)) }

func (s *session) eventRules(b *base) reach.EventRules {
	return reach.EventRules{Communities: s.cfg.Office.Communities, Node: s.inCalendar, Mask: bot.Mask, Material: b.materialNamed}
}

// materialNamed returns the ID of the stock's material of that name, "" for none.
func (b *base) materialNamed(ctx context.Context, name string) (pufa.ID, error) {
	m, err := b.stock.Material(ctx, name)
	if pufa.KindOf(err) == pufa.NotFound {
		return "", nil
	}
	return m.ID, err
}

// inCalendar refuses what is not the ID of a day in the publicity calendar as its files are now.
func (s *session) inCalendar(id string) error {
	c, err := s.calendar()
	if err != nil {
		return err
	}
	_, err = c.Entry(id)
	return err
}

// nodeInWords returns what the calendar calls a day, with its ID; the ID alone where it is no more.
func (s *session) nodeInWords(id string) string {
	c, err := s.calendar()
	if err != nil {
		return id
	}
	e, err := c.Entry(id)
	if err != nil {
		return id
	}
	return e.Name + "（" + id + "）"
}
