package console

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
)

// eventNew opens the form with what is likely: now, and where and how this person was the last time.
func (s *Site) eventNew(w http.ResponseWriter, r *http.Request) error {
	form := eventForm{Key: rand.Text(), State: string(reach.EventDone), Start: typed(s.Now().Truncate(5 * time.Minute)), Form: reach.Forms()[0], Organiser: s.cfg.Office}
	last, err := s.Form.Events.LastEntered(r.Context(), staff(r).Name)
	switch {
	case err == nil:
		form.Community, form.Form, form.Organiser = last.Community, last.Form, last.Organiser
	case pufa.KindOf(err) != pufa.NotFound:
		return err
	}
	return s.showForm(w, r, http.StatusOK, formPage{Mode: "new", Action: "/console/events/new", Form: form})
}

// eventEnter enters an event. The same key again is the same event.
func (s *Site) eventEnter(w http.ResponseWriter, r *http.Request) error {
	p := formPage{Mode: "new", Action: "/console/events/new"}
	return s.take(w, r, p, reach.Event{}, func(e reach.Event) (reach.Event, bool, error) {
		stored, added, err := s.Form.Clerk.Enter(r.Context(), e, staff(r), s.Now())
		changed := err == nil && !added && stored.Revision == 1 && !s.Form.Clerk.Repeats(stored, e)
		return stored, changed, err
	})
}

// eventEdit opens the form of an event that is there.
func (s *Site) eventEdit(w http.ResponseWriter, r *http.Request) error {
	return s.openEvent(w, r, "edit")
}

// eventHold opens the form of a planned event to be reported as held.
func (s *Site) eventHold(w http.ResponseWriter, r *http.Request) error {
	return s.openEvent(w, r, "hold")
}

func (s *Site) openEvent(w http.ResponseWriter, r *http.Request, mode string) error {
	e, p, err := s.eventOf(r, mode)
	if err != nil {
		return err
	}
	p.Form = formOfEvent(e, s.Form.Topics)
	return s.showForm(w, r, http.StatusOK, p)
}

func (s *Site) eventOf(r *http.Request, mode string) (reach.Event, formPage, error) {
	e, err := s.Form.Events.Event(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		return e, formPage{}, err
	case e.State == reach.EventCancelled:
		return e, formPage{}, pufa.Errorf(pufa.Conflict, "活动 %s 已取消，不能再改。要记请另登记一场。", e.Number)
	case mode == "hold" && e.State != reach.EventPlanned:
		return e, formPage{}, pufa.Errorf(pufa.Conflict, "活动 %s 已经报过数。要改数请用更正。", e.Number)
	}
	return e, formPage{Mode: mode, Action: eventPath(e.ID) + "/" + mode, Number: e.Number, Was: e.State}, nil
}

// eventCorrect puts right what an event says.
func (s *Site) eventCorrect(w http.ResponseWriter, r *http.Request) error {
	was, p, err := s.eventOf(r, "edit")
	if err != nil {
		return err
	}
	return s.take(w, r, p, was, func(e reach.Event) (reach.Event, bool, error) {
		stored, err := s.Form.Clerk.Correct(r.Context(), e, staff(r), s.Now(), r.Form.Get("note"))
		return stored, false, err
	})
}

// eventReport reports a planned event as held.
func (s *Site) eventReport(w http.ResponseWriter, r *http.Request) error {
	was, err := s.Form.Events.Event(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	p := formPage{Mode: "hold", Action: eventPath(was.ID) + "/hold", Number: was.Number, Was: was.State}
	return s.take(w, r, p, was, func(e reach.Event) (reach.Event, bool, error) {
		stored, err := s.Form.Clerk.Hold(r.Context(), e, staff(r), s.Now())
		return stored, false, err
	})
}

// storing stores an event. changed says that it was there already, and not as it was sent now.
type storing func(reach.Event) (stored reach.Event, changed bool, err error)

// take reads a form and stores what it says, or shows it again as it was typed, with what is wrong.
func (s *Site) take(w http.ResponseWriter, r *http.Request, p formPage, was reach.Event, store storing) error {
	in, err := s.receive(w, r)
	if err != nil {
		return err
	}
	r.Form = in.fields
	p.Form = formOf(in.fields)
	e, faults := p.Form.event()
	e.ID, e.Key = was.ID, keyOf(p.Form.Key)
	if p.Mode == "hold" || p.Mode == "new" && e.State != reach.EventPlanned {
		e.State = reach.EventDone
	} else if p.Mode == "edit" {
		e.State = was.State
	}
	if err := s.addMaterials(r.Context(), &e, was); err != nil {
		return err
	}
	missing, err := s.addSizes(r.Context(), &e)
	if err != nil {
		return err
	}
	p.Faults = slices.Concat(in.faults, faults, photoFaults(e, missing))
	if in.fields.Has("more") {
		return s.showForm(w, r, http.StatusOK, p)
	}
	if len(p.Faults) > 0 {
		p.Faults = mergeFaults(p.Faults, s.Form.Clerk.Faults(e, s.Now()))
		return s.refuse(w, r, p, in, missing)
	}
	stored, changed, err := store(e)
	switch kind := pufa.KindOf(err); {
	case err == nil:
		return s.taken(w, r, stored, changed)
	case kind == pufa.Internal:
		return err
	case kind == pufa.Invalid && p.NeedsNote() && blank(p.Form.Note):
		p.Faults = []reach.Fault{{Field: "note", Say: pufa.Say(err)}}
	case kind == pufa.Invalid:
		p.Faults = s.Form.Clerk.Faults(e, s.Now())
	}
	if len(p.Faults) == 0 {
		p.Say = pufa.Say(err)
	}
	return s.refuse(w, r, p, in, nil)
}

// keyOf returns a form's key as events keep it, apart from the keys of spreadsheets. A form without one
// cannot be told from another.
func keyOf(key string) string {
	letters := "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"
	if len(key) < 16 || len(key) > 64 || strings.Trim(key, letters) != "" {
		key = rand.Text()
	}
	return "form:" + key
}

func photoFaults(e reach.Event, missing []string) (faults []reach.Fault) {
	if n := len(e.Photos); n > photo.MaxEach {
		faults = append(faults, reach.Fault{Field: "photos", Say: fmt.Sprintf("照片有 %d 张，一场活动最多 %d 张，请去掉几张", n, photo.MaxEach)})
	}
	if len(missing) > 0 {
		faults = append(faults, reach.Fault{Field: "photos", Say: fmt.Sprintf("有 %d 张照片没有传上来，请再选一次", len(missing))})
	}
	return faults
}

// mergeFaults adds what is wrong with fields of which nothing is said yet.
func mergeFaults(faults, more []reach.Fault) []reach.Fault {
	for _, f := range more {
		if !slices.ContainsFunc(faults, func(g reach.Fault) bool { return g.Field == f.Field }) {
			faults = append(faults, f)
		}
	}
	return faults
}

func (s *Site) refuse(w http.ResponseWriter, r *http.Request, p formPage, in upload, missing []string) error {
	status := http.StatusBadRequest
	switch {
	case in.tooLong:
		status = http.StatusRequestEntityTooLarge
	case p.Say != "":
		status = http.StatusConflict
	}
	if byScript(r) {
		return reply(w, status, refused{Say: p.Say, Faults: spots(p.Faults), Missing: missing})
	}
	return s.showForm(w, r, status, p)
}

// entered is what a script is told of an event that is stored.
type entered struct {
	Number  string `json:"number"`
	Name    string `json:"name"`
	Path    string `json:"path"`
	Changed bool   `json:"changed,omitempty"` // it was there already, and not as it was sent now
}

func (s *Site) taken(w http.ResponseWriter, r *http.Request, e reach.Event, changed bool) error {
	path := eventPath(e.ID) + "/done"
	if changed {
		path += "?changed=1"
	}
	if byScript(r) {
		return reply(w, http.StatusOK, entered{Number: e.Number, Name: e.Name, Path: path, Changed: changed})
	}
	return see(w, r, path)
}

type donePage struct {
	Event   reach.Event
	Planned bool
	Changed bool
}

// eventDone says that an event is stored, and what to do next.
func (s *Site) eventDone(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Form.Events.Event(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.render(w, r, "event-done", "已存好 "+e.Number, donePage{Event: e, Planned: e.State == reach.EventPlanned,
		Changed: r.URL.Query().Has("changed")})
}
