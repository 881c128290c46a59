package wechatsim

import (
	"context"
	"sync"
	"time"
)

// The platform counts its days and months in Beijing time.
func beijing() *time.Location { return time.FixedZone("CST", 8*60*60) }

// clock is the virtual time: where it started, plus the real time since, plus every jump.
type clock struct {
	mu    sync.Mutex
	real  func() time.Time // nil: time stands still between jumps
	base  time.Time        // real time at the start
	start time.Time
	jumps time.Duration
}

func newClock(real func() time.Time, start time.Time) *clock {
	c := &clock{real: real, start: start}
	if real != nil {
		c.base = real()
		def(&c.start, c.base)
	}
	if c.start.IsZero() {
		c.start = time.Date(2026, time.January, 5, 9, 0, 0, 0, beijing())
	}
	return c
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.start.Add(c.jumps)
	if c.real != nil {
		at = at.Add(c.real().Sub(c.base))
	}
	return at.In(beijing())
}

func (c *clock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.jumps += d
}

// Now is the platform's virtual time, in Beijing's zone. Callbacks are stamped with it, so the
// account under test must read the same clock once it has been moved.
func (p *Platform) Now() time.Time { return p.clock.now() }

// Advance moves the virtual clock forward and, before it returns, does everything that fell due on
// the way: arrivals, finish events, confirmations that ran out. A negative d is ignored.
func (p *Platform) Advance(ctx context.Context, d time.Duration) {
	if d > 0 {
		p.clock.jump(d)
	}
	p.runDue(ctx)
	p.hub.tell(Update{Kind: "clock", Now: p.Now()})
}

// since is the real time spent since a reading of realNow.
func (p *Platform) since(then time.Time) time.Duration { return p.realNow().Sub(then) }

func (p *Platform) realNow() time.Time {
	if p.opts.Now == nil {
		return p.Now()
	}
	return p.opts.Now()
}
