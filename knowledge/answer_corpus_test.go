package knowledge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
)

// dataFolder holds the collection of laws and the consultations.
const dataFolder = "../../shared/data"

// corpusDay is a day on which the collection is complete.
const corpusDay = pufa.Day("2025-04-30")

func requireData(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(dataFolder); err == nil {
		return
	}
	const reason = "no ../shared/data: the collection of laws is not here"
	if strings.Contains(","+os.Getenv("PUFA_TEST_REQUIRE")+",", ",data,") {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// corpusLaws is the whole collection, read once.
var corpusLaws = sync.OnceValues(func() (laws []knowledge.Law, err error) {
	validity, err := os.ReadFile(filepath.Join(dataFolder, "laws/validity.csv"))
	if err != nil {
		return nil, err
	}
	register, err := lawtext.Validity("validity.csv", validity)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(filepath.Join(dataFolder, "laws"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		law, err := lawtext.Markdown(path, text)
		laws = append(laws, register.Apply(law))
		return err
	})
	return laws, err
})

// consultation is one line of the consultations.
type consultation struct {
	Question  string   `json:"question"`
	Keywords  []string `json:"keywords"`
	Answer    string   `json:"answer"`
	Citations []cited  `json:"citations"`
}

type cited struct {
	Law     string   `json:"law"`
	Article string   `json:"article"`
	Version pufa.Day `json:"version"`
}

func citations(t testing.TB, list []cited) (cites []knowledge.Citation) {
	t.Helper()
	for _, c := range list {
		n, ok := knowledge.ParseNumber(c.Article)
		if !ok {
			t.Fatalf("no article number: %q", c.Article)
		}
		cites = append(cites, knowledge.Citation{Law: c.Law, Article: n, Version: c.Version})
	}
	return cites
}

// entry returns consultation i as an entry of an office.
func (c consultation) entry(t testing.TB, i int) knowledge.Entry {
	return knowledge.Entry{
		Slug: fmt.Sprintf("consultation-%d", i), Kind: knowledge.KindQA, Title: c.Question, Keywords: c.Keywords,
		Body: c.Answer, Cites: citations(t, c.Citations), State: knowledge.Reviewed, Hash: "1",
	}
}

// judged is one line of tests/judged/answer.jsonl.
type judged struct {
	ID     string            `json:"id"`
	Q      string            `json:"q"`
	Prev   string            `json:"prev"`
	Kind   string            `json:"kind"`
	Cites  []cited           `json:"cites"`
	Must   []string          `json:"must"`
	Expect knowledge.Verdict `json:"expect"`
}

func (j judged) lesson(t testing.TB) knowledge.Lesson {
	return knowledge.Lesson{
		Asked: knowledge.Asked{Text: j.Q, Previous: j.Prev, Day: corpusDay},
		Cites: citations(t, j.Cites),
	}
}

func readLines[T any](t testing.TB, path string) (lines []T) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	for line := range bytes.Lines(data) {
		var item T
		must(t, json.Unmarshal(line, &item))
		lines = append(lines, item)
	}
	return lines
}

const folds = 5

// TestTuneConfidence writes confidence.csv anew: PUFA_TUNE=1 go test ./knowledge -run TuneConfidence -v.
// What is learned from: every consultation, with those of the other folds as entries, and the judged
// questions. Half of the questions are held back for the reliability that is reported.
func TestTuneConfidence(t *testing.T) {
	if os.Getenv("PUFA_TUNE") == "" {
		t.Skip("PUFA_TUNE is not set: the table stays as it is")
	}
	requireData(t)
	laws, err := corpusLaws()
	must(t, err)
	known := readLines[consultation](t, filepath.Join(dataFolder, "questions/consultations.jsonl"))
	r := newRoom(t, laws, nil)
	var learner knowledge.Learner
	for fold := range folds {
		lessons := tuneFold(t, r, known, fold)
		must(t, learner.Teach(context.Background(), r.answerer, lessons))
	}
	var lessons []knowledge.Lesson
	for _, j := range readLines[judged](t, "../tests/judged/answer.jsonl") {
		if j.Kind == "offtopic" || j.Kind == "colloquial" || j.Kind == "followup" {
			lessons = append(lessons, j.lesson(t))
		}
	}
	must(t, learner.Teach(context.Background(), r.answerer, lessons))
	tuning := learner.Tune()
	t.Logf("\n%s", tuning.Table)
	for _, r := range []knowledge.Reliability{tuning.Entry, tuning.Article} {
		t.Logf("n %d, Brier %.3f", r.N, r.Brier)
		for _, b := range r.Bins {
			t.Logf("  n %4d  confidence %.2f  right %.2f", b.N, b.Confidence, b.Right)
		}
	}
	must(t, os.WriteFile("confidence.csv", []byte(tuning.Table), 0o644))
}

// tuneFold retires the entries of the fold, publishes the others, and returns the fold's lessons.
func tuneFold(t *testing.T, r room, known []consultation, fold int) (lessons []knowledge.Lesson) {
	var entries []knowledge.Entry
	for i, c := range known {
		e := c.entry(t, i)
		if i%folds == fold {
			e.State = knowledge.Retired
			asked := knowledge.Asked{Text: c.Question, Day: corpusDay}
			lessons = append(lessons, knowledge.Lesson{Asked: asked, Cites: e.Cites})
		}
		entries = append(entries, e)
	}
	r.put(t, entries...)
	return lessons
}
