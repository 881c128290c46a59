package console

import (
	"context"
	"net/http"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/web"
)

const passCookie = "pufa_staff"

type staffKey struct{}

// staff returns who makes the request. Behind the guard there is always somebody.
func staff(r *http.Request) pufa.Staff {
	who, _ := r.Context().Value(staffKey{}).(pufa.Staff) //nolint:errcheck // the zero Staff may do nothing
	return who
}

// below puts a pattern under /console.
func below(pattern string) string {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		return "/console" + pattern
	}
	return method + " /console" + path
}

// guard lets only staff through, and only those who may. What the pages show is kept in no cache.
func (s *Site) guard(to route) http.Handler {
	inner := web.Adapt(func(w http.ResponseWriter, r *http.Request) error {
		if to.who != nil && !to.who(staff(r).Role) {
			return pufa.Errorf(pufa.Denied, "您是%s，不能做这一步。请法律顾问或管理员来做。", staff(r).Role.Chinese())
		}
		return to.handle(w, r)
	}, s.errorPage, s.Log)
	most := to.body
	if most == 0 {
		most = bodyMost
	}
	return web.Adapt(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		who, err := s.holder(r)
		if err != nil {
			return err
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), staffKey{}, who)))
		return nil
	}, s.closed, s.Log)
}

func (s *Site) holder(r *http.Request) (pufa.Staff, error) {
	cookie, err := r.Cookie(passCookie)
	if err != nil {
		return pufa.Staff{}, pufa.Errorf(pufa.Denied, "这里是工作人员的页面，要用自己的链接进来。")
	}
	who, _, err := s.Gate.Holder(cookie.Value)
	return who, err
}

// enter takes the pass out of the address and keeps it in a cookie.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	pass := r.URL.Query().Get("t")
	_, until, err := s.Gate.Holder(pass)
	if err != nil {
		return err
	}
	cookie := s.cookie(pass)
	cookie.Expires = until
	http.SetCookie(w, cookie)
	return see(w, r, "/console/")
}

// leave forgets the pass on this device.
func (s *Site) leave(w http.ResponseWriter, r *http.Request) error {
	cookie := s.cookie("")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
	return see(w, r, "/console/")
}

func (s *Site) cookie(value string) *http.Cookie {
	return &http.Cookie{Name: passCookie, Value: value, Path: "/console/", HttpOnly: true, Secure: s.cfg.Secure,
		SameSite: http.SameSiteLaxMode}
}

// closed is the page of who has no pass.
func (s *Site) closed(w http.ResponseWriter, r *http.Request, status int, say string) {
	name, title := "door", "请用自己的链接进来"
	if status != http.StatusForbidden {
		name, title = "error", "出了点问题"
	}
	s.sendError(w, r, name, title, status, say)
}

// see sends the browser to another page, also after a form.
func see(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
