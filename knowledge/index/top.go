package index

import (
	"cmp"
	"container/heap"
	"slices"
)

// scored is a document with its score.
type scored struct {
	doc   uint32
	score float32
}

// better orders by score, then by document number, so that equal questions have equal answers.
func better(a, b scored) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
}

// worstFirst is a heap with the worst document on top.
type worstFirst []scored

func (h worstFirst) Len() int           { return len(h) }
func (h worstFirst) Less(i, j int) bool { return better(h[i], h[j]) > 0 }
func (h worstFirst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }

// Push implements heap.Interface.
func (h *worstFirst) Push(x any) { *h = append(*h, x.(scored)) }

// Pop implements heap.Interface.
func (h *worstFirst) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// top returns the n documents with the best scores above 0, best first.
func top(docs []uint32, n int, score func(doc uint32) float32) []scored {
	h := make(worstFirst, 0, min(n, len(docs)))
	for _, d := range docs {
		s := scored{d, score(d)}
		switch {
		case s.score <= 0:
		case len(h) < n:
			heap.Push(&h, s)
		case better(s, h[0]) < 0:
			h[0] = s
			heap.Fix(&h, 0)
		}
	}
	slices.SortFunc(h, better)
	return h
}
