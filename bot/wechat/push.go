package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Files is where pictures of campaigns are kept.
type Files interface {
	File(ctx context.Context, name string) ([]byte, error)
}

// Pusher implements schedule.Gateway: it pushes to followers through an account's gateway.
type Pusher struct {
	gateway *Gateway
	files   Files
}

// NewPusher returns a pusher.
func NewPusher(g *Gateway, files Files) Pusher { return Pusher{gateway: g, files: files} }

const (
	opMassList = "mass/send"
	opMassTag  = "mass/sendall"
	opPublish  = "freepublish/submit"
)

// ask makes a call. A token that is refused even when it is fresh has been replaced by another program
// of the account just now: a push is not given up for that.
func (p Pusher) ask(ctx context.Context, op, path string, body, into any, secrets ...string) error {
	return laterIfStale(p.gateway.ask(ctx, op, path, body, into, secrets...))
}

func (p Pusher) post(ctx context.Context, op, path string, body any, secrets ...string) error {
	return laterIfStale(p.gateway.post(ctx, op, path, body, secrets...))
}

func laterIfStale(err error) error {
	var e *Error
	if !errors.As(err, &e) || !staleToken(e.Code) {
		return err
	}
	return &Error{Op: e.Op, Code: e.Code, cause: &pufa.Error{Kind: pufa.Limited, Say: e.cause.Say, Err: e.cause}}
}

// Prepare implements schedule.Gateway: it makes a draft of articles, and media of a picture.
func (p Pusher) Prepare(ctx context.Context, c schedule.Channel, pieces []schedule.Piece) (string, error) {
	switch {
	case len(pieces) == 0 || c == schedule.Notice:
		return "", nil
	case pieces[0].Kind == schedule.Article:
		return p.draft(ctx, pieces)
	case pieces[0].Kind == schedule.Image && c == schedule.Customer:
		return p.picture(ctx, "media/upload", "/cgi-bin/media/upload", pieces[0].File)
	case pieces[0].Kind == schedule.Image:
		return p.picture(ctx, "material/add_material", "/cgi-bin/material/add_material", pieces[0].File)
	}
	return "", nil
}

func (p Pusher) picture(ctx context.Context, op, path, file string) (string, error) {
	content, err := p.files.File(ctx, file)
	if err != nil {
		return "", err
	}
	id, err := p.gateway.upload(ctx, op, path, content)
	return id, laterIfStale(err)
}

type draftArticle struct {
	Title   string `json:"title"`
	Author  string `json:"author,omitempty"`
	Digest  string `json:"digest,omitempty"`
	Content string `json:"content"`
	Cover   string `json:"thumb_media_id"`
	Source  string `json:"content_source_url,omitempty"` // 阅读原文: our own page of it
}

func (p Pusher) draft(ctx context.Context, pieces []schedule.Piece) (string, error) {
	covers := map[string]string{}
	var articles []draftArticle
	for _, piece := range pieces {
		if covers[piece.File] == "" {
			id, err := p.picture(ctx, "material/add_material", "/cgi-bin/material/add_material", piece.File)
			if err != nil {
				return "", err
			}
			covers[piece.File] = id
		}
		articles = append(articles, draftArticle{piece.Title, piece.Author, piece.Digest, piece.Body, covers[piece.File], p.gateway.entryPage(piece.Entry, "push")})
	}
	var answer struct {
		ID string `json:"media_id"`
	}
	err := p.ask(ctx, "draft/add", "/cgi-bin/draft/add", map[string]any{"articles": articles}, &answer)
	if err == nil && answer.ID == "" {
		err = p.gateway.failed("draft/add", errors.New("an answer without media_id"), true)
	}
	return answer.ID, err
}

// Send implements schedule.Gateway.
func (p Pusher) Send(ctx context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	switch s.Channel {
	case schedule.Mass:
		return p.mass(ctx, s)
	case schedule.Publish:
		return p.publish(ctx, s)
	case schedule.Notice:
		return p.notify(ctx, s)
	case schedule.Customer:
		body := content(s, "image")
		body["touser"] = s.To[0]
		err := p.post(ctx, opSend, "/cgi-bin/message/custom/send", body, s.To[0])
		return schedule.Receipt{Count: schedule.Count{Known: err == nil, Sent: 1}}, err
	}
	return schedule.Receipt{}, &Error{Op: string(s.Channel), cause: &pufa.Error{Kind: pufa.Invalid, Say: "这个渠道不经微信发送"}}
}

// content is what a mass or customer message says; they differ in how they name a picture.
func content(s schedule.Shipment, picture string) map[string]any {
	media := map[string]string{"media_id": s.Media}
	switch s.Pieces[0].Kind {
	case schedule.Article:
		return map[string]any{"msgtype": "mpnews", "mpnews": media, "send_ignore_reprint": 1}
	case schedule.Image:
		if picture == "images" {
			return map[string]any{"msgtype": "image", "images": map[string]any{"media_ids": []string{s.Media}}}
		}
		return map[string]any{"msgtype": "image", "image": media}
	default:
		return map[string]any{"msgtype": "text", "text": map[string]string{"content": s.Pieces[0].Body}}
	}
}

// mass sends to a list or to a tag. WeChat takes a clientmsgid once within 24 hours: 45065 is its word
// that it has taken it before, and comes with the numbers of then.
func (p Pusher) mass(ctx context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	body := content(s, "images")
	body["clientmsgid"] = s.ID
	op, path := opMassList, "/cgi-bin/message/mass/send"
	if s.Tag {
		tag, err := p.tag(ctx, s)
		if err != nil {
			return schedule.Receipt{}, nothingSent(err)
		}
		op, path = opMassTag, "/cgi-bin/message/mass/sendall"
		body["filter"] = map[string]any{"is_to_all": false, "tag_id": tag}
	} else {
		body["touser"] = s.To
	}
	var answer struct {
		Job  json.Number `json:"msg_id"`
		Data json.Number `json:"msg_data_id"`
	}
	err := p.ask(ctx, op, path, body, &answer, s.To...)
	var refused *Error
	if errors.As(err, &refused) && refused.Code == 45065 {
		return schedule.Receipt{Job: answer.Job.String(), Data: answer.Data.String()}, nil
	}
	if err == nil && answer.Job == "" {
		err = p.gateway.failed(op, errors.New("an answer without msg_id"), true)
	}
	if err != nil {
		return schedule.Receipt{}, err
	}
	return schedule.Receipt{Job: answer.Job.String(), Data: answer.Data.String()}, nil
}

// publish submits a draft, which is a draft no longer once it was taken: that it is not found in
// doubt is WeChat's word that an earlier call was taken, under a number that nobody knows.
func (p Pusher) publish(ctx context.Context, s schedule.Shipment) (schedule.Receipt, error) {
	var answer struct {
		Job  json.Number `json:"publish_id"` // has been seen as a string, too
		Data json.Number `json:"msg_data_id"`
	}
	err := p.ask(ctx, opPublish, "/cgi-bin/freepublish/submit", map[string]string{"media_id": s.Media}, &answer)
	var refused *Error
	if errors.As(err, &refused) && refused.Code == 40007 && s.Doubt {
		return schedule.Receipt{}, nil
	}
	if err == nil && answer.Job == "" {
		err = p.gateway.failed(opPublish, errors.New("an answer without publish_id"), true)
	}
	if err != nil {
		return schedule.Receipt{}, err
	}
	return schedule.Receipt{Job: answer.Job.String(), Data: answer.Data.String()}, nil
}

// nothingSent is an error of a step before the send, whose outcome does not matter.
func nothingSent(err error) error {
	var e *Error
	if !errors.As(err, &e) || !e.Unknown {
		return err
	}
	cause := &pufa.Error{Kind: pufa.Limited, Say: "微信没有正常回应，还没有发送，稍后会再试。", Err: e.cause}
	return &Error{Op: e.Op, Code: e.Code, cause: cause}
}

// Outcome implements schedule.Gateway.
func (p Pusher) Outcome(ctx context.Context, c schedule.Channel, job string) (schedule.Outcome, error) {
	switch c {
	case schedule.Publish:
		return p.published(ctx, job)
	case schedule.Notice: // it was taken; whether it arrived only the event tells
		return schedule.Outcome{Done: true, OK: true}, nil
	}
	var answer struct {
		Status string `json:"msg_status"`
	}
	err := p.ask(ctx, "mass/get", "/cgi-bin/message/mass/get", map[string]string{"msg_id": job}, &answer)
	if err != nil {
		return schedule.Outcome{}, err
	}
	switch answer.Status {
	case "SEND_SUCCESS", "DELETE":
		return schedule.Outcome{Done: true, OK: true}, nil
	case "SEND_FAIL":
		return schedule.Outcome{Done: true, Why: massFailure("send fail")}, nil
	}
	return schedule.Outcome{}, nil
}

func (p Pusher) published(ctx context.Context, job string) (schedule.Outcome, error) {
	var answer struct {
		Status *int `json:"publish_status"`
	}
	err := p.ask(ctx, "freepublish/get", "/cgi-bin/freepublish/get", map[string]string{"publish_id": job}, &answer)
	switch {
	case err != nil:
		return schedule.Outcome{}, err
	case answer.Status == nil || *answer.Status == 1:
		return schedule.Outcome{}, nil
	case *answer.Status == 0:
		return schedule.Outcome{Done: true, OK: true}, nil
	}
	return schedule.Outcome{Done: true, Why: fmt.Sprintf("微信没有发布这篇文章（状态 %d）：请登录微信公众平台查看原因", *answer.Status)}, nil
}

// Outcome returns what the finish event of a mass send says of it.
func (e Event) Outcome() schedule.Outcome {
	o := schedule.Outcome{Done: true, OK: e.Status == "send success"}
	if o.OK {
		o.Count = schedule.Count{Known: e.Sent >= 0, Sent: max(e.Sent, 0), Failed: e.Failed}
		return o
	}
	o.Why = massFailure(e.Status)
	return o
}

// massFailure says in Chinese why WeChat did not send. WeChat: 事件推送群发结果.
func massFailure(status string) string {
	why := map[string]string{
		"err(10001)": "涉嫌广告", "err(20001)": "涉嫌政治内容", "err(20002)": "涉嫌色情", "err(20004)": "涉嫌社会问题",
		"err(20006)": "涉嫌违法犯罪", "err(20008)": "涉嫌欺诈", "err(20013)": "涉嫌版权问题", "err(21000)": "涉嫌其他问题",
		"err(22000)": "涉嫌互推", "err(30001)": "原创校验出错", "err(30002)": "原创校验被判定不能群发", "err(30003)": "原创校验被判定为转载且不允许",
		"err(40001)": "管理员拒绝了这次群发", "err(40002)": "管理员没有在 30 分钟内确认",
	}[status]
	if why == "" {
		return "微信没有发出这次群发（" + status + "）：请登录微信公众平台查看原因"
	}
	return "微信没有发出这次群发：" + why
}
