package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Gateway is the platform that sends. An error whose chain has OutcomeUnknown() true means that the
// call may have taken effect; every other error means that nothing was sent, and its kind whether a
// later try may succeed (Limited, Internal) or somebody must mend something first. One with
// NotAccepted() true means that the receiver does not accept notifications of the template, and
// Reason() is the platform's own number for why.
type Gateway interface {
	// Prepare gives the platform what is to be sent and returns its name there; "" where the channel
	// needs none. Done twice it does no harm.
	Prepare(ctx context.Context, c Channel, pieces []Piece) (media string, err error)
	// Send hands over one part. For Mass the platform takes the same ID once within 24 hours, and
	// for Publish the same Media: a call that is made again tells what became of the first one.
	Send(ctx context.Context, s Shipment) (Receipt, error)
	// Outcome asks what became of a part that was accepted under the number.
	Outcome(ctx context.Context, c Channel, job string) (Outcome, error)
}

// Shipment is one part as the platform gets it.
type Shipment struct {
	ID      string // 32 characters; the same for every try
	Channel Channel
	Pieces  []Piece
	Media   string
	To      []string // addresses; never logged
	Tag     bool     // send to a tag that holds them instead of to a list
	Doubt   bool     // an earlier call may have been accepted
	Notice  Notification
}

// Receipt is the platform's word that it has taken a part.
type Receipt struct {
	Job   string // its number, under which it can be asked; "" where the part is settled with this
	Data  string // the key of its statistics
	Count Count
}

// Outcome is what became of a part.
type Outcome struct {
	Done   bool // false: still under way
	OK     bool
	Count  Count
	Why    string // where it is not OK, in Chinese
	Reason string // the platform's number for it, for the ledger; "" where it has none
}

// Law knows what has become of the articles that pieces cite. nil: nobody looks.
type Law interface {
	// Changed names the citations, as readers see them, whose article is not in force on the day as
	// it was when the text was checked.
	Changed(ctx context.Context, cites []knowledge.Citation, day pufa.Day) ([]string, error)
}

// Almanac is the publicity calendar that rules are tied to. nil: nobody looks.
type Almanac interface {
	// Days returns the first days of the entry in the years, both included. NotFound for an entry
	// that the calendar does not have.
	Days(entry string, from, to int) ([]pufa.Day, error)
	// Holidays returns the official days off in the years, both included. Plain weekends are none.
	Holidays(from, to int) ([]pufa.Day, error)
}

// For how many years days of the calendar are written into a plan, and holidays: most of those are known
// by regulation before their year's notice.
const (
	knownYears = 3
	restYears  = 10
)

// Resolve writes the days of the calendar's entry and the holidays into the rule, as they are known now.
func (r Rule) Resolve(a Almanac, now time.Time) (Rule, error) {
	from := now.In(pufa.Zone).Year()
	to := from + knownYears - 1
	if r.Tied.Entry != "" {
		found, err := a.Days(r.Tied.Entry, from, to)
		if err != nil {
			return r, err
		}
		r.Tied.Days = nil
		for _, d := range found {
			r.Tied.Days = append(r.Tied.Days, d.Add(-r.Tied.Ahead))
		}
	}
	r.Rest.Days = nil
	if !r.Rest.Holidays {
		return r, nil
	}
	days, err := a.Holidays(from, from+restYears-1)
	r.Rest.Days = days
	return r, err
}

// rests says in Chinese that the occurrence falls on a holiday that was not known before.
func rests(a Almanac, r Rule, occurrence time.Time) string {
	if a == nil || !r.Rest.Holidays {
		return ""
	}
	day := pufa.DayOf(occurrence)
	year := day.Time().Year()
	found, err := a.Holidays(year, year)
	if err != nil || !slices.Contains(found, day) {
		return ""
	}
	return day.Chinese() + "放假，按计划节假日不推送"
}

// moved says in Chinese that the calendar does not have the occurrence on its day any more.
func moved(a Almanac, r Rule, occurrence time.Time) string {
	if a == nil || r.Tied.Entry == "" {
		return ""
	}
	day := pufa.DayOf(occurrence).Add(r.Tied.Ahead)
	year := day.Time().Year()
	found, err := a.Days(r.Tied.Entry, year, year)
	if err == nil && slices.Contains(found, day) {
		return ""
	}
	return fmt.Sprintf("日历里“%s”已不在 %s，没有发送；请核对日子后重新提交审核", r.Tied.Entry, day.Chinese())
}

func outcomeUnknown(err error) bool {
	var e interface{ OutcomeUnknown() bool }
	return errors.As(err, &e) && e.OutcomeUnknown()
}

// transient reports whether a later try may succeed.
func transient(err error) bool {
	kind := pufa.KindOf(err)
	return kind == pufa.Limited || kind == pufa.Internal
}
