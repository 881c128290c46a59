package console

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/web"
)

// page is what the layout gets. A page's own template gets Data alone, so that it can be checked against
// the type of Data.
type page struct {
	Title  string
	Office string
	Staff  pufa.Staff
	Nav    []navLink
	Data   any
}

// navLink is a room in the menu.
type navLink struct {
	Path, Text string
	Current    string               // "page" where the page is in this room, for aria-current; else ""
	who        func(pufa.Role) bool // nil: all staff
}

// rooms lists the menu as the role sees it. Who adds a room adds a line here.
func rooms(role pufa.Role) []navLink {
	return slices.DeleteFunc([]navLink{
		{Path: "/console/", Text: "今天"},
		{Path: "/console/inbox", Text: "咨询"},
		{Path: "/console/entries", Text: "知识库"},
		{Path: "/console/push", Text: "推送"},
		{Path: "/console/events/new", Text: "登记活动", who: pufa.Role.Writes},
		{Path: "/console/events", Text: "活动台账"},
		{Path: "/console/stock", Text: "资料库存"},
		{Path: "/console/reach", Text: "报表"},
		{Path: "/console/users", Text: "账号", who: pufa.Role.Administers},
		{Path: "/console/audit", Text: "操作记录", who: pufa.Role.Approves},
	}, func(room navLink) bool { return room.who != nil && !room.who(role) })
}

// navigation marks the room whose path is the longest beginning of the page's.
func navigation(path string, role pufa.Role) []navLink {
	list, at := rooms(role), -1
	for i, room := range list {
		inside := path == room.Path || room.Path != "/console/" && strings.HasPrefix(path, room.Path+"/")
		if inside && (at < 0 || len(room.Path) > len(list[at].Path)) {
			at = i
		}
	}
	if at >= 0 {
		list[at].Current = "page"
	}
	return list
}

func (s *Site) page(r *http.Request, title string, data any) page {
	p := page{Title: title, Office: s.cfg.Office, Staff: staff(r), Data: data}
	if p.Staff.Name != "" {
		p.Nav = navigation(r.URL.Path, p.Staff.Role)
	}
	return p
}

func (s *Site) render(w http.ResponseWriter, r *http.Request, name, title string, data any) error {
	return s.renderAs(w, r, http.StatusOK, name, title, data)
}

// renderAs sends the page with a status of its own: a form that is refused is shown again.
func (s *Site) renderAs(w http.ResponseWriter, r *http.Request, status int, name, title string, data any) error {
	t, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("there is no page %q", name)
	}
	return web.Render(w, status, t, s.page(r, title, data))
}

func (s *Site) errorPage(w http.ResponseWriter, r *http.Request, status int, say string) {
	s.sendError(w, r, "error", "出了点问题", status, say)
}

func (s *Site) sendError(w http.ResponseWriter, r *http.Request, name, title string, status int, data any) {
	if err := s.renderAs(w, r, status, name, title, data); err != nil {
		s.Log.Error("error page failed", "error", err)
	}
}

func functions() template.FuncMap {
	return template.FuncMap{
		"chinese": func(d pufa.Day) string { return d.ChineseWeekday() },
		"moment":  moment,
		"digits":  digits,
		"step":    stepperOf,
		"headsOf": headsOf,
		"join":    func(list []string) string { return strings.Join(list, "、") },
	}
}

// moment returns a time as readers see it: 2026年12月4日（周五）09:30.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return pufa.DayOf(t).ChineseWeekday() + t.In(pufa.Zone).Format("15:04")
}

// digits returns a number with its thousands apart, as tables show it.
func digits(n int) string {
	text := strconv.Itoa(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(text) - 3; i > first; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// pagePath is another page of a list whose filter stands in the query.
func pagePath(list string, q url.Values, number int) string {
	next := url.Values{}
	for key := range q {
		if value := q.Get(key); value != "" {
			next.Set(key, value)
		}
	}
	next.Set("page", strconv.Itoa(number))
	return list + "?" + next.Encode()
}
