package knowledge

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa"
)

// Judged is one line of a file of judged questions: a question and the articles that decide it.
type Judged struct {
	ID        json.RawMessage `json:"id"` // a number or a text; only its line tells it apart
	Question  string          `json:"question"`
	Citations []struct {
		Law     string `json:"law"`
		Article string `json:"article"`
	} `json:"citations"`
}

// Evaluation is how well articles are found. A question's recall is the share of its cited articles,
// distinct by law and number, that are found in any version; MRR is the mean of 1/rank of the first.
type Evaluation struct {
	N       int     `json:"n"`
	MRR10   float64 `json:"MRR@10"`
	R5      float64 `json:"R@5"`
	R10     float64 `json:"R@10"`
	R20     float64 `json:"R@20"`
	R100    float64 `json:"R@100"`
	Hit1    float64 `json:"hit@1"`
	Hit3    float64 `json:"hit@3"`
	Hit5    float64 `json:"hit@5"`
	Skipped int     `json:"skipped,omitempty"` // lines that cite no article
}

// evalDepth is how many articles are looked at for a question.
const evalDepth = 100

// Evaluate searches articles for every judged question in r (JSON lines), on every core, as of the day.
// The error is Invalid and names the line where the file is not what it should be.
func Evaluate(ctx context.Context, s Searcher, r io.Reader, day pufa.Day) (Evaluation, error) {
	group, ctx := errgroup.WithContext(ctx)
	questions := make(chan Judged)
	group.Go(func() error {
		defer close(questions)
		return eachJudged(ctx, r, questions)
	})
	sums := make([]Evaluation, runtime.GOMAXPROCS(0))
	for i := range sums {
		group.Go(func() error {
			for q := range questions {
				one, err := evaluateOne(ctx, s, q, day)
				if err != nil {
					return err
				}
				sums[i].add(one)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Evaluation{}, fmt.Errorf("evaluate: %w", err)
	}
	var all Evaluation
	for _, sum := range sums {
		all.add(sum)
	}
	return all.mean(), nil
}

func eachJudged(ctx context.Context, r io.Reader, questions chan<- Judged) error {
	lines := bufio.NewScanner(r)
	const longest = 1 << 20
	lines.Buffer(nil, longest)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var q Judged
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil || q.Question == "" {
			return &pufa.Error{
				Kind: pufa.Invalid, Err: err,
				Say: fmt.Sprintf("第%d行不是评测问题：每行应是一个 JSON，含 question 和 citations", n),
			}
		}
		select {
		case questions <- q:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return lines.Err()
}

func evaluateOne(ctx context.Context, s Searcher, q Judged, day pufa.Day) (Evaluation, error) {
	wanted := map[Citation]bool{}
	for _, c := range q.Citations {
		if number, ok := ParseNumber(c.Article); ok {
			wanted[Citation{Law: c.Law, Article: number}] = true
		}
	}
	if len(wanted) == 0 {
		return Evaluation{Skipped: 1}, nil
	}
	hits, err := s.Search(ctx, Query{Text: q.Question, Scope: ScopeArticles, Limit: evalDepth, Day: day})
	if err != nil {
		return Evaluation{}, err
	}
	one := Evaluation{N: 1}
	share := 1 / float64(len(wanted))
	found := false
	for rank, hit := range hits {
		key := Citation{Law: hit.Law, Article: hit.Article}
		if !wanted[key] {
			continue
		}
		delete(wanted, key)
		one.rank(rank+1, share, !found)
		found = true
	}
	return one, nil
}

// rank adds an article found at the rank, from 1.
func (e *Evaluation) rank(rank int, share float64, first bool) {
	within := func(depth int, sum *float64, value float64) {
		if rank <= depth {
			*sum += value
		}
	}
	within(5, &e.R5, share)
	within(10, &e.R10, share)
	within(20, &e.R20, share)
	within(evalDepth, &e.R100, share)
	if first {
		within(10, &e.MRR10, 1/float64(rank))
		within(1, &e.Hit1, 1)
		within(3, &e.Hit3, 1)
		within(5, &e.Hit5, 1)
	}
}

func (e *Evaluation) add(o Evaluation) {
	e.N += o.N
	e.Skipped += o.Skipped
	mine, theirs := e.measures(), o.measures()
	for i := range mine {
		*mine[i] += *theirs[i]
	}
}

func (e Evaluation) mean() Evaluation {
	for _, m := range e.measures() {
		*m /= float64(max(e.N, 1))
	}
	return e
}

func (e *Evaluation) measures() []*float64 {
	return []*float64{&e.MRR10, &e.R5, &e.R10, &e.R20, &e.R100, &e.Hit1, &e.Hit3, &e.Hit5}
}
