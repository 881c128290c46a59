package console

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/web"
)

// doorPage is where somebody enters with a name and a password.
type doorPage struct {
	Note string // why they are here
	Say  string // what is wrong with what they sent
	Name string
	Next string // where they wanted to go
	Code string // ticket of the second step, in which only a code is asked for
}

// How fast one address may try to enter: a dozen at once, then one every ten seconds. It is so much that an
// office behind one address does not notice.
const (
	triesASecond = 0.1
	triesAtOnce  = 30
)

// enters lists the addresses that are open to everyone. They are tries to enter: each address of the network
// has only so many.
func (s *Site) enters() map[string]web.Handler {
	return map[string]web.Handler{
		"GET /login":  s.door,
		"POST /login": s.tried(s.login),
		"POST /code":  s.tried(s.secondStep),
		"GET /enter":  s.link,
		"POST /enter": s.tried(s.enter),
		"POST /setup": s.tried(s.setup),
	}
}

// tried bounds how often somebody tries, and how much they send.
func (s *Site) tried(inner web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.tries.Allow(web.Address(r), s.Now()) {
			return pufa.Errorf(pufa.Limited, "试得太快了，请过几分钟再来。")
		}
		r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
		return inner(w, r)
	}
}

func (s *Site) door(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.holder(r); err == nil {
		return see(w, r, cmp.Or(inside(r.FormValue("next")), "/console/"))
	}
	return s.render(w, r, "door", "登录", doorPage{Next: inside(r.FormValue("next"))})
}

func (s *Site) login(w http.ResponseWriter, r *http.Request) error {
	data := doorPage{Name: strings.TrimSpace(r.PostFormValue("name")), Next: inside(r.PostFormValue("next"))}
	in, err := s.Access.Enter(r.Context(), data.Name, r.PostFormValue("password"), device(r))
	if err != nil {
		return s.again(w, r, data, err)
	}
	if in.Code != "" {
		data.Code = in.Code
		return s.render(w, r, "door", "登录：动态码", data)
	}
	return s.in(w, r, in, data.Next)
}

// again shows the door once more with what was typed, but for the password.
func (s *Site) again(w http.ResponseWriter, r *http.Request, data doorPage, err error) error {
	kind := pufa.KindOf(err)
	if kind == pufa.Internal {
		return err
	}
	data.Say = pufa.Say(err)
	return s.renderAs(w, r, web.StatusOf(kind), "door", "登录", data)
}

// secondStep is the second step of entering.
func (s *Site) secondStep(w http.ResponseWriter, r *http.Request) error {
	data := doorPage{Code: r.PostFormValue("ticket"), Next: inside(r.PostFormValue("next"))}
	in, err := s.Access.EnterCode(r.Context(), data.Code, r.PostFormValue("code"), device(r))
	if err != nil {
		return s.again(w, r, data, err)
	}
	return s.in(w, r, in, data.Next)
}

// in keeps the session in the browser.
func (s *Site) in(w http.ResponseWriter, r *http.Request, in access.Entered, next string) error {
	cookie := s.cookie(in.Token)
	cookie.Expires = in.Until
	http.SetCookie(w, cookie)
	return see(w, r, cmp.Or(next, "/console/"))
}

// linkPage is where a one-time link leads. It is used up by its button, not by whoever looks at the link
// beforehand (WeChat does).
type linkPage struct {
	Token string
	Who   pufa.Staff
	Setup bool // makes the first administrator
	Name  string
	Say   string
	Least int // characters of a password
}

func (s *Site) link(w http.ResponseWriter, r *http.Request) error {
	return s.showLink(w, r, http.StatusOK, linkPage{Token: r.URL.Query().Get("t")})
}

func (s *Site) showLink(w http.ResponseWriter, r *http.Request, status int, data linkPage) error {
	account, purpose, err := s.Access.LinkOf(r.Context(), data.Token)
	if err != nil {
		return err
	}
	data.Who, data.Setup, data.Least = account.Staff(), purpose == access.Setup, access.PasswordLeast
	title := "进入工作台"
	if data.Setup {
		title = "第一次使用：建管理员账号"
	}
	return s.renderAs(w, r, status, "link", title, data)
}

func (s *Site) enter(w http.ResponseWriter, r *http.Request) error {
	in, err := s.Access.EnterByLink(r.Context(), r.PostFormValue("t"), device(r))
	if err != nil {
		return err
	}
	return s.in(w, r, in, "")
}

func (s *Site) setup(w http.ResponseWriter, r *http.Request) error {
	data := linkPage{Token: r.PostFormValue("t"), Name: strings.TrimSpace(r.PostFormValue("name"))}
	password := r.PostFormValue("password")
	if password != r.PostFormValue("again") {
		data.Say = "两次写的密码不一样，请再写一遍。"
		return s.showLink(w, r, http.StatusBadRequest, data)
	}
	in, err := s.Access.SetUp(r.Context(), data.Token, data.Name, password, device(r))
	if pufa.KindOf(err) == pufa.Invalid {
		data.Say = pufa.Say(err)
		return s.showLink(w, r, http.StatusBadRequest, data)
	}
	if err != nil {
		return err
	}
	return s.in(w, r, in, "")
}

// device says in a few words from what somebody enters, so that they know their own sessions.
func device(r *http.Request) string {
	agent := r.UserAgent()
	on, with := "电脑", "浏览器"
	for _, known := range []struct{ mark, name string }{{"iPhone", "苹果手机"}, {"iPad", "平板"}, {"Android", "安卓手机"}, {"HarmonyOS", "鸿蒙手机"}, {"Mobile", "手机"}} {
		if strings.Contains(agent, known.mark) {
			on = known.name
			break
		}
	}
	for _, known := range []struct{ mark, name string }{{"MicroMessenger", "微信"}, {"Edg", "Edge"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(agent, known.mark) {
			with = known.name
			break
		}
	}
	return on + "上的" + with
}
