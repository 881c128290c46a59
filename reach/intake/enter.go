package intake

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/sheet"
)

// Clerk enters events by the office's rules.
type Clerk interface {
	Faults(e reach.Event, now time.Time) []reach.Fault
	Enter(ctx context.Context, e reach.Event, by pufa.Staff, now time.Time) (stored reach.Event, added bool, err error)
}

// Outcome is what came of one row.
type Outcome struct {
	Row
	Before *reach.Event // entered before, by this row of a table; nil: not yet
}

// Days returns the days of the rows that are not refused, for which to look what is entered already.
func (r Reading) Days() (from, to pufa.Day) {
	for _, row := range r.Rows {
		day := row.Event.Day()
		if row.Err != nil {
			continue
		}
		if from == "" || day < from {
			from = day
		}
		to = max(to, day)
	}
	return from, to
}

// Compare looks at the rows beside the events that are entered already on their days. Rows of this table that
// were entered before are told by their keys. What looks like one that somebody entered otherwise, or like a row
// that was changed in the table since, is refused unless another is true: it would count twice.
func (r Reading) Compare(before []reach.Event, clerk Clerk, another bool, now time.Time) (outcomes []Outcome) {
	ours := map[string]bool{}
	for _, row := range r.Rows {
		ours[row.Event.Key] = true
	}
	same, like := map[string]*reach.Event{}, map[string]*reach.Event{}
	for i, e := range before {
		if e.Key != "" {
			same[e.Key] = &before[i]
		}
		if e.State != reach.EventCancelled && !ours[e.Key] {
			like[gist(e)] = &before[i]
		}
	}
	for _, row := range r.Rows {
		o := Outcome{Row: row}
		if row.Err == nil {
			if o.Before = same[row.Event.Key]; o.Before == nil && !another {
				o.Err = doubled(like[gist(row.Event)])
			}
		}
		if o.Err == nil && o.Before == nil {
			o.Err = inWords(clerk.Faults(row.Event, now))
		}
		outcomes = append(outcomes, o)
	}
	return outcomes
}

// gist is by what two events look like one.
func gist(e reach.Event) string { return string(e.Day()) + sheet.Fold(e.Name) }

// doubled refuses a row that looks like the event; nil for none.
func doubled(like *reach.Event) error {
	switch {
	case like == nil:
		return nil
	case like.State == reach.EventPlanned:
		return pufa.Errorf(pufa.Conflict, "和计划的活动 %s 同一天、同名称，像是同一场：用 pufa event hold 报它的数；确实是另一场，加 --another", like.Number)
	default:
		return pufa.Errorf(pufa.Conflict, "和已登记的活动 %s 同一天、同名称，像是同一场：数不一样就用 pufa event edit 更正它；确实是另一场，加 --another", like.Number)
	}
}

// inWords says the faults without the names of fields, which a table has not.
func inWords(faults []reach.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	say := ""
	for i, f := range faults {
		if i > 0 {
			say += "；"
		}
		say += f.Say
	}
	return pufa.Errorf(pufa.Invalid, "%s", say)
}

// Enter enters what is new. What the clerk refuses is refused; any other error ends the work, and the same
// table again goes on with it.
func Enter(ctx context.Context, clerk Clerk, outcomes []Outcome, by pufa.Staff, now time.Time) (added int, err error) {
	for i := range outcomes {
		o := &outcomes[i]
		if o.Err != nil || o.Before != nil {
			continue
		}
		stored, isNew, err := clerk.Enter(ctx, o.Event, by, now)
		switch {
		case pufa.KindOf(err) == pufa.Invalid:
			o.Err = err
		case err != nil:
			return added, fmt.Errorf("enter line %d: %w", o.Line, err)
		case isNew:
			o.Event = stored
			added++
		default:
			o.Before = &stored
		}
	}
	return added, nil
}

// Communities puts the office's own name of a community where the table writes it shorter or longer: 幸福, 幸福社区居委会.
func (r Reading) Communities(known []string) {
	for i := range r.Rows {
		e := &r.Rows[i].Event
		if e.Community == "" || slices.Contains(known, e.Community) {
			continue
		}
		found := slices.DeleteFunc(slices.Clone(known), func(name string) bool { return bare(name) != bare(e.Community) })
		if len(found) == 1 {
			e.Community = found[0]
		}
	}
}

var placeKinds = regexp.MustCompile(`(?:社区|村|居|村民|居民|委员会|居委会|村委会)+$`)

func bare(name string) string { return placeKinds.ReplaceAllString(sheet.Fold(name), "") }
