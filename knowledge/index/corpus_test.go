package index_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/lawtext"
)

const data = "../../../shared/data"

// require skips the test for a plain reason, or fails it where PUFA_TEST_REQUIRE names what is missing.
func require(t testing.TB, what, reason string) {
	t.Helper()
	for _, required := range strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ",") {
		if required == what {
			t.Fatal(reason)
		}
	}
	t.Skip(reason)
}

// corpus is the collection of laws, read once for all tests.
var corpus = sync.OnceValues(readCorpus)

func readCorpus() (*base, error) {
	b := newBase()
	validity, err := os.ReadFile(filepath.Join(data, "laws/validity.csv"))
	if err != nil {
		return nil, err
	}
	register, err := lawtext.Validity("validity.csv", validity)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(filepath.Join(data, "laws"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		law, err := lawtext.Markdown(path, text)
		if err != nil {
			return err
		}
		b.law(register.Apply(law))
		return nil
	})
	return b, err
}

// openCorpus indexes the whole collection in a folder of the test.
func openCorpus(t testing.TB) *index.Index {
	t.Helper()
	if _, err := os.Stat(data); err != nil {
		require(t, "data", "no ../shared/data: the collection of laws is not here")
	}
	b, err := corpus()
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Open(context.Background(), t.TempDir(), b, b, b, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	start := time.Now()
	if err := x.CatchUp(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	t.Logf("indexed %d documents in %v", x.Status().Docs, time.Since(start).Round(time.Millisecond))
	return x
}

func consultations(t testing.TB) []byte {
	t.Helper()
	questions, err := os.ReadFile(filepath.Join(data, "questions/consultations.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return questions
}

// The floor is what plain BM25 over pairs of characters reaches on these questions.
func TestArticlesAreFoundForRealQuestions(t *testing.T) {
	x := openCorpus(t)
	start := time.Now()
	got, err := knowledge.Evaluate(context.Background(), x, bytes.NewReader(consultations(t)), "2025-04-30")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v in %v", got, time.Since(start).Round(time.Millisecond))
	if got.N != 1234 || got.MRR10 < 0.43 || got.R10 < 0.515 || got.R100 < 0.72 {
		t.Errorf("got %+v", got)
	}
}
