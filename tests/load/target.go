package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/message"

	"github.com/pufa/pufa/tests/caller"
)

// target is a server under load, in a process of its own.
type target struct {
	process  *exec.Cmd
	callback string
	account  *caller.Account
}

// memory returns the largest resident size of the process so far, in MiB; 0 where it is not known.
func (t *target) memory() int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.process.Process.Pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				return 0
			}
			return kib / 1024
		}
	}
	return 0
}

func (t *target) stop() {
	if err := t.process.Process.Signal(os.Interrupt); err != nil {
		return // it has ended by itself
	}
	t.process.Wait() //nolint:errcheck // how an interrupted process ends is of no interest
}

// startPufa starts the server with an account of its own and waits until it answers.
func startPufa(ctx context.Context, binary, data string) (*target, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	a := caller.NewAccount(time.Now().UnixNano())
	settings := data + "-load.yaml"
	if err := os.WriteFile(settings, a.Settings(), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary, "serve", "--data", data, "--config", settings, "--listen", address)
	cmd.Env = append(os.Environ(), a.Environ()...)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	t := &target{process: cmd, callback: "http://" + address + "/wechat", account: a}
	return t, t.await(ctx)
}

func (t *target) await(ctx context.Context) error {
	for range 600 {
		if err := exchange(http.DefaultClient, t, "load-first", "你好"); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return errors.New("the server does not answer within a minute")
}

func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// answered counts the conversations in the ledger: answered and handed over.
func answered(ctx context.Context, binary, data string) (int, error) {
	out, err := exec.CommandContext(ctx, binary, "reach", "--json", "--data", data).Output()
	if err != nil {
		return 0, fmt.Errorf("read the ledger: %w", err)
	}
	sum := 0
	for line := range bytes.Lines(out) {
		var total struct {
			Kind  string
			Times int
		}
		if err := json.Unmarshal(line, &total); err != nil {
			return 0, err
		}
		if total.Kind == "answered" || total.Kind == "handed_over" {
			sum += total.Times
		}
	}
	return sum, nil
}

// driveSDK measures the SDK's bare handler in a process of its own.
func (p plan) driveSDK(ctx context.Context, out io.Writer) (float64, error) {
	cmd := exec.CommandContext(ctx, os.Args[0], "-serve-sdk")
	a := caller.NewAccount(time.Now().UnixNano())
	cmd.Env = append(os.Environ(), append(a.Environ(), "LOAD_APP="+a.AppID)...)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	address, err := bufio.NewReader(pipe).ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("start the bare handler: %w", err)
	}
	t := &target{process: cmd, callback: "http://" + strings.TrimSpace(address), account: a}
	defer t.stop()
	r := drive(ctx, t, 100, p.length, []string{"你好"})
	r.print(out, "(a) bare SDK handler, 100 followers", t)
	return r.rate(), nil
}

// serveSDK answers every message with one word, through the SDK's own server and nothing else.
func serveSDK(ctx context.Context, out io.Writer) error {
	account := officialaccount.NewOfficialAccount(&config.Config{AppID: os.Getenv("LOAD_APP"),
		Token: os.Getenv("PUFA_WECHAT_TOKEN"), EncodingAESKey: os.Getenv("PUFA_WECHAT_AES_KEY"), Cache: cache.NewMemory()})
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, listener.Addr())
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server := account.GetServer(r, w)
		server.SetMessageHandler(func(*message.MixMessage) *message.Reply {
			return &message.Reply{MsgType: message.MsgTypeText, MsgData: message.NewText("好")}
		})
		if err := server.Serve(); err != nil {
			http.Error(w, "refused", http.StatusBadRequest)
			return
		}
		if err := server.Send(); err != nil {
			return
		}
	})
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	context.AfterFunc(ctx, func() { server.Close() }) //nolint:errcheck // the process is ending
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
