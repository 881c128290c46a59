package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/web/h5"
)

// account is the official account that the server speaks for: a real one, or one on the simulated
// platform that runs beside it.
type account struct {
	config   wechat.Config
	menu     wechat.Menu
	phone    string // address of the simulated phone; "" for a real account
	platform *wechatsim.Platform
	listener net.Listener
	session  *session
}

func (s *session) account(ctx context.Context, front net.Addr) (account, error) {
	a := account{config: s.wechatConfig(s.baseURL(front)), menu: s.wechatMenu(s.baseURL(front)), session: s}
	if s.cfg.WeChat.AppID != "" {
		return a, nil
	}
	listener, err := s.listen(ctx, s.cfg.Simulator.Listen, "simulator.listen")
	if err != nil {
		return account{}, err
	}
	a.listener, a.phone = listener, "http://"+listener.Addr().String()
	options := s.simulatorOptions(front, a.phone)
	a.platform = wechatsim.New(options)
	a.config.AppID, a.config.AppSecret = options.AppID, options.AppSecret
	a.config.Token, a.config.AESKey = options.Token, options.EncodingAESKey
	a.config.API, a.config.Open = a.phone, a.phone
	return a, nil
}

// simulatorOptions invents the credentials of an account on the simulated platform.
func (s *session) simulatorOptions(front net.Addr, phone string) wechatsim.Options {
	names := make([]string, 4)
	for i := range names {
		names[i] = rand.Text() + rand.Text()
	}
	return wechatsim.Options{
		AppID: "wx" + names[0][:16], AppSecret: names[1][:32], Token: names[2][:16], EncodingAESKey: names[3][:43],
		Mode: wechatsim.Mode(s.cfg.WeChat.Mode), Account: wechatsim.Account(s.cfg.WeChat.Account),
		Verified: s.cfg.WeChat.Verified, CallbackURL: "http://" + front.String() + s.cfg.WeChat.Path,
		Templates: s.simulatorTemplates(),
		Name:      s.cfg.Office.Name, BaseURL: phone, Now: s.now,
		WebDomain: domainOf(s.baseURL(front)), PageCookies: h5.Cookies(),
	}
}

func domainOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// pageOpenID returns what tells who opens a page; nil where the account may not ask. The simulated WeChat
// has nothing that somebody would have to set first.
func (a account) pageOpenID(gateway *wechat.Gateway) h5.WeChat {
	if cfg := a.session.cfg; !cfg.mayHavePageOpenID() || a.platform == nil && !cfg.WeChat.PageOpenID {
		return nil
	}
	return gateway
}

// run runs the simulated platform, where there is one, and gives its account the menu.
func (a account) run(ctx context.Context, group *errgroup.Group, gateway *wechat.Gateway) {
	if a.platform == nil {
		return
	}
	group.Go(func() error { return serveHTTP(ctx, a.listener, a.platform.Handler()) })
	group.Go(func() error { return a.platform.Run(ctx) })
	group.Go(func() error {
		if err := gateway.PublishMenu(ctx, a.menu); err != nil && ctx.Err() == nil {
			a.session.log.Error("menu not published on the simulator", "error", err)
		}
		return nil
	})
}

func (s *session) wechatConfig(base string) wechat.Config {
	return wechat.Config{
		AppID: s.cfg.WeChat.AppID, AppSecret: s.cfg.Secrets.WeChatSecret.Reveal(),
		Token: s.cfg.Secrets.WeChatToken.Reveal(), PreviousToken: s.cfg.Secrets.WeChatPreviousToken.Reveal(),
		AESKey: s.cfg.Secrets.WeChatAESKey.Reveal(), PreviousAESKey: s.cfg.Secrets.WeChatPreviousAESKey.Reveal(),
		Mode: wechat.Mode(s.cfg.WeChat.Mode), API: s.cfg.WeChat.API, Base: base,
	}
}

func (s *session) wechatMenu(base string) wechat.Menu {
	return wechat.Menu{Buttons: buttons(s.cfg.Menu, base)}
}

func buttons(list []MenuConfig, base string) []wechat.Button {
	var out []wechat.Button
	for _, m := range list {
		b := wechat.Button{Name: m.Name, Key: m.Key, URL: m.URL, Items: buttons(m.Sub, base)}
		if len(m.URL) > 0 && m.URL[0] == '/' {
			b.URL = base + m.URL + joint(m.URL) + "from=menu"
		}
		out = append(out, b)
	}
	return out
}

// joint is what joins another parameter to an address.
func joint(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

// printMenu shows the menu as a tree.
func printMenu(list []MenuConfig, indent string, print func(format string, args ...any)) {
	for _, m := range list {
		target := m.Key
		if m.URL != "" {
			target = m.URL
		}
		print("%s%s%s\n", indent, m.Name, suffix(target))
		printMenu(m.Sub, indent+"  ", print)
	}
}

func suffix(target string) string {
	if target == "" {
		return ""
	}
	return fmt.Sprintf("（%s）", target)
}
