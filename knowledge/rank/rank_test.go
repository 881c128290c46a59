package rank_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/knowledge/rank"
)

var features = []string{"near", "far", "noise"}

// lessons has questions of ten candidates of which the one with the best of near less far is right.
func lessons(questions int) (samples []rank.Sample) {
	random := rand.New(rand.NewPCG(3, 4))
	for q := range questions {
		best, at := float32(-9), 0
		var own []rank.Sample
		for i := range 10 {
			x := []float32{random.Float32(), random.Float32(), random.Float32()}
			if d := x[0] - x[1]; d > best {
				best, at = d, i
			}
			own = append(own, rank.Sample{Features: x, Question: q, Weight: 1})
		}
		own[at].Right = 1
		samples = append(samples, own...)
	}
	return samples
}

// firsts is the share of questions whose right candidate comes first.
func firsts(f *rank.Forest, samples []rank.Sample) float64 {
	right, questions := 0, 0
	for from := 0; from < len(samples); from += 10 {
		best := from
		for i := from; i < from+10; i++ {
			if f.Score(samples[i].Features) > f.Score(samples[best].Features) {
				best = i
			}
		}
		questions++
		if samples[best].Right > 0 {
			right++
		}
	}
	return float64(right) / float64(questions)
}

func TestAForestLearnsWhatIsRight(t *testing.T) {
	samples := lessons(600)
	learn, held := samples[:4000], samples[4000:]
	for name, objective := range map[string]rank.Objective{"classify": rank.Classify, "rank": rank.Rank} {
		o := rank.Defaults(objective)
		o.Least = 0.5
		f := rank.Train(features, learn, o)
		if got := firsts(f, held); got < 0.75 {
			t.Errorf("%s: %.2f of the questions that were held out have the right candidate first", name, got)
		}
		if again := rank.Train(features, learn, o); firsts(again, held) != firsts(f, held) || again.Score(held[0].Features) != f.Score(held[0].Features) {
			t.Errorf("%s: the same lessons grow another forest", name)
		}
	}
}

func TestLikelihoodIsCalibrated(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	draw := func(n int) (samples []rank.Sample) {
		for i := range n {
			x := []float32{random.Float32(), 0, 0}
			s := rank.Sample{Features: x, Question: i, Weight: 1}
			if random.Float32() < x[0] {
				s.Right = 1
			}
			samples = append(samples, s)
		}
		return samples
	}
	f := rank.Train(features, draw(4000), rank.Defaults(rank.Classify))
	for _, x := range []float32{0.1, 0.5, 0.9} {
		if got := f.Likelihood([]float32{x, 0, 0}); got < float64(x)-0.12 || got > float64(x)+0.12 {
			t.Errorf("what is right in %.1f of the cases is said to be right with %.2f", x, got)
		}
	}
}

func TestAForestIsKeptAsATable(t *testing.T) {
	samples := lessons(100)
	f := rank.Train(features, samples, rank.Defaults(rank.Classify))
	var table strings.Builder
	if _, err := f.WriteTo(&table); err != nil {
		t.Fatal(err)
	}
	again, err := rank.Read(strings.NewReader(table.String()), features)
	if err != nil {
		t.Fatal(err)
	}
	var twice strings.Builder
	if _, err := again.WriteTo(&twice); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(table.String(), twice.String()); diff != "" || again.Trees() != f.Trees() {
		t.Errorf("the table changes by being read: %s", diff)
	}
	for _, s := range samples[:50] {
		if a, b := f.Score(s.Features), again.Score(s.Features); a-b > 0.01 || b-a > 0.01 {
			t.Errorf("scores %v and %v", a, b)
		}
	}
}

func TestATableThatIsNoneIsRefused(t *testing.T) {
	for name, table := range map[string]string{
		"empty":                "",
		"other features":       "features,near,far\nbase,0\n",
		"a word":               "features,near,far,noise\nbase,nothing\n",
		"an unknown row":       "features,near,far,noise\nleaf,1\n",
		"a tree without nodes": "features,near,far,noise\nbase,0\ntree\n",
		"a fork to itself":     "features,near,far,noise\nbase,0\ntree,0:1:0:0\n",
		"a fork beyond":        "features,near,far,noise\nbase,0\ntree,0:1:1:9,1,2\n",
		"a feature beyond":     "features,near,far,noise\nbase,0\ntree,7:1:1:2,1,2\n",
		"half a fork":          "features,near,far,noise\nbase,0\ntree,0:1,1,2\n",
		"huge":                 "features,near,far,noise\nbase,0\ntree,99999999:1:1:2,1,2\n",
	} {
		if _, err := rank.Read(strings.NewReader(table), features); err == nil {
			t.Errorf("%s: read without a word", name)
		}
	}
	if f := rank.Train(features, nil, rank.Defaults(rank.Rank)); f.Score([]float32{1, 2, 3}) != 0 {
		t.Error("a forest without lessons says something")
	}
}
