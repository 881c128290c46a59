package wechat

import (
	"context"
	"time"
)

// Event is a notice of WeChat's that no conversation follows from: a mass send that finished, an
// answer to a subscription popup.
type Event struct {
	ID     string // names the event for good, as bot.Message.ID does
	Name   string // as WeChat writes it: MASSSENDJOBFINISH
	From   string // the openid, or for finished mass sends WeChat itself; never logged
	JobID  string // the id of the finished send; "" for other events
	Status string // of the finished send: send success, send fail, err(n)
	Popups []Popup
	At     time.Time
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
		Popups: in.Popups, At: in.at(now),
	}
}
