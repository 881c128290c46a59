package tests

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	root "github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// pushNode is the environment's word for a process of this test binary that is to be killed while it
// sends: it names the database and the platform.
const pushNode = "PUFA_TEST_PUSH_NODE"

// nodeWork is what such a process is told.
type nodeWork struct {
	Database string
	Platform string
}

// runPushNode sends what is due until it is killed.
func runPushNode() int {
	var w nodeWork
	if err := json.Unmarshal([]byte(os.Getenv(pushNode)), &w); err != nil {
		return complain(err)
	}
	db, err := store.Open(context.Background(), w.Database)
	if err != nil {
		return complain(err)
	}
	config := wechat.Config{AppID: "wxb11529c136998cb6", AppSecret: "secret-of-the-account", Token: "AAAAA", Mode: wechat.Plain, API: w.Platform}
	log := slog.New(slog.DiscardHandler)
	gateway, err := wechat.NewGateway(config, nil, log)
	if err != nil {
		return complain(err)
	}
	campaigns, parts := store.NewCampaigns(db), store.NewDeliveries(db)
	e := schedule.NewEngine(schedule.Wiring{
		Account: schedule.Account{Service: true, Verified: true, PartSize: 3}, Grace: 2 * time.Hour, Agenda: campaigns, Deliveries: parts,
		Parts: parts, Followers: store.NewFollowers(db), Gateway: wechat.NewPusher(gateway, campaigns), Now: w.now,
		Jitter: func(most time.Duration) time.Duration { return most / 2 }, Log: log,
	})
	for started := false; ; started = true {
		if err := e.Tick(context.Background()); err != nil {
			return complain(err)
		}
		if !started {
			fmt.Println("ready")
		}
	}
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// now reads the platform's clock.
func (w nodeWork) now() time.Time {
	resp, err := http.Get(w.Platform + "/sim/clock")
	if err != nil {
		os.Exit(complain(err))
	}
	defer resp.Body.Close()
	var clock struct{ Now time.Time }
	data, err := io.ReadAll(resp.Body)
	if err == nil {
		err = json.Unmarshal(data, &clock)
	}
	if err != nil {
		os.Exit(complain(err))
	}
	return clock.Now
}

// node starts such a process and returns once it works; kill ends it as a power cut would.
func (y *year) node(database string) (kill func()) {
	y.t.Helper()
	work, err := json.Marshal(nodeWork{database, y.wechat.API})
	if err != nil {
		y.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), pushNode+"="+string(work))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		y.t.Fatal(err)
	}
	if !bufio.NewScanner(out).Scan() {
		y.t.Fatal("the process ended before it worked")
	}
	return func() {
		if err := cmd.Process.Kill(); err != nil {
			y.t.Error(err)
		}
		cmd.Wait() //nolint:errcheck // it was killed
	}
}

// The process that sends is killed at a random moment of each push, two of them on PostgreSQL: everybody
// gets everything once, and where that cannot be known it is said.
func TestPowerCutsWhilePushing(t *testing.T) {
	pushes := 40
	if testing.Short() {
		pushes = 3
	}
	for _, test := range []struct {
		name  string
		nodes int
	}{{"one node on SQLite", 1}, {"two nodes on PostgreSQL", 2}} {
		t.Run(test.name, func(t *testing.T) {
			database := "sqlite:" + filepath.Join(t.TempDir(), "pufa.db")
			if test.nodes > 1 {
				onPostgres(t)
				database = os.Getenv("PUFA_DATABASE_URL")
			}
			y := newYear(t, database, test.nodes, wechatsim.Service)
			y.account.PartSize = 3
			y.populate(9)
			y.morning(0)
			states := map[schedule.DeliveryState]int{}
			for n := range pushes {
				states[y.cutPush(n, database, test.nodes)]++
			}
			t.Logf("%d pushes, each cut: %v", pushes, states)
			if states[schedule.Sent] == 0 {
				t.Error("nothing was sent: the test has tried nothing")
			}
		})
	}
}

// cutPush plans one push, kills those who send it, lets others go on, and holds what became of it against
// the phones.
func (y *year) cutPush(n int, database string, nodes int) schedule.DeliveryState {
	y.t.Helper()
	at := yearBegins.AddDate(0, 0, 1+8*n).Add(9 * time.Hour) // a service account sends four a month
	y.advanceTo(at.Add(-time.Hour))
	y.morning(int(at.Sub(yearBegins) / (24 * time.Hour)))
	c := y.approve(schedule.Campaign{
		Title: fmt.Sprintf("计划%04d号", n), Channel: []schedule.Channel{schedule.Mass, schedule.Mass, schedule.Customer}[n%3],
		Pieces: []schedule.Piece{{Kind: schedule.Text, Body: fmt.Sprintf("计划%04d号", n)}}, Rule: schedule.Rule{At: at},
	})
	var kills []func()
	for range nodes {
		kills = append(kills, y.node(database))
	}
	y.advanceTo(at)
	time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
	for _, kill := range kills {
		kill()
	}
	y.advanceTo(at.Add(11 * time.Minute)) // what the dead held is free again
	kill := y.node(database)
	defer kill()
	for step := range 200 {
		found, err := y.campaigns.Deliveries(y.t.Context(), c.ID)
		if err != nil {
			y.t.Fatal(err)
		}
		if len(found) == 1 && !found[0].Ended.IsZero() {
			y.wantTruth(c, found[0])
			return found[0].State
		}
		y.advanceTo(at.Add(time.Duration(12+step) * time.Minute))
		time.Sleep(20 * time.Millisecond)
	}
	y.t.Fatalf("push %d does not end", n)
	return ""
}

func (y *year) approve(c schedule.Campaign) schedule.Campaign {
	y.t.Helper()
	desk := schedule.NewDesk(y.account, y.campaigns, store.NewFollowers(y.db), nil)
	c, err := desk.Create(y.t.Context(), c, root.Staff{Name: "小李", Role: root.Editor}, y.sim.Now())
	for _, a := range []schedule.Action{schedule.Submit, schedule.Approve} {
		if err == nil {
			c, err = desk.Take(y.t.Context(), c.ID, a, root.Staff{Name: "王律师", Role: root.Adviser}, y.sim.Now(), "")
		}
	}
	if err != nil {
		y.t.Fatal(err)
	}
	return c
}

// wantTruth: nobody got it twice; sent means that all have it, unclear that some call's fate is not known.
func (y *year) wantTruth(c schedule.Campaign, d schedule.Delivery) {
	y.t.Helper()
	got := 0
	for _, r := range y.people {
		times := 0
		for _, s := range y.sim.Conversation(r.openID) {
			if strings.Contains(s.Text, c.Title) {
				times++
			}
		}
		if times > 1 {
			y.t.Errorf("%s came %d times", c.Title, times)
		}
		got += times
	}
	switch {
	case d.State == schedule.Sent && got == d.Selected:
	case d.State == schedule.Unclear && c.Channel == schedule.Customer && got <= d.Selected:
	default:
		y.t.Errorf("%s (%s) is %s (%s), and %d of %d got it", c.Title, c.Channel.Chinese(), d.State.Chinese(), d.Why, got, d.Selected)
	}
}
