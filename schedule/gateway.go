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
}

// tiedYears is for how many years the days of a tied rule are written into a plan.
const tiedYears = 3

// Resolve writes the days of the entry into the tie, as the calendar has them now.
func (t Tie) Resolve(a Almanac, now time.Time) (Tie, error) {
	year := now.In(pufa.Zone).Year()
	found, err := a.Days(t.Entry, year, year+tiedYears-1)
	if err != nil {
		return t, err
	}
	t.Days = nil
	for _, d := range found {
		t.Days = append(t.Days, d.Add(-t.Ahead))
	}
	return t, nil
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
