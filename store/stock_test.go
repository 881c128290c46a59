package store

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// stockOf is the stock of one database, with one material in it.
type stockOf struct {
	t testing.TB
	Stock
	leaflet reach.Material
}

func newStockOf(t testing.TB, db *DB) stockOf {
	t.Helper()
	s := stockOf{t: t, Stock: NewStock(db)}
	s.leaflet = s.add("防诈骗折页")
	return s
}

func (s stockOf) add(name string) reach.Material {
	s.t.Helper()
	m, err := s.PutMaterial(s.t.Context(), reach.Material{Name: name, Kind: "折页", Unit: "份"})
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s stockOf) move(kind reach.MoveKind, from, to string, copies int, note string) reach.Move {
	return reach.Move{At: noon, Day: "2026-11-22", Kind: kind, Material: s.leaflet.ID, From: from, To: to, Copies: copies, By: "小李", Note: note}
}

func (s stockOf) post(m reach.Move) reach.Move {
	s.t.Helper()
	m, _, err := s.Move(s.t.Context(), m)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s stockOf) refuses(m reach.Move, say string) {
	s.t.Helper()
	if _, _, err := s.Move(s.t.Context(), m); !strings.Contains(pufa.Say(err), say) {
		s.t.Errorf("%s of %d = %v, want a refusal with %q", m.Kind, m.Copies, err, say)
	}
}

// lies returns what lies where, as 库房 30 幸福社区 20.
func (s stockOf) lies() string {
	s.t.Helper()
	balances, err := s.Balances(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	var text []string
	for _, b := range balances {
		if b.Material == s.leaflet.ID {
			text = append(text, fmt.Sprintf("%s %d", b.Place, b.Copies))
		}
	}
	slices.Sort(text)
	return strings.Join(text, " ")
}

func (s stockOf) lie(want string) {
	s.t.Helper()
	if got := s.lies(); got != want {
		s.t.Errorf("what lies where: %q, want %q", got, want)
	}
}

func (s stockOf) given() int {
	s.t.Helper()
	given, err := s.Given(s.t.Context(), "2026-01-01", "2026-12-31")
	if err != nil {
		s.t.Fatal(err)
	}
	n := 0
	for _, g := range given {
		if g.Source == reach.MaterialSource(s.leaflet.ID) {
			n += g.Copies
		}
	}
	return n
}

func TestStockIsMovedCountedAndTakenBack(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		s.post(s.move(reach.Received, "", reach.Storeroom, 1000, ""))
		s.post(s.move(reach.Relocated, reach.Storeroom, "幸福社区", 300, ""))
		handout := s.post(s.move(reach.AtCounter, "幸福社区", "", 120, ""))
		s.post(s.move(reach.Spoiled, reach.Storeroom, "", 15, "受潮"))
		s.post(s.move(reach.SentBack, "幸福社区", reach.Storeroom, 50, ""))
		s.lie("幸福社区 130 库房 735")
		if s.given() != 120 {
			t.Errorf("the ledger has %d", s.given())
		}
		s.refuses(s.move(reach.AtCounter, "幸福社区", "", 131, ""), "在幸福社区账面只有 130 份，不够 131 份。别处有：库房 735 份")
		s.refuses(s.move(reach.StockTaken, "", reach.Storeroom, 730, ""), "账面 735 份，点到 730 份，相差 -5 份：请写原因")
		counted := s.move(reach.StockTaken, "", reach.Storeroom, 730, "少了一捆")
		counted.Key = "form-1"
		s.post(counted)
		s.post(counted) // the form was sent again
		s.lie("幸福社区 130 库房 730")

		for range 2 {
			if _, _, err := s.Undo(t.Context(), handout.ID, "小李", noon, "记错了"); err != nil {
				t.Fatal(err)
			}
		}
		s.lie("幸福社区 250 库房 730")
		if s.given() != 0 {
			t.Errorf("after it was taken back the ledger has %d", s.given())
		}
	})
}

func TestWhatIsGoneCannotBeTakenBack(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		received := s.post(s.move(reach.Received, "", reach.Storeroom, 100, ""))
		s.post(s.move(reach.AtCounter, reach.Storeroom, "", 60, ""))
		if _, _, err := s.Undo(t.Context(), received.ID, "小李", noon, ""); !strings.Contains(pufa.Say(err), "账面只有 40 份，不够 100 份") {
			t.Errorf("taking back what was received: %v", err)
		}
		s.lie("库房 40")
		s.step(db, s.eventOf("", 10), nil)
		counted := s.post(s.move(reach.StockTaken, "", reach.Storeroom, 20, "少了"))
		undo, _, err := s.Undo(t.Context(), counted.ID, "小李", noon, "没有少")
		if err != nil {
			t.Fatal(err)
		}
		s.lie("库房 30")
		moves, err := s.Moves(t.Context(), MoveFilter{Material: s.leaflet.ID})
		if err != nil {
			t.Fatal(err)
		}
		ofEvent := moves[slices.IndexFunc(moves, func(m reach.Move) bool { return m.Kind == reach.AtEvent })]
		for id, say := range map[pufa.ID]string{"nothing": "没有编号", undo.ID: "本身就是更正", ofEvent.ID: "跟着活动走"} {
			if _, _, err := s.Undo(t.Context(), id, "小李", noon, ""); !strings.Contains(pufa.Say(err), say) {
				t.Errorf("undo %s: %v, want %q", id, err, say)
			}
		}
	})
}

func TestAKeyStandsForOneMove(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		m := s.move(reach.Received, "", reach.Storeroom, 100, "")
		m.Key = "form-1"
		s.post(m)
		m.Copies = 200
		s.refuses(m, "这个登记号已经记过另一笔（入库 100 份）")
		s.lie("库房 100")
	})
}

func TestMaterialsHaveOneNameEach(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		if _, err := s.PutMaterial(t.Context(), reach.Material{Name: "防诈骗折页", Unit: "份"}); pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "已经有资料“防诈骗折页”了") {
			t.Errorf("a second one of the name: %v", err)
		}
		s.leaflet.Retired = true
		if _, err := s.PutMaterial(t.Context(), s.leaflet); err != nil {
			t.Fatal(err)
		}
		s.refuses(s.move(reach.Received, "", reach.Storeroom, 1, ""), "已停用")
		found, err := s.Material(t.Context(), "防诈骗折页")
		if diff := cmp.Diff(s.leaflet, found); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestOfTwoWhoTakeTheLastOneGetsThem(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		s.post(s.move(reach.Received, "", reach.Storeroom, 10, ""))
		var wait sync.WaitGroup
		var mu sync.Mutex
		taken := 0
		for range 8 {
			wait.Go(func() {
				_, added, err := s.Move(t.Context(), s.move(reach.AtCounter, reach.Storeroom, "", 4, ""))
				if err != nil && pufa.KindOf(err) != pufa.Conflict {
					t.Error(err)
				}
				if added {
					mu.Lock()
					defer mu.Unlock()
					taken++
				}
			})
		}
		wait.Wait()
		if taken != 2 || s.given() != 8 {
			t.Errorf("%d took 4 of 10 each, the ledger has %d", taken, s.given())
		}
		s.lie("库房 2")
	})
}

func TestOneFormSentTwiceAtOnceIsOneMove(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		s.post(s.move(reach.Received, "", reach.Storeroom, 100, ""))
		m := s.move(reach.AtCounter, reach.Storeroom, "", 30, "")
		m.Key = "form-1"
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				if _, _, err := s.Move(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		s.lie("库房 70")
		if s.given() != 30 {
			t.Errorf("the ledger has %d", s.given())
		}
	})
}

// eventOf is an event that was held and gave out leaflets.
func (s stockOf) eventOf(community string, copies int) reach.Event {
	return reach.Event{ID: pufa.NewID(), Revision: 1, State: reach.EventDone, Name: "反诈讲座", Start: noon, Community: community, Form: "讲座",
		Handouts: []reach.Handout{{Material: s.leaflet.ID, Name: s.leaflet.Name, Copies: copies}, {Name: "没有的资料", Copies: 7}}}
}

func (s stockOf) step(db *DB, e reach.Event, change func(*reach.Event)) reach.Event {
	s.t.Helper()
	by := pufa.Staff{Name: "小李", Role: pufa.Editor}
	if change == nil {
		stored, _, err := NewEvents(db).AddEvent(s.t.Context(), reach.EventStep{Revision: 1, Action: reach.EventEntered, By: by, At: noon, Event: e})
		if err != nil {
			s.t.Fatal(err)
		}
		return stored
	}
	change(&e)
	e.Revision++
	if err := NewEvents(db).PutEvent(s.t.Context(), reach.EventStep{Revision: e.Revision, Action: reach.EventCorrected, By: by, At: noon, Event: e}); err != nil {
		s.t.Fatal(err)
	}
	return e
}

func TestTheStockFollowsTheEvent(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		s.post(s.move(reach.Received, "", reach.Storeroom, 1000, ""))
		s.post(s.move(reach.Relocated, reach.Storeroom, "幸福社区", 200, ""))
		e := s.step(db, s.eventOf("幸福社区", 150), nil)
		s.lie("幸福社区 50 库房 800")
		e = s.step(db, e, func(e *reach.Event) { e.Handouts[0].Copies = 180 })
		s.lie("幸福社区 20 库房 800")
		e = s.step(db, e, func(e *reach.Event) { e.Name = "防诈骗讲座" })
		s.lie("幸福社区 20 库房 800")
		e = s.step(db, e, func(e *reach.Event) { e.Start = e.Start.Add(-48 * time.Hour) })
		flows, err := s.Flows(t.Context(), "2026-11-20", "2026-11-20")
		if err != nil || len(flows) != 1 || flows[0].Within != -180 {
			t.Errorf("on its new day: %v, %v", flows, err)
		}
		e = s.step(db, e, func(e *reach.Event) { e.Handouts = append(e.Handouts[1:], e.Handouts[0]); e.Handouts[1].Copies = 180 })
		s.lie("幸福社区 20 库房 800")
		e = s.step(db, e, func(e *reach.Event) { e.Community = "" })
		s.lie("幸福社区 200 库房 620")
		s.step(db, e, func(e *reach.Event) { e.State = reach.EventCancelled })
		s.lie("幸福社区 200 库房 800")
		if s.given() != 0 {
			t.Errorf("the ledger has %d of what did not take place", s.given())
		}
	})
}

func TestWhatAnEventGaveOutStandsAsAShortfall(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		s.post(s.move(reach.Received, "", reach.Storeroom, 100, ""))
		s.step(db, s.eventOf("幸福社区", 150), nil)
		s.lie("库房 -50")
		says := func(agrees bool, want ...string) {
			t.Helper()
			st, err := reach.NewStockStatement(t.Context(), s, "2026-01-01", "2026-12-31")
			if err != nil || st.Agrees != agrees {
				t.Errorf("statement %+v, %v", st, err)
			}
			for _, w := range want {
				if !strings.Contains(st.Chinese(), w) {
					t.Errorf("%s does not say %q", st.Chinese(), w)
				}
			}
		}
		says(false, "台账发放资料 157 份，库存减少 150 份，相差 7 份", "库房账实不符：发出的比记过的多 50 份", "“没有的资料”有 7 份不在库存里")
		s.refuses(s.move(reach.AtCounter, reach.Storeroom, "", 1, ""), "账面只有 -50 份")
		s.post(s.move(reach.Received, "", reach.Storeroom, 80, "补记"))
		s.lie("库房 30")
		says(false, "相差 7 份")
	})
}

// Facts of two offices' clerks reach the book in any order, twice, whole or in parts: the balances are the same.
func TestTheSameMovesInAnyOrderGiveTheSameBalances(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		s := newStockOf(t, db)
		places := drawnPlaces
		round := 0
		rapid.Check(t, func(t *rapid.T) {
			round++
			moves, want := s.drawMoves(t, places)
			var posts []reach.Move
			for i, m := range moves {
				m.Key = fmt.Sprintf("%d:%d", round, i)
				if part := rapid.IntRange(0, m.Copies-1).Draw(t, "part"); part > 0 {
					first := m
					first.Copies, m.Copies, m.Key = part, m.Copies-part, m.Key+"b"
					posts = append(posts, first)
				}
				posts = append(posts, m)
				if rapid.Bool().Draw(t, "twice") {
					posts = append(posts, m)
				}
			}
			posts = rapid.Permutation(posts).Draw(t, "order")
			s := stockOf{t: s.t, Stock: s.Stock, leaflet: s.add(fmt.Sprintf("折页 %d", round))}
			s.postUntilAllAreIn(t, posts)
			balances, err := s.Balances(s.t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]int{}
			sum := 0
			for _, b := range balances {
				if b.Material == s.leaflet.ID {
					got[b.Place] = b.Copies
					sum += b.Copies
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
			s.agrees(t, sum)
		})
	})
}

// drawMoves draws moves that can have been, in an order in which they can have been, and what they leave.
func (s stockOf) drawMoves(t *rapid.T, places []string) (moves []reach.Move, left map[string]int) {
	left = map[string]int{}
	for range rapid.IntRange(1, 8).Draw(t, "moves") {
		kind := rapid.SampledFrom([]reach.MoveKind{reach.Received, reach.Received, reach.Relocated, reach.AtCounter, reach.Spoiled, reach.SentBack}).Draw(t, "kind")
		at := rapid.IntRange(0, len(places)-1).Draw(t, "place")
		from := places[at]
		if kind == reach.Received {
			moves = append(moves, s.move(kind, "", from, rapid.IntRange(1, 500).Draw(t, "copies"), ""))
			left[from] += moves[len(moves)-1].Copies
			continue
		}
		// Copies are carried one way only: those that go in a circle may be handed out before they are back,
		// and then cannot go at all.
		onward := places[at+1:]
		if left[from] == 0 || kind == reach.Relocated && len(onward) == 0 {
			continue
		}
		m := s.move(kind, from, "", rapid.IntRange(1, left[from]).Draw(t, "copies"), "")
		if kind == reach.Relocated {
			m.To = rapid.SampledFrom(onward).Draw(t, "to")
			left[m.To] += m.Copies
		}
		left[from] -= m.Copies
		moves = append(moves, m)
	}
	for place, n := range left {
		if n == 0 {
			delete(left, place)
		}
	}
	return moves, left
}

// postUntilAllAreIn does as clerks do who are refused: they come again when what was missing has been written.
func (s stockOf) postUntilAllAreIn(t *rapid.T, posts []reach.Move) {
	for len(posts) > 0 {
		var refused []reach.Move
		for _, m := range posts {
			m.Material = s.leaflet.ID
			_, _, err := s.Move(s.t.Context(), m)
			switch {
			case pufa.KindOf(err) == pufa.Conflict:
				refused = append(refused, m)
			case err != nil:
				t.Fatal(err)
			}
		}
		if len(refused) == len(posts) {
			t.Fatalf("%d moves are refused for ever", len(refused))
		}
		posts = refused
	}
}

// agrees looks whether the statement's line adds up to what lies there, and to the ledger.
func (s stockOf) agrees(t *rapid.T, sum int) {
	st, err := reach.NewStockStatement(s.t.Context(), s, "2026-11-01", "2026-11-30")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range st.Lines {
		if l.Material.ID != s.leaflet.ID {
			continue
		}
		if l.Closing != sum || l.Opening+l.Received+l.Adjusted-l.Out()-l.Spoiled-l.SentBack != l.Closing || l.Given != l.Out() {
			t.Fatalf("%d lie there, the statement says %+v", sum, l)
		}
	}
}
