package main

import (
	"context"
	"fmt"
	"net"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
)

type menuCmd struct {
	Show    menuShowCmd    `cmd:"" help:"显示设置里的菜单，并检查是否符合微信的限制"`
	Publish menuPublishCmd `cmd:"" help:"把设置里的菜单发布到公众号"`
}

type menuShowCmd struct{}

// Run prints the configured menu and whether WeChat would take it.
func (c *menuShowCmd) Run(s *session) error {
	printMenu(s.cfg.Menu, "", func(format string, args ...any) { fmt.Fprintf(s.out, format, args...) })
	return s.wechatMenu(s.baseURL(nowhere{})).Validate()
}

type menuPublishCmd struct{}

// Run publishes the configured menu on the real account.
func (c *menuPublishCmd) Run(ctx context.Context, s *session) error {
	if s.cfg.WeChat.AppID == "" {
		return pufa.Errorf(pufa.Invalid, "还没有设置公众号（wechat.app_id）。模拟微信的菜单在 pufa serve 启动时自动发布。")
	}
	if s.cfg.PublicURL == "" {
		return pufa.Errorf(pufa.Invalid, "请先设置 public_url：菜单里的网页链接要用居民打得开的地址")
	}
	menu := s.wechatMenu(s.cfg.PublicURL)
	if err := menu.Validate(); err != nil {
		return err
	}
	gateway, err := wechat.NewGateway(s.wechatConfig(s.cfg.PublicURL), nil, s.log)
	if err != nil {
		return err
	}
	if err := gateway.PublishMenu(ctx, menu); err != nil {
		return err
	}
	fmt.Fprintln(s.out, "菜单已发布。关注者最迟 24 小时内看到，重新关注可立即看到。")
	return nil
}

// nowhere stands for the listening address where nothing listens.
type nowhere struct{ net.Addr }

// String returns an address of the usual length.
func (nowhere) String() string { return "127.0.0.1:8000" }
