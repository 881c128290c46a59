package schedule

import (
	"context"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// DeliveryState is what has become of one occurrence of a campaign.
type DeliveryState string

// The states of a delivery. Unclear is for staff to look into: something may have been sent and the
// platform cannot be asked any more; it is never sent again.
const (
	Waiting   DeliveryState = "waiting"   // 待发
	Sending   DeliveryState = "sending"   // 发送中
	Sent      DeliveryState = "sent"      // 已发
	Partial   DeliveryState = "partial"   // 部分失败
	Failed    DeliveryState = "failed"    // 失败
	CalledOff DeliveryState = "cancelled" // 已取消
	Missed    DeliveryState = "missed"    // 已错过
	Unclear   DeliveryState = "unclear"   // 待核对
)

// Chinese returns the state's name as readers see it.
func (s DeliveryState) Chinese() string {
	switch s {
	case Waiting:
		return "待发"
	case Sending:
		return "发送中"
	case Sent:
		return "已发"
	case Partial:
		return "部分失败"
	case Failed:
		return "失败"
	case CalledOff:
		return "已取消"
	case Missed:
		return "已错过"
	case Unclear:
		return "待核对"
	default:
		return string(s)
	}
}

// Delivery is one occurrence of a campaign (一次推送): there is never a second one for the same moment.
type Delivery struct {
	ID         pufa.ID
	Plan       Campaign // as it was approved; what is sent
	Occurrence time.Time
	State      DeliveryState
	Why        string    // what went wrong or is to be known, in Chinese; "" for nothing
	Due        time.Time // when to begin, or to try again
	Attempts   int       // at beginning
	Claim      string    // names who is beginning it
	Media      string    // the platform's name of what is sent
	Selected   int       // receivers chosen
	Ended      time.Time
}

// PartState is what has become of one part of a delivery.
type PartState string

// The states of a part.
const (
	PartWaiting   PartState = "waiting"
	PartSending   PartState = "sending"  // somebody is at it, or was when a machine stopped
	PartAccepted  PartState = "accepted" // the platform has taken it and is sending
	PartSent      PartState = "sent"
	PartFailed    PartState = "failed"
	PartMissed    PartState = "missed"
	PartUnclear   PartState = "unclear"
	PartCancelled PartState = "cancelled"
)

// Part is what one call of the platform carries; each is settled on its own.
type Part struct {
	ID       pufa.ID
	Delivery pufa.ID
	Campaign pufa.ID
	Channel  Channel
	State    PartState
	Size     int       // receivers
	Attempts int       // calls begun
	First    time.Time // the first of them
	Due      time.Time // when to send, or to ask
	Claim    string    // names who is at it
	Doubt    bool      // an earlier call may have been accepted
	Job      string    // the platform's number of the send
	Data     string    // the platform's key of its statistics
	Count    Count
	Why      string  // what went wrong, in Chinese
	Reserve  Reserve // what becomes of the accept that a notification has taken; told at settling, not kept
}

// ClientID is the name under which the platform takes the part once: 32 characters.
func (p Part) ClientID() string { return strings.ReplaceAll(string(p.ID), "-", "") }

// Count is what the platform says it did with a part; Known is false where it has not said.
type Count struct {
	Known  bool
	Sent   int
	Failed int // refused, blocked, or over the month's quota
}

// Campaigns is what is kept of campaigns. The store implements it.
type Campaigns interface {
	Campaign(ctx context.Context, id pufa.ID) (Campaign, error)
	// Campaigns lists those in the states, all where none is named, newest first.
	Campaigns(ctx context.Context, states ...State) ([]Campaign, error)
	// Approvals names all approvals so far: it changes with each of them.
	Approvals(ctx context.Context) (string, error)
	// PutCampaign stores what the step made of it. Conflict where somebody else has taken a step
	// since c was read, or where it makes c approved and something else was approved since the
	// step's Beside was read. Deliveries that have not begun are called off unless it is approved, and
	// where it is cancelled also the parts that nobody has tried to send.
	PutCampaign(ctx context.Context, c Campaign, step Step) error
}

// Agenda is what is due. The store implements it.
type Agenda interface {
	// DueCampaigns lists approved campaigns whose next occurrence has come.
	DueCampaigns(ctx context.Context, now time.Time, n int) ([]Campaign, error)
	// Schedule stores the deliveries of the occurrences up to the next one, each once. Conflict
	// where another node was first or the campaign has changed since it was read.
	Schedule(ctx context.Context, c Campaign, next time.Time, deliveries []Delivery) error
	// Deliveries lists those of a campaign, oldest first.
	Deliveries(ctx context.Context, campaign pufa.ID) ([]Delivery, error)
}

// Deliveries is what the engine begins and ends. The store implements it.
type Deliveries interface {
	// ClaimDelivery hands a waiting delivery that is due to its caller alone, for a while. NotFound
	// where there is none.
	ClaimDelivery(ctx context.Context, now time.Time) (Delivery, error)
	// BeginDelivery stores its parts with their receivers, all or nothing, and lets it be sent. Of
	// notifications each part takes an accept of its receiver; one that finds none has Failed.
	// Conflict where the claim has been lost or it was called off.
	BeginDelivery(ctx context.Context, d Delivery, parts []Part, receivers [][]pufa.FollowerKey) error
	// SettleDelivery stores State, Why, Due and Ended of one that is not begun, or with Waiting gives
	// it back. Conflict as for BeginDelivery.
	SettleDelivery(ctx context.Context, d Delivery) error
	// CloseDeliveries ends those whose parts are all settled, writes the ledger and returns them.
	CloseDeliveries(ctx context.Context, now time.Time) ([]Delivery, error)
}

// Parts is what the engine sends. The store implements it.
type Parts interface {
	// ClaimPart hands a part that is due to its caller alone, with its delivery. A part that its
	// last holder did not settle in time comes with Doubt. NotFound where there is none.
	ClaimPart(ctx context.Context, now time.Time) (Part, Delivery, error)
	// SettlePart stores what became of a part that was in the state, with rows for the ledger, and
	// what becomes of its accept.
	// Conflict where it is not there any more.
	SettlePart(ctx context.Context, p Part, from PartState, rows ...reach.Entry) error
	// AcceptedParts lists those about which the platform is to be asked.
	AcceptedParts(ctx context.Context, now time.Time, n int) ([]Part, error)
	// PartOfJob finds the part by the platform's number.
	PartOfJob(ctx context.Context, job string) (Part, error)
}

// Followers is who can be chosen. The store implements it.
type Followers interface {
	// EachFollower hands out everybody who follows and has not opted out, until yield returns false.
	EachFollower(ctx context.Context, yield func(pufa.Follower) bool) error
	// Receivers returns the addresses of a part's receivers who still follow and have not opted out.
	Receivers(ctx context.Context, part pufa.ID) ([]string, error)
	// MassUsage tells what mass sends since the moment have used of the quotas, those included that
	// are under way or whose fate is not known.
	MassUsage(ctx context.Context, since time.Time) (Usage, error)
	// Accepted returns who may still be sent a notification of the template.
	Accepted(ctx context.Context, template string) (map[pufa.FollowerKey]bool, error)
}

// Usage is what has been used of the mass quotas.
type Usage struct {
	Days   map[pufa.Day]int         // deliveries by the day on which they were begun
	People map[pufa.FollowerKey]int // messages by receiver
}
