// Package h5 serves the pages for residents: entries, laws, articles, search, asking on the page, the
// privacy notice. They work without JavaScript and in WeChat's browser.
package h5

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule/calendar"
	"github.com/pufa/pufa/web"
)

//go:embed templates static
var files embed.FS

// Laws is what the pages read of laws.
type Laws interface {
	Law(ctx context.Context, name string, version pufa.Day) (knowledge.Law, error)
	Versions(ctx context.Context, name string) ([]knowledge.Law, error)
	Article(ctx context.Context, id pufa.ID) (knowledge.Article, error)
}

// Entries is what the pages read of entries.
type Entries interface {
	Entry(ctx context.Context, idOrSlug string) (knowledge.Entry, error)
	List(ctx context.Context, kind knowledge.EntryKind, state knowledge.State) ([]knowledge.Entry, error)
	CitedBy(ctx context.Context, law string, article knowledge.Number) ([]knowledge.Entry, error)
}

// Resolver tells what is in force. knowledge.Catalogue implements it.
type Resolver interface {
	Resolve(c knowledge.Citation, on pufa.Day) knowledge.Source
}

// Talker answers a message. bot.Bot implements it.
type Talker interface {
	Handle(ctx context.Context, m bot.Message) (bot.Reply, error)
}

// Ledger records that a page was read.
type Ledger interface {
	// Read adds the row unless the same mark was counted within reach.ReadAgain.
	Read(ctx context.Context, mark string, read reach.Entry) (added bool, err error)
}

// Config says whose pages these are.
type Config struct {
	Office   string       // 本街道司法所
	Phone    string       //
	Address  string       //
	Hours    string       //
	Places   []pufa.Place // who else helps
	Base     string       // where residents open these pages: what codes of posters lead to
	Frames   string       // origins that may show the pages in a frame: the simulated phone; "" for none
	Secure   bool         // pages are served over HTTPS: cookies are kept to it
	Deadline time.Duration
}

// Parts is what a Site is wired to.
type Parts struct {
	Laws     Laws
	Entries  Entries
	Searcher knowledge.Searcher
	Resolver Resolver
	Talker   Talker
	Wishes   Wishes
	Ledger   Ledger
	Posters  Posters
	Events   Events
	SignIns  SignIns
	WeChat   WeChat // nil where the account may not ask who opens a page
	Keyer    reach.Keyer
	Calendar calendar.Calendar
	Now      func() time.Time
	Log      *slog.Logger
}

// Site is the residents' website.
type Site struct {
	Parts
	cfg      Config
	pages    map[string]*template.Template
	markdown web.Markdown
	scans    *web.Limits // of a poster
	signs    *web.Limits // of an event
	sources  *web.Limits // of an event, from an address
}

// New returns the site. It fails where a template does not parse.
func New(cfg Config, parts Parts) (*Site, error) {
	s := &Site{Parts: parts, cfg: cfg, pages: map[string]*template.Template{}, markdown: web.NewMarkdown(),
		scans: web.NewLimits(scansASecond, scansAtOnce), signs: web.NewLimits(scansASecond, scansAtOnce), sources: web.NewLimits(signsASecond, signsAtOnce)}
	for _, name := range []string{"home", "entry", "law", "article", "search", "ask", "privacy", "cases", "subscribe", "signin", "error"} {
		t, err := template.New("layout.html").Funcs(functions()).
			ParseFS(files, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		s.pages[name] = t
	}
	screen, err := template.New("screen.html").Funcs(functions()).ParseFS(files, "templates/screen.html")
	if err != nil {
		return nil, fmt.Errorf("parse page screen: %w", err)
	}
	s.pages["screen"] = screen
	return s, nil
}

func functions() template.FuncMap {
	return template.FuncMap{
		"lawPath":     lawPath,
		"articlePath": articlePath,
		"chinese":     func(d pufa.Day) string { return d.Chinese() },
	}
}

// Handler returns the site's routes behind its security headers.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	get := func(pattern string, h web.Handler) {
		mux.Handle("GET "+pattern, web.Adapt(h, s.errorPage, s.Log))
	}
	post := func(pattern string, h web.Handler) {
		mux.Handle("POST "+pattern, web.Adapt(h, s.errorPage, s.Log))
	}
	get("/{$}", s.knowing(s.home))
	get("/e/{slug}", s.knowing(s.entry))
	get("/law/{name}", s.knowing(s.law))
	get("/law/{name}/{number}", s.knowing(s.article))
	get("/cases", s.knowing(s.cases))
	get("/search", s.search)
	get("/ask", s.ask)
	post("/ask", s.asked)
	get("/subscribe", s.subscribe)
	post("/subscribe", s.subscribed)
	get("/privacy", s.privacy)
	get("/calendar.ics", s.feed)
	get("/print/{size}", s.print)
	get("/s/{code}", s.knowing(s.scan))
	get("/screen/{code}", s.screen)
	get("/i/{code}", s.knowing(s.signIn))
	post("/i/{code}", s.signedIn)
	get(authPath, s.authorized)
	mux.Handle("GET /static/", http.FileServerFS(files))
	get("/", func(http.ResponseWriter, *http.Request) error {
		return pufa.Errorf(pufa.NotFound, "没有这个网页。可以回首页提问或搜索。")
	})
	return web.Secure(http.NewCrossOriginProtection().Handler(mux), s.cfg.Frames)
}

// page is what every template gets: who we are, what the reader prefers, and the page's own data.
type page struct {
	Title  string
	Office string
	Phone  string
	Large  bool
	Here   string // the path of this page, to come back to
	Data   any
}

func (s *Site) render(w http.ResponseWriter, r *http.Request, name, title string, data any) error {
	return web.Render(w, http.StatusOK, s.pages[name], s.page(r, title, data))
}

// send renders the page with a template.
func (p page) send(w http.ResponseWriter, t *template.Template) error {
	return web.Render(w, http.StatusOK, t, p)
}

func (s *Site) page(r *http.Request, title string, data any) page {
	return page{Title: title, Office: s.cfg.Office, Phone: s.cfg.Phone, Large: wantsLarge(r), Here: r.URL.Path, Data: data}
}

func (s *Site) errorPage(w http.ResponseWriter, r *http.Request, status int, say string) {
	if err := web.Render(w, status, s.pages["error"], s.page(r, "出了点问题", say)); err != nil {
		s.Log.Error("error page failed", "error", err)
	}
}
