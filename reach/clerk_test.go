package reach

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/pufa/pufa"
)

// shelf keeps events for the clerk's own tests; that of the store is tested with both databases.
type shelf struct{ steps []EventStep }

func (s *shelf) Event(_ context.Context, name string) (Event, error) {
	for _, st := range slices.Backward(s.steps) {
		if string(st.Event.ID) == name {
			return st.Event, nil
		}
	}
	return Event{}, pufa.Errorf(pufa.NotFound, "没有")
}

func (s *shelf) EventSteps(context.Context, pufa.ID) ([]EventStep, error) { return s.steps, nil }

func (s *shelf) AddEvent(_ context.Context, step EventStep) (Event, bool, error) {
	step.Event.Number, step.Event.Code = "2026-001", "abcdefgh"
	s.steps = append(s.steps, step)
	return step.Event, true, nil
}

func (s *shelf) PutEvent(_ context.Context, step EventStep) error {
	s.steps = append(s.steps, step)
	return nil
}

var (
	editor = pufa.Staff{Name: "小李", Role: pufa.Editor}
	second = pufa.Staff{Name: "小王", Role: pufa.Editor}
	boss   = pufa.Staff{Name: "张主任", Role: pufa.Admin}
)

// entered returns a clerk whose only event is the one given.
func entered(t *testing.T, e Event) (Clerk, Event) {
	t.Helper()
	c := NewClerk(&shelf{}, testRules())
	e, _, err := c.Enter(t.Context(), e, editor, testNow)
	if err != nil {
		t.Fatal(err)
	}
	return c, e
}

func refused(t *testing.T, err error, kind pufa.Kind, says string) {
	t.Helper()
	if pufa.KindOf(err) != kind || !strings.Contains(pufa.Say(err), says) {
		t.Errorf("%v, want %s: …%s…", err, kind, says)
	}
}

func TestWhoHadAHandInAnEventDoesNotCheckIt(t *testing.T) {
	c, e := entered(t, held())
	_, err := c.Check(t.Context(), e.ID, e.Revision, editor, testNow)
	refused(t, err, pufa.Denied, "“小李”登记过这场活动")
	e.Questions = 3
	e, err = c.Correct(t.Context(), e, second, testNow, "补记")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Check(t.Context(), e.ID, e.Revision, second, testNow)
	refused(t, err, pufa.Denied, "“小王”更正过这场活动")
	_, err = c.Check(t.Context(), e.ID, e.Revision-1, boss, testNow)
	refused(t, err, pufa.Conflict, "请重新打开")
	_, err = c.Check(t.Context(), e.ID, e.Revision, pufa.Staff{}, testNow)
	refused(t, err, pufa.Invalid, "缺少姓名")
	e, err = c.Check(t.Context(), e.ID, e.Revision, boss, testNow)
	if err != nil || e.CheckedBy != boss {
		t.Fatalf("checked by %v, %v", e.CheckedBy, err)
	}
	_, err = c.Check(t.Context(), e.ID, e.Revision, boss, testNow)
	refused(t, err, pufa.Conflict, "已由“张主任”核对过")
	e.Questions = 4
	e, err = c.Correct(t.Context(), e, editor, testNow, "又补记")
	if err != nil || e.CheckedBy.Name != "" {
		t.Errorf("after a correction it is checked by %v, %v", e.CheckedBy, err)
	}
}

func TestAPlanIsHeldWithItsNumbersOnce(t *testing.T) {
	plan := held()
	plan.State, plan.Heads, plan.Start = EventPlanned, nil, testNow.AddDate(0, 0, 3)
	c, e := entered(t, plan)
	if rows := e.Rows(testNow); rows != nil {
		t.Errorf("a plan is counted: %v", rows)
	}
	_, err := c.Check(t.Context(), e.ID, e.Revision, boss, testNow)
	refused(t, err, pufa.Conflict, "还没举办")
	e.Heads = held().Heads
	_, err = c.Correct(t.Context(), e, editor, testNow, "")
	refused(t, err, pufa.Invalid, "办完以后再报")
	_, err = c.Hold(t.Context(), e, editor, testNow)
	refused(t, err, pufa.Invalid, "还没到")
	after := testNow.AddDate(0, 0, 4)
	e, err = c.Hold(t.Context(), e, second, after)
	if err != nil || e.State != EventDone || e.EnteredBy != editor {
		t.Fatalf("%+v, %v", e, err)
	}
	again, err := c.Hold(t.Context(), e, second, after)
	if err != nil || again.Revision != e.Revision {
		t.Errorf("sent again: revision %d, %v", again.Revision, err)
	}
	e.Questions = 9
	_, err = c.Hold(t.Context(), e, second, after)
	refused(t, err, pufa.Conflict, "要改数请更正")
}

func TestACorrectionNamesItsReasonAndChangesNothingElse(t *testing.T) {
	c, e := entered(t, held())
	to := e
	to.Number, to.Code, to.Key, to.EnteredBy, to.State = "2026-999", "hacked", "other", boss, EventPlanned
	same, err := c.Correct(t.Context(), to, second, testNow, "")
	if err != nil || same.Revision != 1 {
		t.Errorf("nothing changed, but revision %d, %v", same.Revision, err)
	}
	to.Questions = 4
	_, err = c.Correct(t.Context(), to, second, testNow, " ")
	refused(t, err, pufa.Invalid, "请写明更正的原因")
	is, err := c.Correct(t.Context(), to, second, testNow, "打 13800138000 核实过")
	if err != nil || is.Number != e.Number || is.Code != e.Code || is.Key != e.Key || is.EnteredBy != editor || is.State != EventDone {
		t.Errorf("%+v, %v", is, err)
	}
	steps, _ := c.events.EventSteps(t.Context(), e.ID)
	if note := steps[1].Note; note != "打 [手机号] 核实过" {
		t.Errorf("note %q", note)
	}
	to.Questions = 5 // still of revision 1
	_, err = c.Correct(t.Context(), to, second, testNow, "补记")
	refused(t, err, pufa.Conflict, "请重新打开")
	_, err = c.Cancel(t.Context(), e.ID, 2, editor, testNow, "")
	refused(t, err, pufa.Invalid, "请写明取消的原因")
}

func TestOldEventsCanBeCorrectedAfterACommunityIsGone(t *testing.T) {
	c, e := entered(t, held())
	c.rules.Communities = []string{"新社区"}
	e.Questions = 1
	e, err := c.Correct(t.Context(), e, editor, testNow, "补记")
	if err != nil {
		t.Fatal(err)
	}
	e.Community = "哪里"
	_, err = c.Correct(t.Context(), e, editor, testNow, "换社区")
	refused(t, err, pufa.Invalid, "没有社区“哪里”")
}

func TestWhatIsPrivateIsNotKept(t *testing.T) {
	e := held()
	e.Feedback = "居民来电 13800138000\r\n说很有用\x00\u202e"
	e.Lecturers = []string{" 王律师 13800138000", "", "王律师 13800138000"}
	_, e = entered(t, e)
	if e.Feedback != "居民来电 [手机号]\n说很有用" {
		t.Errorf("feedback %q", e.Feedback)
	}
	if !slices.Equal(e.Lecturers, []string{"王律师 [手机号]"}) {
		t.Errorf("lecturers %q", e.Lecturers)
	}
}

func TestHandoutsAreOfTheStockWhereItKnowsThem(t *testing.T) {
	e := held()
	e.Handouts = []Handout{{Name: "折页", Copies: 5}}
	c, e := entered(t, e)
	c.rules.Material = func(_ context.Context, name string) (pufa.ID, error) {
		return map[string]pufa.ID{"宪法宣传册": "0198c0de-0000-7000-8000-000000000001", "折页": "0198c0de-0000-7000-8000-000000000002"}[name], nil
	}
	to := e
	to.Handouts = []Handout{{Name: "折页", Copies: 5}, {Name: " 宪法宣传册", Copies: 200}, {Name: "扇子", Copies: 3}}
	to, err := c.Correct(t.Context(), to, editor, testNow, "补记")
	want := []Handout{{Name: "折页", Copies: 5}, {Name: "宪法宣传册", Copies: 200, Material: "0198c0de-0000-7000-8000-000000000001"}, {Name: "扇子", Copies: 3}}
	if err != nil || !slices.Equal(to.Handouts, want) {
		t.Fatalf("%+v, %v", to.Handouts, err)
	}
	again := to
	again.Handouts = slices.Clone(to.Handouts)
	again.Handouts[1].Material = "" // as a form gives it
	if again, err = c.Correct(t.Context(), again, editor, testNow, ""); err != nil || again.Revision != to.Revision {
		t.Errorf("nothing changed, but revision %d, %v", again.Revision, err)
	}
}
