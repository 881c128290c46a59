package reach

import (
	"time"

	"github.com/pufa/pufa"
)

// Event is something that took place, or is planned to (活动): a lecture, a fair, a visit. Its numbers
// are rows of the ledger; what changes a number after it was entered adds rows that correct the old.
type Event struct {
	ID       pufa.ID    `json:"id"`
	Number   string     `json:"number"`   // 2026-011: the year and the place in it, given once by the store
	Code     string     `json:"code"`     // 8 letters and digits of its sign-in page /i/CODE, given once by the store
	Revision int        `json:"revision"` // counts the steps from 1
	State    EventState `json:"state"`

	Name      string    `json:"name"`
	Node      string    `json:"node,omitempty"`  // id of the publicity day in the calendar; "" for none
	Theme     string    `json:"theme,omitempty"` // in words, also where there is a node
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"` // zero: not noted
	Place     string    `json:"place,omitempty"`
	Community string    `json:"community,omitempty"` // one of the office's
	Form      string    `json:"form"`                // one of Forms
	Scene     string    `json:"scene,omitempty"`     // 六进, one of Scenes; "" for none
	Organiser string    `json:"organiser,omitempty"`
	Partners  []string  `json:"partners,omitempty"`

	Topics      []string   `json:"topics,omitempty"` // as offered in the configuration, or in words
	Laws        []string   `json:"laws,omitempty"`   // short names
	Groups      []string   `json:"groups,omitempty"` // 青少年, 老年人, 妇女, 农民工, 企业职工, … in words
	Trade       string     `json:"trade,omitempty"`  // one of pufa.Trades, where it was for one
	Enterprises []Visit    `json:"enterprises,omitempty"`
	Lecturers   []string   `json:"lecturers,omitempty"`
	Volunteers  int        `json:"volunteers,omitempty"` // 人
	Handouts    []Handout  `json:"handouts,omitempty"`
	Panels      int        `json:"panels,omitempty"`  // 展板, 块
	Banners     int        `json:"banners,omitempty"` // 横幅, 条
	Heads       []Heads    `json:"heads,omitempty"`   // one for each basis; the first is the one that reports count
	Questions   int        `json:"questions,omitempty"`
	Referrals   int        `json:"referrals,omitempty"`
	OnlineReads int        `json:"online_reads,omitempty"` // what another platform counted, as noted
	Photos      []Photo    `json:"photos,omitempty"`
	Feedback    string     `json:"feedback,omitempty"`
	EnteredBy   pufa.Staff `json:"entered_by"`
	CheckedBy   pufa.Staff `json:"checked_by"`    // zero: nobody has checked it as it now stands
	Key         string     `json:"key,omitempty"` // idempotency key of how it was entered, unique: the same form or row twice is one event
}

// EventState is how far an event has come.
type EventState string

// The states of an event. Only what was held counts.
const (
	EventPlanned   EventState = "planned"   // 计划中
	EventDone      EventState = "held"      // 已举办
	EventCancelled EventState = "cancelled" // 已取消, or entered by mistake: all its numbers are taken back
)

// Chinese returns the state's name as readers see it.
func (s EventState) Chinese() string {
	switch s {
	case EventPlanned:
		return "计划中"
	case EventDone:
		return "已举办"
	case EventCancelled:
		return "已取消"
	default:
		return string(s)
	}
}

// Heads is how many people an event had, on one basis. Figures on two bases are of the same people and
// are never added together.
type Heads struct {
	Basis  Basis `json:"basis"`
	People int   `json:"people"` // 人
	Times  int   `json:"times"`  // 人次, at least People; 0 is read as People
}

// Handout is how much of one material was given out.
type Handout struct {
	Material pufa.ID `json:"material,omitempty"` // "" for a kind that the stock does not know
	Name     string  `json:"name"`
	Copies   int     `json:"copies"` // 份
}

// Visit is an enterprise that was visited or taught.
type Visit struct {
	Name string `json:"name"`
	Code string `json:"code,omitempty"` // 统一社会信用代码, its check character verified; "" not noted
}

// Photo is a picture of an event, re-encoded without what a camera adds.
type Photo struct {
	ID      string `json:"id"` // SHA-256 of the stored bytes, in hex
	Caption string `json:"caption,omitempty"`
	Width   int    `json:"width"`  // pixels
	Height  int    `json:"height"` // pixels
}

// Forms lists the forms of events (形式), as everybody writes them.
func Forms() []string {
	return []string{"讲座", "咨询", "展板", "演出", "入户", "竞赛", "普法课", "走访", "培训", "发放资料", "其他形式"}
}

// Scenes lists where law is brought to (法律六进).
func Scenes() []string {
	return []string{"进机关", "进乡村", "进社区", "进学校", "进企业", "进单位"}
}

// Day is the civil day on which the event counts.
func (e Event) Day() pufa.Day { return pufa.DayOf(e.Start) }

// Subject is how the ledger's rows name the event.
func (e Event) Subject() string { return "event:" + string(e.ID) }

// EventStep is one entry in the record of an event: who did what, and the event as it then was.
type EventStep struct {
	Revision int
	Action   EventAction
	By       pufa.Staff
	At       time.Time
	Note     string // why, where it corrects
	Event    Event
}

// EventAction is what a step did.
type EventAction string

// The actions on an event.
const (
	EventEntered   EventAction = "entered"   // 登记
	EventReported  EventAction = "held"      // 报告举办: a planned one took place, with its numbers
	EventCorrected EventAction = "corrected" // 更正
	EventChecked   EventAction = "checked"   // 核对
	EventTakenBack EventAction = "cancelled" // 取消
)

// Chinese returns the action's name as readers see it.
func (a EventAction) Chinese() string {
	switch a {
	case EventEntered:
		return "登记"
	case EventReported:
		return "报告举办"
	case EventCorrected:
		return "更正"
	case EventChecked:
		return "核对"
	case EventTakenBack:
		return "取消"
	default:
		return string(a)
	}
}

// writes reports whether who did it has a hand in what the event says.
func (a EventAction) writes() bool {
	return a == EventEntered || a == EventReported || a == EventCorrected
}
