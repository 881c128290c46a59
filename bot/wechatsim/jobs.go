package wechatsim

import (
	"context"
	"slices"
	"sync"
	"time"
)

// job is something that falls due at a virtual time. It is told its due time, which may lie before
// the clock's when the clock has jumped.
type job struct {
	due time.Time
	run func(ctx context.Context, due time.Time)
}

// agenda keeps jobs by due time. Jobs run one after the other, in order.
type agenda struct {
	running sync.Mutex // held while jobs run
	mu      sync.Mutex
	jobs    []job
	wake    chan struct{}
}

func newAgenda() *agenda { return &agenda{wake: make(chan struct{}, 1)} }

func (a *agenda) add(j job) {
	a.mu.Lock()
	at, _ := slices.BinarySearchFunc(a.jobs, j, func(have, want job) int {
		if have.due.After(want.due) {
			return 1
		}
		return -1 // equal due times keep the order in which they came
	})
	a.jobs = slices.Insert(a.jobs, at, j)
	a.mu.Unlock()
	select {
	case a.wake <- struct{}{}:
	default: // a wake-up is pending already
	}
}

// pop takes the first job that is due at now.
func (a *agenda) pop(now time.Time) (job, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.jobs) == 0 || a.jobs[0].due.After(now) {
		return job{}, false
	}
	first := a.jobs[0]
	a.jobs = slices.Delete(a.jobs, 0, 1)
	return first, true
}

// wait is how long until the first job, and whether there is one.
func (a *agenda) wait(now time.Time) (time.Duration, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.jobs) == 0 {
		return 0, false
	}
	return a.jobs[0].due.Sub(now), true
}

func (p *Platform) later(delay time.Duration, from time.Time, run func(ctx context.Context, due time.Time)) {
	p.agenda.add(job{due: from.Add(delay), run: run})
}

func (p *Platform) runDue(ctx context.Context) {
	p.agenda.running.Lock()
	defer p.agenda.running.Unlock()
	for ctx.Err() == nil {
		next, ok := p.agenda.pop(p.Now())
		if !ok {
			return
		}
		next.run(ctx, next.due)
	}
}

// Run does what falls due as the virtual clock runs, until ctx ends; then it closes every open
// stream of the phone page. It returns nil. A platform without Run moves only with Advance.
func (p *Platform) Run(ctx context.Context) error {
	defer p.Close()
	for {
		p.runDue(ctx)
		timer := time.NewTimer(p.nextWake())
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-p.agenda.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// nextWake bounds the sleep: jumps of the clock do their own work, and a clock that stands still
// needs no haste.
func (p *Platform) nextWake() time.Duration {
	const longest = time.Minute
	wait, some := p.agenda.wait(p.Now())
	if !some || p.opts.Now == nil {
		return longest
	}
	return min(max(wait, time.Millisecond), longest)
}
