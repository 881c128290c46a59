package reach

import (
	"github.com/RoaringBitmap/roaring/v2"

	"github.com/pufa/pufa"
)

// Sum is what rows of the ledger add up to. People are not a sum: the followers among them are counted
// once, however often they come, so that sums of periods and places can be joined and stay exact.
type Sum struct {
	Rows    int
	Times   int             // 人次, or the kind's unit
	Copies  int             // 份
	Unnamed int             // 人 of rows that name nobody, such as an event's head-count
	Crowd   *roaring.Bitmap // followers by their numbers; nil for nobody
}

// Add joins what o stands for to s. It changes nothing of o.
func (s *Sum) Add(o Sum) {
	s.Rows += o.Rows
	s.Times += o.Times
	s.Copies += o.Copies
	s.Unnamed += o.Unnamed
	switch {
	case o.Crowd == nil:
	case s.Crowd == nil:
		s.Crowd = o.Crowd.Clone()
	default:
		s.Crowd.Or(o.Crowd)
	}
}

// People is how many distinct people the sum stands for (人): its followers, and those of rows that name
// nobody.
func (s Sum) People() int { return s.Followers() + s.Unnamed }

// Followers is how many distinct followers there are among them.
func (s Sum) Followers() int {
	if s.Crowd == nil {
		return 0
	}
	return int(s.Crowd.GetCardinality()) //nolint:gosec // a number of people
}

// Cube names the ways in which the ledger is summed up.
type Cube string

// The cubes. A cell leaves the fields empty that its cube does not tell apart.
const (
	ByPlace          Cube = "place"           // kind, basis, community, trade
	BySubject        Cube = "subject"         // kind, basis, subject
	AskedByCommunity Cube = "asked_community" // kind, subject, community: of questions whose asker's is known
	AskedByTrade     Cube = "asked_trade"     // kind, subject, trade: likewise
)

// Cell is what the rows of a month that are alike in a cube's fields sum up to.
type Cell struct {
	Month     string // 2026-11; of a period that begins within it, only the days of the period
	Kind      Kind
	Basis     Basis
	Subject   string
	Community string
	Trade     string
	Sum
}

// cellKey is what tells cells of one day apart.
type cellKey struct {
	cube      Cube
	kind      Kind
	basis     Basis
	subject   string
	community string
	trade     string
}

// Tally sums rows up into cells. It takes one day at a time, since a follower whose rows of a day and
// place were taken back was not there.
type Tally struct{ cells map[cellKey]*open }

// open is a cell while its day is summed up.
type open struct {
	sum Sum
	net map[uint32]int // people by number: above 0 for who was there
}

// NewTally returns an empty tally.
func NewTally() *Tally { return &Tally{cells: map[cellKey]*open{}} }

// Add takes a row in. number stands for its follower; it is ignored where the row names nobody.
func (t *Tally) Add(e Entry, number uint32) {
	t.add(cellKey{ByPlace, e.Kind, e.Basis, "", e.Community, e.Trade}, e, number)
	t.add(cellKey{BySubject, e.Kind, e.Basis, e.Subject, "", ""}, e, number)
	if e.Kind != Answered && e.Kind != HandedOver {
		return
	}
	if e.Community != "" {
		t.add(cellKey{AskedByCommunity, e.Kind, "", e.Subject, e.Community, ""}, e, number)
	}
	if e.Trade != "" {
		t.add(cellKey{AskedByTrade, e.Kind, "", e.Subject, "", e.Trade}, e, number)
	}
}

func (t *Tally) add(key cellKey, e Entry, number uint32) {
	c := t.cells[key]
	if c == nil {
		c = &open{}
		t.cells[key] = c
	}
	c.sum.Rows++
	c.sum.Times += e.Times
	c.sum.Copies += e.Copies
	if e.Follower == "" {
		c.sum.Unnamed += e.People
		return
	}
	if c.net == nil {
		c.net = map[uint32]int{}
	}
	c.net[number] += e.People
}

// Cells calls f with each cell of the day and its cube.
func (t *Tally) Cells(day pufa.Day, f func(Cube, Cell)) {
	for key, c := range t.cells {
		f(key.cube, Cell{
			Month: MonthOf(day), Kind: key.kind, Basis: key.basis, Subject: key.subject,
			Community: key.community, Trade: key.trade, Sum: c.close(),
		})
	}
}

func (c *open) close() Sum {
	sum := c.sum
	for number, people := range c.net {
		if people <= 0 {
			continue
		}
		if sum.Crowd == nil {
			sum.Crowd = roaring.New()
		}
		sum.Crowd.Add(number)
	}
	return sum
}

// MonthOf returns the month of a day, as 2026-11.
func MonthOf(day pufa.Day) string {
	if len(day) < len("2026-11") {
		return ""
	}
	return string(day[:len("2026-11")])
}
