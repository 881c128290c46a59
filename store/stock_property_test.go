package store

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Whatever clerks do, and are refused, the balances are the sums of the book, nothing but an event takes one
// below zero, and the ledger has given out what has left the stock.
func TestTheBookBalances(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		first := newStockOf(t, db)
		round := 0
		rapid.Check(t, func(t *rapid.T) {
			round++
			s := stockOf{t: first.t, Stock: first.Stock, leaflet: first.add(fmt.Sprintf("折页 %d", round))}
			var posted []reach.Move
			var events []reach.Event
			for range rapid.IntRange(1, 12).Draw(t, "steps") {
				switch rapid.IntRange(0, 6).Draw(t, "what") {
				case 0:
					if len(posted) > 0 {
						s.mayUndo(t, rapid.SampledFrom(posted).Draw(t, "of"))
					}
				case 1:
					events = append(events, s.step(db, s.eventOf(rapid.SampledFrom(drawnPlaces[:3]).Draw(t, "community"), rapid.IntRange(1, 300).Draw(t, "gave")), nil))
				case 2:
					if len(events) > 0 {
						i := rapid.IntRange(0, len(events)-1).Draw(t, "which")
						events[i] = s.step(db, events[i], func(e *reach.Event) {
							e.Handouts[0].Copies = rapid.IntRange(0, 300).Draw(t, "corrected")
							if rapid.IntRange(0, 3).Draw(t, "cancel") == 0 {
								e.State = reach.EventCancelled
							}
						})
					}
				default:
					if m, ok := s.mayMove(t); ok {
						posted = append(posted, m)
					}
				}
			}
			s.balances(t, len(events) > 0)
		})
	})
}

var drawnPlaces = []string{reach.Storeroom, "幸福社区", "和平社区", "大厅"}

func (s stockOf) mayUndo(t *rapid.T, m reach.Move) {
	_, _, err := s.Undo(s.t.Context(), m.ID, "小李", noon, "记错了")
	if err != nil && pufa.KindOf(err) != pufa.Conflict {
		t.Fatal(err)
	}
}

func (s stockOf) mayMove(t *rapid.T) (reach.Move, bool) {
	kinds := []reach.MoveKind{reach.Received, reach.Relocated, reach.AtCounter, reach.Spoiled, reach.SentBack, reach.StockTaken}
	m := s.move(rapid.SampledFrom(kinds).Draw(t, "kind"), "", "", rapid.IntRange(1, 400).Draw(t, "copies"), "说明")
	place := rapid.SampledFrom(drawnPlaces).Draw(t, "place")
	if m.Kind == reach.Received || m.Kind == reach.StockTaken {
		m.To = place
	} else {
		m.From = place
	}
	if m.Kind == reach.Relocated {
		m.To = rapid.SampledFrom(drawnPlaces).Draw(t, "to")
	}
	if m.Check("2026-11-22") != nil {
		return m, false
	}
	posted, _, err := s.Move(s.t.Context(), m)
	if err != nil && pufa.KindOf(err) != pufa.Conflict {
		t.Fatal(err)
	}
	return posted, err == nil
}

func (s stockOf) balances(t *rapid.T, mayLack bool) {
	moves, err := s.Moves(s.t.Context(), MoveFilter{Material: s.leaflet.ID})
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]int{}
	for _, m := range moves {
		sums[m.From] -= m.Copies
		sums[m.To] += m.Copies
	}
	delete(sums, "")
	balances, err := s.Balances(s.t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, place := range drawnPlaces {
		at := slices.IndexFunc(balances, func(b reach.Balance) bool { return b.Material == s.leaflet.ID && b.Place == place })
		copies := 0
		if at >= 0 {
			copies = balances[at].Copies
		}
		if copies != sums[place] || copies < 0 && !mayLack {
			t.Fatalf("%s has %d, its moves say %d", place, copies, sums[place])
		}
		sum += copies
	}
	s.agrees(t, sum)
}
