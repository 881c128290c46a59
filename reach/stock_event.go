package reach

import (
	"fmt"
	"slices"
	"time"

	"github.com/pufa/pufa"
)

// StockMoves returns the moves to post so that the stock says of the event what the event now says, as
// Repost does for the ledger. open are the moves of the event that stand. Handouts of what the stock does not
// know (known) make none. has tells the balance of a material at a place.
//
// What was given out came from the event's community where that has enough, else from the storeroom where
// that has enough, else from whichever has any: it was given out, whatever the book says.
func (e Event) StockMoves(open []Move, known []pufa.ID, has func(pufa.ID, string) int, by string, at time.Time) (moves []Move) {
	want := e.wantedMoves(known, by, at)
	for _, o := range open {
		i := slices.IndexFunc(want, func(w Move) bool { return w.Material == o.Material })
		stays := i >= 0 && (o.From == Storeroom || o.From == e.Community)
		switch {
		case stays && want[i].Copies == o.Copies && want[i].Day == o.Day:
			want = slices.Delete(want, i, i+1)
			continue
		case stays:
			want[i].From = o.From
		}
		moves = append(moves, o.Undone(by, at, "跟着活动 "+e.Number+" 更正"))
	}
	for i := range want {
		if want[i].From == "" {
			want[i].From = e.tookFrom(want[i], has)
		}
	}
	return append(moves, want...)
}

func (e Event) wantedMoves(known []pufa.ID, by string, at time.Time) (want []Move) {
	if e.State != EventDone {
		return nil
	}
	for _, h := range e.Handouts {
		if !slices.Contains(known, h.Material) || h.Copies <= 0 {
			continue
		}
		i := slices.IndexFunc(want, func(w Move) bool { return w.Material == h.Material })
		if i < 0 {
			i = len(want)
			want = append(want, Move{ID: pufa.NewID(), At: at, Day: e.Day(), Kind: AtEvent, Material: h.Material, Event: e.ID, By: by,
				Key: fmt.Sprintf("event:%s:r%d:%s", e.ID, e.Revision, h.Material), Note: e.Number + " " + e.Name})
		}
		want[i].Copies += h.Copies
	}
	return want
}

func (e Event) tookFrom(m Move, has func(pufa.ID, string) int) string {
	if e.Community == "" {
		return Storeroom
	}
	there, store := has(m.Material, e.Community), has(m.Material, Storeroom)
	if there >= m.Copies || store < m.Copies && there > 0 {
		return e.Community
	}
	return Storeroom
}

// Taken makes of a count, whose Copies are what was found at To, the move that brings the balance there. A
// difference needs the reason.
func (m Move) Taken(balance int) (Move, error) {
	found, place := m.Copies, m.To
	if found != balance && m.Note == "" {
		return m, pufa.Errorf(pufa.Invalid, "账面 %d 份，点到 %d 份，相差 %d 份：请写原因", balance, found, found-balance)
	}
	note := fmt.Sprintf("账面 %d 份，点到 %d 份", balance, found)
	if m.Note != "" {
		note += "：" + m.Note
	}
	m.Note, m.Copies = note, found-balance
	if m.Copies < 0 {
		m.From, m.To, m.Copies = place, "", -m.Copies
	}
	return m, nil
}
