package index_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/pufa/pufa/knowledge"
)

// BenchmarkSearch measures one search over the whole collection, and beside it, in the same run, a plain
// match query of Bleve with its own analyser and scoring over the same texts: go test
// ./knowledge/index -bench Search -run none -cpu 1 -benchtime 2000x.
func BenchmarkSearch(b *testing.B) {
	ours := openCorpus(b)
	plain := plainBleve(b)
	questions := consultationQuestions(b)
	b.Run("ours", func(b *testing.B) {
		measure(b, questions, func(q string) error {
			_, err := ours.Search(context.Background(), knowledge.Query{Text: q, Scope: knowledge.ScopeArticles, Day: "2025-04-30"})
			return err
		})
	})
	b.Run("bleve", func(b *testing.B) {
		measure(b, questions, func(q string) error {
			match := bleve.NewMatchQuery(q)
			match.SetField("text")
			_, err := plain.Search(bleve.NewSearchRequestOptions(match, 10, 0, false))
			return err
		})
	})
}

func measure(b *testing.B, questions []string, search func(string) error) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if err := search(questions[i%len(questions)]); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func plainBleve(b *testing.B) bleve.Index {
	b.Helper()
	text := bleve.NewTextFieldMapping()
	text.Analyzer, text.Store, text.IncludeTermVectors, text.DocValues = cjk.AnalyzerName, false, false, false
	article := mapping.NewDocumentMapping()
	article.AddFieldMappingsAt("text", text)
	all := bleve.NewIndexMapping()
	all.DefaultMapping = article
	x, err := bleve.New(b.TempDir()+"/plain", all)
	must(b, err)
	b.Cleanup(func() { must(b, x.Close()) })
	collection, err := corpus()
	must(b, err)
	batch := x.NewBatch()
	for _, law := range collection.laws {
		for _, a := range law.Articles {
			words := law.Name + "\n" + strings.Join(a.Headings, "\n") + "\n" + a.Text()
			must(b, batch.Index(string(a.ID), map[string]string{"text": words}))
		}
		if batch.Size() > 4000 {
			must(b, x.Batch(batch))
			batch = x.NewBatch()
		}
	}
	must(b, x.Batch(batch))
	return x
}

func consultationQuestions(b testing.TB) (questions []string) {
	b.Helper()
	for line := range bytes.Lines(consultations(b)) {
		var q struct{ Question string }
		must(b, json.Unmarshal(line, &q))
		questions = append(questions, q.Question)
	}
	return questions
}

// BenchmarkIndex builds the index of the whole collection.
func BenchmarkIndex(b *testing.B) {
	for b.Loop() {
		openCorpus(b)
	}
}
