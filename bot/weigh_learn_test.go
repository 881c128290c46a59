package bot

import (
	"math"
	"math/rand/v2"
)

// labelled is a text with the place of its outcome.
type labelled struct {
	text    string
	outcome int
}

// learn fits weights to labelled texts: logistic regression by stochastic gradient descent, in an
// order that is the same every time.
func learn(outcomes []string, texts []labelled) map[string][]float64 {
	counts := map[string]int{}
	for _, t := range texts {
		eachRun(t.text, func(run string) { counts[run]++ })
	}
	of := map[string][]float64{}
	for run, n := range counts {
		if n >= rareRun {
			of[run] = make([]float64, len(outcomes))
		}
	}
	order := rand.New(rand.NewPCG(1, 2))
	for round := range learnRounds {
		rate := learnRate / (1 + 0.15*float64(round))
		for _, i := range order.Perm(len(texts)) {
			learnOne(of, texts[i], len(outcomes), rate)
		}
	}
	return of
}

const (
	rareRun     = 3 // runs seen less often are not learnt
	learnRounds = 60
	learnRate   = 0.6
	learnDecay  = 0.0005
	dangerWorth = 1.5 // a danger weighs more than an ordinary message, for it must not be missed
)

func learnOne(of map[string][]float64, t labelled, outcomes int, rate float64) {
	var rows [][]float64
	runs := 0
	sums := make([]float64, outcomes)
	eachRun(t.text, func(run string) {
		runs++
		row, known := of[run]
		if !known {
			return
		}
		rows = append(rows, row)
		for o, n := range row {
			sums[o] += n
		}
	})
	scale, most, total := 1/math.Sqrt(float64(runs)), math.Inf(-1), 0.0
	for o := range sums {
		sums[o] *= scale
		most = max(most, sums[o])
	}
	for o := range sums {
		sums[o] = math.Exp(sums[o] - most)
		total += sums[o]
	}
	worth := 1.0
	if t.outcome > 0 {
		worth = dangerWorth
	}
	for o := range sums {
		off := -sums[o] / total
		if o == t.outcome {
			off++
		}
		for _, row := range rows {
			row[o] += rate*worth*off*scale - rate*learnDecay*row[o]
		}
	}
}
