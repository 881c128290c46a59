package wechatsim

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"time"
)

// publishJob is a freepublish on its way. It reaches nobody by push.
type publishJob struct {
	id        int64
	articleID string
	issue     *issue
	done      bool
}

func publishEndpoints() map[string]endpoint {
	const post = http.MethodPost
	return map[string]endpoint{
		"cgi-bin/freepublish/submit": {method: post, need: verified, daily: 100, serve: (*Platform).publishSubmit},
		"cgi-bin/freepublish/get":    {method: post, need: verified, daily: 100, serve: (*Platform).publishGet},
		"cgi-bin/freepublish/delete": {method: post, need: verified, daily: 10, serve: (*Platform).publishDelete},
	}
}

// publishSubmit accepts a draft, which is a draft no longer. publish_id is a number by the
// documentation; the platform has been seen to send a string (Options.StringPublishID).
func (p *Platform) publishSubmit(c *call) (object, error) {
	var in mediaRef
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	articles, ok := p.drafts[in.ID]
	if !ok {
		return nil, fail(40007)
	}
	delete(p.drafts, in.ID)
	job := &publishJob{
		id: 2_247_483_647 + p.next(), articleID: rand.Text() + rand.Text(),
		issue: &issue{articles: articles, origin: p.origin(c)},
	}
	p.issues.byJob[job.id] = job
	dataID := 2_247_490_000 + p.next()
	p.later(p.opts.Limits.PublishDelay, c.now, func(ctx context.Context, due time.Time) {
		p.publish(ctx, job, dataID, due)
	})
	answer := object{"publish_id": job.id, "msg_data_id": dataID}
	if p.opts.StringPublishID {
		answer["publish_id"] = decimal(job.id)
	}
	return accepted(answer), nil
}

func (p *Platform) publish(ctx context.Context, job *publishJob, dataID int64, due time.Time) {
	p.mu.Lock()
	p.publishIssue(job.issue, dataID, due)
	job.done = true
	var items []field
	for n := range job.issue.articles {
		items = append(items, nest("item", number("idx", int64(n+1)), text("article_url", job.issue.url(n+1))))
	}
	p.mu.Unlock()
	if p.losesFinish() {
		return
	}
	detail := nest("article_detail", append([]field{number("count", int64(len(items)))}, items...)...)
	p.pushQuietly(ctx, p.event(p.adminOpenID(), "PUBLISHJOBFINISH", due, nest("PublishEventInfo",
		number("publish_id", job.id), number("publish_status", 0), text("article_id", job.articleID), detail)))
}

func (p *Platform) publishGet(c *call) (object, error) {
	var in struct {
		ID json.Number `json:"publish_id"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	id, err := in.ID.Int64()
	job, ok := p.issues.byJob[id]
	switch {
	case err != nil || !ok:
		return nil, fail(40097)
	case !job.done:
		return object{"publish_id": job.id, "publish_status": 1, "fail_idx": []int{}}, nil
	}
	items := []object{}
	for n := range job.issue.articles {
		items = append(items, object{"idx": n + 1, "article_url": job.issue.url(n + 1)})
	}
	return object{
		"publish_id": job.id, "publish_status": 0, "article_id": job.articleID,
		"article_detail": object{"count": len(items), "item": items}, "fail_idx": []int{},
	}, nil
}

// publishDelete takes a publication back, or one article of it.
func (p *Platform) publishDelete(c *call) (object, error) {
	var in struct {
		ID  string `json:"article_id"`
		Idx int    `json:"index"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	for _, job := range p.issues.byJob {
		if job.articleID == in.ID && job.done {
			job.issue.delete(in.Idx)
			return nil, nil
		}
	}
	return nil, fail(53600)
}
