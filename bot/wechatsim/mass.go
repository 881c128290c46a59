package wechatsim

import (
	"context"
	"slices"
	"time"
)

// start sends a job off, or lets it wait for the administrator: to all, under 群发保护. The caller
// holds mu.
func (p *Platform) start(job *massJob, now time.Time) {
	if p.opts.MassProtection && job.request.Filter != nil && job.request.Filter.ToAll {
		job.waiting = true
		p.hub.tell(Update{Kind: "mass"})
		p.later(30*time.Minute, now, func(ctx context.Context, due time.Time) {
			p.decide(ctx, job, due, "err(40002)")
		})
		return
	}
	p.later(p.opts.Limits.SendDelay, now, func(_ context.Context, due time.Time) { p.carryOut(job, due) })
}

// ConfirmMass is the administrator's answer to a mass send that waits under 群发保护.
func (p *Platform) ConfirmMass(ctx context.Context, msgID int64, approve bool) error {
	p.mu.Lock()
	job, ok := p.mass.jobs[msgID]
	ok = ok && job.waiting
	if ok && approve {
		job.waiting = false
	}
	p.mu.Unlock()
	defer p.hub.tell(Update{Kind: "mass"})
	switch {
	case !ok:
		return ErrNoSuchJob
	case approve:
		p.carryOut(job, p.Now())
	default:
		p.decide(ctx, job, p.Now(), "err(40001)")
	}
	return nil
}

// WaitingMass lists the ids of the mass sends that wait for ConfirmMass.
func (p *Platform) WaitingMass() []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []int64
	for _, id := range sortedKeys(p.mass.jobs) {
		if p.mass.jobs[id].waiting {
			ids = append(ids, id)
		}
	}
	return ids
}

// decide ends a waiting job without sending it: rejected (40001) or not confirmed in time (40002).
// A subscription account's send of the day is free again.
func (p *Platform) decide(ctx context.Context, job *massJob, at time.Time, status string) {
	p.mu.Lock()
	if !job.waiting {
		p.mu.Unlock()
		return
	}
	job.waiting, job.status = false, "SEND_FAIL"
	p.mass.sent[day(job.at)]--
	p.mu.Unlock()
	p.finish(ctx, job, at, massCount{status: status, total: job.total})
}

type massCount struct {
	status                       string
	total, filtered, sent, error int
}

// carryOut puts the message on every screen and tells the account later. A follower who refuses
// messages, is blacklisted, or has had a service account's 4 of the month is passed by.
func (p *Platform) carryOut(job *massJob, due time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if job.status != "SENDING" {
		return
	}
	p.publishIssue(job.issue, job.dataID, due)
	if job.issue != nil {
		job.issue.notified = true
	}
	count := massCount{status: "send success", total: job.total}
	for _, who := range job.targets {
		if !who.following || who.blocked || who.refusing || p.hadEnough(who, due) {
			continue
		}
		who.monthly[month(due)]++
		shown := job.shown()
		p.show(who, due, shown)
		count.filtered++
		count.sent++
	}
	job.status = "SEND_SUCCESS"
	p.later(p.opts.Limits.FinishDelay, due, func(ctx context.Context, due time.Time) { p.finish(ctx, job, due, count) })
}

func (p *Platform) hadEnough(who *person, now time.Time) bool {
	const most = 4 // a calendar month
	return p.opts.Account == Service && who.monthly[month(now)] >= most
}

func (j *massJob) shown() Shown {
	shown := Shown{Side: Theirs, Via: "mass", Kind: j.request.MsgType, Text: j.request.Text.Content, Media: j.request.mediaID()}
	if j.issue != nil {
		shown.Kind, shown.Articles = "news", j.issue.cards()
	}
	if shown.Kind == "mpvideo" {
		shown.Kind = "video"
	}
	return shown
}

// finish pushes MASSSENDJOBFINISH, unless it is to get lost.
func (p *Platform) finish(ctx context.Context, job *massJob, at time.Time, n massCount) {
	if p.losesFinish() {
		return
	}
	fields := []field{
		number("MsgID", job.id), text("Status", n.status),
		number("TotalCount", int64(n.total)), number("FilterCount", int64(n.filtered)),
		number("SentCount", int64(n.sent)), number("ErrorCount", int64(n.error)),
	}
	if job.issue != nil {
		fields = append(fields, job.issue.urlField())
	}
	cb := p.event(p.adminOpenID(), "MASSSENDJOBFINISH", at, fields...)
	cb.silent = true
	p.push(ctx, cb)
}

// adminOpenID stands as the sender of the account's own events.
func (p *Platform) adminOpenID() string { return openIDFor(p.opts.AppID, 0) }

func withTag(people []*person, tag int) []*person {
	var list []*person
	for _, who := range people {
		if slices.Contains(who.tags, tag) {
			list = append(list, who)
		}
	}
	return list
}
