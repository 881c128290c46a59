package wechatsim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// massRequest is the body of mass/sendall, mass/send and mass/preview.
type massRequest struct {
	Filter *struct {
		ToAll bool `json:"is_to_all"`
		TagID int  `json:"tag_id"`
	} `json:"filter"`
	ToUser      json.RawMessage `json:"touser"` // a list; one openid in a preview
	ToWxName    string          `json:"towxname"`
	MsgType     string          `json:"msgtype"`
	ClientMsgID string          `json:"clientmsgid"`
	Text        struct {
		Content string `json:"content"`
	} `json:"text"`
	News  mediaRef `json:"mpnews"`
	Voice mediaRef `json:"voice"`
	Image mediaRef `json:"image"`
	Video mediaRef `json:"mpvideo"`
	// Images is the form of pictures since 2019.
	Images struct {
		IDs []string `json:"media_ids"`
	} `json:"images"`
}

type mediaRef struct {
	ID string `json:"media_id"`
}

// massState are the mass sends of the account.
type massState struct {
	jobs     map[int64]*massJob
	byClient map[string]*massJob
	sent     map[string]int // by day: what counts for a subscription account
}

func newMassState() massState {
	return massState{jobs: map[int64]*massJob{}, byClient: map[string]*massJob{}, sent: map[string]int{}}
}

// massJob is one accepted mass send.
type massJob struct {
	id, dataID int64
	at         time.Time
	status     string // SENDING, SEND_SUCCESS, SEND_FAIL, DELETE
	waiting    bool   // for the administrator
	request    massRequest
	issue      *issue
	targets    []*person
	total      int // as asked for, followers or not
}

func massEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/message/mass/sendall": {method: post, need: verified, daily: 100, minute: 60, serve: (*Platform).massSendAll},
		"cgi-bin/message/mass/send":    {method: post, need: verifiedService, daily: 100, minute: 60, serve: (*Platform).massSend},
		"cgi-bin/message/mass/get":     {method: post, need: verified, serve: (*Platform).massGet},
		"cgi-bin/message/mass/delete":  {method: post, need: verified, daily: 10, serve: (*Platform).massDelete},
		"cgi-bin/message/mass/preview": {method: post, need: verified, daily: 100, serve: (*Platform).massPreview},
	}
}

func (p *Platform) massSendAll(c *call) (object, error) {
	var in massRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Filter == nil {
		return nil, fail(40050)
	}
	targets := p.followers()
	if !in.Filter.ToAll {
		if _, ok := p.tags.names[in.Filter.TagID]; !ok {
			return nil, fail(40050)
		}
		targets = withTag(targets, in.Filter.TagID)
	}
	return p.accept(c, in, targets, len(targets))
}

// massSend takes 2 to 10,000 openids.
func (p *Platform) massSend(c *call) (object, error) {
	var in massRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	var openIDs []string
	if err := json.Unmarshal(in.ToUser, &openIDs); err != nil {
		return nil, fail(47001)
	}
	switch n := len(openIDs); {
	case n < 2:
		return nil, fail(40130)
	case n > 10_000:
		return nil, fail(40032)
	}
	var targets []*person
	seen := map[string]bool{}
	for _, id := range openIDs {
		if who := p.byOpenID[id]; who != nil && who.following && !seen[id] {
			targets = append(targets, who)
		}
		seen[id] = true
	}
	return p.accept(c, in, targets, len(openIDs))
}

// accept takes a mass send on: once for each clientmsgid within 24 hours.
func (p *Platform) accept(c *call, in massRequest, targets []*person, total int) (object, error) {
	if utf8.RuneCountInString(in.ClientMsgID) > p.opts.Limits.ClientMsgID {
		return nil, fail(45067)
	}
	key := in.ClientMsgID
	if key == "" {
		// The platform falls back on a digest of the content and its audience.
		key = "digest:" + sign(string(c.body))
	}
	if earlier := p.mass.byClient[key]; earlier != nil && c.now.Sub(earlier.at) < 24*time.Hour {
		if c.now.Sub(earlier.at) < time.Minute {
			return nil, fail(45066)
		}
		return object{"msg_id": earlier.id, "msg_data_id": earlier.dataID}, fail(45065)
	}
	found, err := p.massContent(in, c)
	if err != nil {
		return nil, err
	}
	if p.opts.Account == Subscription && p.mass.sent[day(c.now)] >= 1 {
		return nil, fail(45028)
	}
	job := &massJob{
		id: 3_147_483_648 + p.next(), dataID: 2_247_490_000 + p.next(), at: c.now, status: "SENDING",
		request: in, issue: found, targets: targets, total: total,
	}
	p.mass.jobs[job.id], p.mass.byClient[key] = job, job
	p.mass.sent[day(c.now)]++
	p.start(job, c.now)
	return accepted(object{"errmsg": "send job submission success", "msg_id": job.id, "msg_data_id": job.dataID}), nil
}

// massContent checks what is to be sent; for mpnews it is the issue made of a draft.
func (p *Platform) massContent(in massRequest, c *call) (*issue, error) {
	switch in.MsgType {
	case "text":
		if strings.TrimSpace(in.Text.Content) == "" {
			return nil, fail(44004)
		}
		if len(in.Text.Content) > p.opts.Limits.ReplyBytes {
			return nil, fail(45002)
		}
		return nil, nil
	case "mpnews":
		articles, ok := p.drafts[in.News.ID]
		if !ok {
			return nil, fail(40007)
		}
		return &issue{articles: articles, origin: p.origin(c)}, nil
	case "image", "voice", "mpvideo":
		if !p.hasMedia(in.mediaID(), c.now) {
			return nil, fail(40007)
		}
		return nil, nil
	}
	return nil, fail(40008)
}

func (in massRequest) mediaID() string {
	if len(in.Images.IDs) > 0 {
		return in.Images.IDs[0]
	}
	return in.Image.ID + in.Voice.ID + in.Video.ID
}

func (p *Platform) massGet(c *call) (object, error) {
	var in struct {
		ID json.Number `json:"msg_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	id, err := in.ID.Int64()
	job, ok := p.mass.jobs[id]
	if err != nil || !ok {
		return nil, fail(40059)
	}
	return object{"msg_id": job.id, "msg_status": job.status}, nil
}

// massDelete takes back news and video; what has been sent stays in the conversations.
func (p *Platform) massDelete(c *call) (object, error) {
	var in struct {
		ID  int64 `json:"msg_id"`
		Idx int   `json:"article_idx"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	job, ok := p.mass.jobs[in.ID]
	switch {
	case !ok:
		return nil, fail(40059)
	case job.request.MsgType != "mpnews" && job.request.MsgType != "mpvideo":
		return nil, fail(40008)
	}
	if job.issue != nil {
		job.issue.delete(in.Idx)
	}
	if in.Idx == 0 {
		job.status = "DELETE"
	}
	return nil, nil
}

// massPreview sends to one person at once; it counts for nothing.
func (p *Platform) massPreview(c *call) (object, error) {
	var in massRequest
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	var openID string
	if len(in.ToUser) > 0 {
		if err := json.Unmarshal(in.ToUser, &openID); err != nil {
			return nil, fail(40003)
		}
	}
	who := p.byOpenID[openID]
	if who == nil || !who.following {
		return nil, fail(40003)
	}
	found, err := p.massContent(in, c)
	if err != nil {
		return nil, err
	}
	job := massJob{id: 3_147_483_648 + p.next(), dataID: 2_247_490_000 + p.next(), request: in, issue: found}
	p.publishIssue(found, job.dataID, c.now)
	shown := job.shown()
	shown.Via = "preview"
	p.show(who, c.now, shown)
	return accepted(object{"errmsg": "preview success", "msg_id": job.id}), nil
}
