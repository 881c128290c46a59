package main

import (
	"context"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/console"
)

// machine is who acts where a command names nobody: whoever sits at the machine.
var machine = pufa.Staff{Name: "命令行", Role: pufa.Admin} //nolint:gochecknoglobals // a constant

// staff finds who does something among those of the configuration and of the accounts.
func (s *session) staff(ctx context.Context, name string) (pufa.Staff, error) {
	at := slices.IndexFunc(s.cfg.Office.Staff, func(p pufa.Staff) bool { return p.Name == name })
	if at >= 0 {
		return s.cfg.Office.Staff[at], nil
	}
	var found access.Account
	if s.hasBase() {
		err := s.withBase(ctx, func(b *base) (err error) {
			found, err = b.accounts.Account(ctx, name)
			return err
		})
		if err != nil && pufa.KindOf(err) != pufa.NotFound {
			return pufa.Staff{}, err
		}
	}
	if found.Name != name || found.Disabled {
		return pufa.Staff{}, pufa.Errorf(pufa.Denied,
			"不认识“%s”：没有这个账号，也不在设置的 office.staff 里。用 pufa user add %s --role editor 加上（法律顾问写 adviser，管理员写 admin）", name, name)
	}
	return found.Staff(), nil
}

// act returns who --by names, and a context in which what is changed is theirs.
func (s *session) act(ctx context.Context, name string) (context.Context, pufa.Staff, error) {
	by, err := s.staff(ctx, name)
	return pufa.WithAct(ctx, pufa.Act{By: by, At: s.now()}), by, err
}

// people returns where staff enter. It goes by the real clock: the simulated phone can move the other.
func (s *session) people(b *base) access.Desk { return access.NewDesk(b.accounts, time.Now) }

// accountOf finds the account of a name, and makes it for who stands in the configuration.
func (s *session) accountOf(ctx context.Context, b *base, name string) (access.Account, error) {
	desk := s.people(b)
	found, err := desk.Account(ctx, name)
	if pufa.KindOf(err) != pufa.NotFound {
		return found, err
	}
	at := slices.IndexFunc(s.cfg.Office.Staff, func(p pufa.Staff) bool { return p.Name == name })
	if at < 0 {
		return found, err
	}
	return desk.Add(ctx, name, s.cfg.Office.Staff[at].Role)
}

// trail implements console.Trail.
type trail struct{ store.Audit }

// Rows implements console.Trail.
func (t trail) Rows(ctx context.Context, f console.AuditFilter, n int) ([]access.Row, error) {
	return t.Audit.Rows(ctx, store.AuditFilter(f), n)
}
