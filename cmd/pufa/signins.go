package main

import (
	"context"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

// signsIn hears who scans WeChat's code of an event: that signs them in by the same key as the page does.
// A message that comes again changes nothing and is told the same.
func (h ear) signsIn(ctx context.Context, m bot.Message, code string, reply bot.Reply) bot.Reply {
	said, err := h.signIn(ctx, m, code)
	if err != nil {
		h.posters.session.log.Error("sign-in not recorded", "error", err)
		said = "签到没有记上，请过一分钟再扫一次，或问现场的工作人员。"
	}
	if m.Type == bot.TypeFollow {
		said = strings.TrimSpace(reply.Text + "\n\n" + said)
	}
	reply.Text, reply.Path = said, ""
	return reply
}

// signIn returns what to say to somebody who scans an event's code.
func (h ear) signIn(ctx context.Context, m bot.Message, code string) (string, error) {
	b, now := h.posters.base, h.posters.session.now()
	event, err := b.events.Event(ctx, code)
	if pufa.KindOf(err) == pufa.NotFound {
		return "没有找到这个活动，可能是旧的二维码。请问现场的工作人员。", nil
	}
	if err != nil {
		return "", err
	}
	key := h.keyer.Key(m.From)
	if err := event.SignInRefused(now); err != nil {
		there, failed := b.signIns.SignedIn(ctx, event.SignInKey(h.keyer, key))
		if failed != nil || !there || event.State == reach.EventCancelled {
			return event.Name + "\n" + pufa.Say(err), failed
		}
	} else if _, err := b.signIns.SignIn(ctx, event.SignIn(h.keyer, key, reach.SignedByWeChat, now)); err != nil {
		if pufa.KindOf(err) == pufa.Conflict { // cancelled just now
			return event.Name + "\n" + pufa.Say(err), nil
		}
		return "", err
	}
	text := "✓ 您已签到：" + event.Name + "\n时间　" + event.When()
	if event.Place != "" {
		text += "\n地点　" + event.Place
	}
	return text + "\n同一个活动只记一次，不用再扫。", nil
}
