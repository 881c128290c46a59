package console

import (
	"net/http"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// homePage is what waits to be done, and where to do it.
type homePage struct {
	Today     pufa.Day
	First     bool        // there is no event yet
	Coming    []eventLine // planned, the next first
	Overdue   []eventLine // planned, and the day is past
	Unchecked []eventLine
	More      int    // unchecked ones that are left out
	All       string // path of all that are not checked, by year
	Agenda    Agenda
	Waits     string // how long the oldest question has waited
}

// homeMost bounds a list on the first page.
const homeMost = 6

// home shows what waits to be done this year: events to report, to check, to come.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	today := pufa.DayOf(s.Now())
	found, err := s.Register.Events(r.Context(), EventFilter{From: today.Add(-366), To: today.Add(366)})
	if err != nil {
		return err
	}
	agenda, err := s.Agendas.Agenda(r.Context())
	if err != nil {
		return err
	}
	slices.Reverse(found) // the earliest first
	data := homePage{Today: today, First: len(found) == 0, All: "/console/events?state=held", Agenda: agenda, Waits: waited(s.Now().Sub(agenda.Oldest))}
	for _, e := range found {
		switch {
		case e.State == reach.EventPlanned && e.Start.Before(s.Now()):
			data.Overdue = append(data.Overdue, lineOf(e))
		case e.State == reach.EventPlanned && len(data.Coming) < homeMost:
			data.Coming = append(data.Coming, lineOf(e))
		case e.State == reach.EventDone && e.CheckedBy.Name == "":
			data.Unchecked = append(data.Unchecked, lineOf(e))
		}
	}
	data.More = max(0, len(data.Unchecked)-homeMost)
	data.Unchecked = data.Unchecked[:min(homeMost, len(data.Unchecked))]
	data.Overdue = data.Overdue[:min(homeMost, len(data.Overdue))]
	return s.render(w, r, "home", "今天", data)
}
