package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/pufa/pufa"
)

// Wiring is what an engine works with.
type Wiring struct {
	Account    Account
	Grace      time.Duration // how long after its moment an occurrence may still be sent
	Agenda     Agenda
	Deliveries Deliveries
	Parts      Parts
	Followers  Followers
	Accepts    Accepts // nil where no notifications are sent
	Gateway    Gateway
	Law        Law
	Almanac    Almanac
	Printer    Printer
	Now        func() time.Time
	Jitter     func(most time.Duration) time.Duration // random, from 0 to most; keeps nodes apart
	Tell       func(ctx context.Context, d Delivery)  // staff are to know how a delivery ended; nil: nobody is told
	Log        *slog.Logger
}

// Engine sends what is due. Any number of engines may work on one database; everything that it
// knows is there, so that it can be stopped at any point.
//
// A part's life: claimed → handed to the platform → settled. A part whose holder vanished between
// claim and settlement is claimed again in doubt. In doubt it is never sent under a new name: the
// call is made again under its first one, which the platform takes only once and answers with what
// became of it; on channels that know no such name it becomes Unclear.
type Engine struct{ Wiring }

// NewEngine returns an engine.
func NewEngine(w Wiring) *Engine { return &Engine{w} }

// Bounds of one tick, so that one campaign does not keep the others waiting. WeChat takes 60 mass
// calls a minute.
const (
	plansAtOnce       = 100
	occurrencesAtOnce = 100
	deliveriesAtOnce  = 50
	partsAtOnce       = 1000
	massAtOnce        = 50
	askedAtOnce       = 100
)

// Tick does what is due. Errors of one step do not keep the others from being done.
func (e *Engine) Tick(ctx context.Context) error {
	var errs []error
	for _, step := range []func(context.Context) error{e.plan, e.begin, e.send, e.ask, e.end} {
		if err := step(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// plan makes deliveries of the occurrences that have come.
func (e *Engine) plan(ctx context.Context) error {
	now := e.Now()
	due, err := e.Agenda.DueCampaigns(ctx, now, plansAtOnce)
	if err != nil {
		return err
	}
	for _, c := range due {
		var found []Delivery
		next := c.Next
		for len(found) < occurrencesAtOnce && !next.IsZero() && !next.After(now) {
			found = append(found, e.occurrence(c, next, now))
			next = c.Rule.Next(next)
		}
		err := e.Agenda.Schedule(ctx, c, next, found)
		if pufa.KindOf(err) == pufa.Conflict { // another node has done it
			continue
		}
		if err != nil {
			return err
		}
		e.tellMissed(ctx, found)
	}
	return nil
}

// tellMissed tells of the last one that was missed, and how many others there were: after a long
// absence staff need one message and not a hundred.
func (e *Engine) tellMissed(ctx context.Context, found []Delivery) {
	var last Delivery
	n := 0
	for _, d := range found {
		if d.State == Missed {
			last, n = d, n+1
		}
	}
	if n == 0 {
		return
	}
	if n > 1 {
		last.Why += fmt.Sprintf("；这以前还错过 %d 次", n-1)
	}
	e.tell(ctx, last)
}

func (e *Engine) occurrence(c Campaign, t, now time.Time) Delivery {
	d := Delivery{ID: pufa.NewID(), Plan: c, Occurrence: t, State: Waiting, Due: t}
	if now.After(e.deadline(d)) {
		d.State, d.Ended, d.Why = Missed, now, e.missed(c.Channel)
	}
	return d
}

func (e *Engine) missed(c Channel) string {
	if c == Offline {
		return fmt.Sprintf("到点时程序没有运行，过了 %d 天，没有补", posterGrace/(24*time.Hour))
	}
	return fmt.Sprintf("到点时程序没有运行，超过 %s 或当天可发送的时段，没有补发", chinese(e.Grace))
}

// posterGrace is how much later a poster may still be made: paper wakes nobody.
const posterGrace = 7 * 24 * time.Hour

// deadline is the last moment at which the occurrence may be sent: within the grace, and never at night.
func (e *Engine) deadline(d Delivery) time.Time {
	if d.Plan.Channel == Offline {
		return d.Occurrence.Add(max(posterGrace, e.Grace))
	}
	last, closes := d.Occurrence.Add(e.Grace), d.Plan.Rule.hours().closes(d.Occurrence)
	if last.After(closes) {
		return closes
	}
	return last
}

// end closes deliveries whose parts are settled.
func (e *Engine) end(ctx context.Context) error {
	ended, err := e.Deliveries.CloseDeliveries(ctx, e.Now())
	if err != nil {
		return err
	}
	for _, d := range ended {
		e.tell(ctx, d)
	}
	return nil
}

func (e *Engine) tell(ctx context.Context, d Delivery) {
	level := slog.LevelInfo
	if d.State != Sent {
		level = slog.LevelWarn
	}
	e.Log.Log(ctx, level, "delivery ended", "campaign", d.Plan.ID, "delivery", d.ID, "state", d.State, "why", d.Why)
	if e.Tell != nil {
		e.Tell(ctx, d)
	}
}

// Backing off: a minute, two, four, at most a quarter of an hour, and up to half of it more.
const (
	firstWait = time.Minute
	mostWait  = 15 * time.Minute
	mostTries = 15
)

func (e *Engine) later(now time.Time, tries int) time.Time {
	wait := min(firstWait<<min(max(tries-1, 0), 10), mostWait)
	return now.Add(wait + e.Jitter(wait/2))
}

// chinese returns a length of time as readers see it.
func chinese(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d 小时", d/time.Hour)
	}
	return fmt.Sprintf("%d 分钟", d/time.Minute)
}
