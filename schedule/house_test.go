package schedule_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// start is when these tests begin: Wednesday 2026-11-25 08:00 in China.
var start = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

var (
	editor  = pufa.Staff{Name: "小李", Role: pufa.Editor}
	adviser = pufa.Staff{Name: "王律师", Role: pufa.Adviser}
)

// tester is what *testing.T and *rapid.T have in common.
type tester interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// house is a database with engines on it, a platform and a clock that all of them read.
type house struct {
	tb        tester
	db        *store.DB
	campaigns store.Campaigns
	platform  *platform
	now       time.Time
	account   schedule.Account
	law       schedule.Law
	almanac   schedule.Almanac
	printer   schedule.Printer
	crash     *crasher
	told      []schedule.Delivery
}

func newHouse(tb testing.TB, followers int) *house {
	tb.Helper()
	db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(tb.TempDir(), "pufa.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	h := &house{tb: tb, db: db, campaigns: store.NewCampaigns(db), now: start, crash: &crasher{},
		account: schedule.Account{Service: true, Verified: true, PartSize: 2}}
	h.platform = newPlatform(func() time.Time { return h.now })
	for i := range followers {
		h.person(fmt.Sprintf("p%02d", i), func(*pufa.Follower) {})
	}
	return h
}

// person stores a follower, or changes what is stored.
func (h *house) person(name string, edit func(*pufa.Follower)) {
	h.tb.Helper()
	f := pufa.Follower{Key: pufa.FollowerKey(name), Address: "o-" + name, Following: true, Group: pufa.Residents, LastHeard: start}
	edit(&f)
	x := bot.Exchange{MessageID: string(pufa.NewID()), At: h.now, Person: bot.Person{Follower: f}}
	if _, _, err := store.NewInbox(h.db).Settle(context.Background(), x); err != nil {
		h.tb.Fatal(err)
	}
}

// approved stores a campaign that has gone through its review.
func (h *house) approved(c schedule.Campaign) schedule.Campaign {
	h.tb.Helper()
	if c.Title == "" {
		c.Title = "宪法宣传周"
	}
	if c.Pieces == nil {
		c.Pieces = []schedule.Piece{{Kind: schedule.Text, Body: "普法"}}
	}
	c, step, err := schedule.New(c, editor, h.now)
	h.put(c, step, err)
	for _, a := range []schedule.Action{schedule.Submit, schedule.Approve} {
		c = h.take(c, a)
	}
	return c
}

func (h *house) take(c schedule.Campaign, a schedule.Action) schedule.Campaign {
	h.tb.Helper()
	c, step, err := c.Take(a, adviser, h.now, "")
	h.put(c, step, err)
	return c
}

func (h *house) put(c schedule.Campaign, step schedule.Step, err error) {
	h.tb.Helper()
	if err == nil {
		step.Beside, err = h.campaigns.Approvals(context.Background())
	}
	if err == nil {
		err = h.campaigns.PutCampaign(context.Background(), c, step)
	}
	if err != nil {
		h.tb.Fatal(err)
	}
}

// engine is a new one, as after a start of the program.
func (h *house) engine() *schedule.Engine {
	return schedule.NewEngine(h.crash.around(h.wiring()))
}

// bare is an engine that does not crash and may run beside others.
func (h *house) bare() *schedule.Engine {
	w := h.wiring()
	w.Tell = nil
	return schedule.NewEngine(w)
}

func (h *house) wiring() schedule.Wiring {
	parts := store.NewDeliveries(h.db)
	return schedule.Wiring{
		Account: h.account, Grace: 2 * time.Hour,
		Agenda: h.campaigns, Deliveries: parts, Parts: parts, Followers: store.NewFollowers(h.db), Accepts: store.NewNotices(h.db), Gateway: h.platform,
		Law: h.law, Almanac: h.almanac, Printer: h.printer, Now: func() time.Time { return h.now }, Jitter: func(most time.Duration) time.Duration { return most / 3 },
		Tell: func(_ context.Context, d schedule.Delivery) { h.told = append(h.told, d) }, Log: slog.New(slog.DiscardHandler),
	}
}

// tick lets an engine work, and reports whether the program crashed in it.
func (h *house) tick(e *schedule.Engine) (crashed bool) {
	h.tb.Helper()
	defer func() {
		switch v := recover(); v {
		case nil:
		case errCrash:
			crashed = true
		default:
			panic(v)
		}
	}()
	if err := e.Tick(context.Background()); err != nil {
		h.tb.Fatalf("at %s: %v", h.now, err)
	}
	return false
}

// run ticks every step for so long; after a crash a new engine goes on.
func (h *house) run(long, step time.Duration) {
	h.tb.Helper()
	e := h.engine()
	for end := h.now.Add(long); !h.now.After(end); h.now = h.now.Add(step) {
		if h.tick(e) {
			e = h.engine()
		}
	}
}

func (h *house) deliveries(c schedule.Campaign) []schedule.Delivery {
	h.tb.Helper()
	found, err := h.campaigns.Deliveries(context.Background(), c.ID)
	if err != nil {
		h.tb.Fatal(err)
	}
	return found
}

// only returns the single delivery of a campaign, which must be in the state.
func (h *house) only(c schedule.Campaign, want schedule.DeliveryState) schedule.Delivery {
	h.tb.Helper()
	found := h.deliveries(c)
	if len(found) != 1 || found[0].State != want {
		h.tb.Fatalf("deliveries %+v, want one that is %s", found, want.Chinese())
	}
	return found[0]
}

var errCrash = errors.New("the program crashed")

// crasher stops the program before or after a call that reaches out of it: at the step numbered at.
type crasher struct {
	step, at int
	owner    map[string]pufa.ID // delivery of each part, by the name under which it is sent
}

func (c *crasher) here() {
	c.step++
	if c.step == c.at {
		panic(errCrash)
	}
}

func (c *crasher) around(w schedule.Wiring) schedule.Wiring {
	if c.owner == nil {
		c.owner = map[string]pufa.ID{}
	}
	w.Agenda = crashAgenda{w.Agenda, c}
	w.Deliveries = crashDeliveries{w.Deliveries, c}
	w.Parts = crashParts{w.Parts, c}
	w.Gateway = crashGateway{w.Gateway, c}
	return w
}

type crashAgenda struct {
	schedule.Agenda
	c *crasher
}

func (a crashAgenda) Schedule(ctx context.Context, c schedule.Campaign, next time.Time, ds []schedule.Delivery) error {
	a.c.here()
	defer a.c.here()
	return a.Agenda.Schedule(ctx, c, next, ds)
}

type crashDeliveries struct {
	schedule.Deliveries
	c *crasher
}

func (d crashDeliveries) ClaimDelivery(ctx context.Context, now time.Time) (schedule.Delivery, error) {
	d.c.here()
	defer d.c.here()
	return d.Deliveries.ClaimDelivery(ctx, now)
}

func (d crashDeliveries) BeginDelivery(ctx context.Context, x schedule.Delivery, parts []schedule.Part, to [][]pufa.FollowerKey) error {
	d.c.here()
	defer d.c.here()
	return d.Deliveries.BeginDelivery(ctx, x, parts, to)
}

func (d crashDeliveries) SettleDelivery(ctx context.Context, x schedule.Delivery) error {
	d.c.here()
	defer d.c.here()
	return d.Deliveries.SettleDelivery(ctx, x)
}

func (d crashDeliveries) CloseDeliveries(ctx context.Context, now time.Time) ([]schedule.Delivery, error) {
	d.c.here()
	defer d.c.here()
	return d.Deliveries.CloseDeliveries(ctx, now)
}

type crashParts struct {
	schedule.Parts
	c *crasher
}

func (p crashParts) ClaimPart(ctx context.Context, now time.Time) (schedule.Part, schedule.Delivery, error) {
	p.c.here()
	defer p.c.here()
	part, d, err := p.Parts.ClaimPart(ctx, now)
	p.c.owner[part.ClientID()] = d.ID
	return part, d, err
}

func (p crashParts) SettlePart(ctx context.Context, part schedule.Part, from schedule.PartState, rows ...reach.Entry) error {
	p.c.here()
	defer p.c.here()
	return p.Parts.SettlePart(ctx, part, from, rows...)
}

type crashGateway struct {
	schedule.Gateway
	c *crasher
}

func (g crashGateway) Prepare(ctx context.Context, c schedule.Channel, pieces []schedule.Piece) (string, error) {
	g.c.here()
	defer g.c.here()
	return g.Gateway.Prepare(ctx, c, pieces)
}

func (g crashGateway) Send(ctx context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	g.c.here()
	defer g.c.here()
	return g.Gateway.Send(ctx, s)
}

func (g crashGateway) Outcome(ctx context.Context, c schedule.Channel, job string) (schedule.Outcome, error) {
	g.c.here()
	defer g.c.here()
	return g.Gateway.Outcome(ctx, c, job)
}
