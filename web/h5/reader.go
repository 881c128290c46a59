package h5

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

const (
	readerCookie = "pufa_reader" // a random name for a browser: nobody is known by it
	largeCookie  = "pufa_large"
	year         = 365 * 24 * time.Hour
)

// wantsLarge reports whether the reader chose large print: by cookie, or by the link that led here.
func wantsLarge(r *http.Request) bool {
	if r.URL.Query().Has("large") {
		return true
	}
	c, err := r.Cookie(largeCookie)
	return err == nil && c.Value == "1"
}

// print switches large print on or off and leads back.
func (s *Site) print(w http.ResponseWriter, r *http.Request) error {
	value := "0"
	if r.PathValue("size") == "large" {
		value = "1"
	}
	http.SetCookie(w, s.cookie(largeCookie, value, year))
	http.Redirect(w, r, ownAddress(r.URL.Query().Get("back")), http.StatusSeeOther)
	return nil
}

// ownAddress returns the address where it is one of our pages, else the home page. Browsers drop tabs
// and line breaks and take \ for /, so that what is no clean path is not trusted.
func ownAddress(back string) string {
	u, err := url.Parse(back)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.Contains(back, "\\") {
		return "/"
	}
	return back
}

func (s *Site) cookie(name, value string, lasts time.Duration) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(lasts.Seconds()),
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode}
}

// reader returns the browser's random name, giving it one where it has none.
func (s *Site) reader(w http.ResponseWriter, r *http.Request) (string, error) {
	if name := browserName(r); name != "" {
		return name, nil
	}
	name, err := randomHex()
	if err != nil {
		return "", err
	}
	http.SetCookie(w, s.cookie(readerCookie, name, year))
	return name, nil
}

// browserName is what reader has given the browser; "" for nothing.
func browserName(r *http.Request) string {
	c, err := r.Cookie(readerCookie)
	if err != nil || len(c.Value) != 32 || !isHex(c.Value) {
		return ""
	}
	return c.Value
}

// who returns the key under which a reader counts, and how we know them: reach.SignedByWeChat where WeChat
// has said who it is, else reach.SignedByBrowser.
func (s *Site) who(w http.ResponseWriter, r *http.Request) (key pufa.FollowerKey, source string, err error) {
	if key, ok := s.badge(r); ok {
		return key, reach.SignedByWeChat, nil
	}
	name, err := s.reader(w, r)
	if err != nil {
		return "", "", err
	}
	return s.browserKey(name), reach.SignedByBrowser, nil
}

func (s *Site) browserKey(name string) pufa.FollowerKey { return s.Keyer.Key("web:" + name) }

func randomHex() (string, error) {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		return "", fmt.Errorf("make a random name: %w", err)
	}
	return hex.EncodeToString(b), nil
}

func isHex(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil
}

// read records that a page was read. Programs that only look (crawlers, previews) do not count, nor
// does the same reader again within half an hour. A page is shown even where this fails.
func (s *Site) read(w http.ResponseWriter, r *http.Request, subject string) {
	if r.Method != http.MethodGet || isProgram(r) {
		return
	}
	key, _, err := s.who(w, r)
	if err != nil {
		s.Log.Error("reader not named", "error", err)
		return
	}
	now, id := s.Now(), pufa.NewID()
	mark := s.Keyer.Sum("read", string(key)+"|"+subject)
	_, err = s.Ledger.Read(r.Context(), mark, reach.Entry{
		ID: id, Key: "read:" + string(id), At: now, Day: pufa.DayOf(now), Kind: reach.PageRead, Basis: reach.System,
		People: 1, Times: 1, Subject: subject, Follower: key, Source: source(r),
	})
	if err != nil {
		s.Log.Error("page read not recorded", "error", err)
	}
}

// source says how the reader came, from the few words that our own links carry. What WeChat adds to a link
// that somebody passes on outdoes them.
func source(r *http.Request) string {
	q := r.URL.Query()
	if q.Has("isappinstalled") {
		return "share"
	}
	came := ""
	for _, from := range q["from"] {
		switch from {
		case "timeline", "groupmessage", "singlemessage":
			return "share"
		case "answer", "search", "share", "qr", "push", "menu", "notice":
			if came == "" {
				came = from
			}
		}
	}
	return came
}

// isProgram reports whether nobody reads what is asked for: crawlers, previews of links in chats, what a
// browser loads in advance.
func isProgram(r *http.Request) bool {
	for _, header := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if r.Header.Get(header) != "" {
			return true
		}
	}
	agent := strings.ToLower(r.UserAgent())
	for _, word := range []string{"bot", "spider", "crawl", "curl", "wget", "preview", "headlesschecker", "python", "go-http-client",
		"facebookexternalhit", "whatsapp/", "slurp", "scrapy", "okhttp", "java/", "axios", "node-fetch", "apache-httpclient", "masscan", "zgrab"} {
		if strings.Contains(agent, word) {
			return true
		}
	}
	return agent == ""
}
