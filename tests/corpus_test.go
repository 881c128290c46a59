package tests

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnOfficerImportsTheNationalLawsAndAsksThem(t *testing.T) {
	folder, data := dataFolder(t), t.TempDir()
	out, errs, status := pufa(t, data, "", "import", filepath.Join(folder, "laws"))
	if status != 0 || !strings.Contains(out, "没有导入 0 个") {
		t.Fatalf("import ends with %d: %s %s", status, out, errs)
	}
	if again, _, _ := pufa(t, data, "", "import", filepath.Join(folder, "laws")); !strings.Contains(again, "新增 0，更新 0") {
		t.Errorf("the same import again changes something: %s", again)
	}
	out, _, _ = pufa(t, data, "", "ask", "民法典 1079 条")
	if !strings.Contains(out, "感情确已破裂") || !strings.Contains(out, "2021年1月1日起施行") {
		t.Errorf("the article is not shown word for word: %s", out)
	}
	if out, _, _ = pufa(t, data, "", "ask", "婚姻法第三十二条"); !strings.Contains(out, "民法典") || !strings.Contains(out, "废止") {
		t.Errorf("a repealed law does not lead to its successor: %s", out)
	}
	out, errs, status = pufa(t, data, "", "eval", "--json", filepath.Join(folder, "questions", "consultations.jsonl"))
	var figures struct {
		N   int
		MRR float64 `json:"MRR@10"`
		R10 float64 `json:"R@10"`
	}
	if err := json.Unmarshal([]byte(out), &figures); err != nil || status != 0 {
		t.Fatalf("eval ends with %d: %v %s", status, err, errs)
	}
	if figures.N != 1234 || figures.MRR < 0.41 || figures.R10 < 0.51 {
		t.Errorf("retrieval of articles fell below the floor: %+v", figures)
	}
	t.Run("replies get no worse", func(t *testing.T) { repliesGetNoWorse(t, data) })
}

// judgedFigures is the part of an exam that is committed: tests/judged/figures.json.
type judgedFigures struct {
	Kinds  map[string]map[string]int `json:"kinds"`
	Fields map[string]map[string]int `json:"fields"`
}

// repliesGetNoWorse asks judged questions and compares with the committed figures, by kind and by field:
// those that were held out while the bot was made, those that were written with the entries at hand,
// among them sixty that have nothing to do with law, and those that come after another question. After a gain:
//
//	PUFA_FIGURES=write go test ./tests -run Officer
func repliesGetNoWorse(t *testing.T, data string) {
	examine(t, data, "judged/colloquial.jsonl", "judged/figures.json", "--split", "held")
	examine(t, data, "judged/answer.jsonl", "judged/figures-answer.json")
	examine(t, data, "judged/followups.jsonl", "judged/figures-followups.json", "--split", "held")
}

func examine(t *testing.T, data, questions, file string, more ...string) {
	t.Helper()
	path, err := filepath.Abs(questions)
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"eval", "--colloquial", path, "--day", "2025-04-30", "--json"}, more...)
	out, errs, status := pufa(t, data, "", args...)
	if status != 0 {
		t.Fatalf("eval ends with %d: %s", status, errs)
	}
	if os.Getenv("PUFA_FIGURES") == "write" {
		if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got, want judgedFigures
	if err := errors.Join(json.Unmarshal([]byte(out), &got), json.Unmarshal(committed, &want)); err != nil {
		t.Fatal(err)
	}
	for kind, figures := range want.Kinds {
		compareFigures(t, kind, figures, got.Kinds[kind])
	}
	for field, figures := range want.Fields {
		compareFigures(t, field, figures, got.Fields[field])
	}
}

// compareFigures fails for a figure that is more than a point worse than the committed one.
func compareFigures(t *testing.T, what string, want, got map[string]int) {
	t.Helper()
	worse := func(figure string, by int) {
		const point = 0.01
		if float64(by)/float64(max(want["n"], 1)) > point {
			t.Errorf("%s: %s %d of %d, was %d", what, figure, got[figure], got["n"], want[figure])
		}
	}
	for _, figure := range []string{"right", "offered", "named", "expected"} {
		worse(figure, want[figure]-got[figure])
	}
	worse("wrong", got["wrong"]-want["wrong"])
	switch {
	case what == "danger" || what == "topic":
	case want["cited"] == 0: // nothing that law is the answer to
		worse("answered", got["answered"]-want["answered"])
		worse("choices", got["choices"]-want["choices"])
	default:
		worse("danger", got["danger"]-want["danger"])
	}
}
