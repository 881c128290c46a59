// Package tests tries the product from outside: the built command, the simulated WeChat over HTTP, a
// real browser, and the plug pulled at any moment.
package tests

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the built command.
var binary string

// office starts a server with the settings, which stand in its data folder, and returns it with a way to run
// commands beside it, which must succeed.
func office(t *testing.T, settings string) (h *house, data string, run func(args ...string) string) {
	t.Helper()
	data = t.TempDir()
	config := filepath.Join(data, "config.yaml")
	if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	h = open(t, data, "--config", config)
	return h, data, func(args ...string) string {
		t.Helper()
		out, errs, status := pufa(t, data, "", append(args, "--config", config)...)
		if status != 0 {
			t.Fatalf("%v ends with %d: %s", args, status, errs)
		}
		return out
	}
}

// filled is a data folder with the starter pack and its index, made once.
var filled = sync.OnceValues(func() (string, error) {
	folder := filepath.Join(filepath.Dir(binary), "filled")
	out, err := exec.Command(binary, "search", "试用期", "--data", folder).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("fill a data folder: %w: %s", err, out)
	}
	return folder, nil
})

// stock puts the starter pack and its index into an empty data folder: most tests are not about how they come
// there, and it takes a while.
func stock(t *testing.T, data string) {
	t.Helper()
	_, err := os.Stat(filepath.Join(data, "pufa.db"))
	if os.Getenv("PUFA_DATABASE_URL") != "" || err == nil {
		return
	}
	from, err := filled()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(data, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func TestMain(m *testing.M) {
	if os.Getenv(pushNode) != "" {
		os.Exit(runPushNode())
	}
	os.Exit(withBinary(m.Run))
}

func withBinary(run func() int) int {
	dir, err := os.MkdirTemp("", "pufa-tests-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "pufa")
	build := exec.Command("go", "build", "-o", binary, "../cmd/pufa")
	build.Stderr = os.Stderr
	build.Env = append(os.Environ(), "GOFLAGS=") // as people run it, also where the tests watch for races
	if err := build.Run(); err != nil {
		return 1
	}
	return run()
}

// need skips the test where something is absent, or fails it where PUFA_TEST_REQUIRE names the thing.
func need(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), what) {
		t.Fatalf("%s is required: %v", what, err)
	}
	t.Skipf("skipped without %s: %v", what, err)
}

// dataFolder returns ../shared/data, from the project's root.
func dataFolder(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../shared/data")
	if err == nil {
		_, err = os.Stat(filepath.Join(path, "laws"))
	}
	need(t, "data", err)
	return path
}

// pufa runs a command on a data folder and returns what it prints and its exit status.
func pufa(t *testing.T, data, stdin string, args ...string) (out, errs string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, append(args, "--data", data)...)
	cmd.Dir = t.TempDir()
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// house is a running server.
type house struct {
	t     *testing.T
	cmd   *exec.Cmd
	phone string // address of the simulated phone
	pages string // address of the residents' pages
	log   *journal
}

// journal keeps what a server says while it runs.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes what the server says.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// String returns what it has said so far.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// open starts the server on a data folder with a simulated account and waits until it says where it is.
func open(t *testing.T, data string, args ...string) *house {
	t.Helper()
	h := &house{t: t, log: &journal{}}
	stock(t, data)
	args = append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--simulator", "127.0.0.1:0"}, args...)
	h.cmd = exec.Command(binary, args...)
	h.cmd.Dir = t.TempDir()
	h.cmd.Stderr = h.log
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	lines, invited, building := bufio.NewScanner(out), false, false
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		switch {
		case len(fields) > 1 && fields[0] == "模拟手机":
			h.phone = strings.TrimSuffix(fields[1], "/")
		case len(fields) > 1 && fields[0] == "居民网页":
			h.pages = strings.TrimSuffix(fields[1], "/")
		case strings.Contains(lines.Text(), "正在建立检索索引"):
			building = true
		case strings.Contains(lines.Text(), "检索索引建好了"):
			building = false
		case strings.Contains(lines.Text(), "Ctrl-C"):
			invited = true
		}
		if invited && !building {
			go io.Copy(io.Discard, out) //nolint:errcheck // only kept from filling
			return h
		}
	}
	t.Fatalf("the server ended before it was ready: %s", h.log)
	return nil
}

// close interrupts the server and sees that it ends by itself and well.
func (h *house) close() {
	if h.cmd.ProcessState != nil {
		return
	}
	if err := h.cmd.Process.Signal(syscall.SIGINT); err != nil {
		h.t.Error(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- h.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			h.t.Errorf("the server ended with %v: %s", err, h.log)
		}
	case <-time.After(30 * time.Second):
		h.t.Error("the server does not end after an interrupt")
		if err := h.cmd.Process.Kill(); err != nil {
			h.t.Error(err)
		}
	}
}

// call sends a JSON order to the simulated platform and decodes what comes back into out.
func (h *house) call(method, path string, in, out any) {
	h.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		h.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.phone+path, bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		h.t.Fatalf("%s %s: %s: %s", method, path, resp.Status, data)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(data, out); err != nil {
		h.t.Fatalf("%s %s: %v in %s", method, path, err, data)
	}
}
