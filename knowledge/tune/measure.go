package tune

import (
	"context"
	"sync"

	"github.com/pufa/pufa/knowledge"
)

// Retrieval is how well articles are found: recall is the share of a question's citations, MRR the mean of
// 1/rank of the first.
type Retrieval struct {
	N                          int
	MRR10, R5, R10, R100, Hit1 float64
	Entry1, Entry3             float64 // the best entry, one of the best three, cites a right article
}

// Measure looks for the lessons and compares what is found with what is right.
func (t *Teacher) Measure(ctx context.Context, lessons []Lesson, except map[string]struct{}) (r Retrieval, err error) {
	var mu sync.Mutex
	err = t.each(ctx, lessons, except, 100, func(i int, f knowledge.Found) {
		one := t.judge(lessons[i], f)
		mu.Lock()
		defer mu.Unlock()
		r.Add(one)
	})
	return r, err
}

// Add adds sums of one or several questions.
func (r *Retrieval) Add(o Retrieval) {
	r.N += o.N
	r.MRR10 += o.MRR10
	r.R5 += o.R5
	r.R10 += o.R10
	r.R100 += o.R100
	r.Hit1 += o.Hit1
	r.Entry1 += o.Entry1
	r.Entry3 += o.Entry3
}

// Mean returns the sums by question.
func (r Retrieval) Mean() Retrieval {
	n := float64(max(r.N, 1))
	return Retrieval{r.N, r.MRR10 / n, r.R5 / n, r.R10 / n, r.R100 / n, r.Hit1 / n, r.Entry1 / n, r.Entry3 / n}
}

func (t *Teacher) judge(l Lesson, f knowledge.Found) Retrieval {
	r := Retrieval{N: 1}
	wanted := map[knowledge.Citation]bool{}
	for _, c := range l.Cites {
		wanted[knowledge.Citation{Law: c.Law, Article: c.Article}] = true
	}
	share, first := 1/float64(max(len(wanted), 1)), true
	for rank, h := range f.Articles {
		key := knowledge.Citation{Law: h.Law, Article: h.Article}
		if !wanted[key] {
			continue
		}
		delete(wanted, key)
		if first && rank < 10 {
			r.MRR10 = 1 / float64(rank+1)
		}
		if first && rank == 0 {
			r.Hit1 = 1
		}
		first = false
		if rank < 5 {
			r.R5 += share
		}
		if rank < 10 {
			r.R10 += share
		}
		if rank < 100 {
			r.R100 += share
		}
	}
	for rank, h := range f.Entries[:min(3, len(f.Entries))] {
		if l.Slug == h.Slug || l.Slug == "" && l.rightEntry(h.Slug, t.cites[h.Slug]) > 0 {
			if rank == 0 {
				r.Entry1 = 1
			}
			r.Entry3 = 1
		}
	}
	return r
}
