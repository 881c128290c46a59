package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

// Accounts implements access.Store.
type Accounts struct{ db *DB }

// NewAccounts returns the accounts in db.
func NewAccounts(db *DB) Accounts { return Accounts{db} }

const selectAccounts = `
	SELECT id, name, role, password, totp, totp_step, recovery, disabled, created, fails, locked FROM accounts`

// Accounts implements access.Accounts.
func (s Accounts) Accounts(ctx context.Context) ([]access.Account, error) {
	found, err := query(ctx, s.db.read, scanAccount, selectAccounts)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	slices.SortFunc(found, func(a, b access.Account) int { return cmp.Compare(a.Name, b.Name) })
	return found, nil
}

// Account implements access.Accounts.
func (s Accounts) Account(ctx context.Context, nameOrID string) (access.Account, error) {
	a, err := one(ctx, s.db.read, scanAccount, selectAccounts+` WHERE id = $1 OR name = $1`, nameOrID)
	return a, absent(err, "没有“%s”这个账号。用 pufa user list 查看有哪些。", nameOrID)
}

// ChangeAccount implements access.Accounts. The row is locked before it is read, so that tries that come at
// once are counted one after another.
func (s Accounts) ChangeAccount(ctx context.Context, id pufa.ID, change func(*access.Account) error) (a access.Account, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		a = access.Account{ID: pufa.NewID()}
		var before *access.Account
		if id != "" {
			if _, err := exec(ctx, tx, `UPDATE accounts SET fails = fails WHERE id = $1`, id); err != nil {
				return err
			}
			if a, err = one(ctx, tx, scanAccount, selectAccounts+` WHERE id = $1`, id); err != nil {
				return absent(err, "没有这个账号")
			}
			was := a
			before = &was
		}
		if err := change(&a); err != nil {
			return err
		}
		noteAccount(ctx, before, a)
		return putAccount(ctx, tx, a)
	})
	if pufa.KindOf(err) == pufa.Conflict && uniqueInEither(err) {
		err = &pufa.Error{Kind: pufa.Conflict, Say: fmt.Sprintf("已经有“%s”这个账号了，请换个名字，例如加上单位", a.Name), Err: err}
	}
	if err != nil {
		return access.Account{}, fmt.Errorf("change account: %w", err)
	}
	return a, nil
}

func uniqueInEither(err error) bool { return uniqueInSQLite(err) || uniqueInPostgres(err) }

func putAccount(ctx context.Context, tx querier, a access.Account) error {
	recovery, err := document(a.Recovery)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO accounts (id, name, role, password, totp, totp_step, recovery, disabled, created, fails, locked)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, password = excluded.password,
			totp = excluded.totp, totp_step = excluded.totp_step, recovery = excluded.recovery,
			disabled = excluded.disabled, fails = excluded.fails, locked = excluded.locked`,
		a.ID, a.Name, a.Role, a.Password, a.TOTP, a.TOTPStep, recovery, a.Disabled, micros(a.Created), a.Fails, micros(a.Locked))
	return err
}

// auditedAccount is what the audit trail shows of an account: no secret, nor what changes by entering.
type auditedAccount struct {
	Name     string `json:"姓名"`
	Role     string `json:"角色"`
	Disabled string `json:"停用"`
	TOTP     string `json:"动态码"`
}

func noteAccount(ctx context.Context, before *access.Account, after access.Account) {
	shown := func(a access.Account) auditedAccount {
		s := auditedAccount{Name: a.Name, Role: a.Role.Chinese()}
		if a.Disabled {
			s.Disabled = "是"
		}
		if a.TOTP != "" {
			s.TOTP = "开"
		}
		return s
	}
	n := access.Note{Action: "新建账号", Subject: "account:" + string(after.ID), Name: after.Name}
	if before == nil {
		n.Changes = access.Diff(nil, shown(after))
		note(ctx, n)
		return
	}
	n.Action, n.Changes = "修改账号", access.Diff(shown(*before), shown(after))
	if before.Password != after.Password {
		n.Changes = append(n.Changes, access.Change{Field: "密码", After: "改过"})
	}
	if len(n.Changes) > 0 {
		note(ctx, n)
	}
}

// Admins implements access.Accounts.
func (s Accounts) Admins(ctx context.Context) (int, error) {
	n, err := one(ctx, s.db.read, scanInt, `SELECT COUNT(*) FROM accounts WHERE role = $1 AND NOT disabled`, pufa.Admin)
	if err != nil {
		return 0, fmt.Errorf("count administrators: %w", err)
	}
	return int(n), nil
}

func scanAccount(r row) (a access.Account, err error) {
	var recovery string
	var created, locked int64
	if err := r.Scan(&a.ID, &a.Name, &a.Role, &a.Password, &a.TOTP, &a.TOTPStep, &recovery, &a.Disabled, &created, &a.Fails, &locked); err != nil {
		return a, err
	}
	a.Created, a.Locked = moment(created), moment(locked)
	return a, json.Unmarshal([]byte(recovery), &a.Recovery)
}

// PutSession implements access.Sessions. Sessions that are over go.
func (s Accounts) PutSession(ctx context.Context, n access.Session) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, over := exec(ctx, tx, `DELETE FROM sessions WHERE until <= $1`, micros(n.Created))
		_, err := exec(ctx, tx, `
			INSERT INTO sessions (id, account, created, seen, until, device) VALUES ($1, $2, $3, $4, $5, $6)`,
			n.ID, n.Account, micros(n.Created), micros(n.Seen), micros(n.Until), n.Device)
		return errors.Join(over, err)
	})
	if err != nil {
		return fmt.Errorf("put session: %w", err)
	}
	return nil
}

const selectSessions = `
	SELECT s.id, s.account, a.name, a.role, s.created, s.seen, s.until, s.device
	FROM sessions s JOIN accounts a ON a.id = s.account`

// Session implements access.Sessions.
func (s Accounts) Session(ctx context.Context, id string) (access.Session, error) {
	found, err := one(ctx, s.db.read, scanSession, selectSessions+` WHERE s.id = $1 AND NOT a.disabled`, id)
	if err != nil {
		return found, fmt.Errorf("session: %w", absent(err, "没有登录"))
	}
	return found, nil
}

// SeeSession implements access.Sessions.
func (s Accounts) SeeSession(ctx context.Context, id string, at time.Time) error {
	return s.run(ctx, "see session", `UPDATE sessions SET seen = $2 WHERE id = $1`, id, micros(at))
}

// SessionsOf implements access.Sessions.
func (s Accounts) SessionsOf(ctx context.Context, account pufa.ID) ([]access.Session, error) {
	found, err := query(ctx, s.db.read, scanSession, selectSessions+` WHERE s.account = $1 ORDER BY s.seen DESC`, account)
	if err != nil {
		return nil, fmt.Errorf("sessions of an account: %w", err)
	}
	return found, nil
}

// EndSession implements access.Ender.
func (s Accounts) EndSession(ctx context.Context, account pufa.ID, id string) error {
	return s.run(ctx, "end session", `DELETE FROM sessions WHERE account = $1 AND id = $2`, account, id)
}

// EndSessions implements access.Ender.
func (s Accounts) EndSessions(ctx context.Context, account pufa.ID, but string) error {
	return s.run(ctx, "end sessions", `DELETE FROM sessions WHERE account = $1 AND id <> $2`, account, but)
}

func scanSession(r row) (s access.Session, err error) {
	var created, seen, until int64
	err = r.Scan(&s.ID, &s.Account, &s.Staff.Name, &s.Staff.Role, &created, &seen, &until, &s.Device)
	s.Created, s.Seen, s.Until = moment(created), moment(seen), moment(until)
	return s, err
}

// PutTicket implements access.Tickets.
func (s Accounts) PutTicket(ctx context.Context, t access.Ticket, now time.Time) error {
	err := s.run(ctx, "forget tickets", `DELETE FROM tickets WHERE until <= $1`, micros(now))
	return errors.Join(err, s.run(ctx, "put ticket", `INSERT INTO tickets (id, purpose, account, until) VALUES ($1, $2, $3, $4)`,
		t.ID, t.Purpose, t.Account, micros(t.Until)))
}

// Ticket implements access.Tickets.
func (s Accounts) Ticket(ctx context.Context, id string) (access.Ticket, error) {
	t, err := one(ctx, s.db.read, scanTicket, `SELECT id, purpose, account, until FROM tickets WHERE id = $1`, id)
	return t, absent(err, "没有这张票")
}

// TakeTicket implements access.Tickets.
func (s Accounts) TakeTicket(ctx context.Context, id string) (t access.Ticket, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		t, err = one(ctx, tx, scanTicket, `DELETE FROM tickets WHERE id = $1 RETURNING id, purpose, account, until`, id)
		return absent(err, "没有这张票")
	})
	return t, err
}

func scanTicket(r row) (t access.Ticket, err error) {
	var until int64
	err = r.Scan(&t.ID, &t.Purpose, &t.Account, &until)
	t.Until = moment(until)
	return t, err
}

// run does one statement.
func (s Accounts) run(ctx context.Context, what, text string, args ...any) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, text, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
