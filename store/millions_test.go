package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// benchRows is how many rows the ledger has in BenchmarkMillions; PUFA_LEDGER_ROWS asks for more.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("PUFA_LEDGER_ROWS")); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// millions makes the rows of two years as an account of a city has them: 300,000 people, of whom a few come
// often; 800 entries, 3,000 articles, 200 pushes; 12 communities and 13 trades, unknown of most.
type millions struct {
	rand *rand.Rand
	next int
}

var millionKinds = []reach.Kind{reach.PageRead, reach.PageRead, reach.PageRead, reach.PageRead, reach.Answered, reach.Answered, reach.Answered,
	reach.HandedOver, reach.PosterScanned, reach.Followed}

func (m *millions) row(day pufa.Day) reach.Entry {
	m.next++
	kind := millionKinds[m.rand.IntN(len(millionKinds))]
	follower := int(300_000 * m.rand.Float64() * m.rand.Float64())
	e := reach.Entry{ID: pufa.NewID(), Key: "million:" + strconv.Itoa(m.next), At: day.Time(), Day: day, Kind: kind, Basis: reach.System, People: 1, Times: 1,
		Follower: pufa.FollowerKey(fmt.Sprintf("%032x", follower))}
	switch {
	case kind == reach.PosterScanned:
		e.Subject, e.Basis = "campaign:"+strconv.Itoa(m.rand.IntN(200)), reach.Scanned
	case kind == reach.Followed:
	case m.rand.IntN(5) == 0:
		e.Subject = "law:民法典#第" + strconv.Itoa(int(3000*m.rand.Float64()*m.rand.Float64())) + "条"
	default:
		e.Subject = "entry:" + strconv.Itoa(int(800*m.rand.Float64()*m.rand.Float64()))
	}
	if c := follower % 30; c < 12 {
		e.Community = "社区" + strconv.Itoa(c)
	}
	if t := follower % 65; t < 13 {
		e.Trade = pufa.Trades()[t]
	}
	return e
}

// day makes a day's rows and what the office did on it.
func (m *millions) day(day pufa.Day, n int) []reach.Entry {
	rows := make([]reach.Entry, 0, n)
	for len(rows) < n-1 {
		rows = append(rows, m.row(day))
	}
	return append(rows, reach.Entry{ID: pufa.NewID(), Key: "day:" + string(day), At: day.Time(), Day: day, Kind: reach.PushDelivered, Basis: reach.Platform,
		Times: 1000, Subject: "campaign:" + strconv.Itoa(m.rand.IntN(200))})
}

const millionFirst, millionDays = pufa.Day("2025-01-01"), 730

// fillMillions appends n rows over two years.
func fillMillions(b *testing.B, ledger Ledger, n int) time.Duration {
	m := &millions{rand: rand.New(rand.NewPCG(1, 2))}
	var spent time.Duration
	for i := range millionDays {
		rows := m.day(millionFirst.Add(i), n/millionDays)
		started := time.Now()
		if _, err := ledger.Append(b.Context(), rows...); err != nil {
			b.Fatal(err)
		}
		spent += time.Since(started)
	}
	return spent
}

type millionSource struct{ Ledger }

func (millionSource) Held(context.Context, pufa.Day, pufa.Day) ([]reach.Event, error) {
	return nil, nil
}

func (millionSource) Statement(context.Context, pufa.Day, pufa.Day) (reach.StockStatement, error) {
	return reach.StockStatement{}, nil
}

func (millionSource) Known(context.Context) (map[string]report.Known, error) {
	known := map[string]report.Known{}
	for i := range 800 {
		known["entry:"+strconv.Itoa(i)] = report.Known{Name: "问答" + strconv.Itoa(i), Topics: []string{"主题" + strconv.Itoa(i%18)}}
	}
	return known, nil
}

// BenchmarkMillions measures reports over a ledger of many rows: the year with the year before, a month, and
// today's rows not summed up; and how long summing up takes. Run it with -benchtime 3x and
// PUFA_LEDGER_ROWS=10000000; with PUFA_LEDGER_AT=sqlite:PATH the ledger stays, to be measured again.
func BenchmarkMillions(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name, func(b *testing.B) {
			address := os.Getenv("PUFA_LEDGER_AT")
			if address == "" {
				address = d.fresh(b)
			}
			db := open(b, address)
			ledger := NewLedger(db)
			if folded, err := foldedSpans(b.Context(), db.read, "2026-01-01", "2026-12-31"); err != nil || len(folded) == 0 {
				n := benchRows()
				spent := fillMillions(b, ledger, n)
				b.Logf("%d rows appended at %.0f rows/s", n, float64(n)/spent.Seconds())
			}
			started := time.Now()
			if err := ledger.Fold(b.Context(), "2026-12-31", func(int, int) {}); err != nil {
				b.Fatal(err)
			}
			b.Logf("summed up in %.1f s", time.Since(started).Seconds())
			desk := report.Desk{Source: millionSource{ledger}, Ledger: ledger, Now: time.Now, Office: report.Office{Name: "市"}}
			for _, p := range []struct {
				name     string
				from, to pufa.Day
			}{{"year", "2026-01-01", "2026-12-31"}, {"month", "2026-11-01", "2026-11-30"}, {"running", "2026-12-01", "2026-12-31"}, {"odd", "2026-01-15", "2026-11-20"}} {
				b.Run(p.name, func(b *testing.B) { benchmarkReport(b, desk, p.from, p.to) })
			}
			b.Run("rows", func(b *testing.B) { benchmarkRows(b, desk) })
		})
	}
}

func benchmarkReport(b *testing.B, desk report.Desk, from, to pufa.Day) {
	for b.Loop() {
		if _, err := desk.Report(b.Context(), from, to); err != nil {
			b.Fatal(err)
		}
	}
}

// benchmarkRows opens the first page behind a number of the year, and its sum.
func benchmarkRows(b *testing.B, desk report.Desk) {
	f := reach.Filter{From: "2026-01-01", To: "2026-12-31", Kinds: []reach.Kind{reach.Answered}, Facet: reach.Facet{Name: reach.FacetTopic, Value: "主题3"}}
	for b.Loop() {
		if _, err := desk.Rows(b.Context(), f, "", 101); err != nil {
			b.Fatal(err)
		}
		if _, err := desk.SumRows(b.Context(), f); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAppend measures appends beside bare inserts into the same table in the same run: 1,000 rows in a
// transaction, and single rows of 50 callers at once.
func BenchmarkAppend(b *testing.B) {
	for _, d := range databases {
		b.Run(d.name+"/thousands", func(b *testing.B) { benchmarkAppend(b, open(b, d.fresh(b)), 1000, 1) })
		b.Run(d.name+"/singles", func(b *testing.B) { benchmarkAppend(b, open(b, d.fresh(b)), 1, 50) })
	}
}

func benchmarkAppend(b *testing.B, db *DB, size, callers int) {
	ledger := NewLedger(db)
	fillMillions(b, ledger, 50_000)
	if err := ledger.Fold(b.Context(), "2026-12-31", func(int, int) {}); err != nil {
		b.Fatal(err)
	}
	bare := func(rows []reach.Entry) error {
		return db.write(b.Context(), func(ctx context.Context, tx querier) error {
			_, err := insert(ctx, tx, `
				INSERT INTO ledger (id, key, at, day, kind, basis, people, times, copies, subject, follower, community, trade, source, corrects)`, "", bareRows(rows))
			return err
		})
	}
	ours := func(rows []reach.Entry) error { _, err := ledger.Append(b.Context(), rows...); return err }
	m := &millions{rand: rand.New(rand.NewPCG(3, 4)), next: 100_000_000}
	var spent [2]time.Duration
	n := 0
	for b.Loop() {
		for i, way := range []func([]reach.Entry) error{bare, ours} {
			var all sync.WaitGroup
			batches := make([][]reach.Entry, callers)
			for c := range batches {
				batches[c] = m.day("2026-12-31", size+1)[:size]
			}
			started := time.Now()
			for _, rows := range batches {
				all.Go(func() {
					if err := way(rows); err != nil {
						b.Error(err)
					}
				})
			}
			all.Wait()
			spent[i] += time.Since(started)
		}
		n += size * callers
	}
	b.ReportMetric(float64(n)/spent[0].Seconds(), "bare-rows/s")
	b.ReportMetric(float64(n)/spent[1].Seconds(), "rows/s")
	b.ReportMetric(spent[0].Seconds()/spent[1].Seconds(), "of-bare")
}

func bareRows(entries []reach.Entry) (rows [][]any) {
	for _, e := range entries {
		rows = append(rows, []any{e.ID, e.Key, micros(e.At), e.Day, e.Kind, e.Basis, e.People, e.Times, e.Copies, e.Subject,
			e.Follower, e.Community, e.Trade, e.Source, e.Corrects})
	}
	return rows
}
