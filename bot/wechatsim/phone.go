package wechatsim

import (
	"context"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strconv"
	"time"

	"github.com/microcosm-cc/bluemonday"
)

//go:embed page
var pageFiles embed.FS

// phone adds the phone page and what it reads: the state, one person's screen, the stream of updates.
func (p *Platform) phone(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", servePage("page/index.html"))
	files, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	mux.Handle("GET /phone/assets/", http.StripPrefix("/phone/assets/", http.FileServerFS(files)))
	mux.HandleFunc("GET /phone/state", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, p.state()) })
	mux.HandleFunc("GET /phone/screens/{openid}", control(p, p.screen))
	mux.HandleFunc("GET /phone/events", p.stream)
	mux.HandleFunc("POST /phone/browser", p.newBrowser)
}

// newBrowser is the browser of another phone: what pages keep there of whoever held the last one goes. The
// pages' cookies are within reach because hosts have cookies and ports do not.
func (p *Platform) newBrowser(w http.ResponseWriter, _ *http.Request) {
	for _, name := range p.opts.PageCookies {
		http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	writeJSON(w, object{})
}

func servePage(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "+
			"img-src 'self' http: https:; frame-src http: https:; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, pageFiles, name)
	}
}

// state is all that the page shows beside a conversation.
func (p *Platform) state() object {
	people, waiting := p.People(), p.WaitingMass()
	p.mu.Lock()
	defer p.mu.Unlock()
	return object{
		"account":  object{"name": p.opts.Name, "kind": p.opts.Account, "verified": p.opts.Verified, "mode": p.opts.Mode, "callback": p.callback},
		"cookie":   personCookie,
		"people":   people,
		"waiting":  waiting,
		"records":  append([]CallbackRecord{}, p.record...),
		"examples": p.opts.Examples,
		"notices":  append([]Template{}, p.opts.Templates...),
		"now":      p.Now(),
	}
}

func (p *Platform) screen(_ context.Context, r *http.Request, _ order) (any, error) {
	openID := r.PathValue("openid")
	shown := p.Conversation(openID)
	if shown == nil {
		return nil, ErrUnknownPerson
	}
	return object{"shown": shown, "menu": p.Menu(openID)}, nil
}

// stream sends every update as a server-sent event until either side ends it.
func (p *Platform) stream(w http.ResponseWriter, r *http.Request) {
	updates, stop := p.hub.listen()
	defer stop()
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Time{}); err != nil {
		// A writer without deadlines has none to lift.
		w.Header().Set("X-Accel-Buffering", "no")
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	beat := time.NewTicker(20 * time.Second)
	defer beat.Stop()
	line := ": open\n\n"
	for {
		if _, err := fmt.Fprint(w, line); err != nil {
			return
		}
		if err := out.Flush(); err != nil {
			return
		}
		select {
		case <-p.closed:
			return
		case <-r.Context().Done():
			return
		case <-beat.C:
			line = ": still here\n\n"
		case u, ok := <-updates:
			if !ok {
				return
			}
			line = fmt.Sprintf("data: %s\n\n", encode(u))
		}
	}
}

// showArticle is the page of a published article; opening it from the phone counts as reading it.
func (p *Platform) showArticle(w http.ResponseWriter, r *http.Request) {
	dataID, err1 := strconv.ParseInt(r.PathValue("issue"), 10, 64)
	idx, err2 := strconv.Atoi(r.PathValue("idx"))
	p.mu.Lock()
	i, ok := p.issues.byID[dataID]
	ok = ok && err1 == nil && err2 == nil && idx >= 1 && idx <= len(i.articles)
	var a draftArticle
	if ok {
		a = i.articles[idx-1]
		ok = !i.deleted[0] && !i.deleted[idx]
	}
	p.mu.Unlock()
	if !ok {
		http.Error(w, "该内容已被发布者删除", http.StatusNotFound)
		return
	}
	if openID := reader(r); openID != "" {
		if err := p.Read(openID, dataID, idx); err != nil {
			http.NotFound(w, r)
			return
		}
	}
	p.renderArticle(w, i, a)
}

// renderArticle drops scripts and the like from the account's HTML, as WeChat does.
func (p *Platform) renderArticle(w http.ResponseWriter, i *issue, a draftArticle) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src http: https:; style-src 'self'; sandbox allow-popups")
	page, err := template.ParseFS(pageFiles, "page/article.html")
	if err == nil {
		err = page.Execute(w, object{
			"Article": a, "Name": p.opts.Name, "Day": i.at.In(beijing()).Format("2006年1月2日 15:04"),
			"Content": template.HTML(bluemonday.UGCPolicy().Sanitize(a.Content)),
		})
	}
	if err != nil {
		http.Error(w, "system error", http.StatusInternalServerError)
	}
}
