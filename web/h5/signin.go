package h5

import (
	"context"
	"crypto/hmac"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/web"
)

// Events is where people sign in.
type Events interface {
	// Event returns an event by its code. NotFound where there is none.
	Event(ctx context.Context, code string) (reach.Event, error)
}

// SignIns is who signed in.
type SignIns interface {
	// SignIn adds the row unless one of its key is there.
	SignIn(ctx context.Context, row reach.Entry) (added bool, err error)
	// SignedIn reports whether a row of the key is there.
	SignedIn(ctx context.Context, key string) (bool, error)
}

// A hall on one Wi-Fi signs in from one address; a program that makes up browsers does too.
const (
	signsASecond = 0.5
	signsAtOnce  = 60
	formLasts    = time.Hour // a form that is older is given again
)

type signInPage struct {
	Code    string
	Name    string
	When    string
	Place   string
	Refused string // why nobody can sign in; "" where people can
	Signed  bool
	Fresh   bool   // signed in just now
	Again   string // why it has not worked; "" at first
	Token   string
}

// signIn shows the event and the button. Looking never signs anybody in.
func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	event, err := s.event(r)
	if err != nil {
		return err
	}
	return s.signInPage(w, r, http.StatusOK, event, "")
}

// event finds the event of the address.
func (s *Site) event(r *http.Request) (event reach.Event, err error) {
	code := strings.ToLower(r.PathValue("code"))
	if reach.IsEventCode(code) && s.Events != nil {
		event, err = s.Events.Event(r.Context(), code)
	}
	if err == nil && event.Code != code || err != nil && pufa.KindOf(err) == pufa.NotFound {
		return event, pufa.Errorf(pufa.NotFound, "没有这个活动，可能是网址抄错了。请重新扫签到的二维码，或问现场的工作人员。")
	}
	return event, err
}

func (s *Site) signInPage(w http.ResponseWriter, r *http.Request, status int, event reach.Event, again string) error {
	key, _, err := s.who(w, r)
	if err != nil {
		return err
	}
	signed, err := s.isSignedIn(r, event, key)
	if err != nil {
		return err
	}
	data := signInPage{Code: event.Code, Name: event.Name, When: event.When(), Place: event.Place,
		Signed: signed, Fresh: r.URL.Query().Has("done"), Again: again, Token: s.formToken(key, event.Code, s.Now())}
	if refused := event.SignInRefused(s.Now()); refused != nil {
		data.Refused = pufa.Say(refused)
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Render(w, status, s.pages["signin"], s.page(r, "签到："+event.Name, data))
}

// isSignedIn reports whether this person is there, also under the name that the browser had before WeChat
// said who it is.
func (s *Site) isSignedIn(r *http.Request, event reach.Event, key pufa.FollowerKey) (bool, error) {
	signed, err := s.SignIns.SignedIn(r.Context(), event.SignInKey(s.Keyer, key))
	if name := browserName(r); err == nil && !signed && name != "" {
		return s.SignIns.SignedIn(r.Context(), event.SignInKey(s.Keyer, s.browserKey(name)))
	}
	return signed, err
}

// signedIn takes the press of the button.
func (s *Site) signedIn(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if err := r.ParseForm(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容不完整，请重新扫签到的二维码。", Err: err}
	}
	event, err := s.event(r)
	if err != nil {
		return err
	}
	if err := event.SignInRefused(s.Now()); err != nil {
		return err
	}
	if isProgram(r) {
		return pufa.Errorf(pufa.Denied, "请用手机扫签到的二维码，在打开的网页上签到。")
	}
	key, source, err := s.who(w, r)
	if err != nil {
		return err
	}
	if !s.formFits(r.PostForm.Get("token"), key, event.Code) {
		return s.signInPage(w, r, http.StatusForbidden, event, "这次没有签上：页面开得太久，或者浏览器不让用 Cookie。请再按一次。")
	}
	signed, err := s.isSignedIn(r, event, key)
	if err != nil {
		return err
	}
	if !signed {
		if !s.sources.Allow(event.Code+"|"+web.Address(r), s.Now()) || !s.signs.Allow(event.Code, s.Now()) {
			s.Log.Warn("too many sign-ins to be true: not counted", "event", event.ID)
			return pufa.Errorf(pufa.Limited, "现在签到的人多，这次没有签上。请等一分钟，再返回按一次。")
		}
		if _, err := s.SignIns.SignIn(r.Context(), event.SignIn(s.Keyer, key, source, s.Now())); err != nil {
			return err
		}
	}
	http.Redirect(w, r, "/i/"+event.Code+"?done=1", http.StatusSeeOther)
	return nil
}

// formToken ties a form to who got it, to the event and to the time.
func (s *Site) formToken(key pufa.FollowerKey, code string, now time.Time) string {
	at := strconv.FormatInt(now.Unix(), 36)
	return at + "." + s.Keyer.Sum("signin-form", string(key)+"|"+code+"|"+at)
}

func (s *Site) formFits(token string, key pufa.FollowerKey, code string) bool {
	text, _, _ := strings.Cut(token, ".")
	seconds, err := strconv.ParseInt(text, 36, 64)
	if err != nil {
		return false
	}
	made := time.Unix(seconds, 0)
	age := s.Now().Sub(made)
	return age > -time.Minute && age < formLasts && hmac.Equal([]byte(token), []byte(s.formToken(key, code, made)))
}
