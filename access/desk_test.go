package access_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/store"
)

const good = "梧桐树下的第三盏路灯亮着"

// house is a desk on a real database, with a clock of its own.
type house struct {
	access.Desk
	db  *store.DB
	now time.Time
	at  sync.Mutex
}

func open(t *testing.T) *house {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "pufa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{db: db, now: time.Date(2026, 12, 4, 9, 0, 0, 0, pufa.Zone)}
	h.Desk = access.NewDesk(store.NewAccounts(db), func() time.Time {
		h.at.Lock()
		defer h.at.Unlock()
		return h.now
	})
	return h
}

func (h *house) later(d time.Duration) {
	h.at.Lock()
	defer h.at.Unlock()
	h.now = h.now.Add(d)
}

// admin makes the first administrator and returns their session.
func (h *house) admin(t *testing.T) access.Session {
	t.Helper()
	token, err := h.NewSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in, err := h.SetUp(t.Context(), token, "主任", good, "电脑上的 Edge")
	if err != nil {
		t.Fatal(err)
	}
	s, err := h.Holder(t.Context(), in.Token)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func refused(t *testing.T, what string, err error, kind pufa.Kind, says string) {
	t.Helper()
	if pufa.KindOf(err) != kind || !strings.Contains(pufa.Say(err), says) {
		t.Errorf("%s: %v (%s), want %s with %q", what, pufa.KindOf(err), pufa.Say(err), kind, says)
	}
}

func TestTheFirstAdministratorIsMadeOnce(t *testing.T) {
	h := open(t)
	first, err := h.NewSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := h.NewSetup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.SetUp(t.Context(), first, "主任", "123456", "")
	refused(t, "a short password", err, pufa.Invalid, "太短")
	if _, err := h.SetUp(t.Context(), first, "主任", good, ""); err != nil {
		t.Fatal(err)
	}
	_, err = h.SetUp(t.Context(), first, "别人", good, "")
	refused(t, "the same link", err, pufa.Denied, "用过了")
	_, err = h.SetUp(t.Context(), second, "别人", good, "")
	refused(t, "another link", err, pufa.Conflict, "已经有管理员")
	_, err = h.NewSetup(t.Context())
	refused(t, "a third link", err, pufa.Conflict, "已经有管理员")
}

func TestWhoGuessesWaitsLongerAndLonger(t *testing.T) {
	h := open(t)
	h.admin(t)
	enter := func(password string) error {
		_, err := h.Enter(t.Context(), "主任", password, "")
		return err
	}
	for range 5 {
		refused(t, "a wrong password", enter("不是这个密码呀"), pufa.Denied, "姓名或密码不对")
	}
	refused(t, "the right one too early", enter(good), pufa.Limited, "1 分钟后")
	h.later(time.Minute)
	refused(t, "wrong again", enter("不是这个密码呀"), pufa.Denied, "不对")
	refused(t, "then", enter(good), pufa.Limited, "2 分钟后")
	h.later(2 * time.Minute)
	if err := enter(good); err != nil {
		t.Fatalf("the right one in time: %v", err)
	}
	refused(t, "after it, the first wrong one", enter("不是这个密码呀"), pufa.Denied, "不对")
	if err := enter(good); err != nil {
		t.Errorf("all is forgotten: %v", err)
	}
	_, err := h.Enter(t.Context(), "没有这人", good, "")
	refused(t, "a stranger", err, pufa.Denied, "姓名或密码不对")
	a, err := h.Account(t.Context(), "主任")
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Enter(t.Context(), string(a.ID), good, "")
	refused(t, "the ID for a name", err, pufa.Denied, "姓名或密码不对")
}

// Tries at once are not more than one after another.
func TestManyTriesAtOnceAreCounted(t *testing.T) {
	h := open(t)
	h.admin(t)
	var looked atomic.Int32
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := h.Enter(context.Background(), "主任", "不是这个密码呀", ""); pufa.KindOf(err) == pufa.Denied {
				looked.Add(1)
			}
		})
	}
	all.Wait()
	if n := looked.Load(); n != 5 {
		t.Errorf("%d tries were looked at, want 5", n)
	}
}

func TestASecondFactorIsAskedForAndEachCodeIsTakenOnce(t *testing.T) {
	h := open(t)
	s := h.admin(t)
	secret, address, err := access.NewTOTP("示例司法所", "主任")
	if err != nil || !strings.HasPrefix(address, "otpauth://totp/") || access.TOTPAddress("示例司法所", "主任", secret) == "" {
		t.Fatalf("%q %v", address, err)
	}
	code := func() string {
		c, err := totp.GenerateCode(secret, h.now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	_, err = h.BeginTOTP(t.Context(), s.Account, secret, "000000")
	refused(t, "a wrong first code", err, pufa.Invalid, "动态码不对")
	recovery, err := h.BeginTOTP(t.Context(), s.Account, secret, code())
	if err != nil || len(recovery) != 8 {
		t.Fatalf("%d codes, %v", len(recovery), err)
	}
	h.later(time.Minute)
	half := func() string {
		in, err := h.Enter(t.Context(), "主任", good, "")
		if err != nil || in.Token != "" || in.Code == "" {
			t.Fatalf("the first half: %+v %v", in, err)
		}
		return in.Code
	}
	ticket, now := half(), code()
	_, err = h.EnterCode(t.Context(), ticket, "123456", "")
	refused(t, "a wrong code", err, pufa.Denied, "动态码不对")
	if in, err := h.EnterCode(t.Context(), ticket, now[:3]+" "+now[3:], ""); err != nil || in.Token == "" {
		t.Fatalf("the right code: %v", err)
	}
	_, err = h.EnterCode(t.Context(), half(), now, "")
	refused(t, "the code once more", err, pufa.Denied, "动态码不对")
	ticket = half()
	if _, err := h.EnterCode(t.Context(), ticket, strings.ToUpper(recovery[0]), ""); err != nil {
		t.Errorf("a recovery code: %v", err)
	}
	_, err = h.EnterCode(t.Context(), ticket, recovery[1], "")
	refused(t, "the ticket once more", err, pufa.Denied, "用过了")
	_, err = h.EnterCode(t.Context(), half(), recovery[0], "")
	refused(t, "the recovery code once more", err, pufa.Denied, "动态码不对")
	if err := h.EndTOTP(t.Context(), s.Account, recovery[2]); err != nil {
		t.Fatal(err)
	}
	if in, err := h.Enter(t.Context(), "主任", good, ""); err != nil || in.Token == "" {
		t.Errorf("without a second factor: %v", err)
	}
}

func TestPasswordRulesHelp(t *testing.T) {
	for password, says := range map[string]string{
		"短":            "太短",
		"1234567890":   "猜到",
		"aaaaaaaaaaaa": "猜到",
		"abcdefghijk":  "猜到",
		"password2026": "猜到",
		"主任主任主任主任主任":   "猜到",
		"司法所2026司法所":   "猜到",
		strings.Repeat("长长短短高高", 500): "太长",
	} {
		err := access.CheckPassword(password, "主任")
		refused(t, password[:min(len(password), 12)], err, pufa.Invalid, says)
	}
	for _, password := range []string{good, "correct horse battery", "三斤苹果 两袋米 一瓶醋", "Kx7$mQ2pLw"} {
		if err := access.CheckPassword(password, "主任"); err != nil {
			t.Errorf("%s: %s", password, pufa.Say(err))
		}
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	h := open(t)
	s := h.admin(t)
	refused(t, "disabling", h.Disable(t.Context(), s.Account, true), pufa.Conflict, "最后一个管理员")
	refused(t, "another role", h.SetRole(t.Context(), s.Account, pufa.Editor), pufa.Conflict, "最后一个管理员")
	_, err := h.Add(t.Context(), "主任", pufa.Admin)
	refused(t, "the same name", err, pufa.Conflict, "已经有“主任”")
	_, err = h.Add(t.Context(), "小李", "boss")
	refused(t, "no such role", err, pufa.Invalid, "没有“boss”这个角色")
	other, err := h.Add(t.Context(), "副主任", pufa.Admin)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Disable(t.Context(), s.Account, true); err != nil {
		t.Fatal(err)
	}
	if open, err := h.Sessions(t.Context(), s.Account); err != nil || len(open) != 0 {
		t.Errorf("%d sessions are left, %v", len(open), err)
	}
	refused(t, "now the other", h.Disable(t.Context(), other.ID, true), pufa.Conflict, "最后一个管理员")
}

func TestAPasswordThatIsChangedEndsOtherSessions(t *testing.T) {
	h := open(t)
	s := h.admin(t)
	in, err := h.Enter(t.Context(), "主任", good, "安卓手机上的微信")
	if err != nil {
		t.Fatal(err)
	}
	refused(t, "the wrong old one", h.ChangePassword(t.Context(), s, "不是", "新的密码是一首诗呀呀"), pufa.Invalid, "原来的密码不对")
	if err := h.ChangePassword(t.Context(), s, good, "新的密码是一首很长的诗"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Holder(t.Context(), in.Token); pufa.KindOf(err) != pufa.Denied {
		t.Errorf("the other session: %v", err)
	}
	if open, err := h.Sessions(t.Context(), s.Account); err != nil || len(open) != 1 {
		t.Errorf("%d sessions, %v", len(open), err)
	}
}

func TestWhoeverChangesTheTrailIsFoundOut(t *testing.T) {
	act := pufa.Act{By: pufa.Staff{Name: "小李", Role: pufa.Editor}, At: time.Unix(1795320000, 0)}
	first := access.Row{}.Next(act, access.Note{Action: "新建问答", Subject: "entry:a", Name: "试用期"})
	second := first.Next(act, access.Note{Action: "修改问答", Changes: access.Diff(map[string]string{"title": "旧"}, map[string]string{"title": "新"})})
	if err := second.Follows(first); err != nil || second.Changes[0] != (access.Change{Field: "title", Before: "旧", After: "新"}) {
		t.Fatalf("%v %v", err, second.Changes)
	}
	said, who, gap := second, second, second
	said.Changes = []access.Change{{Field: "title", Before: "旧", After: "别的"}}
	who.By.Name = "小王"
	gap.Seq = 3
	for name, r := range map[string]access.Row{"what": said, "who": who, "number": gap, "the row before": second.Next(act, access.Note{})} {
		if r.Follows(first) == nil {
			t.Errorf("another %s is not noticed", name)
		}
	}
}
