package wechat

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

const opNotice = "message/subscribe/bizsend"

// The events about subscription notifications.
const (
	EventPopup    = "subscribe_msg_popup_event"  // answers in a dialog
	EventChange   = "subscribe_msg_change_event" // turned off or on in the account's settings
	EventNotified = "subscribe_msg_sent_event"   // a notification was sent, or not
)

// Notified is WeChat's word on one notification. One event may carry several.
type Notified struct {
	TemplateID string `xml:"TemplateId"`
	MsgID      string `xml:"MsgID"`
	Code       string `xml:"ErrorCode"` // 0: sent
	Status     string `xml:"ErrorStatus"`
}

// answers are those of a popup or of a change in the settings; an event has either.
func (in received) answers() []Popup {
	if len(in.Popups) > 0 {
		return in.Popups
	}
	return in.Changes
}

// Accepted reports whether notifications of the template are accepted.
func (p Popup) Accepted() bool { return p.Status == "accept" }

// Outcome returns what became of the notification.
func (n Notified) Outcome() schedule.Outcome {
	if n.Code == "0" || n.Code == "" && n.Status == "success" {
		return schedule.Outcome{Done: true, OK: true, Count: schedule.Count{Known: true, Sent: 1}}
	}
	o := schedule.Outcome{Done: true, Reason: n.Code, Count: schedule.Count{Known: true, Failed: 1}}
	o.Why = "微信没有送达这条订阅通知（" + n.Status + "）"
	if n.Code == "43101" {
		o.Why = notAccepted
	}
	return o
}

const notAccepted = "对方没有同意接收这种订阅通知，或同意已用掉，要等对方再同意。"

// NotAccepted reports that the receiver has not accepted notifications of the template.
func (e *Error) NotAccepted() bool { return e.Op == opNotice && e.Code == 43101 }

// Reason is WeChat's errcode; "" where there is none.
func (e *Error) Reason() string {
	if e.Code == 0 {
		return ""
	}
	return strconv.Itoa(e.Code)
}

// notify sends one notification. WeChat knows no name under which it takes a notification once, and
// cannot be asked: an unknown outcome stays unknown. That it has arrived WeChat tells by an event.
func (p Pusher) notify(ctx context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	data := map[string]any{}
	for _, w := range s.Notice.Words {
		data[w.Key] = map[string]string{"value": w.Says}
	}
	body := map[string]any{"touser": s.To[0], "template_id": s.Notice.Template, "data": data}
	if page := p.gateway.entryPage(s.Pieces[0].Entry, "notice"); page != "" {
		body["page"] = page
	}
	if err := p.post(ctx, opNotice, "/cgi-bin/message/subscribe/bizsend", body, s.To[0]); err != nil {
		return schedule.Receipt{}, badKeyword(err)
	}
	return schedule.Receipt{Job: "notice-" + s.ID}, nil
}

// entryPage returns the address of our page of an entry, with how its reader comes; "" where there is none.
func (g *Gateway) entryPage(slug, from string) string {
	if g.pages == "" || slug == "" {
		return ""
	}
	return strings.TrimSuffix(g.pages, "/") + "/e/" + url.PathEscape(slug) + "?from=" + from
}

var keywordPattern = regexp.MustCompile(`data\.([a-z_]+[0-9]+)`)

// badKeyword names the keyword that WeChat does not take.
func badKeyword(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Code != 47003 {
		return err
	}
	found := keywordPattern.FindStringSubmatch(e.cause.Error())
	if found == nil {
		return err
	}
	say := "微信不收模板里的“" + found[1] + "”：请对照微信公众平台的模板，改短或改格式后重新提交计划。"
	return &Error{Op: e.Op, Code: e.Code, cause: &pufa.Error{Kind: pufa.Invalid, Say: say, Err: e.cause}}
}
