package knowledge

import (
	"context"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"
)

// Lesson is a judged question to learn confidence from: a finding is right where it cites one of Cites;
// where nothing is cited, nothing that could be found is right.
type Lesson struct {
	Asked  Asked
	Cites  []Citation
	Weight float64 // how much it counts: lessons of one kind should not drown the others
}

// Tuning is what a round of learning has come to. Reliability is measured on lessons that were held
// back: those whose question's hash is odd.
type Tuning struct {
	Table   string // for confidence.csv
	Entry   Reliability
	Article Reliability
}

// Reliability compares confidence with how often it was right, by the weight of the lessons.
type Reliability struct {
	N     int     `json:"n"`
	Brier float64 `json:"brier"` // mean square of confidence less truth: 0 knows all, 0.25 guesses
	Bins  []Bin   `json:"bins"`
}

// Bin is the lessons whose confidence lies in one fifth of the scale.
type Bin struct {
	N          int     `json:"n"`
	Confidence float64 `json:"confidence"` // mean
	Right      float64 `json:"right"`      // share
}

// sample is one finding with whether it was right.
type sample struct {
	features []float64
	weight   float64
	right    bool
	held     bool
}

// Learner collects lessons from one or several bases.
type Learner struct{ entries, articles []sample }

// Teach lets the answerer look for each lesson and notes whether what it finds best is right.
func (l *Learner) Teach(ctx context.Context, a *Answerer, lessons []Lesson) error {
	for _, lesson := range lessons {
		q := a.question(lesson.Asked)
		f, err := a.find(ctx, q)
		if err != nil {
			return fmt.Errorf("teach: %w", err)
		}
		held := heldBack(lesson.Asked.Text)
		if len(f.entries) > 0 {
			e := f.entries[0]
			l.entries = append(l.entries, sample{e.features, lesson.Weight, citesAny(e.Cites, lesson.Cites), held})
		}
		if len(f.articles) > 0 {
			h := f.articles[0]
			cited := []Citation{{Law: h.Law, Article: h.Article}}
			l.articles = append(l.articles, sample{h.features, lesson.Weight, citesAny(cited, lesson.Cites), held})
		}
	}
	return nil
}

func heldBack(text string) bool {
	return crc32.ChecksumIEEE([]byte(text))%2 == 1
}

func citesAny(mine, wanted []Citation) bool {
	return slices.ContainsFunc(mine, func(c Citation) bool {
		return slices.ContainsFunc(wanted, func(w Citation) bool { return w.Law == c.Law && w.Article == c.Article })
	})
}

// Tune fits the coefficients to the lessons that are not held back.
func (l *Learner) Tune() Tuning {
	model := confidence{entry: fit(l.entries), article: fit(l.articles)}
	var table strings.Builder
	table.WriteString("model,feature,coefficient\n")
	write := func(name, features string, coefficients logistic) {
		for i, feature := range strings.Fields(features) {
			fmt.Fprintf(&table, "%s,%s,%.3f\n", name, feature, coefficients[i])
		}
	}
	write("entry", entryFeatureNames, model.entry)
	write("article", articleFeatureNames, model.article)
	return Tuning{
		Table: table.String(), Entry: reliability(l.entries, model.entry), Article: reliability(l.articles, model.article),
	}
}

// fit finds the coefficients of the greatest likelihood by gradient ascent, held close to 0 so that
// few lessons cannot make them large. There are few samples and few features: it takes a second.
func fit(samples []sample) logistic {
	const rounds, step, pull = 20000, 0.5, 0.002
	var l logistic
	for _, s := range samples {
		if l == nil {
			l = make(logistic, len(s.features))
		}
	}
	n := 0.0
	for _, s := range samples {
		if !s.held {
			n += s.weight
		}
	}
	gradient := make([]float64, len(l))
	for range rounds {
		for i := range gradient {
			gradient[i] = -pull * l[i]
		}
		for _, s := range samples {
			if s.held {
				continue
			}
			miss := s.weight * (truth(s.right) - l.of(s.features))
			for i, x := range s.features {
				gradient[i] += miss * x / n
			}
		}
		for i := range l {
			l[i] += step * gradient[i]
		}
	}
	return l
}

func truth(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

func reliability(samples []sample, l logistic) Reliability {
	const fifths = 5
	r := Reliability{Bins: make([]Bin, fifths)}
	all, weights := 0.0, make([]float64, fifths)
	for _, s := range samples {
		if !s.held {
			continue
		}
		c := l.of(s.features)
		i := min(int(c*fifths), fifths-1)
		r.N++
		r.Brier += s.weight * math.Pow(c-truth(s.right), 2)
		r.Bins[i].N++
		r.Bins[i].Confidence += s.weight * c
		r.Bins[i].Right += s.weight * truth(s.right)
		all += s.weight
		weights[i] += s.weight
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
