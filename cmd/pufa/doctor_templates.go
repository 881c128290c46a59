package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/schedule"
)

// checkTemplates holds the templates of the settings against those that the account has.
func (s *session) checkTemplates(ctx context.Context) finding {
	const name = "订阅通知"
	list := s.cfg.notifications()
	if s.cfg.WeChat.AppID == "" {
		return finding{name, fine, fmt.Sprintf("%d 个模板，在模拟微信里试用", len(list)), ""}
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err != nil {
		return finding{name, problem, pufa.Say(err), "先解决上面“微信”一项"}
	}
	own, err := gateway.Templates(ctx)
	if err != nil {
		return finding{name, problem, pufa.Say(err), "先解决上面“微信”一项；账号要是认证的服务号，并开通订阅通知"}
	}
	var wrong []string
	for _, n := range list {
		if why := differs(n, own); why != "" {
			wrong = append(wrong, "“"+n.Name+"”"+why)
		}
	}
	if len(wrong) > 0 {
		return finding{name, problem, strings.Join(wrong, "；"), "对照微信公众平台的“订阅通知—我的模板”改 wechat.notices"}
	}
	return finding{name, fine, fmt.Sprintf("%d 个模板，和公众号里的一致", len(list)), ""}
}

// differs says in Chinese how a template is not as the account has it; "" where it is.
func differs(n schedule.Notification, own []wechat.Template) string {
	at := slices.IndexFunc(own, func(t wechat.Template) bool { return t.ID == n.Template })
	if at < 0 {
		return "的 id 不在公众号的模板里"
	}
	keys, has := slices.Sorted(slices.Values(keysOf(n))), slices.Sorted(slices.Values(own[at].Keys))
	switch {
	case !slices.Equal(keys, has):
		return "的关键词应当是 " + strings.Join(own[at].Keys, "、")
	case n.LongTerm && !own[at].LongTerm:
		return "不是长期模板，long_term 要写 false"
	case !n.LongTerm && own[at].LongTerm:
		return "是长期模板，long_term 要写 true"
	}
	return ""
}
