package tests

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa/tests/caller"
)

// post is one message with the answer that was acknowledged, "" for none.
type post struct {
	id     int64
	from   string
	answer string
}

// victim is a server with an account of its own, to be killed.
type victim struct {
	t        *testing.T
	account  *caller.Account
	data     string
	settings string
	address  string
	cmd      *exec.Cmd
}

func newVictim(t *testing.T) *victim {
	t.Helper()
	dir := t.TempDir()
	v := &victim{t: t, account: caller.NewAccount(1), data: filepath.Join(dir, "data"), settings: filepath.Join(dir, "config.yaml")}
	if err := os.WriteFile(v.settings, v.account.Settings(), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v.address = l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.kill)
	return v
}

// launch starts the process and returns what it prints.
func (v *victim) launch() *bufio.Scanner {
	v.t.Helper()
	v.cmd = exec.Command(binary, "serve", "--data", v.data, "--config", v.settings, "--listen", v.address)
	v.cmd.Env = append(os.Environ(), v.account.Environ()...)
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		v.t.Fatal(err)
	}
	if err := v.cmd.Start(); err != nil {
		v.t.Fatal(err)
	}
	return bufio.NewScanner(out)
}

// start launches the server and waits until it says that it is ready.
func (v *victim) start() {
	v.t.Helper()
	v.await(v.launch())
}

// await reads what the server prints until it says that it is ready.
func (v *victim) await(lines *bufio.Scanner) {
	v.t.Helper()
	for lines.Scan() {
		if strings.Contains(lines.Text(), "Ctrl-C") {
			return
		}
	}
	v.t.Fatal("the server ended before it was ready")
}

// kill ends the server as a power cut would.
func (v *victim) kill() {
	if v.cmd == nil || v.cmd.ProcessState != nil {
		return
	}
	if err := v.cmd.Process.Kill(); err != nil {
		v.t.Error(err)
	}
	v.cmd.Wait() //nolint:errcheck // it was killed
}

// send posts a message and returns the answer's words, or what went wrong.
func (v *victim) send(client *http.Client, p post) (string, error) {
	query, body, err := v.account.Seal(time.Now(), p.id, p.from, "老板拖欠工资怎么办")
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+v.address+"/wechat"+query, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return v.account.Open(data, p.from)
}

// flood lets eight followers send until the server is gone, and returns what they sent.
func (v *victim) flood(client *http.Client, life time.Duration) []post {
	ctx, cancel := context.WithTimeout(v.t.Context(), life)
	defer cancel()
	var mu sync.Mutex
	var posts []post
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for {
				p := post{id: v.account.NextID(), from: fmt.Sprintf("follower-%d", i)}
				answer, err := v.send(client, p)
				p.answer = answer
				mu.Lock()
				posts = append(posts, p)
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	<-ctx.Done()
	v.kill()
	wg.Wait()
	return posts
}

func TestAHundredPowerCutsLoseNothingAndDoubleNothing(t *testing.T) {
	cuts := 100
	if testing.Short() {
		cuts = 5
	}
	v := newVictim(t)
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	var posts []post
	for n := range cuts {
		if n%10 == 0 { // also while it starts
			v.launch()
			time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
			v.kill()
		}
		v.start()
		posts = append(posts, v.flood(client, time.Duration(rand.IntN(250))*time.Millisecond)...)
		client.CloseIdleConnections()
	}
	v.start()
	acknowledged := 0
	for _, p := range posts {
		again, err := v.send(client, p)
		if err != nil {
			t.Fatalf("message %d is not answered after the power cuts: %v", p.id, err)
		}
		if p.answer == "" {
			continue
		}
		acknowledged++
		if again != p.answer {
			t.Errorf("message %d was answered %q and is now answered %q", p.id, p.answer, again)
		}
	}
	v.kill()
	if got := times(t, v.data)["answered"]; got != len(posts) {
		t.Errorf("%d rows in the ledger for %d messages", got, len(posts))
	}
	t.Logf("%d power cuts, %d messages, %d acknowledged", cuts, len(posts), acknowledged)
	if acknowledged == 0 {
		t.Error("no message was acknowledged: the test has tried nothing")
	}
}
