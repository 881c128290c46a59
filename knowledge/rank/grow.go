package rank

import "slices"

// mostBins is how many steps a feature is cut into: thresholds lie between them.
const mostBins = 64

// binning holds every feature cut into steps of about equally many samples.
type binning struct {
	of    [][]uint8   // by feature, by sample
	edges [][]float32 // by feature: the largest value of each step but the last
}

func bin(samples []Sample, features int) binning {
	b := binning{of: make([][]uint8, features), edges: make([][]float32, features)}
	values := make([]float32, len(samples))
	for f := range features {
		for i, s := range samples {
			values[i] = s.Features[f]
		}
		b.edges[f] = edges(values)
		b.of[f] = make([]uint8, len(samples))
		for i, s := range samples {
			at, _ := slices.BinarySearch(b.edges[f], s.Features[f])
			b.of[f][i] = uint8(at)
		}
	}
	return b
}

// edges sorts values and returns the borders of the steps, each the middle between two values.
func edges(values []float32) (borders []float32) {
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) <= mostBins {
		for i := range len(distinct) - 1 {
			borders = append(borders, (distinct[i]+distinct[i+1])/2)
		}
		return borders
	}
	for i := 1; i < mostBins; i++ {
		at := i * len(values) / mostBins
		if values[at-1] < values[at] {
			borders = append(borders, (values[at-1]+values[at])/2)
		} else if len(borders) == 0 || values[at] > borders[len(borders)-1] {
			borders = append(borders, values[at])
		}
	}
	return slices.Compact(borders)
}

// leaf is a leaf of the tree being grown, with the best way to split it.
type leaf struct {
	rows       []int32
	node       int
	grad, hess float64
	gain       float64
	feature    int
	edge       int
	sums       []histogram // by column
}

// histogram is the derivatives of a leaf's samples by the step of one feature.
type histogram struct{ grad, hess [mostBins + 1]float64 }

// grow fits one tree to the derivatives: it always splits the leaf that gains most.
func (g *grower) grow() tree {
	columns := g.columns()
	root := leaf{rows: g.rows()}
	t := tree{{}}
	g.sum(&root, columns)
	g.split(&root, columns)
	leaves := []leaf{root}
	for len(leaves) < g.Leaves {
		at := 0
		for i := range leaves {
			if leaves[i].gain > leaves[at].gain {
				at = i
			}
		}
		best := leaves[at]
		if best.gain <= 0 {
			break
		}
		left, right := g.divide(best, columns)
		left.node, right.node = len(t), len(t)+1
		t[best.node] = node{
			feature: int16(best.feature), threshold: g.bins.edges[best.feature][best.edge],
			left: int16(left.node), right: int16(right.node),
		}
		t = append(t, node{}, node{})
		g.split(&left, columns)
		g.split(&right, columns)
		leaves[at] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		t[l.node].value = float32(g.Rate * l.grad / (l.hess + g.Ridge))
	}
	return t
}

// rows draws the questions that the tree sees.
func (g *grower) rows() (rows []int32) {
	for _, q := range g.questions {
		if g.random.Float64() >= g.Share {
			continue
		}
		for i := q[0]; i < q[1]; i++ {
			if g.hess[i] > 0 {
				rows = append(rows, int32(i))
			}
		}
	}
	return rows
}

func (g *grower) columns() (columns []int) {
	for f := range g.bins.of {
		if g.random.Float64() < g.Columns {
			columns = append(columns, f)
		}
	}
	return columns
}

// sum adds up the derivatives of the leaf's samples.
func (g *grower) sum(l *leaf, columns []int) {
	for _, i := range l.rows {
		l.grad += g.grad[i]
		l.hess += g.hess[i]
	}
	l.sums = make([]histogram, len(columns))
	for c, f := range columns {
		h, steps := &l.sums[c], g.bins.of[f]
		for _, i := range l.rows {
			h.grad[steps[i]] += g.grad[i]
			h.hess[steps[i]] += g.hess[i]
		}
	}
}

// without returns the sums of what is left of the whole when the part is gone.
func (l *leaf) without(part *leaf, whole *leaf) {
	l.grad, l.hess = whole.grad-part.grad, whole.hess-part.hess
	l.sums = whole.sums // nobody else needs them any more
	for c := range l.sums {
		for i := range l.sums[c].grad {
			l.sums[c].grad[i] -= part.sums[c].grad[i]
			l.sums[c].hess[i] -= part.sums[c].hess[i]
		}
	}
}

// split finds the split of the leaf that gains most.
func (g *grower) split(l *leaf, columns []int) {
	whole := l.grad * l.grad / (l.hess + g.Ridge)
	for c, f := range columns {
		h := &l.sums[c]
		leftGrad, leftHess := 0.0, 0.0
		for edge := range g.bins.edges[f] {
			leftGrad += h.grad[edge]
			leftHess += h.hess[edge]
			rightGrad, rightHess := l.grad-leftGrad, l.hess-leftHess
			if leftHess < g.Least || rightHess < g.Least {
				continue
			}
			gain := leftGrad*leftGrad/(leftHess+g.Ridge) + rightGrad*rightGrad/(rightHess+g.Ridge) - whole
			if gain > l.gain+1e-9 {
				l.gain, l.feature, l.edge = gain, f, edge
			}
		}
	}
}

// divide splits the leaf and adds up the smaller half; the larger is what is left.
func (g *grower) divide(l leaf, columns []int) (left, right leaf) {
	steps := g.bins.of[l.feature]
	for _, i := range l.rows {
		if int(steps[i]) <= l.edge {
			left.rows = append(left.rows, i)
		} else {
			right.rows = append(right.rows, i)
		}
	}
	small, large := &left, &right
	if len(right.rows) < len(left.rows) {
		small, large = large, small
	}
	g.sum(small, columns)
	large.without(small, &l)
	return left, right
}
