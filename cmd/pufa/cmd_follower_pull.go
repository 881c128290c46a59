package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
)

type followerPullCmd struct {
	Again bool `help:"上次没有拉完也从头开始"`
}

// notKnown is WeChat's errcode for an openid that it does not know.
const notKnown = 40003

// pullKey is the setting under which the key of the last follower of an unfinished pull is kept.
const pullKey = "follower_pull"

// Run pulls followers. Interrupted, it goes on from where it was.
func (c *followerPullCmd) Run(ctx context.Context, s *session) error {
	if s.cfg.WeChat.AppID == "" {
		return pufa.Errorf(pufa.Invalid, "没有设置公众号（wechat.app_id），没有地方可拉")
	}
	if !s.cfg.WeChat.Verified {
		return pufa.Errorf(pufa.Denied, "公众号还没有微信认证，微信不给粉丝列表；请先认证")
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err != nil {
		return err
	}
	return s.withBase(ctx, func(b *base) error {
		keyer, err := s.keyer(ctx, b)
		if err != nil {
			return err
		}
		p := puller{base: b, keyer: keyer, from: wechat.NewPusher(gateway, b.campaigns), now: s.now}
		after, err := p.begin(ctx, c.Again)
		if err != nil {
			return err
		}
		if after != "" {
			fmt.Fprintln(s.out, "接着上次没有拉完的往下拉。")
		}
		err = p.pull(ctx, after)
		var refused *wechat.Error
		if after != "" && errors.As(err, &refused) && refused.Code == notKnown { // who was the last one has gone
			err = p.pull(ctx, "")
		}
		fmt.Fprintf(s.out, "拉了 %d 人：新增 %d，更新 %d，没有变化 %d\n", p.seen, p.added, p.changed, p.seen-p.added-p.changed)
		if err != nil {
			fmt.Fprintln(s.out, "没有拉完；再运行一次会接着拉。")
		}
		return err
	})
}

type puller struct {
	base                 *base
	keyer                reach.Keyer
	from                 wechat.Pusher
	now                  func() time.Time
	seen, added, changed int
}

// begin returns the openid after which to go on; "" from the start. It is kept as the key of a
// follower, so that openids stand nowhere but beside their follower.
func (p *puller) begin(ctx context.Context, again bool) (string, error) {
	key, err := p.base.settings.Setting(ctx, pullKey)
	if pufa.KindOf(err) == pufa.NotFound || again {
		return "", nil
	}
	if err != nil || key == "" {
		return "", err
	}
	return p.base.followers.Address(ctx, pufa.FollowerKey(key))
}

// pull stores every batch together with where it ends, in this order: a batch twice does no harm.
func (p *puller) pull(ctx context.Context, after string) error {
	at := p.now()
	err := p.from.Followers(ctx, after, func(batch []wechat.Known) error {
		people := make([]store.Pulled, len(batch))
		for i, k := range batch {
			people[i] = store.Pulled{Key: p.keyer.Key(k.OpenID), Address: k.OpenID, Followed: k.Followed, Scene: k.Scene, Tags: k.Tags}
		}
		added, changed, err := p.base.followers.PutPulled(ctx, people, at)
		if err != nil {
			return err
		}
		at = p.now() // of what is asked next
		p.seen, p.added, p.changed = p.seen+len(batch), p.added+added, p.changed+changed
		if len(batch) == 0 {
			return nil
		}
		return p.base.settings.PutSetting(ctx, pullKey, string(people[len(people)-1].Key))
	})
	if err != nil {
		return err
	}
	return p.base.settings.PutSetting(ctx, pullKey, "")
}
