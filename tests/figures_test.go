package tests

import (
	"log/slog"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	root "github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// What the platform counts of a push comes to the ledger the next morning, for each day once, whoever asks
// how often and whatever was missed.
func TestReadersOfAPushAreInTheLedger(t *testing.T) {
	y := newYear(t, "sqlite:"+filepath.Join(t.TempDir(), "pufa.db"), 1, wechatsim.Service)
	y.populate(8)
	y.morning(0)
	data := y.sendArticle()
	tally := func() *schedule.Tally {
		return &schedule.Tally{Platform: wechat.NewPusher(y.gateway, y.campaigns), Counts: store.NewCounts(y.db),
			Now: y.sim.Now, Log: slog.New(slog.DiscardHandler)}
	}
	count := func(t *schedule.Tally) {
		y.t.Helper()
		if err := t.Tick(y.t.Context()); err != nil {
			y.t.Fatal(err)
		}
	}
	y.read(data, 5, 3)
	kept := tally()
	y.advanceTo(yearBegins.AddDate(0, 0, 3).Add(7 * time.Hour))
	count(kept) // too early: the platform has not counted
	if got := y.readings(); len(got) > 0 {
		t.Errorf("before the platform has counted: %v", got)
	}
	y.advanceTo(yearBegins.AddDate(0, 0, 3).Add(9 * time.Hour))
	count(kept)
	count(tally()) // another node
	want := map[string]int{"2028-01-03 push_read": 5, "2028-01-03 push_shared": 3}
	if diff := cmp.Diff(want, y.readings()); diff != "" {
		t.Error(diff)
	}
	y.read(data, 4, 0)
	y.advanceTo(yearBegins.AddDate(0, 0, 12).Add(12 * time.Hour)) // the machine was off for a week
	y.read(data, 3, 0)
	y.advanceTo(yearBegins.AddDate(0, 0, 13).Add(12 * time.Hour))
	count(kept)
	want["2028-01-04 push_read"], want["2028-01-13 push_read"] = 4, 3
	if diff := cmp.Diff(want, y.readings()); diff != "" {
		t.Error(diff)
	}
}

// sendArticle sends one article to everybody on the third day of the year and returns its statistics key.
func (y *year) sendArticle() int64 {
	y.t.Helper()
	at := yearBegins.AddDate(0, 0, 2).Add(9 * time.Hour)
	y.approve(schedule.Campaign{Title: "普法", Channel: schedule.Mass, Rule: schedule.Rule{At: at},
		Pieces: []schedule.Piece{{Kind: schedule.Article, Title: "普法", Body: "<p>正文</p>", File: y.cover}}})
	y.advanceTo(at)
	y.tick()
	y.advanceTo(at.Add(5 * time.Minute)) // until WeChat has sent it
	parts, err := store.NewCounts(y.db).Articles(y.t.Context(), yearBegins)
	if err != nil || len(parts) == 0 {
		y.t.Fatalf("%d parts with statistics, %v", len(parts), err)
	}
	data, err := strconv.ParseInt(parts[0].Data, 10, 64)
	if err != nil {
		y.t.Fatal(err)
	}
	return data
}

// read lets so many people read and share the article now.
func (y *year) read(data int64, readers, sharers int) {
	y.t.Helper()
	for i, r := range y.people {
		if i < readers {
			if err := y.sim.Read(r.openID, data, 1); err != nil {
				y.t.Fatal(err)
			}
		}
		if i < sharers {
			if err := y.sim.Share(r.openID, data, 1); err != nil {
				y.t.Fatal(err)
			}
		}
	}
}

// readings is what the ledger holds of them, by day and kind.
func (y *year) readings() map[string]int {
	y.t.Helper()
	found := map[string]int{}
	for day := range 20 {
		d := root.DayOf(yearBegins.AddDate(0, 0, day))
		totals, err := store.NewLedger(y.db).Totals(y.t.Context(), d, d)
		if err != nil {
			y.t.Fatal(err)
		}
		for _, total := range totals {
			if total.Kind == reach.PushRead || total.Kind == reach.PushShared {
				found[string(d)+" "+string(total.Kind)] = total.Times
			}
		}
	}
	return found
}
