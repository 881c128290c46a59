package schedule

import (
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// Action is a step in a campaign's life.
type Action string

// The actions.
const (
	Created  Action = "create"
	Changed  Action = "change"
	Submit   Action = "submit"
	Withdraw Action = "withdraw"
	Approve  Action = "approve"
	Reject   Action = "reject"
	Pause    Action = "pause"
	Resume   Action = "resume"
	Cancel   Action = "cancel"
	Settled  Action = "settle" // staff found out what became of a delivery
	Recalled Action = "delete" // what a delivery sent was deleted
)

// Chinese returns the action's name as readers see it.
func (a Action) Chinese() string {
	return map[Action]string{
		Created: "新建", Changed: "修改", Submit: "提交审核", Withdraw: "撤回", Approve: "审核通过", Reject: "退回",
		Pause: "暂停", Resume: "恢复", Cancel: "取消", Settled: "核对", Recalled: "删除已发的",
	}[a]
}

// Step is one row of a campaign's audit trail: who did what, when.
type Step struct {
	Campaign pufa.ID
	Revision int // what the campaign became by it
	Action   Action
	By       string
	Role     pufa.Role
	At       time.Time
	Note     string
	Beside   string // the approvals that the quotas were checked beside; not kept
}

// New returns a draft of the writer's.
func New(c Campaign, by pufa.Staff, now time.Time) (Campaign, Step, error) {
	c.ID, c.Revision, c.Authors = pufa.NewID(), 0, nil
	return c.change(Created, by, now)
}

// Change puts what is new in place of what c says. Whatever the review had come to is void.
func (c Campaign) Change(to Campaign, by pufa.Staff, now time.Time) (Campaign, Step, error) {
	if c.State == Cancelled {
		return c, Step{}, pufa.Errorf(pufa.Conflict, "这个计划已取消，不能再改；请另建一个")
	}
	to.ID, to.Revision, to.Authors = c.ID, c.Revision, c.Authors
	return to.change(Changed, by, now)
}

func (c Campaign) change(a Action, by pufa.Staff, now time.Time) (Campaign, Step, error) {
	if strings.TrimSpace(by.Name) == "" {
		return c, Step{}, refuse("缺少姓名：每一步都要记下是谁做的")
	}
	if !slices.Contains(c.Authors, by.Name) {
		c.Authors = append(slices.Clone(c.Authors), by.Name)
	}
	c.Approver, c.State, c.Next = "", Draft, time.Time{}
	return c.stepped(a, by, now, "")
}

func (c Campaign) stepped(a Action, by pufa.Staff, now time.Time, note string) (Campaign, Step, error) {
	c.Revision++
	return c, Step{Campaign: c.ID, Revision: c.Revision, Action: a, By: by.Name, Role: by.Role, At: now, Note: note}, nil
}

// from says which states an action starts from.
func (a Action) from() []State {
	return map[Action][]State{
		Submit: {Draft}, Withdraw: {Submitted}, Approve: {Submitted}, Reject: {Submitted}, Pause: {Approved},
		Resume: {Paused}, Cancel: {Draft, Submitted, Approved, Paused},
	}[a]
}

// May reports whether somebody could take the step on the campaign as it stands, as far as the review goes.
func (c Campaign) May(a Action, by pufa.Staff) bool {
	return slices.Contains(a.from(), c.State) && c.allows(a, by) == nil
}

// Take does one step of the review; whoever approves has checked the campaign and its quotas first.
// The error is Conflict where the campaign does not stand where the step begins, Denied for somebody
// who may not take it.
func (c Campaign) Take(a Action, by pufa.Staff, now time.Time, note string) (Campaign, Step, error) {
	switch {
	case strings.TrimSpace(by.Name) == "":
		return c, Step{}, refuse("缺少姓名：每一步都要记下是谁做的")
	case !slices.Contains(a.from(), c.State):
		return c, Step{}, pufa.Errorf(pufa.Conflict, "这个计划是“%s”，不能%s", c.State.Chinese(), a.Chinese())
	}
	if err := c.allows(a, by); err != nil {
		return c, Step{}, err
	}
	if a == Reject && strings.TrimSpace(note) == "" {
		return c, Step{}, refuse("请写明退回的原因，好让作者修改")
	}
	switch a {
	case Submit:
		c.State = Submitted
	case Withdraw, Reject:
		c.State = Draft
	case Approve:
		c.State, c.Approver = Approved, by.Name
	case Pause:
		c.State = Paused
	case Resume:
		c.State = Approved
	case Cancel:
		c.State = Cancelled
	}
	if err := c.arm(now); err != nil {
		return c, Step{}, err
	}
	return c.stepped(a, by, now, note)
}

func (c Campaign) allows(a Action, by pufa.Staff) error {
	if a != Approve && a != Reject && a != Resume {
		return nil
	}
	if !by.Role.Approves() {
		return pufa.Errorf(pufa.Denied, "%s要由法律顾问或管理员来做，“%s”是%s", a.Chinese(), by.Name, by.Role.Chinese())
	}
	if a == Approve && slices.Contains(c.Authors, by.Name) {
		return pufa.Errorf(pufa.Denied, "“%s”写过这个计划，不能由本人审核，请换一位法律顾问或管理员", by.Name)
	}
	return nil
}

// arm sets the occurrence that is due next: after now, so that nothing is made up for.
func (c *Campaign) arm(now time.Time) error {
	c.Next = time.Time{}
	if c.State != Approved {
		return nil
	}
	if c.Next = c.Rule.Next(now); c.Next.IsZero() {
		return pufa.Errorf(pufa.Conflict, "发送时间已经过去，没有下一次可发；请改时间后重新提交")
	}
	return nil
}
