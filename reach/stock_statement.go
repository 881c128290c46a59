package reach

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
)

// Shelves is what a statement of the stock is made of. The store implements it.
type Shelves interface {
	// Materials lists the materials by name, those out of use too.
	Materials(ctx context.Context) ([]Material, error)
	// Balances lists what lies where now, zeros left out.
	Balances(ctx context.Context) ([]Balance, error)
	// Flows sums the moves up to a day by material and kind: before from, and from … to.
	Flows(ctx context.Context, from, to pufa.Day) ([]Flow, error)
	// Given sums by source what the ledger says was given out from … to.
	Given(ctx context.Context, from, to pufa.Day) ([]Given, error)
}

// Flow is what the moves of one kind did to the whole stock of a material: negative where it went out.
type Flow struct {
	Material pufa.ID
	Kind     MoveKind
	Before   int // before the period
	Within   int
}

// Given is what the ledger says was given out of one material, as its Source names it.
type Given struct {
	Source string
	Copies int
}

// of reports whether it was of the material: events that were entered before the stock knew it have its name.
func (g Given) of(m Material) bool {
	return g.Source == MaterialSource(m.ID) || g.Source == MaterialSource(pufa.ID(m.Name))
}

// StockLine is one material in a statement: Opening + Received + Adjusted − AtEvents − AtCounters − Spoiled −
// SentBack = Closing.
type StockLine struct {
	Material   Material  `json:"material"`
	Opening    int       `json:"opening"`
	Received   int       `json:"received"`
	AtEvents   int       `json:"at_events"`   // 活动发放
	AtCounters int       `json:"at_counters"` // 柜台发放
	Spoiled    int       `json:"spoiled"`
	SentBack   int       `json:"sent_back"` // 退给来处, out of the office's hands
	Adjusted   int       `json:"adjusted"`  // 盘点: what counts found more, negative for less
	Closing    int       `json:"closing"`
	Given      int       `json:"given"`           // by the ledger
	Early      int       `json:"early,omitempty"` // of Given: under its name, before the stock knew it
	Short      []Balance `json:"short,omitempty"` // places that are below zero now
	Reasons    []string  `json:"reasons,omitempty"`
}

// Out is what the stock says was given out.
func (l StockLine) Out() int { return l.AtEvents + l.AtCounters }

// LooseGiven is what the ledger says was given out and the stock does not know.
type LooseGiven struct {
	Name   string `json:"name"` // "" where none was noted
	Source string `json:"source,omitempty"`
	Copies int    `json:"copies"`
	Reason string `json:"reason"`
}

// called names it as sentences do.
func (l LooseGiven) called() string {
	if l.Name == "" {
		return "没有写明的资料"
	}
	return "“" + l.Name + "”"
}

// StockStatement is the stock's book of a period beside the ledger's.
type StockStatement struct {
	From   pufa.Day     `json:"from"`
	To     pufa.Day     `json:"to"`
	Lines  []StockLine  `json:"lines"`
	Loose  []LooseGiven `json:"loose,omitempty"`
	Given  int          `json:"given"` // by the ledger: what a report says was given out
	Out    int          `json:"out"`   // by the stock
	Agrees bool         `json:"agrees"`
}

// NewStockStatement makes the statement of the days from … to, both included. Materials that neither lay
// there nor moved are left out.
func NewStockStatement(ctx context.Context, shelves Shelves, from, to pufa.Day) (StockStatement, error) {
	s := StockStatement{From: from, To: to}
	materials, err := shelves.Materials(ctx)
	if err != nil {
		return s, err
	}
	flows, err := shelves.Flows(ctx, from, to)
	if err != nil {
		return s, err
	}
	given, err := shelves.Given(ctx, from, to)
	if err != nil {
		return s, err
	}
	balances, err := shelves.Balances(ctx)
	if err != nil {
		return s, err
	}
	for _, m := range materials {
		line := newStockLine(m, flows, given, balances)
		s.Out += line.Out()
		if line.moved() {
			s.Lines = append(s.Lines, line)
		}
	}
	s.look(materials, given)
	return s, nil
}

// look adds up what the ledger says, and finds what of it the stock does not know.
func (s *StockStatement) look(materials []Material, given []Given) {
	for _, g := range given {
		s.Given += g.Copies
		if g.Copies != 0 && !slices.ContainsFunc(materials, g.of) {
			s.Loose = append(s.Loose, looseGiven(g))
		}
	}
	s.Agrees = len(s.Loose) == 0 && !slices.ContainsFunc(s.Lines, func(l StockLine) bool { return len(l.Reasons) > 0 })
}

func looseGiven(g Given) LooseGiven {
	name := strings.TrimPrefix(g.Source, MaterialSource(""))
	loose := LooseGiven{Name: name, Source: g.Source, Copies: g.Copies}
	switch {
	case name == "":
		loose.Reason = "不在库存里"
	case pufa.ID(name).Valid():
		loose.Name, loose.Reason = "", "不在库存里"
	default:
		loose.Reason = "不在库存里，发放没有减库存"
	}
	return loose
}

func newStockLine(m Material, flows []Flow, given []Given, balances []Balance) StockLine {
	l := StockLine{Material: m}
	for _, f := range flows {
		if f.Material == m.ID {
			l.add(f)
		}
	}
	for _, g := range given {
		if !g.of(m) {
			continue
		}
		l.Given += g.Copies
		if g.Source != MaterialSource(m.ID) {
			l.Early += g.Copies
		}
	}
	if l.Early != 0 {
		l.Reasons = append(l.Reasons, fmt.Sprintf("有 %d %s是加进库存以前登记的，没有减库存", l.Early, m.Unit))
	}
	if d := l.Given - l.Early - l.Out(); d != 0 {
		l.Reasons = append(l.Reasons, fmt.Sprintf("台账发出 %d %s，库存减了 %d %s，相差 %d %s",
			l.Given-l.Early, m.Unit, l.Out(), m.Unit, d, m.Unit))
	}
	for _, b := range balances {
		if b.Material == m.ID && b.Copies < 0 {
			l.Short = append(l.Short, b)
			l.Reasons = append(l.Reasons, fmt.Sprintf("%s账实不符：发出的比记过的多 %d %s，请补记入库或调拨，或者盘点", b.Place, -b.Copies, m.Unit))
		}
	}
	return l
}

func (l *StockLine) add(f Flow) {
	l.Opening += f.Before
	l.Closing += f.Before + f.Within
	switch f.Kind {
	case Received:
		l.Received += f.Within
	case AtEvent:
		l.AtEvents -= f.Within
	case AtCounter:
		l.AtCounters -= f.Within
	case Spoiled:
		l.Spoiled -= f.Within
	case SentBack:
		l.SentBack -= f.Within
	case StockTaken:
		l.Adjusted += f.Within
	case Relocated: // stays in the house
	}
}

func (l StockLine) moved() bool {
	figures := []int{l.Opening, l.Closing, l.Received, l.AtEvents, l.AtCounters, l.Spoiled, l.SentBack, l.Adjusted, l.Given}
	return len(l.Short) > 0 || slices.ContainsFunc(figures, func(n int) bool { return n != 0 })
}

// Chinese says whether what a report says was given out agrees with the stock, else by how much and why not.
func (s StockStatement) Chinese() string {
	text := fmt.Sprintf("台账发放资料 %d 份，库存减少 %d 份", s.Given, s.Out)
	if s.Agrees {
		return text + "，一致。"
	}
	var reasons []string
	for _, l := range s.Lines {
		for _, r := range l.Reasons {
			reasons = append(reasons, "“"+l.Material.Name+"”"+r)
		}
	}
	for _, l := range s.Loose {
		reasons = append(reasons, fmt.Sprintf("%s有 %d 份%s", l.called(), l.Copies, l.Reason))
	}
	if d := s.Given - s.Out; d != 0 {
		text += fmt.Sprintf("，相差 %d 份", d)
	}
	return text + "：\n" + strings.Join(reasons, "\n")
}
