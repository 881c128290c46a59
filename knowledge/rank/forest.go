package rank

import "math"

// Forest is a sum of trees. The zero Forest scores everything 0.
type Forest struct {
	Features []string // the names of the features, in their order
	Base     float32
	trees    []tree
}

// node is one node of a tree: a leaf where left is 0, because the root is nobody's child.
type node struct {
	feature     int16
	left, right int16 // left where the value is at most threshold
	threshold   float32
	value       float32 // of a leaf
}

type tree []node

// Trees returns how many trees there are.
func (f *Forest) Trees() int { return len(f.trees) }

// Score returns the sum of the trees for features x: log odds where the forest was trained to classify.
func (f *Forest) Score(x []float32) float32 {
	return f.Scores([][]float32{x})[0]
}

// Scores returns the Score of each of xs. It goes through them tree by tree, while each is at hand.
func (f *Forest) Scores(xs [][]float32) []float32 {
	sums := make([]float32, len(xs))
	for i := range sums {
		sums[i] = f.Base
	}
	for _, t := range f.trees {
		for i, x := range xs {
			sums[i] += t.of(x)
		}
	}
	return sums
}

// Likelihood is Score as a probability, 0 … 1.
func (f *Forest) Likelihood(x []float32) float64 {
	return 1 / (1 + math.Exp(-float64(f.Score(x))))
}

func (t tree) of(x []float32) float32 {
	n := &t[0]
	for n.left != 0 {
		if x[n.feature] <= n.threshold {
			n = &t[n.left]
		} else {
			n = &t[n.right]
		}
	}
	return n.value
}
