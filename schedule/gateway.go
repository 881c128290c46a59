package schedule

import (
	"context"
	"errors"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Gateway is the platform that sends. An error whose chain has OutcomeUnknown() true means that the
// call may have taken effect; every other error means that nothing was sent, and its kind whether a
// later try may succeed (Limited, Internal) or somebody must mend something first.
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
}

// Receipt is the platform's word that it has taken a part.
type Receipt struct {
	Job   string // its number, under which it can be asked; "" where the part is settled with this
	Data  string // the key of its statistics
	Count Count
}

// Outcome is what became of a part.
type Outcome struct {
	Done  bool // false: still under way
	OK    bool
	Count Count
	Why   string // where it is not OK, in Chinese
}

// Law knows what has become of the articles that pieces cite. nil: nobody looks.
type Law interface {
	// Changed names the citations, as readers see them, whose article is not in force on the day as
	// it was when the text was checked.
	Changed(ctx context.Context, cites []knowledge.Citation, day pufa.Day) ([]string, error)
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
