package reach

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Events is what is kept of events. The store implements it.
type Events interface {
	// Event finds an event by its ID, its number or the code of its sign-in page.
	Event(ctx context.Context, name string) (Event, error)
	// EventSteps lists what was done to an event, oldest first.
	EventSteps(ctx context.Context, id pufa.ID) ([]EventStep, error)
	// AddEvent stores the first step of an event, gives it its number and code, and posts its rows, all
	// or nothing. Where an event was entered under the same Key already, that one is returned as it
	// stands, and added is false.
	AddEvent(ctx context.Context, step EventStep) (e Event, added bool, err error)
	// PutEvent stores a later step and its rows, all or nothing. The error is Conflict unless the step
	// is the one after the last.
	PutEvent(ctx context.Context, step EventStep) error
}

// Clerk keeps the register of events (活动台账): it checks what staff enter and stores it with its rows.
//
// Who changes an event hands in the one that was read, changed, with its Revision: the second of two who
// changed the same one gets a Conflict.
type Clerk struct {
	events Events
	rules  EventRules
}

// NewClerk returns a clerk.
func NewClerk(events Events, rules EventRules) Clerk { return Clerk{events: events, rules: rules} }

// Enter stores an event, planned or held. The same Key again returns what was entered first, unchanged,
// and added is false: a form that is sent again and a spreadsheet that is read again change nothing.
// The error is Invalid with all faults, as Refusal puts them.
func (c Clerk) Enter(ctx context.Context, e Event, by pufa.Staff, now time.Time) (stored Event, added bool, err error) {
	if err := named(by); err != nil {
		return e, false, err
	}
	e = e.neat(c.rules.Mask)
	e.ID, e.Number, e.Code, e.Revision = pufa.NewID(), "", "", 1
	e.EnteredBy, e.CheckedBy = by, pufa.Staff{}
	if err := Refusal(c.Faults(e, now)); err != nil {
		return e, false, err
	}
	if e.Handouts, err = c.ofTheStock(ctx, e.Handouts, nil); err != nil {
		return e, false, err
	}
	return c.events.AddEvent(ctx, EventStep{Revision: 1, Action: EventEntered, By: by, At: now, Event: e})
}

// Faults returns what keeps the event from being entered, for forms that say so field by field.
func (c Clerk) Faults(e Event, now time.Time) []Fault {
	faults := e.neat(c.rules.Mask).Check(c.rules, now)
	if e.State != EventPlanned && e.State != EventDone {
		faults = append(faults, fault("state", "不认识状态“%s”：可选 planned（计划中）、held（已举办）", e.State))
	}
	return faults
}

// Hold stores that a planned event took place, with its numbers.
func (c Clerk) Hold(ctx context.Context, to Event, by pufa.Staff, now time.Time) (Event, error) {
	to.State = EventDone
	return c.change(ctx, to, EventReported, by, now, "")
}

// Correct puts what is new in place of what the event says; what was checked is to be checked again. A
// held one needs the reason. What says the same already is returned as it stands.
func (c Clerk) Correct(ctx context.Context, to Event, by pufa.Staff, now time.Time, note string) (Event, error) {
	return c.change(ctx, to, EventCorrected, by, now, note)
}

func (c Clerk) change(ctx context.Context, to Event, a EventAction, by pufa.Staff, now time.Time, note string) (Event, error) {
	is, err := c.events.Event(ctx, string(to.ID))
	if err != nil {
		return to, err
	}
	to = is.takes(to.neat(c.rules.Mask), a)
	if to.Handouts, err = c.ofTheStock(ctx, to.Handouts, is.Handouts); err != nil {
		return is, err
	}
	if is.State != EventCancelled && is.says(to) {
		return is, nil
	}
	if err := is.allows(a, to.Revision, note); err != nil {
		return is, err
	}
	faults := to.Check(c.rules, now)
	before := is.Check(c.rules, now)
	faults = slices.DeleteFunc(faults, func(f Fault) bool {
		// A community or a day of the calendar that is no more must not keep old events from being corrected.
		return (f.Field == "community" || f.Field == "node") && slices.Contains(before, f)
	})
	if err := Refusal(faults); err != nil {
		return is, err
	}
	to.CheckedBy = pufa.Staff{}
	return c.step(ctx, to, a, by, now, note)
}

// ofTheStock names the materials that the stock knows by their names, as forms and tables give them. What
// stands in the event already stays as it is: whoever corrects a head-count means no other material.
func (c Clerk) ofTheStock(ctx context.Context, handouts, standing []Handout) ([]Handout, error) {
	handouts = slices.Clone(handouts)
	for i, h := range handouts {
		if h.Material != "" || h.Name == "" || c.rules.Material == nil || slices.Contains(standing, h) {
			continue
		}
		id, err := c.rules.Material(ctx, h.Name)
		if err != nil {
			return nil, err
		}
		handouts[i].Material = id
	}
	return handouts, nil
}

// takes returns what is new with what no change touches.
func (e Event) takes(to Event, a EventAction) Event {
	if a == EventCorrected {
		to.State = e.State
	}
	to.Number, to.Code, to.Key = e.Number, e.Code, e.Key
	to.EnteredBy, to.CheckedBy = e.EnteredBy, e.CheckedBy
	return to
}

// says reports whether two events say the same, whatever their revision.
func (e Event) says(other Event) bool {
	e.Revision = other.Revision
	return reflect.DeepEqual(e, other)
}

// Check stores that somebody who has not written the event has checked it as it stands at the revision.
func (c Clerk) Check(ctx context.Context, id pufa.ID, revision int, by pufa.Staff, now time.Time) (Event, error) {
	e, err := c.events.Event(ctx, string(id))
	if err != nil {
		return e, err
	}
	if err := e.allows(EventChecked, revision, ""); err != nil {
		return e, err
	}
	steps, err := c.events.EventSteps(ctx, e.ID)
	if err != nil {
		return e, err
	}
	for _, s := range steps {
		if s.Action.writes() && s.By.Name == by.Name {
			return e, pufa.Errorf(pufa.Denied, "“%s”%s过这场活动，不能由本人核对，请换一位同事", by.Name, s.Action.Chinese())
		}
	}
	e.CheckedBy = by
	return c.step(ctx, e, EventChecked, by, now, "")
}

// Cancel takes an event back, with all that the ledger says of it; sign-ins too. It needs the reason.
func (c Clerk) Cancel(ctx context.Context, id pufa.ID, revision int, by pufa.Staff, now time.Time, note string) (Event, error) {
	e, err := c.events.Event(ctx, string(id))
	if err != nil {
		return e, err
	}
	if err := e.allows(EventTakenBack, revision, note); err != nil {
		return e, err
	}
	e.State, e.CheckedBy = EventCancelled, pufa.Staff{}
	return c.step(ctx, e, EventTakenBack, by, now, note)
}

func (c Clerk) step(ctx context.Context, e Event, a EventAction, by pufa.Staff, now time.Time, note string) (Event, error) {
	if err := named(by); err != nil {
		return e, err
	}
	note = masked(c.rules.Mask, oneLine(note))
	if n := utf8.RuneCountInString(note); n > eventNote {
		return e, pufa.Errorf(pufa.Invalid, "原因有 %d 个字，最多 %d 个，请写短些", n, eventNote)
	}
	e.Revision++
	return e, c.events.PutEvent(ctx, EventStep{Revision: e.Revision, Action: a, By: by, At: now, Note: note, Event: e})
}

// allows refuses what the event's state does not let anybody do.
func (e Event) allows(a EventAction, revision int, note string) error {
	switch {
	case e.State == EventCancelled:
		return pufa.Errorf(pufa.Conflict, "活动 %s 已取消，不能再%s；要记请另登记一场", e.Number, a.Chinese())
	case revision != e.Revision:
		return Moved(e.Number)
	case a == EventReported && e.State != EventPlanned:
		return pufa.Errorf(pufa.Conflict, "活动 %s 已经记成%s，要改数请更正", e.Number, e.State.Chinese())
	case a == EventChecked && e.State != EventDone:
		return pufa.Errorf(pufa.Conflict, "活动 %s 还没举办，没有数可核对", e.Number)
	case a == EventChecked && e.CheckedBy.Name != "":
		return pufa.Errorf(pufa.Conflict, "活动 %s 已由“%s”核对过，之后没有改动，不用再核对", e.Number, e.CheckedBy.Name)
	case strings.TrimSpace(note) == "" && (a == EventTakenBack || a == EventCorrected && e.State == EventDone):
		return pufa.Errorf(pufa.Invalid, "请写明%s的原因，好让以后查得到", a.Chinese())
	default:
		return nil
	}
}

// Moved refuses a step on an event that somebody else has changed since it was read.
func Moved(number string) error {
	return pufa.Errorf(pufa.Conflict, "活动 %s 刚被别人改过，您的改动没有保存；请重新打开，看过现在的内容再改", number)
}

func named(by pufa.Staff) error {
	if strings.TrimSpace(by.Name) == "" {
		return pufa.Errorf(pufa.Invalid, "缺少姓名：每一步都要记下是谁做的")
	}
	return nil
}
