package knowledge

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// The table is written by pufa tune from judged questions; docs/measurements.md says how.
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

// Confidence is how sure to be that an entry, or an article, answers.
type Confidence struct{ entry, article logistic }

// Entry says how sure to be of an entry with this evidence; Article likewise.
func (c Confidence) Entry(evidence []float64) float64 { return c.entry.of(evidence) }

// Article says how sure to be of an article with this evidence.
func (c Confidence) Article(evidence []float64) float64 { return c.article.of(evidence) }

// Every feature speaks for itself; the first is always 1.
const (
	entryEvidence   = "bias sure gap fellow alike matched size agree short support bare unknown strange"
	articleEvidence = "bias score gap words matched cited size entry"
)

// EntryEvidence describes the i-th of the entries found: how likely its forest says that it answers, as
// log odds, how far the best other entry is behind (negative where it is ahead), how alike its nearest way
// of asking is, how much of the question it holds, how much the question says, how likely an entry answers
// that cites the best article, how little there is to go by, how far ahead stands what it cites,
// and whether there are no laws to tell.
func EntryEvidence(f Found, i int) []float64 {
	h := f.Entries[i]
	return []float64{
		1, odds(h.Score), odds(h.Score) - odds(h.Rival), h.Fellow, h.Alike, h.Matched, says(h.Weight),
		bestCited(f.Articles), math.Max(0, 1-h.Weight/30), support(h), truth(len(f.Articles) == 0),
		h.Unknown, h.Unknown * math.Max(0, 1-h.Weight/30),
	}
}

// ArticleEvidence describes the i-th of the articles found, likewise.
func ArticleEvidence(f Found, i int) []float64 {
	h := f.Articles[i]
	best := 0.0
	if len(f.Entries) > 0 {
		best = f.Entries[0].Score
	}
	return []float64{1, odds(h.Score), odds(h.Score) - odds(bestOther(f.Articles, i, h.Score/2)), bounded(h.Words), h.Matched, h.Cited, says(h.Weight), best}
}

// bestOther is the best score among the others, none where there is no other.
func bestOther(hits []Hit, i int, none float64) float64 {
	best, any := none, false
	for j, h := range hits {
		if j != i && (!any || h.Score > best) {
			best, any = h.Score, true
		}
	}
	return best
}

// bestCited is how likely an entry answers that cites the best of the articles.
func bestCited(articles []Hit) float64 {
	if len(articles) == 0 {
		return 0
	}
	return articles[0].Cited
}

// support is how far ahead the first article stands that the entry cites.
func support(h Hit) float64 {
	if h.Place == 0 {
		return 0
	}
	return 1 / float64(h.Place)
}

// odds are log odds, bounded where nothing is certain.
func odds(p float64) float64 {
	const least = 0.002
	p = min(max(p, least), 1-least)
	return math.Log(p / (1 - p))
}

// bounded bounds a score: short texts that hold rare words many times have scores beyond any meaning.
func bounded(score float64) float64 { return min(score, 2) }

// says grows with what words say together: 0.7 for a bare topic, 2.4 for a long story.
func says(weight float64) float64 { return math.Log1p(weight / 10) }

// ShippedConfidence returns the confidence that ships with the product.
func ShippedConfidence() (Confidence, error) {
	return ReadConfidence(strings.NewReader(confidenceTable))
}

// ReadConfidence reads a table: rows of model, feature, coefficient.
func ReadConfidence(r io.Reader) (c Confidence, err error) {
	table, err := readCoefficients(r)
	if err != nil {
		return c, err
	}
	if c.entry, err = coefficients(table, "entry", entryEvidence); err != nil {
		return c, err
	}
	c.article, err = coefficients(table, "article", articleEvidence)
	return c, err
}

// readCoefficients reads rows of model, feature, coefficient; they are kept under “model feature”.
func readCoefficients(r io.Reader) (map[string]float64, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("confidence table: %w", err)
	}
	table := map[string]float64{}
	for _, row := range rows[min(1, len(rows)):] {
		if len(row) != 3 {
			return nil, fmt.Errorf("confidence table: %v: three columns, not %d", row, len(row))
		}
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return nil, fmt.Errorf("confidence table: %s %s: %w", row[0], row[1], err)
		}
		table[row[0]+" "+row[1]] = value
	}
	return table, nil
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
