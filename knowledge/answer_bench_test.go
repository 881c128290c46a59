package knowledge_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/mapping"
)

// BenchmarkAnswer measures one whole answer over the collection of laws and the starter pack, and beside it, in
// the same run and for the same questions, a plain match query of Bleve over pairs of characters: go test
// ./knowledge -bench Answer -run none -cpu 1 -benchtime 600x. Of the long questions one half is asked before, so
// that what is kept is kept from other questions in the first 600 rounds.
func BenchmarkAnswer(b *testing.B) {
	requireData(b)
	laws, err := corpusLaws()
	must(b, err)
	r, plain := newRoom(b, laws, starterPack(b)), plainBleve(b)
	short, long := readLines[judged](b, "../tests/judged/answer.jsonl"), consultationQuestions(b)
	for _, set := range []struct {
		name              string
		before, questions []judged
	}{
		{"short", short, short},
		{"long", long[:len(long)/2], long[len(long)/2:]},
	} {
		for _, q := range set.before {
			r.ask(b, q.asked())
		}
		b.Run(set.name+"/answer", func(b *testing.B) {
			measure(b, set.questions, func(q judged) error {
				_, err := r.answerer.Answer(context.Background(), q.asked())
				return err
			})
		})
		b.Run(set.name+"/bleve", func(b *testing.B) {
			measure(b, set.questions, func(q judged) error {
				match := bleve.NewMatchQuery(q.Q)
				match.SetField("text")
				_, err := plain.Search(bleve.NewSearchRequestOptions(match, 10, 0, false))
				return err
			})
		})
	}
}

func measure(b *testing.B, questions []judged, ask func(judged) error) {
	b.ReportAllocs()
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if err := ask(questions[i%len(questions)]); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// consultationQuestions are what people wrote to lawyers, at length.
func consultationQuestions(b *testing.B) (questions []judged) {
	for _, c := range readLines[struct{ Question string }](b, filepath.Join(dataFolder, "questions/consultations.jsonl")) {
		questions = append(questions, judged{Q: c.Question})
	}
	return questions
}

// plainBleve holds the same articles with nothing but Bleve's own analysis.
func plainBleve(b *testing.B) bleve.Index {
	text := bleve.NewTextFieldMapping()
	text.Analyzer, text.Store, text.IncludeTermVectors, text.DocValues = cjk.AnalyzerName, false, false, false
	all := bleve.NewIndexMapping()
	all.DefaultMapping = mapping.NewDocumentMapping()
	all.DefaultMapping.AddFieldMappingsAt("text", text)
	x, err := bleve.New(filepath.Join(b.TempDir(), "plain"), all)
	must(b, err)
	b.Cleanup(func() { must(b, x.Close()) })
	laws, err := corpusLaws()
	must(b, err)
	batch := x.NewBatch()
	for i, law := range laws {
		for j, a := range law.Articles {
			words := law.Name + "\n" + strings.Join(a.Headings, "\n") + "\n" + a.Text()
			must(b, batch.Index(fmt.Sprintf("%d/%d", i, j), map[string]string{"text": words}))
		}
		if batch.Size() > 4000 || i == len(laws)-1 {
			must(b, x.Batch(batch))
			batch = x.NewBatch()
		}
	}
	return x
}
