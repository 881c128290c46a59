package main

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// eventBy is who takes a step, and how it is told.
type eventBy struct {
	By   string `help:"谁来做，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	JSON bool   `help:"输出一行 JSON"`
}

type eventNewCmd struct {
	eventFlags
	Key string `help:"这次登记的号，自己定；同一个号再登记一次不会多出一场" placeholder:"号"`
	eventBy
}

// Run enters an event: a plan where its time has not come and no figures are given.
func (c *eventNewCmd) Run(ctx context.Context, s *session) error {
	e := reach.Event{State: reach.EventDone, Organiser: s.cfg.Office.Name, Key: c.Key}
	if err := c.apply(&e); err != nil {
		return err
	}
	if e.Start.After(s.now()) && !c.counts() {
		e.State = reach.EventPlanned
	}
	return s.stepEvent(ctx, c.eventBy, func(clerk reach.Clerk, by pufa.Staff) (_ reach.Event, said string, err error) {
		e, added, err := clerk.Enter(ctx, e, by, s.now())
		switch {
		case err != nil || added && e.State == reach.EventDone:
			return e, fmt.Sprintf("已登记，编号 %s。\n请另一位同事核对：pufa event check %s --by 姓名", e.Number, e.Number), err
		case added:
			return e, fmt.Sprintf("已登记为计划，编号 %s。\n办完以后报人数：pufa event hold %s --heads 人数 --basis 签到 --by 姓名", e.Number, e.Number), nil
		default:
			return e, fmt.Sprintf("这场已经登记过，编号 %s，没有改动。要改请用 pufa event edit %s。", e.Number, e.Number), nil
		}
	})
}

// stepEvent lets the clerk take a step and tells what came of it.
func (s *session) stepEvent(ctx context.Context, c eventBy, take func(reach.Clerk, pufa.Staff) (reach.Event, string, error)) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		e, said, err := take(s.clerk(b), by)
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, e)
		}
		_, err = fmt.Fprintln(s.out, said)
		return err
	})
}

// changeEvent lets the clerk take a step on an event that is there.
func (s *session) changeEvent(ctx context.Context, name string, c eventBy,
	take func(reach.Clerk, reach.Event, pufa.Staff) (reach.Event, string, error)) error {
	ctx, by, err := s.act(ctx, c.By)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		e, err := b.events.Event(ctx, name)
		if err != nil {
			return err
		}
		e, said, err := take(s.clerk(b), e, by)
		if err != nil {
			return err
		}
		if c.JSON {
			return encodeLine(s.out, e)
		}
		_, err = fmt.Fprintln(s.out, said)
		return err
	})
}

type eventHoldCmd struct {
	eventArg
	eventFlags
	eventBy
}

// Run stores that a planned event took place, with its figures.
func (c *eventHoldCmd) Run(ctx context.Context, s *session) error {
	return s.changeEvent(ctx, c.eventArg.Name, c.eventBy, func(clerk reach.Clerk, e reach.Event, by pufa.Staff) (reach.Event, string, error) {
		if err := c.apply(&e); err != nil {
			return e, "", err
		}
		e, err := clerk.Hold(ctx, e, by, s.now())
		return e, fmt.Sprintf("已记成已举办。\n请另一位同事核对：pufa event check %s --by 姓名", e.Number), err
	})
}

type eventEditCmd struct {
	eventArg
	eventFlags
	Note string `help:"更正的原因；已举办的必须写" placeholder:"文字"`
	eventBy
}

// Run changes what is given; a check is void after it.
func (c *eventEditCmd) Run(ctx context.Context, s *session) error {
	return s.changeEvent(ctx, c.eventArg.Name, c.eventBy, func(clerk reach.Clerk, e reach.Event, by pufa.Staff) (reach.Event, string, error) {
		before := e.Revision
		if err := c.apply(&e); err != nil {
			return e, "", err
		}
		e, err := clerk.Correct(ctx, e, by, s.now(), c.Note)
		switch {
		case e.Revision == before:
			return e, "本来就是这样，没有改动。", err
		case e.State == reach.EventDone:
			return e, fmt.Sprintf("已更正，台账也改好了。\n请另一位同事核对：pufa event check %s --by 姓名", e.Number), err
		default:
			return e, "已更正。", err
		}
	})
}

type eventCheckCmd struct {
	eventArg
	eventBy
}

// Run stores that somebody else has checked the event.
func (c *eventCheckCmd) Run(ctx context.Context, s *session) error {
	return s.changeEvent(ctx, c.Name, c.eventBy, func(clerk reach.Clerk, e reach.Event, by pufa.Staff) (reach.Event, string, error) {
		e, err := clerk.Check(ctx, e.ID, e.Revision, by, s.now())
		return e, fmt.Sprintf("已核对“%s”。", e.Name), err
	})
}

type eventCancelCmd struct {
	eventArg
	Note string `help:"取消的原因，必须写" placeholder:"文字"`
	eventBy
}

// Run takes the event back, with its figures.
func (c *eventCancelCmd) Run(ctx context.Context, s *session) error {
	return s.changeEvent(ctx, c.Name, c.eventBy, func(clerk reach.Clerk, e reach.Event, by pufa.Staff) (reach.Event, string, error) {
		held := e.State == reach.EventDone
		e, err := clerk.Cancel(ctx, e.ID, e.Revision, by, s.now(), c.Note)
		if held {
			return e, fmt.Sprintf("已取消“%s”，它的数已从台账里减去。", e.Name), err
		}
		return e, fmt.Sprintf("已取消“%s”。", e.Name), err
	})
}
