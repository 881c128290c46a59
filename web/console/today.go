package console

import (
	"context"
	"time"
)

// Agenda is what the office has to do, beside its events.
type Agenda struct {
	Waiting int       // questions that wait for an answer
	Oldest  time.Time // since when the oldest of them does
	Review  []Task    // what waits for a review
	Trouble []Task    // sendings that need a person
	Coming  []Task    // pushes of the next two weeks
	Days    []PublicityDay
	Reach   []Compared // of this month beside the last
}

// Task leads to something that is to be done.
type Task struct {
	Path, Name, Note string
	At               time.Time // zero: no matter when
}

// Compared is a number of this month beside the whole last one.
type Compared struct {
	Name, Unit, Path string
	Now, Before      int
}

// Agendas tells what is to be done.
type Agendas interface {
	Agenda(ctx context.Context) (Agenda, error)
}
