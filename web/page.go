// Package web is the page kit that all pages share: handlers that return errors, templates rendered
// whole before a byte is sent, security headers, Markdown made safe.
package web

import (
	"bytes"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"

	"github.com/pufa/pufa"
)

// Handler handles a request and returns what went wrong instead of rendering it.
type Handler func(w http.ResponseWriter, r *http.Request) error

// ErrorPage renders what a reader may see of a failure.
type ErrorPage func(w http.ResponseWriter, r *http.Request, status int, say string)

// Adapt makes an http.Handler of h: errors become a page, panics become errors, and what is our own
// fault is logged once, without the query of the address (it may hold a question).
func Adapt(h Handler, page ErrorPage, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := guard(h, w, r)
		if err == nil {
			return
		}
		kind := pufa.KindOf(err)
		if kind == pufa.Internal {
			log.Error("page failed", "route", r.Pattern, "error", err)
		}
		page(w, r, StatusOf(kind), pufa.Say(err))
	})
}

func guard(h Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return h(w, r)
}

// StatusOf returns the HTTP status of an error of the kind.
func StatusOf(kind pufa.Kind) int {
	switch kind {
	case pufa.Invalid:
		return http.StatusBadRequest
	case pufa.NotFound:
		return http.StatusNotFound
	case pufa.Conflict:
		return http.StatusConflict
	case pufa.Denied:
		return http.StatusForbidden
	case pufa.Limited:
		return http.StatusTooManyRequests
	default:
		return http.StatusInternalServerError
	}
}

// Render executes a template whole and then sends it: a template that fails sends nothing.
func Render(w http.ResponseWriter, status int, t *template.Template, data any) error {
	var page bytes.Buffer
	if err := t.Execute(&page, data); err != nil {
		return fmt.Errorf("render %s: %w", t.Name(), err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	page.WriteTo(w) //nolint:errcheck // the reader has gone away: there is nobody to tell
	return nil
}

// Secure sets the headers that keep a page to itself. frames lists origins that may show pages in a
// frame besides our own; "" for none.
func Secure(next http.Handler, frames string) http.Handler {
	policy := "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
	if frames != "" {
		policy += " " + frames
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// Markdown turns Markdown into HTML in which nothing can run.
type Markdown struct {
	policy *bluemonday.Policy
}

// NewMarkdown returns a Markdown renderer.
func NewMarkdown() Markdown { return Markdown{policy: bluemonday.UGCPolicy()} }

// HTML renders the text.
func (m Markdown) HTML(text string) (template.HTML, error) {
	var out bytes.Buffer
	if err := goldmark.Convert([]byte(text), &out); err != nil {
		return "", fmt.Errorf("render markdown: %w", err)
	}
	return template.HTML(m.policy.SanitizeBytes(out.Bytes())), nil //nolint:gosec // sanitised above
}
