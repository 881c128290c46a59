package knowledge

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The table is written by TestTuneConfidence from judged questions; docs say how.
//
//go:embed confidence.csv
var confidenceTable string

// logistic says how likely a finding is right: 1/(1+e^-x) of the weighted sum of its features.
type logistic []float64

// of returns the likelihood, 0 … 1.
func (l logistic) of(features []float64) float64 {
	sum := 0.0
	for i, x := range features {
		sum += l[i] * x
	}
	return 1 / (1 + math.Exp(-sum))
}

// confidence is how sure to be of an entry and of an article.
type confidence struct{ entry, article logistic }

// Every feature speaks for itself and lies between 0 and about 2; the first is always 1.
const (
	entryFeatureNames   = "bias alike matched score margin weight evidence agreement alone"
	articleFeatureNames = "bias matched score margin weight evidence"
)

// entryFeatures describes the i-th of the entries found: how alike its nearest way of asking is, how
// much of the question it holds, its score, how far the best other entry is behind (negative where it
// is ahead), how much the question says and how much of that it holds, which share of its citations is
// among the articles found, and whether it stands alone, with no text of what it cites in the base.
func entryFeatures(hits []Hit, i int, agreement, alone float64) []float64 {
	h := hits[i]
	return []float64{1, h.Alike, h.Matched, bounded(h.Score), margin(hits, i), says(h.Weight), says(h.Weight * h.Matched), agreement, alone}
}

// articleFeatures describes the i-th of the articles found, likewise.
func articleFeatures(hits []Hit, i int) []float64 {
	h := hits[i]
	return []float64{1, h.Matched, bounded(h.Score), margin(hits, i), says(h.Weight), says(h.Weight * h.Matched)}
}

// margin compares the hit's score with the best other one's: near 1 it stands alone, 0 it has an equal.
func margin(hits []Hit, i int) float64 {
	other := 0.0
	for j, h := range hits {
		if j != i {
			other = max(other, h.Score)
		}
	}
	if top := max(hits[i].Score, other); top > 0 {
		return (hits[i].Score - other) / top
	}
	return 0
}

// bounded bounds a score: short texts that hold rare words many times have scores beyond any meaning.
func bounded(score float64) float64 { return min(score, 2) }

// says grows with what words say together: 0.7 for a bare topic, 2.4 for a long story.
func says(weight float64) float64 { return math.Log1p(weight / 10) }

// loadConfidence reads the table: rows of model, feature, coefficient.
func loadConfidence() (c confidence, err error) {
	rows, err := csv.NewReader(strings.NewReader(confidenceTable)).ReadAll()
	if err != nil {
		return c, fmt.Errorf("confidence table: %w", err)
	}
	table := map[string]float64{}
	for _, row := range rows[1:] {
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return c, fmt.Errorf("confidence table: %s %s: %w", row[0], row[1], err)
		}
		table[row[0]+" "+row[1]] = value
	}
	if c.entry, err = coefficients(table, "entry", entryFeatureNames); err != nil {
		return c, err
	}
	c.article, err = coefficients(table, "article", articleFeatureNames)
	return c, err
}

func coefficients(table map[string]float64, model, features string) (l logistic, err error) {
	for _, name := range strings.Fields(features) {
		value, ok := table[model+" "+name]
		if !ok {
			return nil, fmt.Errorf("confidence table: no %s %s", model, name)
		}
		l = append(l, value)
	}
	return l, nil
}
