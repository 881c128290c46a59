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
	Set    string `json:"set,omitempty"` // A, B, … were measured before anything was mended on them
	Kind   string `json:"kind,omitempty"`
	Split  string `json:"split,omitempty"` // held: only reported
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
	dangers := mustWeigh("danger", dangerRules, dangerWeights)
	var danger, ordinary, missed, alarms, second int
	for _, j := range readJudged(t, "danger.jsonl") {
		a, alarmed := alarmOf(dangers, tighten(j.Q))
		if j.Expect == "ordinary" {
			ordinary++
			if alarmed {
				t.Logf("%s %q: alarm %s", j.ID, j.Q, a.kind)
				alarms++
			}
			continue
		}
		danger++
		switch {
		case !alarmed:
			t.Logf("%s %q: no alarm", j.ID, j.Q)
			missed++
		case !slices.Contains(a.numbers(), j.Call):
			t.Errorf("%s %q: %s calls %v, want %s", j.ID, j.Q, a.kind, a.numbers(), j.Call)
		case a.numbers()[0] != j.Call:
			second++
		}
	}
	t.Logf("danger %d, missed %d, another number first %d; ordinary %d, false alarms %d", danger, missed, second, ordinary, alarms)
	if missed > 1 || second > 6 || alarms > 5 { // what is reached: none may be added
		t.Error("worse than before: want at most 1 missed, 6 with another number first and 5 false alarms")
	}
}

func BenchmarkAlarmOf(b *testing.B) {
	dangers := mustWeigh("danger", dangerRules, dangerWeights)
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
	dangers := mustWeigh("danger", dangerRules, dangerWeights)
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
			t.Logf("%s %q is taken for %s, want %s", j.ID, j.Q, got, j.Expect)
			wrong++
			if j.Expect == "ordinary" {
				refused++
			}
		}
	}
	t.Logf("%d lines, %d wrong; %d ordinary, %d of them refused", len(lines), wrong, ordinary, refused)
	if wrong > 8 || refused > 1 { // what is reached: none may be added
		t.Error("worse than before: want at most 8 wrong and 1 of the ordinary refused")
	}
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
		if len(s.elsewhere.outweigh(tight, 0)) > 0 { // whatever little is found for it
			refused++
			t.Logf("the weights: %s", q)
		}
	}
	if refused*200 > len(questions) {
		t.Errorf("%d of %d real questions are refused, want at most 0.5 %%", refused, len(questions))
	}
}
