package main

import (
	"context"

	"github.com/pufa/pufa/reach/photo"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/console"
)

// eventForm wires the form by which staff enter events.
func (s *session) eventForm(b *base) (console.FormParts, error) {
	cal, err := s.calendar()
	if err != nil {
		return console.FormParts{}, err
	}
	var days []console.Choice
	for _, e := range cal.Entries() {
		if !e.Off {
			days = append(days, console.Choice{ID: e.ID, Name: e.Name})
		}
	}
	return console.FormParts{
		Clerk: s.clerk(b), Events: b.events, Photos: store.NewPhotos(b.db), Pictures: photo.NewReader(),
		Materials:   func(ctx context.Context) ([]console.Choice, error) { return materialChoices(ctx, b) },
		Communities: s.cfg.Office.Communities, Topics: s.cfg.Answers.Topics, Days: days,
	}, nil
}

// materialChoices lists the materials that the stock knows, without those out of use.
func materialChoices(ctx context.Context, b *base) (choices []console.Choice, err error) {
	materials, err := b.stock.Materials(ctx)
	for _, m := range materials {
		if !m.Retired {
			choices = append(choices, console.Choice{ID: string(m.ID), Name: m.Name})
		}
	}
	return choices, err
}
