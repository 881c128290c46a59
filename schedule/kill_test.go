package schedule_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// TestMain lets the test binary stand in for a node that sends until it is killed.
func TestMain(m *testing.M) {
	address, moment := os.Getenv("PUFA_TEST_SEND"), os.Getenv("PUFA_TEST_MOMENT")
	if address == "" {
		os.Exit(m.Run())
	}
	now, err := time.Parse(time.RFC3339, moment)
	if err == nil {
		err = sendFrom(address, now)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// teller is a platform that tells on the standard output to whom it has sent.
type teller struct{ *platform }

func (p teller) Send(ctx context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	r, err := p.platform.Send(ctx, s)
	fmt.Println(s.To[0]) // one write: a kill cannot cut it
	return r, err
}

// sendFrom does at the moment what is due, over and over; "." stands for each time.
func sendFrom(address string, now time.Time) error {
	db, err := store.Open(context.Background(), address)
	if err != nil {
		return err
	}
	parts, clock := store.NewDeliveries(db), func() time.Time { return now }
	e := schedule.NewEngine(schedule.Wiring{
		Account: schedule.Account{Service: true, Verified: true}, Grace: 2 * time.Hour, Agenda: store.NewCampaigns(db),
		Deliveries: parts, Parts: parts, Followers: store.NewFollowers(db), Accepts: store.NewNotices(db), Gateway: teller{newPlatform(clock)},
		Now: clock, Jitter: func(time.Duration) time.Duration { return 0 }, Log: slog.New(slog.DiscardHandler),
	})
	for {
		if err := e.Tick(context.Background()); err != nil {
			return err
		}
		fmt.Println(".")
	}
}

// node is a process that sends.
type node struct {
	*exec.Cmd
	says *bufio.Scanner
}

func startNode(t *testing.T, address string, now time.Time) node {
	t.Helper()
	n := node{Cmd: exec.Command(os.Args[0])}
	n.Env = append(os.Environ(), "PUFA_TEST_SEND="+address, "PUFA_TEST_MOMENT="+now.Format(time.RFC3339))
	n.Stderr = os.Stderr
	out, err := n.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	n.says = bufio.NewScanner(out)
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	return n
}

// killAfter kills the node when it has said so many lines, and counts to whom it has sent.
func (n node) killAfter(t *testing.T, lines int, sent map[string]int) {
	t.Helper()
	for line := 0; n.says.Scan(); line++ {
		if address := n.says.Text(); address != "." {
			sent[address]++
		}
		if line == lines {
			if err := n.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	if err := n.Wait(); err == nil || n.ProcessState.ExitCode() == 1 {
		t.Errorf("the node ended by itself: %v", err)
	}
}

// Two nodes at a time, killed in the middle of sending, and two plans that want the same accepts.
func TestAKilledNodeUsesNoAcceptTwice(t *testing.T) {
	const people, rounds = 400, 6
	address := "sqlite:" + filepath.Join(t.TempDir(), "pufa.db")
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{tb: t, db: db, campaigns: store.NewCampaigns(db), now: start, crash: &crasher{owner: map[string]pufa.ID{}},
		account: schedule.Account{Service: true, Verified: true}}
	h.platform = newPlatform(func() time.Time { return h.now })
	for i := range people {
		name := fmt.Sprintf("p%03d", i)
		x := bot.Exchange{MessageID: name, At: start, Person: bot.Person{Follower: pufa.Follower{Key: pufa.FollowerKey(name), Address: "o-" + name, Following: true}}}
		if _, _, err := store.NewInbox(db).Settle(t.Context(), x); err != nil {
			t.Fatal(err)
		}
		h.accept(name, 1)
	}
	h.approved(noticePlan(1))
	h.approved(noticePlan(1))
	h.now = start.Add(time.Hour)
	sent := map[string]int{}
	for range rounds {
		first, second := startNode(t, address, h.now), startNode(t, address, h.now)
		first.killAfter(t, rand.IntN(60), sent)
		second.killAfter(t, rand.IntN(60), sent)
		h.now = h.now.Add(11 * time.Minute) // what the dead held may be taken over
	}
	h.run(2*time.Hour, 11*time.Minute)
	for address, n := range h.got() {
		sent[address] += n
	}
	left, total := h.accepted(), 0
	for i := range people {
		name := fmt.Sprintf("p%03d", i)
		n := sent["o-"+name]
		total += n
		if n > 1 || n == 1 && left[pufa.FollowerKey(name)] {
			t.Errorf("%s got %d notifications for one accept, which is left: %v", name, n, left[pufa.FollowerKey(name)])
		}
	}
	if total < people-2*rounds { // each kill may leave one in doubt that was not sent
		t.Errorf("%d of %d were sent", total, people)
	}
	t.Logf("%d of %d sent", total, people)
}
