package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

var (
	editor  = pufa.Staff{Name: "小李", Role: pufa.Editor}
	adviser = pufa.Staff{Name: "王律师", Role: pufa.Adviser}
	admin   = pufa.Staff{Name: "张主任", Role: pufa.Admin}
)

// draft is a new campaign of the editor's that has taken the steps.
func draft(t *testing.T, steps ...Action) Campaign {
	t.Helper()
	c, _, err := New(plan(), editor, now)
	for _, a := range steps {
		if err == nil {
			c, _, err = c.Take(a, adviser, now, "理由")
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryStateAllowsItsActionsAndNoOthers(t *testing.T) {
	for name, test := range map[string]struct {
		steps   []Action
		allowed map[Action]State
	}{
		"草稿":  {nil, map[Action]State{Submit: Submitted, Cancel: Cancelled}},
		"待审":  {[]Action{Submit}, map[Action]State{Withdraw: Draft, Approve: Approved, Reject: Draft, Cancel: Cancelled}},
		"已审":  {[]Action{Submit, Approve}, map[Action]State{Pause: Paused, Cancel: Cancelled}},
		"已暂停": {[]Action{Submit, Approve, Pause}, map[Action]State{Resume: Approved, Cancel: Cancelled}},
		"已取消": {[]Action{Cancel}, nil},
	} {
		c := draft(t, test.steps...)
		if c.State.Chinese() != name {
			t.Fatalf("the state is %s, want %s", c.State.Chinese(), name)
		}
		for _, a := range []Action{Submit, Withdraw, Approve, Reject, Pause, Resume, Cancel, Created, Changed, "x"} {
			next, step, err := c.Take(a, adviser, now, "理由")
			want, ok := test.allowed[a]
			switch {
			case !ok && pufa.KindOf(err) != pufa.Conflict:
				t.Errorf("%s, %s: %v, want a conflict", name, a, err)
			case ok && (err != nil || next.State != want || step.Revision != c.Revision+1):
				t.Errorf("%s, %s: %s, %+v, %v", name, a, next.State, step, err)
			}
		}
	}
}

func TestWhoMayApprove(t *testing.T) {
	c := draft(t, Submit)
	for name, test := range map[string]struct {
		by   pufa.Staff
		want pufa.Kind
	}{
		"an editor":              {pufa.Staff{Name: "小赵", Role: pufa.Editor}, pufa.Denied},
		"the author":             {editor, pufa.Denied},
		"the author as an admin": {pufa.Staff{Name: "小李", Role: pufa.Admin}, pufa.Denied},
		"nobody":                 {pufa.Staff{Role: pufa.Admin}, pufa.Invalid},
	} {
		if _, _, err := c.Take(Approve, test.by, now, ""); pufa.KindOf(err) != test.want || err == nil {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	for _, by := range []pufa.Staff{adviser, admin} {
		got, step, err := c.Take(Approve, by, now, "")
		if err != nil || got.Approver != by.Name || !got.Next.Equal(at("2026-12-04 09:00")) {
			t.Errorf("%s: %+v, %v", by.Name, got, err)
		}
		want := Step{Campaign: c.ID, Revision: 3, Action: Approve, By: by.Name, Role: by.Role, At: now}
		if diff := cmp.Diff(want, step); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAChangeVoidsTheApproval(t *testing.T) {
	for _, steps := range [][]Action{{Submit}, {Submit, Approve}, {Submit, Approve, Pause}} {
		c := draft(t, steps...)
		to := plan()
		to.Title = "宪法宣传月"
		got, step, err := c.Change(to, admin, now)
		if err != nil || got.State != Draft || got.Approver != "" || !got.Next.IsZero() || got.Title != to.Title || step.Action != Changed {
			t.Errorf("after %v: %+v, %v", steps, got, err)
		}
		if got.ID != c.ID || !slices.Equal(got.Authors, []string{"小李", "张主任"}) {
			t.Errorf("after %v: %+v", steps, got)
		}
		again, _, err := got.Take(Submit, editor, now, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := again.Take(Approve, admin, now, ""); pufa.KindOf(err) != pufa.Denied {
			t.Errorf("who changed it approves it: %v", err)
		}
	}
	if _, _, err := draft(t, Cancel).Change(plan(), editor, now); pufa.KindOf(err) != pufa.Conflict {
		t.Errorf("a cancelled one is changed: %v", err)
	}
}

func TestNothingIsApprovedForATimeThatIsOver(t *testing.T) {
	late := at("2026-12-04 09:00")
	if _, _, err := draft(t, Submit).Take(Approve, adviser, late, ""); pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "已经过去") {
		t.Errorf("approved late: %v", err)
	}
	if _, _, err := draft(t, Submit, Approve, Pause).Take(Resume, adviser, late.Add(time.Hour), ""); pufa.KindOf(err) != pufa.Conflict {
		t.Errorf("resumed late: %v", err)
	}
}

func TestAPauseIsNotMadeUpFor(t *testing.T) {
	c := plan()
	c.Rule = Rule{Cron: "0 9 * * *"}
	c, _, err := New(c, editor, now)
	for _, a := range []Action{Submit, Approve, Pause, Resume} {
		if err == nil {
			c, _, err = c.Take(a, adviser, now.AddDate(0, 0, 7), "")
		}
	}
	if err != nil || !c.Next.Equal(at("2026-12-03 09:00")) {
		t.Errorf("next is %v, %v", c.Next, err)
	}
}

func TestARejectionNeedsAReason(t *testing.T) {
	if _, _, err := draft(t, Submit).Take(Reject, adviser, now, " "); pufa.KindOf(err) != pufa.Invalid {
		t.Errorf("rejected without a word: %v", err)
	}
}
