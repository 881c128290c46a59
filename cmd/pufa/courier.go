package main

import (
	"context"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// courier is what commands need of the account. A running server lends its own: the simulated platform is
// in its process.
type courier interface {
	Preview(ctx context.Context, p previewing) ([]string, error)
	Recall(ctx context.Context, r recalling) (string, error)
	RunDue(ctx context.Context, _ struct{}) (struct{}, error)
}

// previewing asks for a campaign to be shown to staff. The result says of each address, in Chinese, why it
// got nothing; "" for who did.
type previewing struct {
	Campaign pufa.ID  `json:"campaign"`
	To       []string `json:"to"`
}

// recalling asks for what an occurrence sent to be deleted. The result is what is to be known, in Chinese.
type recalling struct {
	Campaign pufa.ID    `json:"campaign"`
	At       string     `json:"at"`
	By       pufa.Staff `json:"by"`
}

// localCourier speaks to the account itself.
type localCourier struct {
	session *session
	base    *base
	pusher  wechat.Pusher
	engine  *schedule.Engine
	tally   *schedule.Tally
}

func (s *session) courier(b *base, g *wechat.Gateway, e *schedule.Engine) localCourier {
	return localCourier{session: s, base: b, pusher: wechat.NewPusher(g, b.campaigns), engine: e, tally: s.tally(b, g)}
}

// Preview implements courier.
func (c localCourier) Preview(ctx context.Context, p previewing) ([]string, error) {
	plan, err := c.base.campaigns.Campaign(ctx, p.Campaign)
	if err != nil {
		return nil, err
	}
	results, err := c.pusher.Preview(ctx, plan.Title, plan.Pieces, p.To)
	said := make([]string, len(results))
	for i, err := range results {
		if err != nil {
			said[i] = pufa.Say(err)
		}
	}
	return said, err
}

// Recall implements courier.
func (c localCourier) Recall(ctx context.Context, r recalling) (string, error) {
	clerk := schedule.NewClerk(c.base.campaigns, store.NewOutcomes(c.base.db))
	d, err := clerk.Recall(ctx, c.pusher, r.Campaign, r.At, r.By, c.session.now())
	return d.Why, err
}

// RunDue implements courier.
func (c localCourier) RunDue(ctx context.Context, _ struct{}) (struct{}, error) {
	if err := c.engine.Tick(ctx); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, c.tally.Tick(ctx)
}

// Preview asks the running server.
func (r *remoteBrain) Preview(ctx context.Context, p previewing) ([]string, error) {
	return callRemote[[]string](ctx, r, "/campaign/preview", p)
}

// Recall asks the running server.
func (r *remoteBrain) Recall(ctx context.Context, in recalling) (string, error) {
	return callRemote[string](ctx, r, "/campaign/recall", in)
}

// RunDue asks the running server.
func (r *remoteBrain) RunDue(ctx context.Context, in struct{}) (struct{}, error) {
	return callRemote[struct{}](ctx, r, "/campaign/run", in)
}

// findCourier returns the running server's, or one of our own on a real account.
func (s *session) findCourier(b *base) (courier, error) {
	remote, err := dialControl(s.cfg.Data)
	if err == nil {
		return remote, nil
	}
	if pufa.KindOf(err) != pufa.NotFound {
		return nil, err
	}
	if s.cfg.WeChat.AppID == "" {
		return nil, pufa.Errorf(pufa.Conflict, "还没有设置公众号，模拟微信又没有运行：请先在另一个窗口运行 pufa serve，再做一次")
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err != nil {
		return nil, err
	}
	return s.courier(b, gateway, s.engine(b, gateway)), nil
}
