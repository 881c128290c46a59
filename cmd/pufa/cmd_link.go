package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

type linkCmd struct {
	By  string        `help:"谁要进工作台，写账号或设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	For time.Duration `help:"链接多久内有效，最长 168h" default:"12h" placeholder:"时长"`
}

// longestLink bounds how long a link may wait to be used.
const longestLink = 7 * 24 * time.Hour

// Run prints an address by which a member of staff enters the staff pages once.
func (c *linkCmd) Run(ctx context.Context, s *session) error {
	return s.printLink(ctx, c.By, c.For)
}

func (s *session) printLink(ctx context.Context, name string, lasts time.Duration) error {
	if lasts < time.Minute || lasts > longestLink {
		return usageError{pufa.Errorf(pufa.Invalid, "--for 要在 1m 到 168h 之间，例如 12h")}
	}
	return s.withBase(ctx, func(b *base) error {
		a, err := s.accountOf(ctx, b, name)
		if err != nil {
			return err
		}
		if a.Disabled {
			return pufa.Errorf(pufa.Denied, "%s的账号已经停用。先恢复：pufa user enable %s", name, name)
		}
		token, err := s.people(b).NewLink(ctx, a.ID, lasts)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%s\n在浏览器里打开它，只能用一次。%s前有效，只给%s（%s）本人用，不要转发。\n",
			entrance(s.pagesAddress(), token), civil(time.Now().Add(lasts)), a.Name, a.Role.Chinese())
		return err
	})
}

// entrance is the address at which a one-time link is used.
func entrance(pages, token string) string {
	return pages + "/console/enter?" + url.Values{"t": {token}}.Encode()
}

// firstLink says where the first administrator is made; nothing where there is one.
func (s *session) firstLink(ctx context.Context, b *base, pages string) error {
	token, err := s.people(b).NewSetup(ctx)
	if pufa.KindOf(err) == pufa.Conflict {
		return nil
	}
	if err == nil {
		_, err = fmt.Fprintf(s.out, "建管理员  %s   ← 第一次用，先打开它（只能用一次，%d 小时内有效）\n", entrance(pages, token), int(access.LinkLasts.Hours()))
	}
	return err
}

// pagesAddress is where the pages are: as configured, as the running server says, or as it would listen.
func (s *session) pagesAddress() string {
	if s.cfg.PublicURL != "" {
		return s.cfg.PublicURL
	}
	if running, err := dialControl(s.cfg.Data); err == nil && running.file.Pages != "" {
		return running.file.Pages
	}
	host, port, err := net.SplitHostPort(s.cfg.Listen)
	if err != nil {
		return "http://" + s.cfg.Listen
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}
