package access

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/pufa/pufa"
)

// Desk lets staff in and out. It goes by its own clock.
type Desk struct {
	accounts Accounts
	sessions Sessions
	ender    Ender
	tickets  Tickets
	now      func() time.Time
}

// Store is all that a Desk keeps.
type Store interface {
	Accounts
	Sessions
	Ender
	Tickets
}

// NewDesk returns a desk.
func NewDesk(s Store, now func() time.Time) Desk { return Desk{s, s, s, s, now} }

// Entered is what somebody gets who has entered, or the first half of it.
type Entered struct {
	Token string    // of the session; "" where a code is still asked for
	Until time.Time // when the session ends at the latest
	Code  string    // of the ticket with which the code is to be sent; "" where none is needed
}

// freeTries is how many tries may fail before somebody has to wait.
const freeTries = 5

// waitAfter returns how long is waited after so many tries that failed in a row: a minute, two, four, at
// most an hour.
func waitAfter(fails int) time.Duration {
	if fails < freeTries {
		return 0
	}
	return min(time.Minute*time.Duration(math.Exp2(float64(min(fails-freeTries, 10)))), time.Hour)
}

var errNoEntry = pufa.Errorf(pufa.Denied, "姓名或密码不对。忘了密码，请管理员在“账号”里给一个新链接。")

// Enter opens a session to whoever knows the password of the name. Every try counts before it is looked at,
// so that many at once are not more than one after another.
func (d Desk) Enter(ctx context.Context, name, password, device string) (Entered, error) {
	a, err := d.accounts.Account(ctx, name)
	if pufa.KindOf(err) == pufa.NotFound || err == nil && a.Name != name {
		samePassword("", password)
		return Entered{}, errNoEntry
	}
	if err != nil {
		return Entered{}, err
	}
	if a, err = d.count(ctx, a.ID); err != nil {
		return Entered{}, err
	}
	if !samePassword(a.Password, password) || a.Password == "" || a.Disabled {
		return Entered{}, errNoEntry
	}
	if a.TOTP != "" {
		token, err := d.ticket(ctx, Code, a.ID, codeLasts)
		return Entered{Code: token}, err
	}
	return d.enter(ctx, a.ID, device)
}

// count counts a try. Limited where it is too early for one.
func (d Desk) count(ctx context.Context, id pufa.ID) (Account, error) {
	return d.accounts.ChangeAccount(ctx, id, func(a *Account) error {
		now := d.now()
		if now.Before(a.Locked) {
			left := a.Locked.Sub(now)
			return pufa.Errorf(pufa.Limited, "错了太多次。请 %d 分钟后再试，或者请管理员给一个一次性链接。", int(math.Ceil(left.Minutes())))
		}
		a.Fails++
		a.Locked = now.Add(waitAfter(a.Fails))
		return nil
	})
}

// EnterCode opens the session after the second factor.
func (d Desk) EnterCode(ctx context.Context, ticket, code, device string) (Entered, error) {
	t, err := d.look(ctx, ticket, Code)
	if err != nil {
		return Entered{}, err
	}
	if _, err := d.count(ctx, t.Account); err != nil {
		return Entered{}, err
	}
	_, err = d.accounts.ChangeAccount(ctx, t.Account, func(a *Account) error {
		if a.Disabled || a.TOTP == "" || !a.takeCode(code, d.now()) {
			return pufa.Errorf(pufa.Denied, "动态码不对。请看手机上现在的六位数，或者填一个备用码。")
		}
		return nil
	})
	if err != nil {
		return Entered{}, err
	}
	if _, err := d.tickets.TakeTicket(ctx, t.ID); err != nil {
		return Entered{}, over(err)
	}
	return d.enter(ctx, t.Account, device)
}

// enter opens a session; tries that failed are forgotten.
func (d Desk) enter(ctx context.Context, id pufa.ID, device string) (Entered, error) {
	a, err := d.accounts.ChangeAccount(ctx, id, func(a *Account) error {
		if a.Disabled {
			return pufa.Errorf(pufa.Denied, "这个账号已经停用。要用请找管理员。")
		}
		a.Fails, a.Locked = 0, time.Time{}
		return nil
	})
	if err != nil {
		return Entered{}, err
	}
	token, now := newToken(), d.now()
	s := Session{ID: hashOf(token), Account: a.ID, Created: now, Seen: now, Until: now.Add(SessionLasts), Device: device}
	if err := d.sessions.PutSession(ctx, s); err != nil {
		return Entered{}, err
	}
	return Entered{Token: token, Until: s.Until}, nil
}

// Holder returns the session of a token. Denied where it has ended.
func (d Desk) Holder(ctx context.Context, token string) (Session, error) {
	over := pufa.Errorf(pufa.Denied, "登录已经过期，请重新登录。")
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return Session{}, over
	}
	s, err := d.sessions.Session(ctx, hashOf(token))
	if pufa.KindOf(err) == pufa.NotFound {
		return Session{}, over
	}
	now := d.now()
	if err == nil && (!now.Before(s.Until) || now.Sub(s.Seen) >= SessionIdle) {
		return Session{}, over
	}
	if err == nil && now.Sub(s.Seen) >= seenEvery {
		err = d.sessions.SeeSession(ctx, s.ID, now)
	}
	return s, err
}

// Leave ends the session of a token.
func (d Desk) Leave(ctx context.Context, s Session) error {
	return d.ender.EndSession(ctx, s.Account, s.ID)
}

const tokenBytes = 32

func newToken() string {
	raw := make([]byte, tokenBytes)
	rand.Read(raw) //nolint:errcheck // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (d Desk) ticket(ctx context.Context, p Purpose, account pufa.ID, lasts time.Duration) (token string, err error) {
	token, now := newToken(), d.now()
	return token, d.tickets.PutTicket(ctx, Ticket{hashOf(token), p, account, now.Add(lasts)}, now)
}

func over(err error) error {
	if pufa.KindOf(err) == pufa.NotFound {
		return pufa.Errorf(pufa.Denied, "这个链接用过了，或者已经过期。请重新要一个。")
	}
	return err
}

// look returns a ticket that is good, and leaves it so.
func (d Desk) look(ctx context.Context, token string, p Purpose) (Ticket, error) {
	t, err := d.tickets.Ticket(ctx, hashOf(token))
	if err == nil && (t.Purpose != p || !d.now().Before(t.Until)) {
		err = pufa.Errorf(pufa.NotFound, "没有这张票")
	}
	return t, over(err)
}

// NewLink returns the token of a one-time link for an account.
func (d Desk) NewLink(ctx context.Context, id pufa.ID, lasts time.Duration) (string, error) {
	return d.ticket(ctx, Link, id, lasts)
}

// LinkOf returns whose link it is, and leaves it good. Setup links belong to nobody yet.
func (d Desk) LinkOf(ctx context.Context, token string) (a Account, p Purpose, err error) {
	t, err := d.look(ctx, token, Link)
	if err == nil {
		a, err = d.accounts.Account(ctx, string(t.Account))
		return a, Link, over(err)
	}
	if _, other := d.look(ctx, token, Setup); other == nil {
		return Account{}, Setup, nil
	}
	return Account{}, "", err
}

// EnterByLink opens a session and uses the link up.
func (d Desk) EnterByLink(ctx context.Context, token, device string) (Entered, error) {
	t, err := d.look(ctx, token, Link)
	if err != nil {
		return Entered{}, err
	}
	if _, err := d.tickets.TakeTicket(ctx, t.ID); err != nil {
		return Entered{}, over(err)
	}
	return d.enter(ctx, t.Account, device)
}

// NewSetup returns the token by which the first administrator is made; Conflict where there is one.
func (d Desk) NewSetup(ctx context.Context) (string, error) {
	if err := d.unset(ctx); err != nil {
		return "", err
	}
	return d.ticket(ctx, Setup, "", LinkLasts)
}

func (d Desk) unset(ctx context.Context) error {
	n, err := d.accounts.Admins(ctx)
	if err == nil && n > 0 {
		err = pufa.Errorf(pufa.Conflict, "已经有管理员了。忘了密码，在装 pufa 的电脑上运行 pufa user link 姓名。")
	}
	return err
}

// SetUp makes the first administrator and enters.
func (d Desk) SetUp(ctx context.Context, token, name, password, device string) (Entered, error) {
	t, err := d.look(ctx, token, Setup)
	if err != nil {
		return Entered{}, err
	}
	if err := errors.Join(checkName(name), d.unset(ctx)); err != nil {
		return Entered{}, err
	}
	if err := CheckPassword(password, name); err != nil {
		return Entered{}, err
	}
	if _, err := d.tickets.TakeTicket(ctx, t.ID); err != nil {
		return Entered{}, over(err)
	}
	ctx = pufa.WithAct(ctx, pufa.Act{By: pufa.Staff{Name: name, Role: pufa.Admin}, At: d.now()})
	a, err := d.Add(ctx, name, pufa.Admin)
	if err != nil {
		return Entered{}, fmt.Errorf("make the first administrator: %w", err)
	}
	if err := d.SetPassword(ctx, a.ID, password); err != nil {
		return Entered{}, err
	}
	return d.enter(ctx, a.ID, device)
}
