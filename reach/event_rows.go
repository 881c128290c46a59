package reach

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Rows returns what the event as it stands has the ledger say; nothing unless it was held. Figures of
// zero make no row. Of its heads only the first makes one: figures on other bases are of the same
// people and stay in the event, as a note beside it. Keys name the revision in which a row was posted,
// so that a figure which is corrected back makes a new row.
func (e Event) Rows(at time.Time) []Entry {
	if e.State != EventDone {
		return nil
	}
	rows := []Entry{{Kind: EventHeld, Basis: System, Times: 1}}
	if len(e.Heads) > 0 {
		h := e.Heads[0]
		rows = append(rows, Entry{Kind: Attended, Basis: h.Basis, People: h.People, Times: max(h.Times, h.People)})
	}
	rows = append(rows, gaveOut(e.Handouts)...)
	rows = append(rows,
		// The enterprises are named in the register.
		Entry{Kind: Visited, Basis: System, Times: len(e.Enterprises)},
		// These two somebody noted on the spot; nobody can count them again.
		Entry{Kind: Consulted, Basis: Estimated, Times: e.Questions},
		Entry{Kind: Referred, Basis: Estimated, Times: e.Referrals},
		Entry{Kind: ReadOutside, Basis: Platform, Times: e.OnlineReads})
	rows = slices.DeleteFunc(rows, func(r Entry) bool { return r.People == 0 && r.Times == 0 && r.Copies == 0 })
	for i := range rows {
		e.sign(&rows[i], at)
	}
	return rows
}

func (e Event) sign(r *Entry, at time.Time) {
	r.At, r.Day, r.Subject, r.Community, r.Trade = at, e.Day(), e.Subject(), e.Community, e.Trade
	r.Key = fmt.Sprintf("%sr%d:%s:%s", e.keys(), e.Revision, r.Kind, r.Basis)
	if r.Source != "" {
		r.Key += ":" + r.Source
	}
}

// keys is how the keys of the rows begin that the event itself posts.
func (e Event) keys() string { return e.Subject() + ":" }

// gaveOut returns a row for each material, also where it is noted twice.
func gaveOut(handouts []Handout) (rows []Entry) {
	for _, h := range handouts {
		source := h.Source()
		i := slices.IndexFunc(rows, func(r Entry) bool { return r.Source == source })
		if i < 0 {
			i = len(rows)
			rows = append(rows, Entry{Kind: GaveOut, Basis: HandedOut, Source: source})
		}
		rows[i].Copies += h.Copies
	}
	return rows
}

// Source is how rows of the ledger name the material: by its ID, by its name where the stock does not
// know it.
func (h Handout) Source() string {
	if h.Material != "" {
		return "material:" + string(h.Material)
	}
	return "material:" + h.Name
}

// Repost returns the rows to append so that the ledger says of the event what the event now says. open
// are the rows of its subject that stand, those taken back left out. What has not changed stays. What
// others posted of the event, such as sign-ins, stays too, unless it is cancelled: then it reached
// nobody, and all is taken back.
func (e Event) Repost(open []Entry, at time.Time) (rows []Entry) {
	want := e.Rows(at)
	for _, o := range open {
		i := slices.IndexFunc(want, func(w Entry) bool { return sameFact(o, w) })
		switch own := strings.HasPrefix(o.Key, e.keys()); {
		case own && i >= 0:
			want = slices.Delete(want, i, i+1)
		case own || e.State == EventCancelled:
			rows = append(rows, o.Undone(at))
		}
	}
	return append(rows, want...)
}

// sameFact compares what two rows count, whenever and under whatever key they were recorded.
func sameFact(a, b Entry) bool {
	for _, e := range []*Entry{&a, &b} {
		e.ID, e.Key, e.At, e.Corrects = "", "", time.Time{}, ""
	}
	return a == b
}
