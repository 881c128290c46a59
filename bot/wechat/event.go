package wechat

import (
	"context"
	"strconv"
	"time"
)

// Event is a notice of WeChat's that no conversation follows from: a mass send that finished, an
// answer to a subscription popup.
type Event struct {
	ID       string // names the event for good, as bot.Message.ID does
	Name     string // as WeChat writes it: MASSSENDJOBFINISH
	From     string // the openid, or for finished mass sends WeChat itself; never logged
	JobID    string // the id of the finished send; "" for other events
	Status   string // of the finished send: send success, send fail, err(n)
	Sent     int    // of the finished send: how many it reached; -1 where it does not say
	Failed   int    // of the finished send: how many it was to reach and did not
	Popups   []Popup
	Notified []Notified
	At       time.Time
}

// Popup is one answer to a request for subscription notifications. One event carries several.
type Popup struct {
	TemplateID string `xml:"TemplateId"`
	Status     string `xml:"SubscribeStatusString"` // accept or reject
	Scene      string `xml:"PopupScene"`
}

// EventHandler is what a Handler may implement besides, to hear of Events. WeChat is told success
// whatever becomes of them: the facts can be asked for again.
type EventHandler interface {
	HandleEvent(ctx context.Context, e Event) error
}

func (in received) event(now time.Time) Event {
	job := in.JobID
	if job == "" {
		job = in.MsgID
	}
	return Event{
		ID: in.id(), Name: in.Event, From: in.FromUserName, JobID: job, Status: in.Status,
		Popups: in.answers(), Notified: in.Notified, At: in.at(now), Sent: in.sent(), Failed: in.failed(),
	}
}

func (in received) sent() int { return count(in.SentCount, -1) }

// failed is what of the receivers was not reached. FilterCount, which leaves out those who refuse,
// are blocked or have had enough for the month, is a part of TotalCount.
func (in received) failed() int {
	return max(count(in.TotalCount, 0)-count(in.SentCount, 0), 0)
}

func count(text string, unknown int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return unknown
	}
	return n
}
