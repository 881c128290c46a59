package knowledge_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pufa/pufa/knowledge"
)

// turns is in how many turns the ways of asking are held out.
const turns = 5

// TestTuneConfidence writes confidence.csv anew: PUFA_TUNE=1 go test ./knowledge -run TuneConfidence -v.
// It learns over the starter pack, with the collection of laws and without any, from the pack's ways of asking (each asked
// while its entry does not have it), the consultations, most of which the pack does not answer, and
// the judged questions, with weights that make them a mix as an office may expect it. Half of them are
// held back for the reliability that is reported.
func TestTuneConfidence(t *testing.T) {
	if os.Getenv("PUFA_TUNE") == "" {
		t.Skip("PUFA_TUNE is not set: the table stays as it is")
	}
	requireData(t)
	laws, err := corpusLaws()
	must(t, err)
	pack := starterPack(t)
	var learner knowledge.Learner
	for _, known := range [][]knowledge.Law{laws, nil} { // a fresh installation has no laws yet
		r := newRoom(t, known, nil)
		for turn := range turns {
			r.put(t, withoutAsks(pack, turn)...)
			must(t, learner.Teach(context.Background(), r.answerer, askLessons(pack, turn)))
		}
		r.put(t, pack...)
		must(t, learner.Teach(context.Background(), r.answerer, judgedLessons(t)))
	}
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

// withoutAsks returns the pack without the ways of asking whose turn it is.
func withoutAsks(pack []knowledge.Entry, turn int) []knowledge.Entry {
	pack = slices.Clone(pack)
	for i := range pack {
		var kept []string
		for j, ask := range pack[i].Asks {
			if j%turns != turn {
				kept = append(kept, ask)
			}
		}
		pack[i].Asks, pack[i].Hash = kept, fmt.Sprintf("turn %d", turn)
	}
	return pack
}

func askLessons(pack []knowledge.Entry, turn int) (lessons []knowledge.Lesson) {
	for _, e := range pack {
		for j, ask := range e.Asks {
			if j%turns == turn {
				asked := knowledge.Asked{Text: ask, Day: corpusDay}
				lessons = append(lessons, knowledge.Lesson{Asked: asked, Cites: e.Cites, Weight: 1})
			}
		}
	}
	return lessons
}

// judgedLessons are the consultations and the judged questions that are to be searched for.
func judgedLessons(t *testing.T) (lessons []knowledge.Lesson) {
	for _, c := range readLines[consultation](t, filepath.Join(dataFolder, "questions/consultations.jsonl")) {
		asked := knowledge.Asked{Text: c.Question, Day: corpusDay}
		lessons = append(lessons, knowledge.Lesson{Asked: asked, Cites: citations(t, c.Citations), Weight: 0.3})
	}
	for _, j := range readLines[judged](t, "../tests/judged/answer.jsonl") {
		weight, ok := map[string]float64{"offtopic": 4, "colloquial": 2, "followup": 2}[j.Kind]
		if ok {
			l := j.lesson(t)
			l.Weight = weight
			lessons = append(lessons, l)
		}
	}
	return lessons
}
