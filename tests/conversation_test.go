package tests

import (
	"encoding/json"
	"strings"
	"testing"
)

// said is what the simulated platform tells of one message.
type said struct {
	Reply struct {
		Text  string
		Parts []struct {
			Text   string
			URL    string
			Choice *struct{ ID, Text string }
		}
	}
	Attempts  int
	Violation string
}

// follower adds somebody who follows and returns the openid and what they were welcomed with.
func (h *house) follower(name, kind, scene string) (openid string, welcome said) {
	h.t.Helper()
	var out struct {
		OpenID   string
		Exchange said
	}
	h.call("POST", "/sim/followers", map[string]string{"name": name, "kind": kind, "scene": scene}, &out)
	return out.OpenID, out.Exchange
}

// say sends a text and fails the test where WeChat would have shown that the account is broken.
func (h *house) say(openid, text string) said {
	h.t.Helper()
	return h.send(openid, map[string]any{"type": "text", "text": text})
}

func (h *house) send(openid string, message map[string]any) (out said) {
	h.t.Helper()
	h.call("POST", "/sim/followers/"+openid+"/messages", message, &out)
	if out.Violation != "" {
		h.t.Fatalf("after %v the phone shows that the account is broken: %s", message, out.Violation)
	}
	return out
}

// reach returns the times by kind of the ledger.
func times(t *testing.T, data string) map[string]int {
	t.Helper()
	out, errs, status := pufa(t, data, "", "reach", "--json", "--to", "2099-12-31")
	if status != 0 {
		t.Fatalf("reach ends with %d: %s", status, errs)
	}
	totals := map[string]int{}
	for line := range strings.Lines(out) {
		var row struct {
			Kind  string
			Times int
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		totals[row.Kind] += row.Times
	}
	return totals
}

func TestADayOfAResident(t *testing.T) {
	data := t.TempDir()
	h := open(t, data)
	auntie, welcome := h.follower("王阿姨", "resident", "shequ-01")
	if !strings.Contains(welcome.Reply.Text, "法律") {
		t.Errorf("welcome = %q", welcome.Reply.Text)
	}
	steps := []struct {
		name, text string
		want       []string
	}{
		{"a worry in plain words is answered with the law", "老板拖欠工资怎么办", []string{"《劳动", "第", "条"}},
		{"somebody in danger gets the number first", "他又动手打我了我躲在厕所里", []string{"110"}},
		{"small talk is answered in kind", "谢谢", []string{"不客气"}},
		{"what is not law is not answered with law", "今天天气怎么样", []string{"天气"}},
		{"a code of law is answered even without its text", "民法典第1079条", []string{"原文未导入"}},
	}
	for _, step := range steps {
		got := h.say(auntie, step.text).Reply.Text
		for _, want := range step.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is answered %q, which lacks %q", step.name, step.text, got, want)
			}
		}
	}
	if first := strings.SplitN(h.say(auntie, "我不想活了").Reply.Text, "\n", 2)[0]; !strings.Contains(first, "12356") {
		t.Errorf("the first line names no number to call: %q", first)
	}
	if got := times(t, data); got["follow"] != 1 || got["answered"] == 0 {
		t.Errorf("the ledger says %v", got)
	}
}

func TestChoicesAreTappedAndPickedByNumber(t *testing.T) {
	h := open(t, t.TempDir())
	who, _ := h.follower("老李", "resident", "")
	reply := h.say(who, "离婚").Reply
	var tapped bool
	for _, part := range reply.Parts {
		if part.Choice == nil {
			continue
		}
		tapped = true
		answer := h.send(who, map[string]any{"type": "choice", "text": part.Choice.ID}).Reply.Text
		if !strings.Contains(answer, "第") || !strings.Contains(answer, "条") {
			t.Errorf("a tapped choice is answered without law: %q", answer)
		}
		break
	}
	if !tapped {
		t.Fatalf("a bare topic gets no choices: %q", reply.Text)
	}
	h.say(who, "离婚")
	if answer := h.say(who, "2").Reply.Text; !strings.Contains(answer, "条") {
		t.Errorf("a number picks nothing: %q", answer)
	}
}

func TestWhatAResidentSaysOfAnAnswerIsKeptWithoutTheResident(t *testing.T) {
	data := t.TempDir()
	h := open(t, data)
	who, _ := h.follower("周阿婆", "resident", "")
	var words string
	for _, part := range h.say(who, "民法典第1079条").Reply.Parts {
		if part.Choice != nil {
			words += part.Text
		}
	}
	h.say(who, "离婚")
	h.say(who, "1")
	if got := h.say(who, "有用").Reply.Text; !strings.Contains(got, "记下了") {
		t.Errorf("有用 is answered %q", got)
	}
	if got := h.say(who, "没用").Reply.Text; !strings.Contains(got, "人工") {
		t.Errorf("没用 is answered %q", got)
	}
	if !strings.Contains(words, "有用没用") {
		t.Errorf("what can be tapped under an answer is %q", words)
	}
	out, errs, status := pufa(t, data, "", "judgement", "list", "--json")
	var sources []string
	for line := range strings.Lines(out) {
		var j struct{ Source, Question, Entry string }
		if err := json.Unmarshal([]byte(line), &j); err != nil || j.Question != "离婚" || j.Entry == "" {
			t.Errorf("judgement %s: %v", line, err)
		}
		sources = append(sources, j.Source)
	}
	if got := strings.Join(sources, " "); status != 0 || got != "choice helpful unhelpful" {
		t.Errorf("the sources are %q; %d %s", got, status, errs)
	}
	if strings.Contains(out, who) {
		t.Error("the openid is stored")
	}
}

func TestWhatNobodyKnowsIsAnsweredByAPersonOnTime(t *testing.T) {
	data := t.TempDir()
	h := open(t, data)
	who, _ := h.follower("赵师傅", "resident", "")
	if got := h.say(who, "祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争 13800138000").Reply.Text; !strings.Contains(got, "工作人员") {
		t.Fatalf("not handed over: %q", got)
	}
	out, _, _ := pufa(t, data, "", "inquiry", "list", "--json")
	var waiting struct{ ID, Question string }
	if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &waiting); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	if strings.Contains(waiting.Question, "13800138000") {
		t.Error("the telephone number is stored")
	}
	if _, errs, status := pufa(t, data, "", "inquiry", "answer", waiting.ID, "先找村委会调解，我们派人一起去。"); status != 0 {
		t.Fatalf("answer ends with %d: %s", status, errs)
	}
	eventually(t, func() bool { return h.sees(who, "先找村委会调解") })
	if _, errs, status := pufa(t, data, "", "inquiry", "answer", waiting.ID, "再答一次"); status != 1 || !strings.Contains(errs, "答复") {
		t.Errorf("an answered inquiry is answered again: %d %s", status, errs)
	}
}

func TestAnAnswerAfterTheWindowClosedIsShownAtTheNextMessage(t *testing.T) {
	data := t.TempDir()
	h := open(t, data)
	who, _ := h.follower("孙大妈", "resident", "")
	h.say(who, "祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争")
	out, _, _ := pufa(t, data, "", "inquiry", "list", "--json")
	var waiting struct{ ID string }
	if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &waiting); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	h.call("POST", "/sim/clock", map[string]string{"advance": "49h"}, nil)
	if _, errs, status := pufa(t, data, "", "inquiry", "answer", waiting.ID, "村里已经答应留一条路。"); status != 0 {
		t.Fatalf("answer ends with %d: %s", status, errs)
	}
	eventually(t, func() bool {
		return strings.Contains(h.say(who, "你好").Reply.Text, "村里已经答应留一条路")
	})
}

func TestOnesDataIsDeletedAtOnesWord(t *testing.T) {
	data := t.TempDir()
	h := open(t, data)
	who, _ := h.follower("周先生", "resident", "")
	h.say(who, "祠堂里头那些老牌位摆放的先后次序到底谁说了算呢各房都在争")
	if got := h.say(who, "删除我的数据").Reply.Text; !strings.Contains(got, "删除") {
		t.Errorf("deletion is not confirmed: %q", got)
	}
	if out, _, _ := pufa(t, data, "", "inquiry", "list", "--all"); strings.Contains(out, "祠堂") {
		t.Error("the inquiry is still there")
	}
	if got := times(t, data); got["follow"] != 1 {
		t.Errorf("what was counted is lost: %v", got)
	}
}

func TestEveryKindOfMessageGetsAnAnswer(t *testing.T) {
	h := open(t, t.TempDir())
	who, _ := h.follower("什么都发的人", "resident", "")
	for _, message := range []map[string]any{
		{"type": "image", "picture": ""}, {"type": "voice"}, {"type": "video"},
		{"type": "location", "lat": 31.2, "lng": 121.4, "text": "某路1号"},
		{"type": "link", "title": "一条链接", "text": "说明", "url": "https://example.com"},
		{"type": "click", "key": "help"}, {"type": "click", "key": "human"}, {"type": "click", "key": "hotlines"},
		{"type": "text", "text": strings.Repeat("很长的故事，", 300)}, {"type": "text", "text": "😀😀"},
	} {
		if got := h.send(who, message); got.Reply.Text == "" {
			t.Errorf("%v is met with silence", message["type"])
		}
	}
}

func TestTheSameMessagePushedTwiceIsAnsweredOnce(t *testing.T) {
	data := t.TempDir()
	h := open(t, data)
	who, _ := h.follower("重发的人", "resident", "")
	h.call("POST", "/sim/faults", map[string]any{"kind": "duplicate", "times": 1}, nil)
	h.say(who, "老板拖欠工资怎么办")
	if got := times(t, data)["answered"]; got != 1 {
		t.Errorf("%d answers in the ledger, want 1", got)
	}
}
