package index

import (
	"cmp"
	"slices"
)

// scored is a document, a place or a law by its number, with its score.
type scored struct {
	number uint32
	score  float32
}

// better orders by score, then by number, so that equal questions have equal answers.
func better(a, b scored) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	default:
		return cmp.Compare(a.number, b.number)
	}
}

// top returns the n numbers with the best scores above 0, best first. It gathers twice as many and lets go of
// the worse half whenever that many have come.
func top(numbers []uint32, n int, score func(number uint32) float32) []scored {
	best := make([]scored, 0, 2*min(n, len(numbers)))
	least := float32(0) // a score that n have reached already
	for _, d := range numbers {
		s := scored{d, score(d)}
		if s.score <= 0 || s.score < least {
			continue
		}
		if len(best) == 2*n {
			slices.SortFunc(best, better)
			best, least = best[:n], best[n-1].score
		}
		best = append(best, s)
	}
	slices.SortFunc(best, better)
	return best[:min(n, len(best))]
}
