package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/web"
)

const passCookie = "pufa_staff"

type sessionKey struct{}

// session returns in which session the request is made. Behind the guard there is always one.
func session(r *http.Request) access.Session {
	s, _ := r.Context().Value(sessionKey{}).(access.Session) //nolint:errcheck // the zero Session may do nothing
	return s
}

// staff returns who makes the request.
func staff(r *http.Request) pufa.Staff { return session(r).Staff }

// below puts a pattern under /console.
func below(pattern string) string {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		return "/console" + pattern
	}
	return method + " /console" + path
}

// guard lets only staff through, and only those who may; what they change goes into the audit trail in their
// name. What the pages show is kept in no cache.
func (s *Site) guard(to route) http.Handler {
	inner := web.Adapt(func(w http.ResponseWriter, r *http.Request) error {
		if !to.allows(staff(r).Role) {
			return pufa.Errorf(pufa.Denied, "您是%s，不能做这一步。请%s来做。", staff(r).Role.Chinese(), to.whoMay())
		}
		return to.handle(w, r)
	}, s.errorPage, s.Log)
	most := to.body
	if most == 0 {
		most = bodyMost
	}
	return web.Adapt(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		in, err := s.holder(r)
		if err != nil {
			return err
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		ctx := pufa.WithAct(r.Context(), pufa.Act{By: in.Staff, At: s.Now()})
		inner.ServeHTTP(w, r.WithContext(context.WithValue(ctx, sessionKey{}, in)))
		return nil
	}, s.closed, s.Log)
}

// allows reports whether the role may use the route. A form is never for who only looks.
func (r route) allows(role pufa.Role) bool {
	if r.who != nil {
		return r.who(role)
	}
	return role.Valid() && (role != pufa.Viewer || !strings.HasPrefix(r.pattern, http.MethodPost))
}

// whoMay names the roles that may use the route.
func (r route) whoMay() string {
	var names []string
	for _, role := range slices.Backward(pufa.Roles()) {
		if r.allows(role) {
			names = append(names, role.Chinese())
		}
	}
	return strings.Join(names, "或")
}

func (s *Site) holder(r *http.Request) (access.Session, error) {
	cookie, err := r.Cookie(passCookie)
	if err != nil {
		return access.Session{}, pufa.Errorf(pufa.Denied, "这里是工作人员的页面，请先登录。")
	}
	return s.Access.Holder(r.Context(), cookie.Value)
}

// leave ends the session.
func (s *Site) leave(w http.ResponseWriter, r *http.Request) error {
	if err := s.Access.Leave(r.Context(), session(r)); err != nil {
		return err
	}
	cookie := s.cookie("")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
	return see(w, r, "/console/")
}

func (s *Site) cookie(value string) *http.Cookie {
	return &http.Cookie{Name: passCookie, Value: value, Path: "/console/", HttpOnly: true, Secure: s.cfg.Secure,
		SameSite: http.SameSiteLaxMode}
}

// closed is the page of who is not in: where they may enter.
func (s *Site) closed(w http.ResponseWriter, r *http.Request, status int, say string) {
	if status != http.StatusForbidden {
		s.sendError(w, r, "error", "出了点问题", status, say)
		return
	}
	next := ""
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	s.sendError(w, r, "door", "登录", status, doorPage{Note: say, Next: inside(next)})
}

// inside returns the address where it is one of the staff pages, else "".
func inside(address string) string {
	if !strings.HasPrefix(address, "/console/") || strings.ContainsAny(address, "\\\n\r") || strings.Contains(address, "..") {
		return ""
	}
	return address
}

// see sends the browser to another page, also after a form.
func see(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}
