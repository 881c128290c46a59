package reach

import (
	"context"
	"slices"
	"time"

	"github.com/pufa/pufa"
)

// Kind is what a row of the ledger records.
type Kind string

// The kinds of rows that conversations, pages and pushes write.
const (
	Followed   Kind = "follow"      // 关注
	Unfollowed Kind = "unfollow"    // 取消关注
	Answered   Kind = "answered"    // 智能答复
	HandedOver Kind = "handed_over" // 转人工
	Replied    Kind = "replied"     // 人工答复
	PageRead   Kind = "page_read"   // 网页阅读

	PushSelected  Kind = "push_selected"  // 推送选定: receivers chosen for a push
	PushAccepted  Kind = "push_accepted"  // 推送受理: receivers for whom the platform took it
	PushDelivered Kind = "push_delivered" // 推送送达
	PushFailed    Kind = "push_failed"    // 推送未达
	PushRead      Kind = "push_read"      // 推送阅读: readers of a day; one who reads on two days counts twice
	PushShared    Kind = "push_shared"    // 推送分享: likewise

	PosterScanned  Kind = "scan"            // 海报扫码: the code of a poster or a screen
	NoticeAccepted Kind = "notice_accepted" // 同意订阅通知

	EventHeld   Kind = "event_held"   // 举办活动: Times is the number of events
	Attended    Kind = "attended"     // 活动到场: the heads of an event on one basis
	SignedIn    Kind = "signed_in"    // 扫码签到: one row a person and event; they are among those who attended
	GaveOut     Kind = "gave_out"     // 发放资料: Copies; Source is "material:id", Subject the event or ""
	Visited     Kind = "visited"      // 走访企业: Times is the number of enterprises
	Consulted   Kind = "consulted"    // 现场咨询: Times is the number of questions
	Referred    Kind = "referred"     // 转介: Times
	ReadOutside Kind = "read_outside" // 活动线上阅读: what another platform counted of an event, as staff noted it
)

// Kinds lists the kinds in the order in which reports show them.
func Kinds() []Kind {
	return []Kind{EventHeld, Attended, SignedIn, GaveOut, Visited, Consulted, Referred, ReadOutside,
		Answered, HandedOver, Replied, PageRead, PosterScanned,
		PushSelected, PushAccepted, PushDelivered, PushFailed, PushRead, PushShared,
		Followed, Unfollowed, NoticeAccepted}
}

// Unit returns what Times counts of a kind: 场 of events, 家次 of visits, else 人次.
func (k Kind) Unit() string {
	switch k {
	case EventHeld:
		return "场"
	case Visited:
		return "家次"
	default:
		return "人次"
	}
}

// Offline reports whether a kind is of something that took place on the spot.
func (k Kind) Offline() bool {
	return slices.Contains([]Kind{EventHeld, Attended, SignedIn, GaveOut, Visited, Consulted, Referred}, k)
}

// Chinese returns the kind's name as readers see it.
func (k Kind) Chinese() string {
	switch k {
	case Followed:
		return "关注"
	case Unfollowed:
		return "取消关注"
	case Answered:
		return "智能答复"
	case HandedOver:
		return "转人工"
	case Replied:
		return "人工答复"
	case PageRead:
		return "网页阅读"
	case PushSelected:
		return "推送选定"
	case PushAccepted:
		return "推送受理"
	case PushDelivered:
		return "推送送达"
	case PushFailed:
		return "推送未达"
	case PushRead:
		return "推送阅读"
	case PushShared:
		return "推送分享"
	case PosterScanned:
		return "海报扫码"
	case NoticeAccepted:
		return "同意订阅通知"
	case EventHeld:
		return "举办活动"
	case Attended:
		return "活动到场"
	case SignedIn:
		return "扫码签到"
	case GaveOut:
		return "发放资料"
	case Visited:
		return "走访企业"
	case Consulted:
		return "现场咨询"
	case Referred:
		return "转介"
	case ReadOutside:
		return "活动线上阅读"
	default:
		return string(k)
	}
}

// Basis is how a number is known (计数口径).
type Basis string

// The bases of counting.
const (
	Platform  Basis = "platform" // 平台回执
	CheckedIn Basis = "checkin"  // 签到
	Scanned   Basis = "scan"     // 扫码
	HandedOut Basis = "handout"  // 发放登记
	Estimated Basis = "estimate" // 现场估算
	System    Basis = "system"   // 系统记录: our own program saw it happen
)

// Entry is one row of the append-only ledger (触达). A correction is a new row that names the old.
type Entry struct {
	ID        pufa.ID
	Key       string // idempotency key, unique: the same fact twice is one row
	At        time.Time
	Day       pufa.Day // the civil day it counts for
	Kind      Kind
	Basis     Basis
	People    int              // 人: distinct persons that this row stands for
	Times     int              // 人次: contacts
	Copies    int              // 份
	Subject   string           // entry:slug, campaign:id, event:id, law:name; "" for none
	Follower  pufa.FollowerKey // "" where nobody in particular
	Community string
	Trade     string
	Source    string  // how they came: the scene of a QR code, "search", "share"; "" unknown
	Corrects  pufa.ID // the row that this one corrects; "" for none
}

// Undone returns the row that takes e back: the same with its numbers negated, recorded now, naming e. A
// correction takes the wrong row back and adds a right one, so that every sum stays a plain sum. Its key
// lets a row be taken back once.
func (e Entry) Undone(at time.Time) Entry {
	undo := e
	undo.ID, undo.Key, undo.At, undo.Corrects = pufa.NewID(), "undo:"+e.Key, at, e.ID
	undo.People, undo.Times, undo.Copies = -e.People, -e.Times, -e.Copies
	return undo
}

// Total is one line of a summary.
type Total struct {
	Kind   Kind
	Basis  Basis
	Rows   int
	Times  int // 人次: the sum of contacts
	People int // 人: distinct follower keys in the period, never the sum over days
	Copies int
}

// Ledger is what is kept of the rows. The store implements it.
type Ledger interface {
	// Append adds the rows whose Key is not there yet, all or none, and returns how many are new.
	Append(ctx context.Context, rows ...Entry) (added int, err error)
	// Totals sums the rows of the days from … to, both included, by kind and basis.
	Totals(ctx context.Context, from, to pufa.Day) ([]Total, error)
}

// Chinese returns the basis's name as readers see it.
func (b Basis) Chinese() string {
	switch b {
	case Platform:
		return "平台回执"
	case CheckedIn:
		return "签到"
	case Scanned:
		return "扫码"
	case HandedOut:
		return "发放登记"
	case Estimated:
		return "现场估算"
	case System:
		return "系统记录"
	default:
		return string(b)
	}
}
