package wechat

import (
	"context"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// Figures implements schedule.Statistics by the datacube that replaced getarticlesummary in 2025.
// Counts under three WeChat leaves out.
func (p Pusher) Figures(ctx context.Context, day pufa.Day) ([]schedule.Figure, error) {
	reads, err := p.figures(ctx, "datacube/getarticleread", day)
	if err != nil {
		return nil, err
	}
	shares, err := p.figures(ctx, "datacube/getarticleshare", day)
	if err != nil {
		return nil, err
	}
	var found []schedule.Figure
	for _, f := range reads {
		found = append(found, schedule.Figure{Article: f.Article, Kind: reach.PushRead, People: f.Detail.Readers})
	}
	for _, f := range shares {
		found = append(found, schedule.Figure{Article: f.Article, Kind: reach.PushShared, People: f.Detail.Sharers})
	}
	return found, nil
}

// figure is one article's line of a day.
type figure struct {
	Day     pufa.Day `json:"ref_date"`
	Article string   `json:"msgid"`
	Detail  struct {
		Readers int `json:"read_user"`
		Sharers int `json:"share_user"`
	} `json:"detail"`
}

func (p Pusher) figures(ctx context.Context, op string, day pufa.Day) ([]figure, error) {
	var answer struct {
		List  []figure `json:"list"`
		Delay bool     `json:"is_delay"`
	}
	err := p.ask(ctx, op, "/"+op, map[string]pufa.Day{"begin_date": day, "end_date": day}, &answer)
	if err == nil && answer.Delay {
		err = pufa.Errorf(pufa.Limited, "微信还没有算出 %s 的阅读数，稍后再取", day)
	}
	return answer.List, err
}
