package console

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Register is what the pages read of the register of events.
type Register interface {
	// Event finds an event by its ID, number or code.
	Event(ctx context.Context, name string) (reach.Event, error)
	// Events lists the events that the filter selects, the latest first.
	Events(ctx context.Context, f EventFilter) ([]reach.Event, error)
	// EventSteps lists what was done to an event, oldest first.
	EventSteps(ctx context.Context, id pufa.ID) ([]reach.EventStep, error)
}

// Clerk takes steps on events. reach.Clerk implements it.
type Clerk interface {
	// Check stores that somebody has checked an event as it stands.
	Check(ctx context.Context, id pufa.ID, revision int, by pufa.Staff, now time.Time) (reach.Event, error)
	// Cancel takes an event back with all its numbers. note says why.
	Cancel(ctx context.Context, id pufa.ID, revision int, by pufa.Staff, now time.Time, note string) (reach.Event, error)
}

// Totals sums the ledger's rows of one subject up by kind and basis.
type Totals interface {
	Subject(ctx context.Context, subject string) ([]reach.Total, error)
}

// EventFilter selects events; what is zero selects all.
type EventFilter struct {
	From, To  pufa.Day // of the day on which it counts, both included
	State     reach.EventState
	Form      string
	Scene     string
	Community string
	Text      string // in the name, the theme or the place, or the number
}

// Any reports whether the filter leaves anything out.
func (f EventFilter) Any() bool { return f != EventFilter{} }

// eventsMost is how many events a page lists.
const eventsMost = 100

type eventsPage struct {
	Filter      EventFilter
	States      []choice
	Forms       []choice
	Scenes      []choice
	Communities []choice
	Count       string
	Events      []eventLine
	MayWrite    bool
	Newer       string // path of the page before; "" for none
	Older       string
}

// choice is an option of a list.
type choice struct {
	Value, Text string
	Chosen      bool
}

type eventLine struct {
	Path, Number, Name, When, Place, Form, Scene, People, State, Checked string
	Off                                                                  bool // does not count
}

// events lists the register, filtered by the address.
func (s *Site) events(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	f, err := readEventFilter(q)
	if err != nil {
		return err
	}
	found, err := s.Register.Events(r.Context(), f)
	if err != nil {
		return err
	}
	data := eventsPage{MayWrite: staff(r).Role.Writes(), Filter: f, Count: digits(len(found)), States: stateChoices(f.State), Forms: choices(reach.Forms(), f.Form),
		Scenes: choices(reach.Scenes(), f.Scene), Communities: choices(s.Form.Communities, f.Community)}
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil || page < 1 || (page-1) > len(found)/eventsMost {
		page = 1
	}
	first := (page - 1) * eventsMost
	for _, e := range found[first:min(first+eventsMost, len(found))] {
		data.Events = append(data.Events, lineOf(e))
	}
	if page > 1 {
		data.Newer = pagePath("/console/events", q, page-1)
	}
	if first+eventsMost < len(found) {
		data.Older = pagePath("/console/events", q, page+1)
	}
	return s.render(w, r, "events", "活动台账", data)
}

func readEventFilter(q url.Values) (f EventFilter, err error) {
	for key, day := range map[string]*pufa.Day{"from": &f.From, "to": &f.To} {
		if text := q.Get(key); text != "" {
			if *day, err = pufa.ParseDay(text); err != nil {
				return f, err
			}
		}
	}
	if f.From != "" && f.To != "" && f.From > f.To {
		return f, pufa.Errorf(pufa.Invalid, "开始的日期 %s 晚于结束的日期 %s，请对调", f.From, f.To)
	}
	f.State, f.Form, f.Scene = reach.EventState(q.Get("state")), q.Get("form"), q.Get("scene")
	f.Community, f.Text = q.Get("community"), q.Get("q")
	return f, nil
}

func choices(list []string, chosen string) (out []choice) {
	for _, text := range list {
		out = append(out, choice{text, text, text == chosen})
	}
	return out
}

func stateChoices(chosen reach.EventState) (out []choice) {
	for _, s := range []reach.EventState{reach.EventPlanned, reach.EventDone, reach.EventCancelled} {
		out = append(out, choice{string(s), s.Chinese(), s == chosen})
	}
	return out
}

func lineOf(e reach.Event) eventLine {
	line := eventLine{Path: eventPath(e.ID), Number: e.Number, Name: e.Name, When: e.When(), Place: e.Community, Form: e.Form,
		Scene: e.Scene, State: e.State.Chinese(), Off: e.State == reach.EventCancelled}
	if line.Place == "" {
		line.Place = e.Place
	}
	if len(e.Heads) > 0 {
		line.People = digits(e.Heads[0].People)
	}
	switch {
	case e.State != reach.EventDone:
	case e.CheckedBy.Name != "":
		line.Checked = "已核对"
	default:
		line.Checked = "待核对"
	}
	return line
}

func eventPath(id pufa.ID) string { return "/console/events/" + url.PathEscape(string(id)) }
