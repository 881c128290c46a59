package access

import (
	"context"

	"github.com/pufa/pufa"
)

// Add makes an account without a password: a link opens it.
func (d Desk) Add(ctx context.Context, name string, role pufa.Role) (Account, error) {
	if err := checkName(name); err != nil {
		return Account{}, err
	}
	if err := checkRole(role); err != nil {
		return Account{}, err
	}
	return d.accounts.ChangeAccount(ctx, "", func(a *Account) error {
		a.Name, a.Role, a.Created = name, role, d.now()
		return nil
	})
}

// SetRole changes what somebody may do. Conflict where they are the last administrator.
func (d Desk) SetRole(ctx context.Context, id pufa.ID, role pufa.Role) error {
	if err := checkRole(role); err != nil {
		return err
	}
	if err := d.keepsAdmin(ctx, id, role != pufa.Admin); err != nil {
		return err
	}
	_, err := d.accounts.ChangeAccount(ctx, id, func(a *Account) error { a.Role = role; return nil })
	return err
}

// Rename gives the account another name. What was done before stays under the old one.
func (d Desk) Rename(ctx context.Context, id pufa.ID, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	_, err := d.accounts.ChangeAccount(ctx, id, func(a *Account) error { a.Name = name; return nil })
	return err
}

// Disable shuts somebody out and ends their sessions, or lets them in again. Conflict where they are the
// last administrator.
func (d Desk) Disable(ctx context.Context, id pufa.ID, disabled bool) error {
	if err := d.keepsAdmin(ctx, id, disabled); err != nil {
		return err
	}
	_, err := d.accounts.ChangeAccount(ctx, id, func(a *Account) error { a.Disabled = disabled; return nil })
	if err != nil || !disabled {
		return err
	}
	return d.ender.EndSessions(ctx, id, "")
}

// keepsAdmin refuses to lose the last administrator.
func (d Desk) keepsAdmin(ctx context.Context, id pufa.ID, loses bool) error {
	a, err := d.accounts.Account(ctx, string(id))
	if err != nil || !loses || a.Role != pufa.Admin || a.Disabled {
		return err
	}
	n, err := d.accounts.Admins(ctx)
	if err == nil && n < 2 {
		err = pufa.Errorf(pufa.Conflict, "%s是最后一个管理员，不能停用，也不能改成别的角色。请先再设一个管理员。", a.Name)
	}
	return err
}

// SetPassword gives the account another password.
func (d Desk) SetPassword(ctx context.Context, id pufa.ID, password string) error {
	a, err := d.accounts.Account(ctx, string(id))
	if err != nil {
		return err
	}
	if err := CheckPassword(password, a.Name); err != nil {
		return err
	}
	hash := hashPassword(password)
	_, err = d.accounts.ChangeAccount(ctx, id, func(a *Account) error { a.Password = hash; return nil })
	return err
}

// ChangePassword is SetPassword for whoever knows the old one, where there is one. Their other sessions end.
func (d Desk) ChangePassword(ctx context.Context, s Session, old, password string) error {
	a, err := d.accounts.Account(ctx, string(s.Account))
	if err != nil {
		return err
	}
	if a.Password != "" {
		if _, err := d.count(ctx, a.ID); err != nil {
			return err
		}
		if !samePassword(a.Password, old) {
			return pufa.Errorf(pufa.Invalid, "原来的密码不对")
		}
	}
	if err := d.SetPassword(ctx, a.ID, password); err != nil {
		return err
	}
	if _, err := d.accounts.ChangeAccount(ctx, a.ID, func(a *Account) error {
		a.Fails = 0
		return nil
	}); err != nil {
		return err
	}
	return d.ender.EndSessions(ctx, a.ID, s.ID)
}

// Accounts lists all accounts by name.
func (d Desk) Accounts(ctx context.Context) ([]Account, error) { return d.accounts.Accounts(ctx) }

// Account returns an account by its name or ID. NotFound where there is none.
func (d Desk) Account(ctx context.Context, nameOrID string) (Account, error) {
	return d.accounts.Account(ctx, nameOrID)
}

// Sessions lists an account's sessions that have not ended, the last used first.
func (d Desk) Sessions(ctx context.Context, account pufa.ID) (open []Session, err error) {
	all, err := d.sessions.SessionsOf(ctx, account)
	now := d.now()
	for _, s := range all {
		if now.Before(s.Until) && now.Sub(s.Seen) < SessionIdle {
			open = append(open, s)
		}
	}
	return open, err
}

// EndSession ends one session of an account.
func (d Desk) EndSession(ctx context.Context, account pufa.ID, id string) error {
	return d.ender.EndSession(ctx, account, id)
}

// EndSessions ends all sessions of an account but one, "" for all.
func (d Desk) EndSessions(ctx context.Context, account pufa.ID, but string) error {
	return d.ender.EndSessions(ctx, account, but)
}
