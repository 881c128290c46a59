package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Events implements reach.Events: the register, and the rows that its events have in the ledger.
type Events struct{ db *DB }

// NewEvents returns the events in db.
func NewEvents(db *DB) Events { return Events{db} }

// EventFilter selects events; what is zero selects all.
type EventFilter struct {
	From, To  pufa.Day // of the day on which it counts, both included
	State     reach.EventState
	Form      string
	Scene     string
	Community string
	Text      string // in the name, the theme or the place, or the number
}

// Event implements reach.Events.
func (s Events) Event(ctx context.Context, name string) (reach.Event, error) {
	e, err := one(ctx, s.db.read, scanEvent, `
		SELECT doc FROM events WHERE id = $1 OR number = $1 OR code = $1`, name)
	if err != nil {
		return e, fmt.Errorf("event %s: %w", name, absent(err, "没有编号是“%s”的活动，用 pufa event list 查看有哪些", name))
	}
	return e, nil
}

// Events lists the events that the filter selects, the latest first.
func (s Events) Events(ctx context.Context, f EventFilter) ([]reach.Event, error) {
	found, err := query(ctx, s.db.read, scanEvent, `
		SELECT doc FROM events
		WHERE ($1 = '' OR day >= $1) AND ($2 = '' OR day <= $2) AND ($3 = '' OR state = $3)
			AND ($4 = '' OR form = $4) AND ($5 = '' OR scene = $5) AND ($6 = '' OR community = $6)
		ORDER BY day DESC, start DESC, id DESC`, f.From, f.To, f.State, f.Form, f.Scene, f.Community)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	return slices.DeleteFunc(found, func(e reach.Event) bool { return !f.mentions(e) }), nil
}

// mentions looks for the text here: the databases do not agree on which letters are the same.
func (f EventFilter) mentions(e reach.Event) bool {
	text := strings.ToLower(strings.TrimSpace(f.Text))
	return strings.Contains(strings.ToLower(strings.Join([]string{e.Name, e.Theme, e.Place, e.Number}, "\n")), text)
}

// Held lists the events that were held from … to, both included, the earliest first: what a report of
// the period is about.
func (s Events) Held(ctx context.Context, from, to pufa.Day) ([]reach.Event, error) {
	found, err := query(ctx, s.db.read, scanEvent, `
		SELECT doc FROM events WHERE day BETWEEN $1 AND $2 AND state = 'held' ORDER BY day, start, id`, from, to)
	if err != nil {
		return nil, fmt.Errorf("events held from %s to %s: %w", from, to, err)
	}
	return found, nil
}

// EventSteps implements reach.Events.
func (s Events) EventSteps(ctx context.Context, id pufa.ID) ([]reach.EventStep, error) {
	found, err := query(ctx, s.db.read, scanEventStep, `
		SELECT revision, action, done_by, role, at, note, doc FROM event_steps WHERE event = $1 ORDER BY revision`, id)
	if err != nil {
		return nil, fmt.Errorf("steps of event %s: %w", id, err)
	}
	return found, nil
}

// AddEvent implements reach.Events.
func (s Events) AddEvent(ctx context.Context, step reach.EventStep) (e reach.Event, added bool, err error) {
	for range codeTries {
		if e, err = s.entered(ctx, step.Event.Key); err == nil || pufa.KindOf(err) != pufa.NotFound {
			return e, false, err
		}
		err = s.db.write(ctx, func(ctx context.Context, tx querier) (err error) {
			e, err = addEvent(ctx, tx, step)
			return err
		})
		// A Conflict is of the same key, entered elsewhere just now, or of a code that is taken.
		if pufa.KindOf(err) != pufa.Conflict {
			break
		}
	}
	if err != nil {
		return e, false, fmt.Errorf("add event: %w", err)
	}
	return e, true, nil
}

func (s Events) entered(ctx context.Context, key string) (reach.Event, error) {
	e, err := one(ctx, s.db.read, scanEvent, `SELECT doc FROM events WHERE key = $1 AND key <> ''`, key)
	return e, absent(err, "没有这样登记过")
}

// addEvent takes the number first: whoever else enters an event of the year waits until this one is
// stored, or gets the same number where it is not.
func addEvent(ctx context.Context, tx querier, step reach.EventStep) (reach.Event, error) {
	e := step.Event
	year := string(e.Day()[:4])
	n, err := one(ctx, tx, scanInt, `
		INSERT INTO event_numbers (year, last) VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE SET last = event_numbers.last + 1
		RETURNING last`, year)
	if err != nil {
		return e, err
	}
	e.Number, e.Code = fmt.Sprintf("%s-%03d", year, n), newCode()
	step.Event = e
	doc, err := document(e)
	if err != nil {
		return e, err
	}
	if _, err := exec(ctx, tx, `
		INSERT INTO events (id, number, code, revision, state, day, start, form, scene, community, key, doc)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.ID, e.Number, e.Code, e.Revision, e.State, e.Day(), micros(e.Start), e.Form, e.Scene, e.Community, e.Key, doc); err != nil {
		return e, err
	}
	return e, recordStep(ctx, tx, step, doc)
}

// PutEvent implements reach.Events. The update comes first: it is what two who change the same event
// race for.
func (s Events) PutEvent(ctx context.Context, step reach.EventStep) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		e := step.Event
		doc, err := document(e)
		if err != nil {
			return err
		}
		changed, err := exec(ctx, tx, `
			UPDATE events SET revision = $2, state = $3, day = $4, start = $5, form = $6, scene = $7, community = $8, doc = $9
			WHERE id = $1 AND revision = $2 - 1`,
			e.ID, e.Revision, e.State, e.Day(), micros(e.Start), e.Form, e.Scene, e.Community, doc)
		if err != nil {
			return err
		}
		if changed == 0 {
			return reach.Moved(e.Number)
		}
		return recordStep(ctx, tx, step, doc)
	})
	if err != nil {
		return fmt.Errorf("put event %s: %w", step.Event.ID, err)
	}
	return nil
}

// recordStep stores the step and posts what it changes of the ledger and of the stock.
func recordStep(ctx context.Context, tx querier, step reach.EventStep, doc string) error {
	e := step.Event
	if step.Revision != e.Revision {
		return errors.New("a step and its event have the same revision")
	}
	if _, err := exec(ctx, tx, `
		INSERT INTO event_steps (event, revision, action, done_by, role, at, note, doc)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.ID, step.Revision, step.Action, step.By.Name, step.By.Role, micros(step.At), step.Note, doc); err != nil {
		return err
	}
	if err := noteEvent(ctx, tx, step); err != nil {
		return err
	}
	open, err := openRows(ctx, tx, e.Subject())
	if err != nil {
		return err
	}
	if _, err = appendRows(ctx, tx, e.Repost(open, step.At)); err != nil {
		return err
	}
	return stockEvent(ctx, tx, step)
}

// openRows lists the rows of a subject that stand: those that were not taken back. The key of what takes
// a row back is made of the row's.
func openRows(ctx context.Context, tx querier, subject string) ([]reach.Entry, error) {
	return query(ctx, tx, scanEntryRow, selectLedger+`
		WHERE subject = $1 AND subject <> '' AND corrects = ''
			AND NOT EXISTS (SELECT 1 FROM ledger undo WHERE undo.key = 'undo:' || ledger.key)
		ORDER BY id`, subject)
}

func scanEvent(r row) (e reach.Event, err error) {
	doc, err := scanText(r)
	if err != nil {
		return e, err
	}
	return e, parse(doc, &e)
}

func scanEventStep(r row) (s reach.EventStep, err error) {
	var at int64
	var doc string
	if err := r.Scan(&s.Revision, &s.Action, &s.By.Name, &s.By.Role, &at, &s.Note, &doc); err != nil {
		return s, err
	}
	s.At = moment(at)
	return s, parse(doc, &s.Event)
}
