package tune

import (
	"context"
	"sync"

	"github.com/pufa/pufa/knowledge"
)

// Retrieval is how well articles and entries are found: recall is the share of a question's citations, MRR
// the mean of 1/rank of the first.
type Retrieval struct {
	N        int     `json:"n"`
	MRR10    float64 `json:"MRR@10"`
	R5       float64 `json:"R@5"`
	R10      float64 `json:"R@10"`
	R100     float64 `json:"R@100"`
	Hit1     float64 `json:"hit@1"`
	Entry1   float64 `json:"entry@1"`  // the best entry cites a right article
	Entry3   float64 `json:"entry@3"`  // one of the best three does
	Answered float64 `json:"answered"` // an entry is sure enough to be shown
	Wrong    float64 `json:"wrong"`    // and does not cite a right article
	Cost     float64 `json:"cost"`     // of wrong answers and of those not given
}

// sums are what is added up over questions.
func (r *Retrieval) sums() []*float64 {
	return []*float64{&r.MRR10, &r.R5, &r.R10, &r.R100, &r.Hit1, &r.Entry1, &r.Entry3, &r.Answered, &r.Wrong, &r.Cost}
}

// Add adds sums of one or several questions.
func (r *Retrieval) Add(o Retrieval) {
	r.N += o.N
	mine, theirs := r.sums(), o.sums()
	for i := range mine {
		*mine[i] += *theirs[i]
	}
}

// Mean returns the sums by question.
func (r Retrieval) Mean() Retrieval {
	for _, sum := range r.sums() {
		*sum /= float64(max(r.N, 1))
	}
	return r
}

// Measure looks for the lessons and compares what is found with what is right. The sums are by lesson:
// Mean makes figures of them.
func (t *Teacher) Measure(ctx context.Context, lessons []Lesson, except map[string]struct{}, sure knowledge.Confidence) (r Retrieval, err error) {
	var mu sync.Mutex
	err = t.each(ctx, lessons, knowledge.Query{Limit: studiedLimit, Except: except}, func(i int, f knowledge.Found) {
		one := t.judgeArticles(lessons[i], f)
		t.judgeEntries(lessons[i], f, sure, &one)
		mu.Lock()
		defer mu.Unlock()
		r.Add(one)
	})
	return r, err
}

// The places up to which recall is told.
const place5, place10, place100 = 5, 10, 100

func (t *Teacher) judgeArticles(l Lesson, f knowledge.Found) Retrieval {
	r := Retrieval{N: 1}
	wanted := map[knowledge.Citation]bool{}
	for _, c := range l.Cites {
		wanted[knowledge.Citation{Law: c.Law, Article: c.Article}] = true
	}
	share, first := 1/float64(max(len(wanted), 1)), true
	for rank, h := range f.Articles[:min(place100, len(f.Articles))] {
		key := knowledge.Citation{Law: h.Law, Article: h.Article}
		if !wanted[key] {
			continue
		}
		delete(wanted, key)
		if first && rank < place10 {
			r.MRR10 = 1 / float64(rank+1)
		}
		if first && rank == 0 {
			r.Hit1 = 1
		}
		first = false
		for place, sum := range map[int]*float64{place5: &r.R5, place10: &r.R10, place100: &r.R100} {
			if rank < place {
				*sum += share
			}
		}
	}
	return r
}

func (t *Teacher) judgeEntries(l Lesson, f knowledge.Found, sure knowledge.Confidence, r *Retrieval) {
	const offered = 3
	for rank, h := range f.Entries[:min(offered, len(f.Entries))] {
		if l.rightEntry(h.Slug, t.cites[h.Slug]) == 0 {
			continue
		}
		r.Entry3 = 1
		if rank == 0 {
			r.Entry1 = 1
		}
	}
	costs := knowledge.DefaultCosts()
	if len(f.Entries) == 0 || sure.Entry(knowledge.EntryEvidence(f, 0)) < costs.Sure() {
		if len(l.Cites) > 0 {
			r.Cost = costs.Unanswered
		}
		return
	}
	r.Answered = 1
	if !t.rightAnswer(l, f, f.Entries[0]) {
		r.Wrong, r.Cost = 1, costs.Wrong
	}
}
