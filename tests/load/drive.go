package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/pufa/pufa/tests/caller"
)

// result is what one measurement saw.
type result struct {
	done  int
	late  int // acknowledged in time; the answer follows as a customer message
	wrong int // no answer, a broken one, or one to somebody else
	took  []time.Duration
	wall  time.Duration
}

func (r result) rate() float64 { return float64(r.done) / r.wall.Seconds() }

func (r result) quantile(q float64) float64 {
	if len(r.took) == 0 {
		return 0
	}
	return float64(r.took[int(q*float64(len(r.took)-1))].Microseconds()) / 1000
}

func (r result) print(out io.Writer, what string, t *target) {
	fmt.Fprintf(out, "%-34s %9.0f %9.1f %9.1f %9d %7d %7d\n", what, r.rate(), r.quantile(.5), r.quantile(.99), t.memory(), r.late, r.wrong)
}

// drive lets followers send one message after another for the time, each waiting for its answer.
func drive(ctx context.Context, t *target, followers int, length time.Duration, texts []string) result {
	client := &http.Client{
		Transport: &http.Transport{MaxIdleConns: followers, MaxIdleConnsPerHost: followers},
		Timeout:   10 * time.Second,
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	results := make([]result, followers)
	var wg sync.WaitGroup
	start := time.Now()
	for i := range followers {
		wg.Go(func() { results[i] = follow(ctx, client, t, i, texts) })
	}
	wg.Wait()
	all := result{wall: time.Since(start)}
	for _, r := range results {
		all.done, all.late, all.wrong = all.done+r.done, all.late+r.late, all.wrong+r.wrong
		all.took = append(all.took, r.took...)
	}
	slices.Sort(all.took)
	return all
}

// follow is one follower: it begins at a place of its own in the texts.
func follow(ctx context.Context, client *http.Client, t *target, me int, texts []string) (r result) {
	for n := 0; ctx.Err() == nil; n++ {
		from := fmt.Sprintf("load-follower-%d", me)
		text := texts[(me*17+n)%len(texts)]
		begin := time.Now()
		err := exchange(client, t, from, text)
		if err != nil && !errors.Is(err, caller.ErrLate) {
			r.wrong++
			continue
		}
		if err != nil {
			r.late++
		}
		r.done++
		r.took = append(r.took, time.Since(begin))
	}
	return r
}

// exchange sends one message and checks that its answer is whole and meant for its sender.
func exchange(client *http.Client, t *target, from, text string) error {
	address, body, err := t.account.Seal(time.Now(), t.account.NextID(), from, text)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, t.callback+address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return err
	}
	_, err = t.account.Open(answer, from)
	return err
}
