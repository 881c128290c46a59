package bot

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Weights tell whom a text calls for by all of its words together, where rules know only the words
// they were written for. Every run of one to three characters adds what it weighs towards each
// outcome; the heaviest outcome wins. The first line of the text names the outcomes (the first of
// which is an ordinary message), each further line holds a run and its weights in hundredths. "^"
// and "$" stand for the beginning and the end.
//
// The files are learnt from the messages of tests/judged; see TestWeightsAreLearntFromWhatIsJudged.
type weights struct {
	outcomes []string
	of       map[string][]int16
}

// longestRun is how many characters a run has at most.
const longestRun = 3

func parseWeights(text string) (weights, error) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	w := weights{outcomes: strings.Fields(lines[0]), of: make(map[string][]int16, len(lines))}
	if len(w.outcomes) < 2 {
		return weights{}, errors.New("no outcomes")
	}
	for i, line := range lines[1:] {
		fields := strings.Fields(line)
		if len(fields) != 1+len(w.outcomes) {
			return weights{}, fmt.Errorf("line %d: %d weights for %d outcomes", i+2, len(fields)-1, len(w.outcomes))
		}
		row := make([]int16, len(w.outcomes))
		for o := range row {
			n, err := strconv.ParseInt(fields[1+o], 10, 16)
			if err != nil {
				return weights{}, fmt.Errorf("line %d: %w", i+2, err)
			}
			row[o] = int16(n)
		}
		w.of[fields[0]] = row
	}
	return w, nil
}

// weigh returns the heaviest outcome but the first, and by how much danger outweighs the first: above
// zero danger is the likelier. It is a logarithm of odds.
func (w weights) weigh(text string) (outcome string, odds float64) {
	sums, runs := make([]float64, len(w.outcomes)), 0
	eachRun(text, func(run string) {
		runs++
		for o, n := range w.of[run] {
			sums[o] += float64(n) / 100
		}
	})
	best, danger := 1, 0.0
	for o := range sums {
		sums[o] /= math.Sqrt(float64(runs))
		if o > 0 && sums[o] > sums[best] {
			best = o
		}
	}
	for _, s := range sums[1:] {
		danger += math.Exp(s - sums[best])
	}
	return w.outcomes[best], sums[best] + math.Log(danger) - sums[0]
}

// eachRun calls f with every run of one to three characters of the text.
func eachRun(text string, f func(run string)) {
	text = "^" + text + "$"
	for i := range text {
		end := i
		for range longestRun {
			if end == len(text) {
				break
			}
			_, size := utf8.DecodeRuneInString(text[end:])
			end += size
			f(text[i:end])
		}
	}
}

// judge returns the kinds that fire for the tight text, from the top: those that lines fire, or else the
// one that the weights find alone. With them comes what the weights make of the text: without weights an
// empty outcome.
func (s ruleset) judge(tight string) (found []kind, outcome string, odds float64) {
	t := s.read(tight)
	outcome, odds = s.weigh(t)
	if found = t.found(odds); len(found) == 0 {
		found = t.alone(outcome, odds)
	}
	return found, outcome, odds
}

// find returns the kinds that lines fire for the tight text, from the top.
func (s ruleset) find(tight string) []kind {
	t := s.read(tight)
	_, odds := s.weigh(t)
	return t.found(odds)
}

// outweigh returns the kind that the weights find alone where odds against it are known from elsewhere.
func (s ruleset) outweigh(tight string, against float64) []kind {
	t := s.read(tight)
	outcome, odds := s.weigh(t)
	return t.alone(outcome, odds-against)
}

func (s ruleset) weigh(t reading) (outcome string, odds float64) {
	if len(s.weights.outcomes) == 0 {
		return "", s.with
	}
	return s.weights.weigh(t.text)
}

// alone returns the kind that fires by the weights alone.
func (t reading) alone(outcome string, odds float64) []kind {
	if brief(t.text) || t.any(t.rules.asks) {
		odds -= doubt
	}
	if outcome == "" || odds < t.rules.alone || t.any(t.rules.never) {
		return nil
	}
	return t.rules.weighing(outcome)
}

// doubt is what an asks, or a text of a few characters, weighs against weights that stand alone.
const doubt = 1.5

// brief reports whether a text has so few characters that hardly anything can be weighed.
func brief(text string) bool { return utf8.RuneCountInString(text) < 5 }

// weighing returns the kind that fires for an outcome of the weights.
func (s ruleset) weighing(outcome string) []kind {
	for _, k := range s.kinds {
		if k.weighs == outcome {
			return []kind{k}
		}
	}
	return nil
}

// mustWeigh is mustRules for rules that weights go with.
func mustWeigh(name, rules, weights string) ruleset {
	s := mustRules(name, rules)
	w, err := parseWeights(weights)
	if err != nil {
		panic(fmt.Sprintf("weights of %s: %v", name, err))
	}
	s.weights = w
	return s
}
