// Command load drives the callback as WeChat would, over HTTP in safe mode, and prints requests per
// second, latencies and memory for 10, 100 and 1,000 followers at once. In the same run, on the same
// cores, it measures what it is compared with: (a) the SDK's bare handler, (b) the search alone.
//
//	go run ./tests/load -laws ../shared/data/laws
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

// plan is what one run does.
type plan struct {
	laws      string
	data      string
	questions string
	length    time.Duration
	sdk       bool
	search    bool
}

func main() {
	var p plan
	flag.StringVar(&p.laws, "laws", "../shared/data/laws", "folder of laws to import; skipped where it is absent")
	flag.StringVar(&p.data, "data", "", "data folder to use as it is; empty makes a fresh one")
	flag.StringVar(&p.questions, "questions", "../shared/data/questions/consultations.jsonl", "questions to ask, one JSON object a line")
	flag.DurationVar(&p.length, "for", 5*time.Second, "length of each measurement, at most 60s")
	flag.BoolVar(&p.sdk, "serve-sdk", false, "internal: serve the SDK's bare handler")
	flag.BoolVar(&p.search, "search-alone", false, "internal: measure the search alone on -data")
	flag.Parse()
	p.length = min(p.length, time.Minute)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := p.run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func (p plan) run(ctx context.Context, out io.Writer) error {
	switch {
	case p.sdk:
		return serveSDK(ctx, out)
	case p.search:
		return searchAlone(ctx, p, out)
	}
	work, err := os.MkdirTemp("", "pufa-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	binary := filepath.Join(work, "pufa")
	if err := command(ctx, "go", "build", "-o", binary, "./cmd/pufa"); err != nil {
		return err
	}
	if p.data == "" {
		p.data = filepath.Join(work, "data")
		if err := p.fill(ctx, binary); err != nil {
			return err
		}
	}
	return p.measure(ctx, out, binary)
}

// fill imports the corpus, where it is there.
func (p plan) fill(ctx context.Context, binary string) error {
	if _, err := os.Stat(p.laws); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(os.Stderr, "load: no laws at", p.laws, "- measuring on the starter pack alone")
		return nil
	}
	return command(ctx, binary, "import", p.laws, "--data", p.data)
}

func command(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w", filepath.Base(name), args[0], err)
	}
	return nil
}

// measure runs every measurement one after another and prints a row for each.
func (p plan) measure(ctx context.Context, out io.Writer, binary string) error {
	questions, err := readQuestions(p.questions)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%-34s %9s %9s %9s %9s %7s %7s\n", "what", "req/s", "p50 ms", "p99 ms", "MiB", "late", "wrong")
	sdk, err := p.driveSDK(ctx, out)
	if err != nil {
		return err
	}
	alone, err := p.runSearchAlone(ctx, out)
	if err != nil {
		return err
	}
	server, err := startPufa(ctx, binary, p.data)
	if err != nil {
		return err
	}
	defer server.stop()
	before, err := answered(ctx, binary, p.data)
	if err != nil {
		return err
	}
	sent := 0
	for _, followers := range []int{10, 100, 1000} {
		plain := drive(ctx, server, followers, p.length, []string{"你好", "帮助", "谢谢", "在吗"})
		plain.print(out, fmt.Sprintf("no search, %d followers", followers), server)
		asked := drive(ctx, server, followers, p.length, questions)
		asked.print(out, fmt.Sprintf("questions, %d followers", followers), server)
		sent += asked.done
		fmt.Fprintf(out, "    ratio to the bare SDK %.2f, to the search alone %.2f\n", plain.rate()/sdk, asked.rate()/alone)
	}
	after, err := answered(ctx, binary, p.data)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "questions sent %d, rows in the ledger %d\n", sent, after-before)
	return nil
}
