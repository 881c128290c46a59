package bot

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var relearn = flag.Bool("learn", false, "learn the weights of rules/ anew from tests/judged and ../shared/data")

// The weights follow from the judged messages and real questions, so that whoever adds a line there
// has them take it in: go test ./bot -run Learnt -learn
func TestWeightsAreLearntFromWhatIsJudged(t *testing.T) {
	if !*relearn {
		t.Skip("weights are learnt only on demand, with -learn")
	}
	ordinary := slices.Concat(realQuestions(t), askedEntries(t), answerable(t))
	dangers := mustRules("danger", dangerRules)
	outcomes := []string{"ordinary", "110", "119", "120", "12356", "96110", "12345", "12348"}
	var texts []labelled
	for _, j := range readJudged(t, "danger.jsonl") {
		texts = append(texts, labelled{dangers.read(tighten(j.Q)).text, outcomeOf(outcomes, j)})
	}
	for _, q := range ordinary {
		texts = append(texts, labelled{dangers.read(tighten(q)).text, 0})
	}
	for _, j := range readJudged(t, "smalltalk.jsonl") {
		texts = append(texts, labelled{dangers.read(tighten(j.Q)).text, 0})
	}
	writeWeights(t, "danger", outcomes, learn(outcomes, texts))
	learnElsewhere(t, ordinary)
}

func learnElsewhere(t *testing.T, ordinary []string) {
	t.Helper()
	elsewhere := mustRules("elsewhere", elsewhereRules)
	var texts []labelled
	for _, j := range slices.Concat(readJudged(t, "smalltalk.jsonl"), readJudged(t, "aside.jsonl")) {
		switch j.Expect {
		case "offtopic":
			texts = append(texts, labelled{elsewhere.read(tighten(Mask(j.Q))).text, 1})
		case "ordinary":
			ordinary = append(ordinary, j.Q)
		}
	}
	for _, j := range readJudged(t, "colloquial.jsonl") {
		if j.Split == "tune" && slices.Contains([]string{"offtopic", "elsewhere", "spam", "injection"}, j.Kind) {
			texts = append(texts, labelled{elsewhere.read(tighten(Mask(j.Q))).text, 1})
		}
	}
	for _, j := range readJudged(t, "danger.jsonl") {
		if j.Set != "chat" { // idle talk is no danger, but nothing for the knowledge base either
			ordinary = append(ordinary, j.Q)
		}
	}
	for _, q := range ordinary {
		texts = append(texts, labelled{elsewhere.read(tighten(Mask(q))).text, 0})
	}
	outcomes := []string{"ordinary", "offtopic"}
	writeWeights(t, "elsewhere", outcomes, learn(outcomes, texts))
}

// outcomeOf returns the place of what a message calls for. The hotlines that stand beside 110 are
// not told apart from it.
func outcomeOf(outcomes []string, j judged) int {
	if j.Expect == "ordinary" {
		return 0
	}
	return max(1, slices.Index(outcomes, j.Call))
}

// askedEntries returns the phrasings of the entries that come with the program, but of those whose
// phrasings are cries for help themselves.
func askedEntries(t *testing.T) []string {
	t.Helper()
	var asked []string
	err := filepath.WalkDir("../knowledge/starter/entries", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "zhapian") || strings.Contains(path, "jiabao") || strings.Contains(path, "qiling") {
			return err
		}
		text, err := os.ReadFile(path)
		_, rest, _ := strings.Cut(string(text), "问法:\n")
		for line := range strings.SplitSeq(rest, "\n") {
			q, item := strings.CutPrefix(line, "  - ")
			if !item {
				break
			}
			asked = append(asked, strings.Trim(q, `"'`))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

func answerable(t *testing.T) []string {
	t.Helper()
	var asked []string
	for _, j := range readJudged(t, "answer.jsonl") {
		if j.Expect == "answer" {
			asked = append(asked, j.Q)
		}
	}
	for _, j := range readJudged(t, "colloquial.jsonl") {
		if j.Split == "tune" && slices.Contains([]string{"resident", "enterprise", "followup", "topic", "ordinary"}, j.Kind) {
			asked = append(asked, j.Q)
		}
	}
	return asked
}

func writeWeights(t *testing.T, name string, outcomes []string, of map[string][]float64) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintln(&b, strings.Join(outcomes, " "))
	for _, run := range slices.Sorted(maps.Keys(of)) {
		row, heavy := make([]string, len(outcomes)), false
		for o, n := range of[run] {
			row[o] = fmt.Sprint(int(n * 100))
			heavy = heavy || n > lightest || n < -lightest
		}
		if heavy {
			fmt.Fprintln(&b, run, strings.Join(row, " "))
		}
	}
	if err := os.WriteFile("rules/"+name+"-weights.txt", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lightest is what a run must weigh towards or against some outcome to be kept.
const lightest = 0.1
