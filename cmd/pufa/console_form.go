package main

import (
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
		Communities: s.cfg.Office.Communities, Topics: s.cfg.Answers.Topics, Days: days,
	}, nil
}
