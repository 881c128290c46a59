package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

type eventShowCmd struct {
	eventArg
	JSON bool `help:"输出一行 JSON"`
}

// eventShown is an event with its trail and what the ledger says of it, as JSON.
type eventShown struct {
	reach.Event
	Steps  []eventStepLine `json:"steps"`
	Ledger []reachLine     `json:"ledger"`
}

type eventStepLine struct {
	Revision int               `json:"revision"`
	Action   reach.EventAction `json:"action"`
	By       pufa.Staff        `json:"by"`
	At       time.Time         `json:"at"`
	Note     string            `json:"note,omitempty"`
}

// Run prints an event with all that is known of it.
func (c *eventShowCmd) Run(ctx context.Context, s *session) error {
	return s.withBase(ctx, func(b *base) error {
		e, err := b.events.Event(ctx, c.Name)
		if err != nil {
			return err
		}
		steps, err := b.events.EventSteps(ctx, e.ID)
		if err != nil {
			return err
		}
		totals, err := b.ledger.Subject(ctx, e.Subject())
		if err != nil {
			return err
		}
		if c.JSON {
			return printEventJSON(s, e, steps, totals)
		}
		s.printEvent(e)
		s.printEventTotals(totals)
		s.printEventSteps(steps)
		return nil
	})
}

func printEventJSON(s *session, e reach.Event, steps []reach.EventStep, totals []reach.Total) error {
	shown := eventShown{Event: e, Steps: []eventStepLine{}, Ledger: []reachLine{}}
	for _, st := range steps {
		shown.Steps = append(shown.Steps, eventStepLine{st.Revision, st.Action, st.By, st.At, st.Note})
	}
	for _, t := range totals {
		shown.Ledger = append(shown.Ledger, reachLine{t.Kind, t.Basis, t.Rows, t.Times, t.People, t.Copies})
	}
	return encodeLine(s.out, shown)
}

func (s *session) printEvent(e reach.Event) {
	fmt.Fprintf(s.out, "活动 %s（%s）\n", e.Number, e.State.Chinese())
	for _, f := range e.Facts() {
		switch f.Name {
		case "状态":
			continue
		case "普法日历":
			f.Says = s.nodeInWords(e.Node)
		}
		fmt.Fprintf(s.out, "%s　%s\n", f.Name, strings.ReplaceAll(f.Says, "\n", "\n　　"))
	}
	fmt.Fprintf(s.out, "登记　%s\n", e.EnteredBy.Name)
	switch {
	case e.CheckedBy.Name != "":
		fmt.Fprintf(s.out, "核对　%s\n", e.CheckedBy.Name)
	case e.State == reach.EventDone:
		fmt.Fprintln(s.out, "核对　还没有")
	}
}

// printEventTotals leaves out what was taken back whole.
func (s *session) printEventTotals(totals []reach.Total) {
	for _, t := range totals {
		var figures []string
		for _, f := range []struct {
			n    int
			unit string
		}{{t.Times, t.Kind.Unit()}, {t.People, "人"}, {t.Copies, "份"}} {
			if f.n != 0 {
				figures = append(figures, fmt.Sprintf("%d %s", f.n, f.unit))
			}
		}
		if len(figures) > 0 {
			fmt.Fprintf(s.out, "台账　%s　%s（%s）\n", t.Kind.Chinese(), strings.Join(figures, "、"), t.Basis.Chinese())
		}
	}
}

func (s *session) printEventSteps(steps []reach.EventStep) {
	for i, st := range steps {
		fmt.Fprintf(s.out, "经过　%s　%s（%s）%s%s\n", civil(st.At), st.By.Name, st.By.Role.Chinese(), st.Action.Chinese(), because(st.Note))
		if i == 0 {
			continue
		}
		for _, c := range st.Event.ChangesFrom(steps[i-1].Event) {
			fmt.Fprintf(s.out, "　　　%s：%s → %s\n", c.Name, orNothing(c.Before), orNothing(c.After))
		}
	}
}

func orNothing(text string) string {
	if text == "" {
		return "（无）"
	}
	return text
}
