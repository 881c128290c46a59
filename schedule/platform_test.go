package schedule_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// fault is what goes wrong with one call of the platform.
type fault int

const (
	none     fault = iota
	busy           // nothing done, try later
	refused        // nothing done, for good
	deaf           // nothing done, and the caller does not know
	mute           // done, and the caller does not know
	unwanted       // nothing done: the receiver has not accepted
)

// platform is as much of WeChat as the engine sees: it takes a name once within a day, a draft once
// for good, and a customer message as often as it is sent.
type platform struct {
	now      func() time.Time
	faults   func() fault // of the next call; nil: none
	drafts   map[string]bool
	taken    map[string]taken
	received map[string][]string // addresses by the name of the shipment, each time that one arrives
	calls    int
	said     []schedule.Notification
	lock     sync.Locker // where several nodes call at once
	serial   int
}

type taken struct {
	job string
	at  time.Time
}

func newPlatform(now func() time.Time) *platform {
	return &platform{now: now, drafts: map[string]bool{}, taken: map[string]taken{}, received: map[string][]string{}}
}

// wrong is a platform's error, as bot/wechat's.
type wrong struct {
	error
	unknown bool
}

func (w wrong) OutcomeUnknown() bool { return w.unknown }
func (w wrong) Unwrap() error        { return w.error }

var (
	errBusy    = wrong{pufa.Errorf(pufa.Limited, "微信系统繁忙，请稍后再试。"), false}
	errRefused = wrong{pufa.Errorf(pufa.Denied, "公众号没有这个接口的权限。"), false}
	errSilent  = wrong{pufa.Errorf(pufa.Internal, "微信没有正常回应。"), true}
)

// call decides what goes wrong, and whether the call is carried out.
func (p *platform) call() (carried bool, err error) {
	p.calls++
	if p.faults == nil {
		return true, nil
	}
	switch p.faults() {
	case busy:
		return false, errBusy
	case refused:
		return false, errRefused
	case unwanted:
		return false, notAccepted{errRefused}
	case deaf:
		return false, errSilent
	case mute:
		return true, errSilent
	}
	return true, nil
}

func (p *platform) Prepare(_ context.Context, c schedule.Channel, _ []schedule.Piece) (string, error) {
	if c == schedule.Notice {
		return "", nil
	}
	carried, err := p.call()
	if !carried {
		return "", err
	}
	p.serial++
	name := fmt.Sprintf("draft-%d", p.serial)
	p.drafts[name] = true
	return name, err
}

// notAccepted is a refusal that says that the receiver has not accepted.
type notAccepted struct{ wrong }

func (notAccepted) NotAccepted() bool { return true }
func (notAccepted) Reason() string    { return "43101" }

func (p *platform) Send(_ context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	if p.lock != nil {
		p.lock.Lock()
		defer p.lock.Unlock()
	}
	if len(s.ID) != 32 {
		return schedule.Receipt{}, errRefused
	}
	carried, err := p.call()
	if !carried {
		return schedule.Receipt{}, err
	}
	receipt, failure := p.take(s)
	if failure != nil {
		return schedule.Receipt{}, failure
	}
	return receipt, err
}

func (p *platform) take(s schedule.Shipment) (schedule.Receipt, error) {
	switch s.Channel {
	case schedule.Customer:
		p.received[s.ID] = append(p.received[s.ID], s.To...)
		return schedule.Receipt{Count: schedule.Count{Known: true, Sent: 1}}, nil
	case schedule.Notice:
		p.received[s.ID] = append(p.received[s.ID], s.To...)
		p.said = append(p.said, s.Notice)
		return schedule.Receipt{Job: "notice-" + s.ID}, nil
	case schedule.Publish:
		if !p.drafts[s.Media] && s.Doubt {
			return schedule.Receipt{}, nil
		}
		if !p.drafts[s.Media] {
			return schedule.Receipt{}, errRefused
		}
		delete(p.drafts, s.Media)
		p.received[s.ID] = append(p.received[s.ID], "page")
		return schedule.Receipt{Job: p.job()}, nil
	}
	if was, ok := p.taken[s.ID]; ok && p.now().Sub(was.at) < 24*time.Hour {
		if p.now().Sub(was.at) < time.Minute {
			return schedule.Receipt{}, errBusy
		}
		return schedule.Receipt{Job: was.job}, nil
	}
	p.taken[s.ID] = taken{p.job(), p.now()}
	p.received[s.ID] = append(p.received[s.ID], s.To...)
	return schedule.Receipt{Job: p.taken[s.ID].job}, nil
}

func (p *platform) job() string {
	p.serial++
	return fmt.Sprintf("job-%d", p.serial)
}

func (p *platform) Outcome(context.Context, schedule.Channel, string) (schedule.Outcome, error) {
	if p.lock != nil {
		p.lock.Lock()
		defer p.lock.Unlock()
	}
	if carried, err := p.call(); !carried || err != nil {
		return schedule.Outcome{}, err
	}
	return schedule.Outcome{Done: true, OK: true}, nil
}

// arrived returns how often each address got the delivery.
func (h *house) arrived(d schedule.Delivery) map[string]int {
	n := map[string]int{}
	for name, addresses := range h.platform.received {
		if h.crash.owner[name] == d.ID {
			for _, a := range addresses {
				n[a]++
			}
		}
	}
	return n
}
