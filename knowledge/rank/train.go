package rank

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Sample is one candidate for one question.
type Sample struct {
	Features []float32
	Question int     // samples of one question stand together
	Right    float32 // 1 right, 0 wrong; between where it is half right
	Weight   float32
}

// Objective is what the trees are fitted to.
type Objective int

// The objectives.
const (
	Classify Objective = iota // log loss: the score is the log odds of being right
	Rank                      // LambdaMART: right candidates before wrong ones, the first places most
)

// Options are the size of a forest and how carefully it is grown.
type Options struct {
	Objective Objective
	Trees     int
	Leaves    int     // of a tree, at most
	Rate      float64 // how much each tree adds
	Least     float64 // the least sum of second derivatives in a leaf
	Ridge     float64 // how strongly leaves are held close to 0
	Share     float64 // of the questions that each tree sees
	Columns   float64 // of the features that each tree sees
	Seed      uint64
}

// Defaults are options that served well.
func Defaults(o Objective) Options {
	return Options{Objective: o, Trees: 200, Leaves: 16, Rate: 0.07, Least: 8, Ridge: 4, Share: 0.7, Columns: 0.7, Seed: 1}
}

// Train grows a forest on the samples. Equal samples and options give an equal forest.
func Train(features []string, samples []Sample, o Options) *Forest {
	f := &Forest{Features: features}
	if len(samples) == 0 {
		return f
	}
	g := newGrower(samples, len(features), o)
	if o.Objective == Classify {
		f.Base = g.prior()
		for i := range g.scores {
			g.scores[i] = float64(f.Base)
		}
	}
	for range o.Trees {
		g.gradients()
		t := g.grow()
		f.trees = append(f.trees, t)
		for i := range g.samples {
			g.scores[i] += float64(t.of(g.samples[i].Features))
		}
	}
	return f
}

// grower is a forest being grown.
type grower struct {
	Options
	samples   []Sample
	questions [][2]int // the samples of each question: from, to
	bins      binning
	scores    []float64
	grad      []float64 // first derivative of the gain by the score, up
	hess      []float64
	random    *rand.Rand
	discounts []float64 // by place
}

func newGrower(samples []Sample, features int, o Options) *grower {
	g := &grower{
		Options: o, samples: samples, bins: bin(samples, features), scores: make([]float64, len(samples)),
		grad: make([]float64, len(samples)), hess: make([]float64, len(samples)), random: rand.New(rand.NewPCG(o.Seed, 7)),
	}
	for from := 0; from < len(samples); {
		to := from
		for to < len(samples) && samples[to].Question == samples[from].Question {
			to++
		}
		g.questions = append(g.questions, [2]int{from, to})
		from = to
	}
	return g
}

// prior is the log odds of being right before anything is known.
func (g *grower) prior() float32 {
	right, all := 0.0, 0.0
	for _, s := range g.samples {
		right += float64(s.Right * s.Weight)
		all += float64(s.Weight)
	}
	p := min(max(right/max(all, 1e-9), 1e-4), 1-1e-4)
	return float32(math.Log(p / (1 - p)))
}

func (g *grower) gradients() {
	if g.Objective == Rank {
		for _, q := range g.questions {
			g.lambdas(q[0], q[1])
		}
		return
	}
	for i, s := range g.samples {
		p := 1 / (1 + math.Exp(-g.scores[i]))
		g.grad[i] = float64(s.Weight) * (float64(s.Right) - p)
		g.hess[i] = float64(s.Weight) * p * (1 - p)
	}
}

// rankDepth is to which place a wrong order matters.
const rankDepth = 100

// lambdas sets the derivatives of LambdaMART (Burges 2010) for the samples of one question.
func (g *grower) lambdas(from, to int) {
	order := make([]int, to-from)
	ideal := 0.0
	for i := range order {
		order[i] = from + i
		g.grad[from+i], g.hess[from+i] = 0, 0
	}
	slices.SortFunc(order, func(a, b int) int { return compareDown(g.scores[a], g.scores[b]) })
	rights := 0
	for _, i := range order {
		if g.samples[i].Right > 0 {
			ideal += g.discount(rights)
			rights++
		}
	}
	if rights == 0 {
		return
	}
	for a, i := range order {
		if g.samples[i].Right <= 0 {
			continue
		}
		for b, j := range order {
			differ := float64(g.samples[i].Right - g.samples[j].Right)
			if differ <= 0 || a >= rankDepth && b >= rankDepth {
				continue
			}
			swap := differ * math.Abs(g.discount(a)-g.discount(b)) / ideal
			wrong := 1 / (1 + math.Exp(g.scores[i]-g.scores[j]))
			pull := swap * wrong * float64(g.samples[i].Weight)
			bend := max(swap*wrong*(1-wrong)*float64(g.samples[i].Weight), 1e-9)
			g.grad[i] += pull
			g.grad[j] -= pull
			g.hess[i] += bend
			g.hess[j] += bend
		}
	}
}

// discount is how much a place counts: 1 the first, less each further one.
func (g *grower) discount(place int) float64 {
	for len(g.discounts) <= place {
		g.discounts = append(g.discounts, 1/math.Log2(float64(len(g.discounts))+2))
	}
	return g.discounts[place]
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	default:
		return 0
	}
}
