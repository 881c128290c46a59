// Package console serves the pages for staff: events, their numbers, reports. They work without JavaScript.
package console

import (
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/photo"
	"github.com/pufa/pufa/web"
)

//go:embed templates static
var files embed.FS

// Config says whose pages these are.
type Config struct {
	Office string // 本街道司法所
	Base   string // where people open the pages
	Secure bool   // pages are served over HTTPS: cookies are kept to it
}

// Parts is what a Site is wired to.
type Parts struct {
	Access    access.Desk
	Trail     Trail
	Reports   Reports
	Rows      Rows
	Names     Names
	Register  Register
	Clerk     Clerk
	Totals    Totals
	Shelves   reach.Shelves
	StockBook StockBook
	Form      FormParts
	Inbox     InboxParts
	Knowledge KnowledgeParts
	Push      PushParts
	Agendas   Agendas
	Now       func() time.Time
	Log       *slog.Logger
}

// Site is the staff's website.
type Site struct {
	Parts
	cfg   Config
	pages map[string]*template.Template
	tries *web.Limits // to enter, from an address
}

// pageNames lists the templates that are laid out as pages.
func pageNames() []string {
	return []string{"home", "door", "error", "reach", "rows", "events", "event", "stock", "event-form", "event-done",
		"link", "me", "totp", "users", "audit", "inbox", "inquiry", "canned", "duty", "times",
		"entries", "entry", "entry-form", "entry-version", "push-list", "push", "push-form"}
}

// New returns the site. It fails where a template does not parse.
func New(cfg Config, parts Parts) (*Site, error) {
	s := &Site{Parts: parts, cfg: cfg, pages: map[string]*template.Template{},
		tries: web.NewLimits(triesASecond, triesAtOnce)}
	for _, name := range pageNames() {
		t, err := template.New("layout.html").Funcs(functions()).
			ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse staff page %s: %w", name, err)
		}
		s.pages[name] = t
	}
	return s, nil
}

// route is one address of the pages, and who may use it.
type route struct {
	pattern string // below /console: "GET /reach"
	handle  web.Handler
	who     func(pufa.Role) bool // nil: all staff
	body    int64                // bytes of a request's body; 0: bodyMost
}

// bodyMost bounds what a form sends.
const bodyMost = 1 << 20

// routes lists all addresses that need a pass. Who adds a page adds a line here.
func (s *Site) routes() []route {
	return slices.Concat(s.inboxRoutes(), s.entryRoutes(), s.pushRoutes(), []route{
		{pattern: "GET /{$}", handle: s.home},
		{pattern: "POST /leave", handle: s.leave, who: pufa.Role.Valid},
		{pattern: "GET /me", handle: s.me},
		{pattern: "POST /me/password", handle: s.changePassword, who: pufa.Role.Valid},
		{pattern: "POST /me/sessions/end", handle: s.endSession, who: pufa.Role.Valid},
		{pattern: "GET /me/code", handle: s.totp},
		{pattern: "POST /me/code", handle: s.beginTOTP, who: pufa.Role.Valid},
		{pattern: "POST /me/code/end", handle: s.endTOTP, who: pufa.Role.Valid},
		{pattern: "GET /users", handle: s.users, who: pufa.Role.Administers},
		{pattern: "POST /users", handle: s.addUser, who: pufa.Role.Administers},
		{pattern: "POST /users/{id}", handle: s.changeUser, who: pufa.Role.Administers},
		{pattern: "GET /audit", handle: s.audit, who: pufa.Role.Approves},
		{pattern: "GET /audit.csv", handle: s.auditFile, who: pufa.Role.Approves},
		{pattern: "GET /events/new", handle: s.eventNew, who: pufa.Role.Writes},
		{pattern: "POST /events/new", handle: s.eventEnter, who: pufa.Role.Writes, body: uploadRead},
		{pattern: "GET /events/shell", handle: s.shell, who: pufa.Role.Writes},
		{pattern: "GET /events/{id}/edit", handle: s.eventEdit, who: pufa.Role.Writes},
		{pattern: "POST /events/{id}/edit", handle: s.eventCorrect, who: pufa.Role.Writes, body: uploadRead},
		{pattern: "GET /events/{id}/hold", handle: s.eventHold, who: pufa.Role.Writes},
		{pattern: "POST /events/{id}/hold", handle: s.eventReport, who: pufa.Role.Writes, body: uploadRead},
		{pattern: "GET /events/{id}/done", handle: s.eventDone},
		{pattern: "POST /photos", handle: s.photoPut, who: pufa.Role.Writes, body: photo.MaxBytes + 1},
		{pattern: "GET /photos/{id}", handle: s.photo},
		{pattern: "GET /photos/{id}/small", handle: s.thumb},
		{pattern: "GET /events", handle: s.events},
		{pattern: "GET /events/{id}", handle: s.event},
		{pattern: "GET /events/{id}/code.svg", handle: s.code},
		{pattern: "POST /events/{id}/check", handle: s.check, who: pufa.Role.Approves},
		{pattern: "POST /events/{id}/cancel", handle: s.cancel, who: pufa.Role.Writes},
		{pattern: "GET /stock", handle: s.stock},
		{pattern: "POST /stock/moves", handle: s.moveStock, who: pufa.Role.Writes},
		{pattern: "POST /stock/materials", handle: s.addMaterial, who: pufa.Role.Writes},
		{pattern: "GET /reach", handle: s.report},
		{pattern: "GET /reach/rows", handle: s.rows},
		{pattern: "GET /reach/rows.csv", handle: s.rowsFile},
		{pattern: "GET /reach/export/{format}", handle: s.export},
		{pattern: "GET /reach/snapshots/{id}", handle: s.snapshot},
		{pattern: "POST /reach/lock", handle: s.lock, who: pufa.Role.Approves},
		{pattern: "/", handle: func(http.ResponseWriter, *http.Request) error {
			return pufa.Errorf(pufa.NotFound, "没有这个网页。请从左边（手机上是顶部）的目录进去。")
		}},
	})
}

// Handler returns the pages, all below /console/, behind their security headers.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		mux.Handle(below(r.pattern), s.guard(r))
	}
	for pattern, handle := range s.enters() {
		mux.Handle(below(pattern), noStore(web.Adapt(handle, s.closed, s.Log)))
	}
	mux.Handle("GET /console/sw.js", web.Adapt(worker, s.errorPage, s.Log))
	mux.Handle("GET /console/static/", http.StripPrefix("/console", http.FileServerFS(files)))
	return web.Secure(s.sameOrigin(mux), "")
}

func noStore(inner http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		inner.ServeHTTP(w, r)
	})
}

// sameOrigin refuses forms that another website sends, in words fit for whoever was lured into it.
func (s *Site) sameOrigin(inner http.Handler) http.Handler {
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(web.Adapt(func(http.ResponseWriter, *http.Request) error {
		return pufa.Errorf(pufa.Denied, "这一步是别的网站发来的，没有做。请打开工作台再操作。")
	}, s.closed, s.Log))
	return guard.Handler(inner)
}
