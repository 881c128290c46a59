package wechatsim

import (
	"context"
	"net/http"
	"strings"
	"time"
)

// noticeRequest is the body of subscribe/bizsend and template/send.
type noticeRequest struct {
	ToUser      string `json:"touser"`
	TemplateID  string `json:"template_id"`
	URL         string `json:"url"`
	Page        string `json:"page"`
	ClientMsgID string `json:"client_msg_id"`
	Data        map[string]struct {
		Value string `json:"value"`
	} `json:"data"`
}

func noticeEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/message/subscribe/bizsend": {method: post, need: verifiedService, serve: (*Platform).bizSend},
		"wxaapi/newtmpl/gettemplate":        {method: http.MethodGet, need: verifiedService, serve: (*Platform).ownTemplates},
		"cgi-bin/message/template/send":     {method: post, need: verifiedService, daily: 100_000, serve: (*Platform).templateSend},
	}
}

func (p *Platform) notice(c *call) (noticeRequest, error) {
	var in noticeRequest
	if err := c.decode(&in); err != nil {
		return in, err
	}
	switch {
	case in.TemplateID == "":
		return in, fail(40037)
	case len(in.Data) == 0:
		return in, fail(47001)
	}
	return in, nil
}

// bizSend uses up one accept of the template, unless it is a long-term one. The receiver need not
// follow.
func (p *Platform) bizSend(c *call) (object, error) {
	in, err := p.notice(c)
	if err != nil {
		return nil, err
	}
	if err := p.checkNotice(in); err != nil {
		return nil, err
	}
	who, ok := p.byOpenID[in.ToUser]
	switch {
	case !ok:
		return nil, fail(40003)
	case who.accepts[in.TemplateID] == 0:
		return nil, fail(43101)
	}
	if !p.longTerm(in.TemplateID) {
		who.accepts[in.TemplateID]--
	}
	p.showNotice(who, c, in, "subscribe")
	id := p.msgID(p.next())
	p.later(time.Second, c.now, func(ctx context.Context, due time.Time) {
		p.pushQuietly(ctx, p.event(in.ToUser, "subscribe_msg_sent_event", due, nest("SubscribeMsgSentEvent",
			nest("List", text("TemplateId", in.TemplateID), text("MsgID", decimal(id)),
				number("ErrorCode", 0), text("ErrorStatus", "success")))))
	})
	return nil, nil
}

func (p *Platform) templateSend(c *call) (object, error) {
	in, err := p.notice(c)
	if err != nil {
		return nil, err
	}
	who, err := p.receiver(in.ToUser)
	if err != nil {
		return nil, err
	}
	id, status := p.msgID(p.next()), "success"
	if who.refusing {
		status = "failed:user block"
	} else {
		p.showNotice(who, c, in, "template")
	}
	p.later(time.Second, c.now, func(ctx context.Context, due time.Time) {
		p.pushQuietly(ctx, p.event(in.ToUser, "TEMPLATESENDJOBFINISH", due, number("MsgID", id), text("Status", status)))
	})
	return accepted(object{"msgid": id}), nil
}

func (p *Platform) pushQuietly(ctx context.Context, cb callback) {
	cb.silent = true
	p.push(ctx, cb)
}

func (p *Platform) showNotice(who *person, c *call, in noticeRequest, via string) {
	var lines []string
	for _, name := range sortedKeys(in.Data) {
		lines = append(lines, in.Data[name].Value)
	}
	p.show(who, c.now, Shown{Side: Theirs, Kind: "card", Via: via, Text: strings.Join(lines, "\n"), Link: in.URL + in.Page})
}
