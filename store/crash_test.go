package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// TestMain lets the test binary stand in for a process that writes until it is killed.
func TestMain(m *testing.M) {
	address, name := os.Getenv("PUFA_TEST_SETTLE"), os.Getenv("PUFA_TEST_NAME")
	if address == "" {
		os.Exit(m.Run())
	}
	work := settleForEver
	if os.Getenv("PUFA_TEST_WORK") == "events" {
		work = correctForEver
	}
	if err := work(address, name); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// settleForEver settles exchanges by 20 callers at once and prints each message's id when it is told
// that the exchange is stored.
func settleForEver(address, name string) error {
	db, err := Open(context.Background(), address)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range 20 {
		go func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%s-%d-%d", name, caller, i)
				x := exchange(id, pufa.FollowerKey(id))
				x.Inquiry = &bot.Inquiry{ID: pufa.ID(id), Follower: pufa.FollowerKey(id)}
				x.Outbox = []bot.Outgoing{{ID: pufa.ID(id), To: pufa.FollowerKey(id), Due: noon}}
				if _, _, err := NewInbox(db).Settle(context.Background(), x); err != nil {
					failed <- err
					return
				}
				fmt.Println(id)
			}
		}()
	}
	return <-failed
}

// process is a child that settles for ever, until it is killed.
type process struct {
	*osexec.Cmd
	begun chan struct{} // closed with the first acknowledgement, and at its end
	lines chan []string
}

func child(t *testing.T, address, name string, env ...string) *process {
	t.Helper()
	p := &process{Cmd: osexec.Command(os.Args[0]), begun: make(chan struct{}), lines: make(chan []string, 1)}
	p.Env = append(os.Environ(), "PUFA_TEST_SETTLE="+address, "PUFA_TEST_NAME="+name)
	p.Env = append(p.Env, env...)
	p.Stderr = os.Stderr
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go p.read(out)
	return p
}

// read leaves out a last line that was cut off.
func (p *process) read(out io.Reader) {
	begin := sync.OnceFunc(func() { close(p.begun) })
	defer begin()
	var lines []string
	for in := bufio.NewReader(out); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			p.lines <- lines
			return
		}
		lines = append(lines, line[:len(line)-1])
		begin()
	}
}

// kill returns what the process acknowledged.
func (p *process) kill(t *testing.T) []string {
	t.Helper()
	if err := p.Process.Kill(); err != nil {
		t.Error(err)
	}
	lines := <-p.lines
	if err := p.Wait(); err == nil || p.ProcessState.ExitCode() == 1 {
		t.Errorf("the child ended by itself: %v", err)
	}
	return lines
}

func TestKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			var told []string
			for round := range 20 {
				p := child(t, address, fmt.Sprint("round", round))
				if round%5 != 0 { // every fifth may die while it opens the database
					<-p.begun
				}
				time.Sleep(rand.N(100 * time.Millisecond))
				told = append(told, p.kill(t)...)
			}
			t.Logf("%d exchanges acknowledged", len(told))
			checkWhole(t, open(t, address), told)
		})
	}
}

func TestTwoProcessesWriteAtOnce(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			db := open(t, address)
			other := child(t, address, "other")
			<-other.begun
			var told []string
			for i := range 20 {
				l := longLaw(100)
				l.Name += fmt.Sprint(i)
				putLaws(t, db, l)
				id := fmt.Sprint("own", i)
				x := exchange(id, pufa.FollowerKey(id))
				x.Inquiry = &bot.Inquiry{ID: pufa.ID(id), Follower: pufa.FollowerKey(id)}
				x.Outbox = []bot.Outgoing{{ID: pufa.ID(id), To: pufa.FollowerKey(id)}}
				settle(t, db, x)
				told = append(told, id)
			}
			checkWhole(t, db, append(told, other.kill(t)...))
			if n := count(t, db, `SELECT COUNT(*) FROM articles`); n != 2000 {
				t.Errorf("%d articles are stored, want 2000", n)
			}
		})
	}
}

// checkWhole fails the test where an acknowledged exchange is missing, or where an exchange is there
// by half or twice.
func checkWhole(t *testing.T, db *DB, told []string) {
	t.Helper()
	if len(told) == 0 {
		t.Error("nothing was acknowledged")
	}
	// One state of the database: a PostgreSQL server may still be committing for the dead.
	err := db.view(t.Context(), func(tx querier) error {
		stored, err := query(t.Context(), tx, scanText, `SELECT id FROM inbox`)
		if err != nil {
			return err
		}
		if lost := missing(told, stored); lost != nil {
			t.Errorf("acknowledged and lost: %v", lost)
		}
		return checkRows(t, tx, len(stored))
	})
	if err := errors.Join(err, db.Check(t.Context())); err != nil {
		t.Error(err)
	}
}

func checkRows(t *testing.T, tx querier, exchanges int) error {
	for table, column := range map[string]string{"ledger": "follower", "followers": "key", "inquiries": "id", "outbox": "id"} {
		rows, err := one(t.Context(), tx, scanInt, `SELECT COUNT(*) FROM `+table)
		if err != nil {
			return err
		}
		whole, err := one(t.Context(), tx, scanInt,
			`SELECT COUNT(DISTINCT inbox.id) FROM inbox JOIN `+table+` x ON x.`+column+` = inbox.id`)
		if err != nil {
			return err
		}
		if rows != int64(exchanges) || whole != rows {
			t.Errorf("%s has %d rows for %d exchanges, %d of which have one", table, rows, exchanges, whole)
		}
	}
	return nil
}

func missing(told, stored []string) (lost []string) {
	have := map[string]bool{}
	for _, id := range stored {
		have[id] = true
	}
	for _, id := range told {
		if !have[id] {
			lost = append(lost, id)
		}
	}
	return lost
}
