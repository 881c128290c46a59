package console

import (
	"html/template"
	"net/http"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/schedule/poster"
	"github.com/pufa/pufa/web"
)

// mePage is somebody's own account.
type mePage struct {
	Account  access.Account
	Least    int
	Sessions []sessionLine
	Say      string // what is wrong
	Done     string
}

type sessionLine struct {
	ID     string
	Device string
	Since  time.Time
	Seen   time.Time
	This   bool
}

func (s *Site) me(w http.ResponseWriter, r *http.Request) error {
	done := map[string]string{"password": "密码改好了。别的设备上的登录都已退出。", "code": "动态码关掉了。", "ended": "已经退出。"}[r.URL.Query().Get("done")]
	return s.showMe(w, r, http.StatusOK, mePage{Done: done})
}

func (s *Site) showMe(w http.ResponseWriter, r *http.Request, status int, data mePage) (err error) {
	in := session(r)
	if data.Account, err = s.Access.Account(r.Context(), string(in.Account)); err != nil {
		return err
	}
	open, err := s.Access.Sessions(r.Context(), in.Account)
	if err != nil {
		return err
	}
	for _, o := range open {
		data.Sessions = append(data.Sessions, sessionLine{o.ID, o.Device, o.Created, o.Seen, o.ID == in.ID})
	}
	data.Least = access.PasswordLeast
	return s.renderAs(w, r, status, "me", "我的账号", data)
}

// refuseMe shows the account again with what is wrong.
func (s *Site) refuseMe(w http.ResponseWriter, r *http.Request, err error) error {
	kind := pufa.KindOf(err)
	if kind == pufa.Internal {
		return err
	}
	return s.showMe(w, r, web.StatusOf(kind), mePage{Say: pufa.Say(err)})
}

func (s *Site) changePassword(w http.ResponseWriter, r *http.Request) error {
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		return s.refuseMe(w, r, pufa.Errorf(pufa.Invalid, "两次写的新密码不一样，请再写一遍。"))
	}
	if err := s.Access.ChangePassword(r.Context(), session(r), r.PostFormValue("old"), password); err != nil {
		return s.refuseMe(w, r, err)
	}
	return see(w, r, "/console/me?done=password")
}

func (s *Site) endSession(w http.ResponseWriter, r *http.Request) error {
	in := session(r)
	var err error
	if id := r.PostFormValue("id"); id != "" {
		err = s.Access.EndSession(r.Context(), in.Account, id)
	} else {
		err = s.Access.EndSessions(r.Context(), in.Account, in.ID)
	}
	if err != nil {
		return err
	}
	return see(w, r, "/console/me?done=ended")
}

// codePage sets up the second factor.
type codePage struct {
	Secret   string
	Code     template.HTML // the QR code, as SVG
	Recovery []string      // shown once, after it is set up
	Say      string
}

func (s *Site) totp(w http.ResponseWriter, r *http.Request) error {
	secret, _, err := access.NewTOTP(s.cfg.Office, staff(r).Name)
	if err != nil {
		return err
	}
	return s.showTOTP(w, r, http.StatusOK, codePage{Secret: secret})
}

func (s *Site) showTOTP(w http.ResponseWriter, r *http.Request, status int, data codePage) error {
	code, err := poster.NewCode(access.TOTPAddress(s.cfg.Office, staff(r).Name, data.Secret))
	if err != nil {
		return pufa.Errorf(pufa.Invalid, "这一步没有做完，请从“我的账号”重新来。")
	}
	data.Code = template.HTML(drawCode(code)) //nolint:gosec // drawn here, of numbers alone
	return s.renderAs(w, r, status, "totp", "打开动态码", data)
}

func (s *Site) beginTOTP(w http.ResponseWriter, r *http.Request) error {
	data := codePage{Secret: r.PostFormValue("secret")}
	recovery, err := s.Access.BeginTOTP(r.Context(), session(r).Account, data.Secret, r.PostFormValue("code"))
	if pufa.KindOf(err) == pufa.Invalid {
		data.Say = pufa.Say(err)
		return s.showTOTP(w, r, http.StatusBadRequest, data)
	}
	if err != nil {
		return err
	}
	return s.render(w, r, "totp", "动态码开好了", codePage{Recovery: recovery})
}

func (s *Site) endTOTP(w http.ResponseWriter, r *http.Request) error {
	if err := s.Access.EndTOTP(r.Context(), session(r).Account, r.PostFormValue("code")); err != nil {
		return s.refuseMe(w, r, err)
	}
	return see(w, r, "/console/me?done=code")
}
