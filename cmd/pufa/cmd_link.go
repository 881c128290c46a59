package main

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

type linkCmd struct {
	By  string        `help:"谁要进工作人员页面，写设置 office.staff 里的姓名" required:"" placeholder:"姓名"`
	For time.Duration `help:"链接多久内有效，最长 168h" default:"12h" placeholder:"时长"`
}

// longestLink bounds a pass, which cannot be taken back before its end but by taking its holder out of
// office.staff.
const longestLink = 7 * 24 * time.Hour

// Run prints the address by which a member of staff enters the staff pages.
func (c *linkCmd) Run(ctx context.Context, s *session) error {
	by, err := s.staff(c.By)
	if err != nil {
		return err
	}
	if c.For < time.Minute || c.For > longestLink {
		return usageError{pufa.Errorf(pufa.Invalid, "--for 要在 1m 到 168h 之间，例如 12h")}
	}
	return s.withBase(ctx, func(b *base) error {
		keyer, err := s.keyer(ctx, b)
		if err != nil {
			return err
		}
		until := s.now().Add(c.For)
		query := url.Values{"t": {keyer.StaffPass(by, until)}}
		_, err = fmt.Fprintf(s.out, "%s/console/enter?%s\n在浏览器里打开它。%s前有效，只给%s（%s）本人用，不要转发。\n",
			s.pagesAddress(), query.Encode(), civil(until), by.Name, by.Role.Chinese())
		return err
	})
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

// gate opens the staff pages to whoever holds a pass and still stands in the configuration. It goes by the
// real clock: the simulated phone can move the other.
type gate struct {
	session *session
	keyer   reach.Keyer
	now     func() time.Time
}

// Holder implements console.Gate.
func (g gate) Holder(pass string) (pufa.Staff, time.Time, error) {
	who, until, err := g.keyer.StaffHolder(pass, g.now())
	if err != nil {
		return pufa.Staff{}, time.Time{}, err
	}
	known, err := g.session.staff(who.Name)
	if err != nil || known.Role != who.Role {
		return pufa.Staff{}, time.Time{}, pufa.Errorf(pufa.Denied,
			"设置里的人员已经改过，这个链接不能用了。请重新要一个链接；刚改过设置的，先重新启动 pufa serve。")
	}
	return who, until, nil
}
