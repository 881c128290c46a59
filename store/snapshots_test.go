package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/report"
)

func TestALockedReportThatWasTamperedWithIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		at := noon
		r := report.Report{Snapshot: pufa.NewID(), LockedAt: &at, LockedBy: "张主任", From: "2026-01-01", To: "2026-12-31", Made: noon.Truncate(time.Second),
			Figures: []report.Figure{{Key: "events", Value: 24}}}
		if err := NewSnapshots(db).PutSnapshot(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := NewSnapshots(db).PutSnapshot(t.Context(), r); pufa.KindOf(err) != pufa.Conflict {
			t.Errorf("locked again under the same number: %v", err)
		}
		err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
			_, err := exec(ctx, tx, `UPDATE report_snapshots SET doc = REPLACE(doc, '"value":24', '"value":25')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = NewSnapshots(db).Snapshot(t.Context(), r.Snapshot)
		if !strings.Contains(pufa.Say(err), "和锁定时不一样") {
			t.Errorf("a report that was changed is shown: %v", err)
		}
		if _, err := NewSnapshots(db).Snapshots(t.Context()); err == nil {
			t.Error("the list shows it")
		}
	})
}
