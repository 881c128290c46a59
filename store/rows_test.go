package store

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

func TestCorrectionsOfManyRowsAreFound(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		var rows, undos []reach.Entry
		var ids []pufa.ID
		for i := range rowsAtOnce + 7 {
			e := rowOf(string(pufa.NewID()), "2026-05-03", "p")
			e.ID = pufa.NewID()
			rows, ids = append(rows, e), append(ids, e.ID)
			if i%500 == 0 || i == rowsAtOnce+6 {
				undos = append(undos, e.Undone(noon))
			}
		}
		appendAll(t, db, append(rows, undos...)...)
		for _, asked := range []int{0, 1, 2, len(ids)} {
			var want, got []pufa.ID
			for _, undo := range undos {
				for _, id := range ids[:asked] {
					if undo.Corrects == id {
						want = append(want, undo.ID)
					}
				}
			}
			found, err := NewLedger(db).Corrections(t.Context(), ids[:asked])
			for _, e := range found {
				got = append(got, e.ID)
			}
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("corrections of %d rows: %v %s", asked, err, diff)
			}
		}
	})
}
