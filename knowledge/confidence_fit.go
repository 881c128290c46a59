package knowledge

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// Sample is a finding of which is known whether it was right.
type Sample struct {
	Evidence []float64
	Right    bool
	Weight   float64
}

// Reliability compares confidence with how often it was right, by the weight of the samples.
type Reliability struct {
	N     int     `json:"n"`
	Brier float64 `json:"brier"` // mean square of confidence less truth: 0 knows all, 0.25 guesses
	Bins  []Bin   `json:"bins"`
}

// Bin is the samples whose confidence lies in one tenth of the scale.
type Bin struct {
	N          int     `json:"n"`
	Confidence float64 `json:"confidence"` // mean
	Right      float64 `json:"right"`      // share
}

// FitConfidence learns how sure to be of entries and of articles.
func FitConfidence(entries, articles []Sample) Confidence {
	return Confidence{entry: fit(entries, len(strings.Fields(entryEvidence))), article: fit(articles, len(strings.Fields(articleEvidence)))}
}

// WriteTo writes the table that ReadConfidence reads.
func (c Confidence) WriteTo(w io.Writer) (int64, error) {
	return writeCoefficients(w, model{"entry", entryEvidence, c.entry}, model{"article", articleEvidence, c.article})
}

// model is a logistic with its name and those of its features.
type model struct {
	name, features string
	coefficients   logistic
}

// writeCoefficients writes rows of model, feature, coefficient.
func writeCoefficients(w io.Writer, models ...model) (int64, error) {
	var table strings.Builder
	table.WriteString("model,feature,coefficient\n")
	for _, m := range models {
		for i, feature := range strings.Fields(m.features) {
			fmt.Fprintf(&table, "%s,%s,%.3f\n", m.name, feature, m.coefficients[i])
		}
	}
	n, err := io.WriteString(w, table.String())
	return int64(n), err
}

// fit finds the coefficients of the greatest likelihood by Newton's method, held close to 0 so that few
// samples cannot make them large.
func fit(samples []Sample, features int) logistic {
	const rounds, ridge = 30, 1.0
	l := make(logistic, features)
	for range rounds {
		gradient, hessian := make([]float64, features), make([][]float64, features)
		for i := range hessian {
			hessian[i] = make([]float64, features)
			hessian[i][i] = ridge
			gradient[i] = -ridge * l[i]
		}
		for _, s := range samples {
			p := l.of(s.Evidence)
			miss, bend := s.Weight*(truth(s.Right)-p), s.Weight*p*(1-p)
			for i, x := range s.Evidence {
				gradient[i] += miss * x
				for j, y := range s.Evidence {
					hessian[i][j] += bend * x * y
				}
			}
		}
		step := solve(hessian, gradient)
		for i := range l {
			l[i] += step[i]
		}
	}
	return l
}

// solve solves a symmetric positive system by Gaussian elimination.
func solve(a [][]float64, b []float64) []float64 {
	for i := range b {
		for j := i + 1; j < len(b); j++ {
			factor := a[j][i] / a[i][i]
			for k := i; k < len(b); k++ {
				a[j][k] -= factor * a[i][k]
			}
			b[j] -= factor * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for j := i + 1; j < len(b); j++ {
			b[i] -= a[i][j] * b[j]
		}
		b[i] /= a[i][i]
	}
	return b
}

func truth(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

// MeasureReliability sorts samples by confidence: of those with 0.8, about 80 % should be right.
func MeasureReliability(samples []Sample, of func(evidence []float64) float64) Reliability {
	const bins = 10
	r := Reliability{N: len(samples), Bins: make([]Bin, bins)}
	all, weights := 0.0, make([]float64, bins)
	for _, s := range samples {
		c := of(s.Evidence)
		i := min(int(c*bins), bins-1)
		r.Brier += s.Weight * math.Pow(c-truth(s.Right), 2)
		r.Bins[i].N++
		r.Bins[i].Confidence += s.Weight * c
		r.Bins[i].Right += s.Weight * truth(s.Right)
		all += s.Weight
		weights[i] += s.Weight
	}
	for i, weight := range weights {
		if weight > 0 {
			r.Bins[i].Confidence /= weight
			r.Bins[i].Right /= weight
		}
	}
	if all > 0 {
		r.Brier /= all
	}
	return r
}
