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
	var danger, ordinary, missed, alarms int
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
			alarms++
		}
		if j.Expect == "danger" {
			danger++
		} else {
			ordinary++
		}
	}
	t.Logf("danger %d, missed %d; ordinary %d, false alarms %d", danger, missed, ordinary, alarms)
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
	dangers := mustRules("danger", dangerRules)
	questions := realQuestions(t)
	alarms := 0
	for _, q := range questions {
		if a, alarmed := alarmOf(dangers, tighten(q)); alarmed {
			alarms++
			t.Logf("%s: %s", a.kind, q)
		}
	}
	if alarms*100 > len(questions) {
		t.Errorf("%d alarms in %d ordinary questions, want at most 1 %%", alarms, len(questions))
	}
}

func realQuestions(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("../../shared/data/questions/consultations.jsonl")
	if err != nil {
		if strings.Contains(os.Getenv("PUFA_TEST_REQUIRE"), "data") {
			t.Fatal(err)
		}
		t.Skip("the consultations of ../shared/data are not here")
	}
	defer f.Close()
	var questions []string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var q struct{ Question string }
		if err := json.Unmarshal(s.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		questions = append(questions, q.Question)
	}
	return questions
}

func TestSmallTalkIsToldFromQuestions(t *testing.T) {
	s := newStage(t, Config{})
	var wrong, ordinary, refused int
	lines := readJudged(t, "smalltalk.jsonl")
	for _, j := range lines {
		x, err := s.Respond(t.Context(), Person{}, Message{ID: j.ID, Type: TypeText, Text: j.Q})
		if err != nil {
			t.Fatal(err)
		}
		got := "ordinary"
		switch x.Reply.Verdict {
		case VerdictGreeting, VerdictOffTopic, VerdictCommand, VerdictDanger:
			got = string(x.Reply.Verdict)
		case VerdictHandoff:
			if len(s.library.asked) == 0 {
				got = "command" // 人工 hands over without asking the knowledge base
			}
		}
		s.library.asked = nil
		if j.Expect == "ordinary" {
			ordinary++
		}
		if got != j.Expect {
			t.Errorf("%s %q is taken for %s, want %s", j.ID, j.Q, got, j.Expect)
			wrong++
			if j.Expect == "ordinary" {
				refused++
			}
		}
	}
	t.Logf("%d lines, %d wrong; %d ordinary, %d of them refused", len(lines), wrong, ordinary, refused)
}

// The other rules hold back from real questions too.
func TestRealQuestionsAreNotRefused(t *testing.T) {
	s := newStage(t, Config{})
	questions := realQuestions(t)
	refused := 0
	for _, q := range questions {
		tight := tighten(q)
		for _, rules := range []ruleset{s.commands, s.greetings, s.elsewhere} {
			if found := rules.find(tight); len(found) > 0 {
				refused++
				t.Logf("%s: %s", found[0].name, q)
			}
		}
	}
	if refused*200 > len(questions) {
		t.Errorf("%d of %d real questions are refused, want at most 0.5 %%", refused, len(questions))
	}
}
