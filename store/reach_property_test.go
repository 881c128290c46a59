package store

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// few keeps a property that needs a database to some examples, unless -rapid.checks asks for a number.
func few(t *testing.T, n string) {
	t.Helper()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	before := flag.Lookup("rapid.checks").Value.String()
	if asked {
		return
	}
	if err := flag.Set("rapid.checks", n); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.checks", before) })
}

// world is two nodes on one database, and what was told to them.
type world struct {
	*facts
	nodes  [2]*DB
	batch  [][]reach.Entry // what was appended, to be sent again
	locked map[pufa.ID]string
	n      int
}

const foldDay pufa.Day = "2026-04-05"

// Whatever happens to the ledger, in whatever order, on whichever node, its figures are what the plain list says.
func TestTotalsAreWhatTheFactsSay(t *testing.T) {
	few(t, "3")
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			nodes := [2]*DB{open(t, address), open(t, address)}
			rapid.Check(t, func(t *rapid.T) {
				wipe(t, nodes[0])
				w := &world{facts: newFacts(), nodes: nodes, locked: map[pufa.ID]string{}}
				steps := []func(*rapid.T){w.tell, w.tell, w.tell, w.again, w.takeBack, w.enter, w.correct, w.correct, w.cancel, w.signIn, w.signIn, w.strike,
					w.forgets, w.fold, w.foldBoth, w.lock}
				for range rapid.IntRange(8, 30).Draw(t, "steps") {
					steps[rapid.IntRange(0, len(steps)-1).Draw(t, "step")](t)
				}
				w.holds(t, "2026-01-01", "2026-12-31")
				w.holds(t, min(w.drawDay(t), "2026-03-31"), "2026-03-31")
				w.another(t)
				w.holds(t, "2026-01-01", "2026-12-31")
				w.snapshotsHold(t)
			})
		})
	}
}

// wipe empties what a round leaves.
func wipe(t *rapid.T, db *DB) {
	err := db.write(context.Background(), func(ctx context.Context, tx querier) error {
		for _, table := range []string{"ledger", "ledger_cells", "ledger_spans", "ledger_people", "event_steps", "events", "signin_strikes", "report_snapshots"} {
			if _, err := exec(ctx, tx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return nil
	})
	ok(t, err)
}

func ok(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) node(t *rapid.T) *DB { return w.nodes[rapid.IntRange(0, 1).Draw(t, "node")] }

func (w *world) drawDay(t *rapid.T) pufa.Day {
	return pufa.Day("2026-01-20").Add(rapid.IntRange(0, 80).Draw(t, "day")) // until after foldDay
}

func pick[T any](t *rapid.T, name string, from ...T) T { return rapid.SampledFrom(from).Draw(t, name) }

// drawRow is a row as conversations, pages and pushes write it.
func (w *world) drawRow(t *rapid.T) reach.Entry {
	w.n++
	e := reach.Entry{ID: pufa.NewID(), Key: fmt.Sprint("key-", w.n), At: noon, Day: w.drawDay(t), Kind: pick(t, "kind", reach.Kinds()...),
		Basis: pick(t, "basis", reach.System, reach.Platform), Times: rapid.IntRange(1, 3).Draw(t, "times"), Copies: rapid.IntRange(0, 2).Draw(t, "copies"),
		Subject: pick(t, "subject", "", "entry:a", "entry:b", "campaign:c", "entry:gone"), Follower: w.drawPerson(t, true),
		Community: pick(t, "community", "", "幸福社区", "和平社区", "别处"), Trade: pick(t, "trade", "", "餐饮"), Source: pick(t, "source", "", "qr", "material:折页")}
	e.People = 1
	if e.Follower == "" {
		e.People = rapid.IntRange(0, e.Times).Draw(t, "people")
	}
	return e
}

func (w *world) drawPerson(t *rapid.T, orNobody bool) pufa.FollowerKey {
	n := rapid.IntRange(0, 8).Draw(t, "person")
	if n == 0 && orNobody {
		return ""
	}
	return pufa.FollowerKey(fmt.Sprint("person-", n))
}

func (w *world) append(t *rapid.T, rows []reach.Entry, want int) {
	added, err := NewLedger(w.node(t)).Append(t.Context(), rows...)
	ok(t, err)
	if added != want {
		t.Fatalf("%d of %d rows are new, want %d", added, len(rows), want)
	}
}

func (w *world) tell(t *rapid.T) {
	var rows []reach.Entry
	for range rapid.IntRange(1, 5).Draw(t, "rows") {
		e := w.drawRow(t)
		rows = append(rows, e)
		w.list = append(w.list, &fact{Entry: e})
	}
	w.append(t, rows, len(rows))
	w.batch = append(w.batch, rows)
}

// again sends what was sent, with a new row among it, and with other numbers under the old key.
func (w *world) again(t *rapid.T) {
	if len(w.batch) == 0 {
		return
	}
	rows := slices.Clone(pick(t, "batch", w.batch...))
	rows[0].Times++
	rows[0].ID = pufa.NewID()
	e := w.drawRow(t)
	w.list = append(w.list, &fact{Entry: e})
	w.append(t, append(rows, e, e), 1)
}

func (w *world) takeBack(t *rapid.T) {
	var open []*fact
	for _, told := range w.list {
		if !told.struck && told.Kind != reach.SignedIn && told.Corrects == "" {
			open = append(open, told)
		}
	}
	if len(open) == 0 {
		return
	}
	wrong := pick(t, "wrong", open...)
	wrong.struck = true
	is, err := one(t.Context(), w.nodes[0].read, scanEntryRow, selectLedger+` WHERE key = $1`, wrong.Key)
	ok(t, err)
	right := w.drawRow(t)
	right.Day, right.Follower, right.People = is.Day, wrong.Follower, min(1, right.Times)
	if is.Follower != wrong.Follower { // forgotten: the right row is of nobody known
		right.Follower = ""
	}
	w.list = append(w.list, &fact{Entry: right})
	w.append(t, []reach.Entry{is.Undone(noon), right}, 2)
	w.append(t, []reach.Entry{right, is.Undone(noon)}, 0)
}

func (w *world) drawEvent(t *rapid.T, e reach.Event) reach.Event {
	people := rapid.IntRange(0, 9).Draw(t, "heads")
	e.State, e.Name = reach.EventDone, "活动"
	e.Start = w.drawDay(t).Time().Add(9 * time.Hour)
	e.Community, e.Trade = pick(t, "community", "", "幸福社区", "和平社区"), pick(t, "trade", "", "餐饮")
	e.Form, e.Scene = pick(t, "form", "讲座", "咨询"), pick(t, "scene", "", "进社区", "进企业")
	e.Topics = pick(t, "topics", nil, []string{"婚姻家庭"}, []string{"婚姻家庭", "劳动用工"})
	e.Heads = []reach.Heads{{Basis: pick(t, "basis", reach.HeadBases()...), People: people, Times: people + rapid.IntRange(0, 1).Draw(t, "more")}}
	e.Handouts = []reach.Handout{{Name: pick(t, "material", "折页", "手册"), Copies: rapid.IntRange(0, 40).Draw(t, "copies")}}
	e.Questions, e.Referrals, e.OnlineReads = rapid.IntRange(0, 2).Draw(t, "questions"), rapid.IntRange(0, 1).Draw(t, "referrals"), rapid.IntRange(0, 30).Draw(t, "online")
	e.Enterprises = nil
	for i := range rapid.IntRange(0, 2).Draw(t, "visits") {
		e.Enterprises = append(e.Enterprises, reach.Visit{Name: fmt.Sprint("企业", i)})
	}
	return e
}

func (w *world) enter(t *rapid.T) {
	w.n++
	e := w.drawEvent(t, reach.Event{Key: fmt.Sprint("form-", w.n)})
	for range 2 { // sent twice
		stored, _, err := clerk(w.node(t)).Enter(t.Context(), e, xiaoli, noon)
		ok(t, err)
		e.ID, e.Number, e.Revision = stored.ID, stored.Number, stored.Revision
	}
	w.events = append(w.events, e)
}

// held picks an event that was held; -1 where there is none.
func (w *world) held(t *rapid.T) int {
	var held []int
	for i, e := range w.events {
		if e.State == reach.EventDone {
			held = append(held, i)
		}
	}
	if len(held) == 0 {
		return -1
	}
	return pick(t, "event", held...)
}

func (w *world) correct(t *rapid.T) {
	if i := w.held(t); i >= 0 {
		e := w.drawEvent(t, w.events[i])
		stored, err := clerk(w.node(t)).Correct(t.Context(), e, xiaoli, noon, "数错了")
		ok(t, err)
		e.Revision = stored.Revision
		w.events[i] = e
	}
}

func (w *world) cancel(t *rapid.T) {
	if i := w.held(t); i >= 0 {
		_, err := clerk(w.node(t)).Cancel(t.Context(), w.events[i].ID, w.events[i].Revision, zhang, noon, "没有办")
		ok(t, err)
		w.events[i].State = reach.EventCancelled
		w.facts.strike(w.events[i], time.Time{}, noon.AddDate(1, 0, 0))
	}
}

func (w *world) signIn(t *rapid.T) {
	i := w.held(t)
	if i < 0 {
		return
	}
	e, keyer := w.events[i], testKeyer()
	at := e.Start.Add(time.Duration(rapid.IntRange(0, 59).Draw(t, "minute")) * time.Minute)
	row := e.SignIn(keyer, w.drawPerson(t, false), reach.SignedByWeChat, at)
	added, err := NewSignIns(w.node(t)).SignIn(t.Context(), row)
	ok(t, err)
	again, err := NewSignIns(w.node(t)).SignIn(t.Context(), row)
	ok(t, err)
	if known := slices.ContainsFunc(w.list, func(f *fact) bool { return f.Key == row.Key }); again || known == added {
		t.Fatalf("signed in: %t, again: %t; known: %t", added, again, known)
	}
	if added {
		w.list = append(w.list, &fact{Entry: row})
	}
}

func testKeyer() reach.Keyer {
	k, err := reach.NewKeyer(slices.Repeat([]byte{7}, 32))
	if err != nil {
		panic(err)
	}
	return k
}

func (w *world) strike(t *rapid.T) {
	i := w.held(t)
	if i < 0 {
		return
	}
	from := w.events[i].Start.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "from")) * time.Minute)
	until := from.Add(20 * time.Minute)
	want := w.facts.strike(w.events[i], from, until)
	struck, err := NewSignIns(w.node(t)).Strike(t.Context(), reach.Strike{Subject: w.events[i].Subject(), From: from, Until: until, By: zhang, Why: "刷的", At: noon})
	if struck != want || err != nil && pufa.KindOf(err) != pufa.Conflict {
		t.Fatalf("%d struck, want %d: %v", struck, want, err)
	}
}

func (w *world) forgets(t *rapid.T) {
	w.n++
	who := w.drawPerson(t, false)
	ok(t, w.node(t).write(t.Context(), func(ctx context.Context, tx querier) error { return forget(ctx, tx, who) }))
	w.forget(who, w.n)
}

func (w *world) fold(t *rapid.T) { w.foldOn(t, w.node(t), w.drawDay(t)) }

func (w *world) foldOn(t *rapid.T, db *DB, today pufa.Day) {
	ok(t, NewLedger(db).Fold(context.Background(), today, func(int, int) {}))
}

func (w *world) foldBoth(t *rapid.T) {
	var both sync.WaitGroup
	errs := make([]error, 2)
	for i, db := range w.nodes {
		both.Go(func() { errs[i] = NewLedger(db).Fold(context.Background(), foldDay, func(int, int) {}) })
	}
	both.Wait()
	ok(t, errs[0])
	ok(t, errs[1])
}

func (w *world) desk(db *DB) report.Desk {
	return report.Desk{Source: worldSource{NewLedger(db), w, db}, Ledger: NewLedger(db), Shelf: NewSnapshots(db),
		Office: report.Office{Name: "幸福街道", Communities: []string{"幸福社区", "和平社区", "新村"}}, Now: func() time.Time { return noon }}
}

func (w *world) lock(t *rapid.T) {
	r, err := w.desk(w.node(t)).Lock(t.Context(), "2026-01-01", "2026-12-31", zhang)
	ok(t, err)
	w.locked[r.Snapshot], err = document(r)
	ok(t, err)
}

// worldSource implements report.Source.
type worldSource struct {
	Ledger
	w  *world
	db *DB
}

// Held implements report.Source.
func (s worldSource) Held(ctx context.Context, from, to pufa.Day) ([]reach.Event, error) {
	return NewEvents(s.db).Held(ctx, from, to)
}

// Statement implements report.Source.
func (s worldSource) Statement(ctx context.Context, from, to pufa.Day) (reach.StockStatement, error) {
	return reach.NewStockStatement(ctx, NewStock(s.db), from, to)
}

// Known implements report.Source.
func (s worldSource) Known(context.Context) (map[string]report.Known, error) { return s.w.knows(), nil }

// another puts the same rows into an empty ledger in another order, in other batches, some twice, on either node,
// and sums up in between.
func (w *world) another(t *rapid.T) {
	rows, err := query(t.Context(), w.nodes[0].read, scanEntryRow, selectLedger+` ORDER BY id`)
	ok(t, err)
	ok(t, w.nodes[0].write(t.Context(), func(ctx context.Context, tx querier) error {
		for _, table := range []string{"ledger", "ledger_cells", "ledger_spans", "ledger_people"} {
			if _, err := exec(ctx, tx, `DELETE FROM `+table); err != nil {
				return err
			}
		}
		return nil
	}))
	draw := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1))
	draw.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for start := 0; start < len(rows); {
		end := min(start+1+draw.IntN(6), len(rows))
		_, err := NewLedger(w.nodes[draw.IntN(2)]).Append(t.Context(), rows[max(start-draw.IntN(3), 0):end]...)
		ok(t, err)
		if start = end; draw.IntN(3) == 0 {
			w.foldOn(t, w.nodes[draw.IntN(2)], pufa.Day("2026-02-10").Add(draw.IntN(60)))
		}
	}
}

// holds compares every figure of the days with the facts.
func (w *world) holds(t *rapid.T, from, to pufa.Day) {
	list, in := w.stand(), within(from, to)
	db := w.node(t)
	totals, err := NewLedger(db).Totals(t.Context(), from, to)
	ok(t, err)
	got := map[string]amount{}
	for _, line := range totals {
		if a := (amount{line.Times, line.People, line.Copies}); a != (amount{}) {
			got[string(line.Kind+"|")+string(line.Basis)] = a
		}
		if line.People > line.Times {
			t.Fatalf("%d people in %d times: %+v", line.People, line.Times, line)
		}
	}
	want := group(list, in, func(e reach.Entry) string { return string(e.Kind+"|") + string(e.Basis) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal("totals from the facts to the ledger:", diff)
	}
	for cube, label := range cubes {
		if diff := cmp.Diff(group(list, in, label), w.cells(t, db, cube, from, to)); diff != "" {
			t.Fatalf("cube %s from the facts to the ledger: %s", cube, diff)
		}
	}
	w.reportHolds(t, db, list, from, to)
}

func (w *world) cells(t *rapid.T, db *DB, cube reach.Cube, from, to pufa.Day) map[string]amount {
	sums := map[string]*reach.Sum{}
	ok(t, NewLedger(db).Cells(t.Context(), []reach.Cube{cube}, from, to, func(_ reach.Cube, c reach.Cell) {
		if sums[cellLabel(cube, c)] == nil {
			sums[cellLabel(cube, c)] = &reach.Sum{}
		}
		sums[cellLabel(cube, c)].Add(c.Sum)
	}))
	found := map[string]amount{}
	for label, s := range sums {
		if a := (amount{s.Times, s.People(), s.Copies}); a != (amount{}) {
			found[label] = a
		}
	}
	return found
}

// reportHolds follows every number of a report to its rows.
func (w *world) reportHolds(t *rapid.T, db *DB, list []reach.Entry, from, to pufa.Day) {
	desk := w.desk(db)
	r, err := desk.Report(t.Context(), from, to)
	ok(t, err)
	draw := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "numbers"), 1))
	for _, f := range r.Figures {
		w.numberHolds(t, desk, list, f.Where, f.Name, f.Unit, f.Value)
	}
	for _, table := range r.Tables {
		for _, row := range append(table.Rows, table.Total) {
			for i, cell := range row {
				if cell.Where == "" || draw.IntN(6) > 0 { // the other numbers another time
					continue
				}
				unit := table.Columns[i].Unit
				if table.Key == "materials" {
					unit = "份"
				}
				a := w.numberHolds(t, desk, list, cell.Where, table.Key+" "+row[0].Text, unit, cell.Number)
				if unit != "份" && a.People > 0 && a.People < report.FewPeople && !cell.Hidden {
					t.Fatalf("%s %s shows a number of %d people", table.Key, row[0].Text, a.People)
				}
			}
		}
		partsAddUp(t, table)
	}
}

// partsAddUp asserts that what can be added up adds up to the last line.
func partsAddUp(t *rapid.T, table report.Table) {
	if table.Total == nil {
		return
	}
	for i, column := range table.Columns {
		attended := false // heads of events are of nobody known and add up
		parts := 0
		for _, row := range table.Rows {
			parts += row[i].Number
			q, _ := url.ParseQuery(row[i].Where)
			attended = attended || q.Get("kind") == "attended"
		}
		if column.Kind == report.Number && column.Unit != "人" && !attended && parts != table.Total[i].Number {
			t.Fatalf("the parts of %s %s add up to %d, in all %d", table.Key, column.Name, parts, table.Total[i].Number)
		}
	}
}

func (w *world) numberHolds(t *rapid.T, desk report.Desk, list []reach.Entry, where, name, unit string, n int) amount {
	want := sum(list, w.behind(where))
	q, err := url.ParseQuery(where)
	ok(t, err)
	f, err := reach.ParseFilter(q)
	ok(t, err)
	total, err := desk.SumRows(t.Context(), f)
	ok(t, err)
	if got := (amount{total.Times, total.People, total.Copies}); got != want {
		t.Fatalf("%s: behind %s are %+v, the facts say %+v", name, where, got, want)
	}
	of := map[string]int{"份": want.Copies, "人": want.People}
	if number, special := of[unit]; special && number != n || !special && want.Times != n {
		t.Fatalf("%s is %d %s, the facts say %+v: %s", name, n, unit, want, where)
	}
	rows, err := desk.Rows(t.Context(), f, "", 1_000_000)
	ok(t, err)
	if got, direct := w.listed(rows), total.Rows; got != want || len(rows) != direct {
		t.Fatalf("%s: %d rows of %d are listed with %+v, the facts say %+v", name, len(rows), direct, got, want)
	}
	return want
}

// listed adds up rows as a reader with a pencil does: what is taken back is crossed out, and the followers that
// are left are counted.
func (w *world) listed(rows []reach.Entry) amount {
	crossed := map[pufa.ID]bool{}
	for _, e := range rows {
		if e.Corrects != "" {
			crossed[e.Corrects], crossed[e.ID] = true, true
		}
	}
	return sum(slices.DeleteFunc(slices.Clone(rows), func(e reach.Entry) bool { return crossed[e.ID] }), func(reach.Entry) bool { return true })
}

func (w *world) snapshotsHold(t *rapid.T) {
	for id, was := range w.locked {
		r, err := w.desk(w.node(t)).Snapshot(t.Context(), id)
		ok(t, err)
		if is, err := document(r); err != nil || is != was {
			t.Fatalf("a locked report has changed: %v\n%s", err, cmp.Diff(was, is))
		}
	}
}
