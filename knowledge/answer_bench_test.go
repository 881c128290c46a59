package knowledge_test

import (
	"context"
	"slices"
	"testing"
	"time"
)

// BenchmarkAnswer measures one whole answer over the collection of laws and the starter pack: go test
// ./knowledge -bench Answer -run none -cpu 1 -benchtime 2000x.
func BenchmarkAnswer(b *testing.B) {
	requireData(b)
	laws, err := corpusLaws()
	must(b, err)
	r := newRoom(b, laws, starterPack(b))
	questions := readLines[judged](b, "../tests/judged/answer.jsonl")
	for _, q := range questions { // what is read once is kept
		r.ask(b, q.asked())
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		asked := questions[i%len(questions)].asked()
		start := time.Now()
		if _, err := r.answerer.Answer(context.Background(), asked); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
