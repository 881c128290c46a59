package bot

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// judged is one line of tests/judged: what somebody writes and what it must be taken for.
type judged struct {
	ID     string `json:"id"`
	Q      string `json:"q"`
	Expect string `json:"expect"`
	Call   string `json:"call,omitempty"`
}

func readJudged(t *testing.T, name string) []judged {
	t.Helper()
	f, err := os.Open("../tests/judged/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []judged
	for s := bufio.NewScanner(f); s.Scan(); {
		var j judged
		if err := json.Unmarshal(s.Bytes(), &j); err != nil {
			t.Fatalf("%s line %d: %v", name, len(lines)+1, err)
		}
		lines = append(lines, j)
	}
	return lines
}

func TestDangerIsToldFromQuestionsAboutIt(t *testing.T) {
	dangers := mustRules("danger", dangerRules)
	var danger, ordinary, missed, false_ int
	for _, j := range readJudged(t, "danger.jsonl") {
		a, alarmed := alarmOf(dangers, tighten(j.Q))
		switch {
		case j.Expect == "danger" && !alarmed:
			t.Errorf("%s %q: no alarm", j.ID, j.Q)
			missed++
		case j.Expect == "danger" && !slices.Contains(a.numbers(), j.Call):
			t.Errorf("%s %q: %s calls %v, want %s", j.ID, j.Q, a.kind, a.numbers(), j.Call)
		case j.Expect == "ordinary" && alarmed:
			t.Errorf("%s %q: alarm %s", j.ID, j.Q, a.kind)
			false_++
		}
		if j.Expect == "danger" {
			danger++
		} else {
			ordinary++
		}
	}
	t.Logf("danger %d, missed %d; ordinary %d, false alarms %d", danger, missed, ordinary, false_)
}

func BenchmarkAlarmOf(b *testing.B) {
	dangers := mustRules("danger", dangerRules)
	for b.Loop() {
		for _, q := range []string{"你好", "公司不给缴社保怎么办", "他又动手了 我躲厕所里", "租的房子到期房东不退押金，还说要扣清洁费，合理吗？"} {
			alarmOf(dangers, tighten(q))
		}
	}
}

func BenchmarkRules(b *testing.B) {
	for b.Loop() {
		mustRules("danger", dangerRules)
	}
}

// Real questions of lay people, none of which is a cry for help.
func TestRealQuestionsRaiseNoAlarm(t *testing.T) {
	f, err := os.Open("../../shared/data/questions/consultations.jsonl")
	if err != nil {
		if strings.Contains(os.Getenv("PUFA_TEST_REQUIRE"), "data") {
			t.Fatal(err)
		}
		t.Skip("the consultations of ../shared/data are not here")
	}
	defer f.Close()
	dangers := mustRules("danger", dangerRules)
	asked, alarms := 0, 0
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for ; s.Scan(); asked++ {
		var q struct{ Question string }
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		if a, alarmed := alarmOf(dangers, tighten(q.Question)); alarmed {
			alarms++
			t.Logf("%s: %s", a.kind, q.Question)
		}
	}
	if alarms*100 > asked {
		t.Errorf("%d alarms in %d ordinary questions, want at most 1 %%", alarms, asked)
	}
}
