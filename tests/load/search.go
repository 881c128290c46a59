package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/store"
)

// readQuestions returns the questions of a file, a JSON object a line, or a few of our own where the
// file is absent.
func readQuestions(path string) ([]string, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{"老板拖欠工资怎么办", "借条丢了还能要回钱吗", "楼上漏水不赔怎么办", "离婚孩子归谁", "网购买到假货怎么赔"}, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var questions []string
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct{ Question string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		questions = append(questions, line.Question)
	}
	return questions, lines.Err()
}

// runSearchAlone measures the search in a process of its own and returns questions per second.
func (p plan) runSearchAlone(ctx context.Context, out io.Writer) (float64, error) {
	cmd := exec.CommandContext(ctx, os.Args[0], "-search-alone", "-data", p.data, "-questions", p.questions, "-for", p.length.String())
	cmd.Stderr = os.Stderr
	printed, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("measure the search alone: %w", err)
	}
	head, rate, ok := strings.Cut(strings.TrimSpace(string(printed)), "\nrate ")
	if !ok {
		return 0, fmt.Errorf("the search alone printed %q", printed)
	}
	fmt.Fprintln(out, head)
	return strconv.ParseFloat(rate, 64)
}

// searchAlone searches for the questions on every core, with nothing around the search, and prints a
// row and the rate.
func searchAlone(ctx context.Context, p plan, out io.Writer) error {
	questions, err := readQuestions(p.questions)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(p.data, "pufa.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	ix, err := index.Open(ctx, filepath.Join(p.data, "index"), store.NewLaws(db), store.NewEntries(db), store.NewFeed(db), slog.Default())
	if err != nil {
		return err
	}
	defer ix.Close()
	r, err := searchAll(ctx, ix, questions, p.length)
	if err != nil {
		return err
	}
	r.print(out, "(b) search alone", &target{process: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}})
	fmt.Fprintf(out, "rate %f\n", r.rate())
	return nil
}

func searchAll(ctx context.Context, ix *index.Index, questions []string, length time.Duration) (result, error) {
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	results, errs := make([]result, workers), make([]error, workers)
	var wg sync.WaitGroup
	start := time.Now()
	for i := range workers {
		wg.Go(func() { results[i], errs[i] = searchOn(ctx, ix, questions, i*len(questions)/workers) })
	}
	wg.Wait()
	all := result{wall: time.Since(start)}
	for _, r := range results {
		all.done += r.done
		all.took = append(all.took, r.took...)
	}
	slices.Sort(all.took)
	return all, errors.Join(errs...)
}

func searchOn(ctx context.Context, ix *index.Index, questions []string, from int) (r result, err error) {
	for n := from; ctx.Err() == nil; n++ {
		begin := time.Now()
		_, err := ix.Search(context.WithoutCancel(ctx), knowledge.Query{Text: questions[n%len(questions)], Limit: 20, Day: pufa.DayOf(begin)})
		if err != nil {
			return r, err
		}
		r.done++
		r.took = append(r.took, time.Since(begin))
	}
	return r, nil
}
