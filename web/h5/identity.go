package h5

import (
	"context"
	"crypto/hmac"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/web"
)

// WeChat tells who opens a page in WeChat's browser. A verified service account has it.
type WeChat interface {
	// AuthorizeURL is where the browser is to go, to come back to one of our pages with a code.
	AuthorizeURL(back, state string) (string, error)
	// OpenID returns whose code it is; "" for nobody.
	OpenID(ctx context.Context, code string) (string, error)
}

const (
	badgeCookie = "pufa_who"   // a sealed follower key
	askedCookie = "pufa_asked" // that WeChat was asked, and under which random name
	badgeLasts  = 30 * 24 * time.Hour
	authPath    = "/auth/wechat"
	notAsked    = "wx" // parameter of an address at which WeChat is not asked
	longestBack = 1000 // bytes of an address that is come back to
	asked       = "-"  // value of askedCookie that fits no answer
)

// Cookies lists the cookies by which a browser is known. A simulated phone that changes hands drops them.
func Cookies() []string { return []string{readerCookie, badgeCookie, askedCookie} }

// badge returns as whom the browser is known.
func (s *Site) badge(r *http.Request) (pufa.FollowerKey, bool) {
	c, err := r.Cookie(badgeCookie)
	if err != nil {
		return "", false
	}
	return s.Keyer.Bearer(c.Value, s.Now())
}

// knowing lets a page find out from WeChat who reads it, once a month for a browser. What goes wrong there
// never keeps the page from being shown.
func (s *Site) knowing(page web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !s.mayAsk(r) {
			return page(w, r)
		}
		to, err := s.askWeChat(w, r)
		if err != nil {
			s.Log.Error("WeChat not asked who reads", "error", err)
			return page(w, r)
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, to, http.StatusFound)
		return nil
	}
}

// mayAsk reports whether it is worth a round to WeChat and back: a person in WeChat's own browser, on the
// address to which WeChat leads back, who is not known and has not been asked.
func (s *Site) mayAsk(r *http.Request) bool {
	if s.WeChat == nil || r.Method != http.MethodGet || isProgram(r) || !s.inWeChat(r) || !s.atBase(r) {
		return false
	}
	if r.URL.Query().Has(notAsked) || len(r.URL.RequestURI()) > longestBack {
		return false
	}
	if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" && dest != "document" && dest != "iframe" {
		return false
	}
	if _, err := r.Cookie(askedCookie); err == nil {
		return false
	}
	_, known := s.badge(r)
	return !known
}

// inWeChat reports whether the page is opened in WeChat's browser, or in the simulated phone, whose browser
// is a frame. 企业微信 and mini programs call themselves WeChat but do not know who reads.
func (s *Site) inWeChat(r *http.Request) bool {
	agent := strings.ToLower(r.UserAgent())
	if strings.Contains(agent, "micromessenger") {
		return !strings.Contains(agent, "wxwork") && !strings.Contains(agent, "miniprogram")
	}
	return s.cfg.Frames != "" && r.Header.Get("Sec-Fetch-Dest") == "iframe"
}

// atBase reports whether the browser is at the address to which WeChat leads back: cookies of another would
// not be there.
func (s *Site) atBase(r *http.Request) bool {
	base, err := url.Parse(s.cfg.Base)
	return err == nil && base.Host != "" && slices.Contains([]string{r.Host, r.Header.Get("X-Forwarded-Host")}, base.Host)
}

// askWeChat returns where WeChat says who reads, and remembers in the browser that it was asked.
func (s *Site) askWeChat(w http.ResponseWriter, r *http.Request) (string, error) {
	name, err := randomHex()
	if err != nil {
		return "", err
	}
	back := r.URL.RequestURI()
	to, err := s.WeChat.AuthorizeURL(strings.TrimRight(s.cfg.Base, "/")+authPath+"?back="+url.QueryEscape(back), s.state(name, back))
	if err != nil {
		return "", err
	}
	http.SetCookie(w, s.cookie(askedCookie, name, badgeLasts))
	return to, nil
}

// state ties WeChat's answer to the browser that asked and to the page that it was asked for.
func (s *Site) state(name, back string) string { return s.Keyer.Sum("oauth", name+"|"+back) }

// authorized is where WeChat leads back to: it gives the browser its badge and goes on to the page. An
// answer that this browser has not asked for is nobody's.
func (s *Site) authorized(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	back := ownAddress(q.Get("back"))
	w.Header().Set("Cache-Control", "no-store")
	c, err := r.Cookie(askedCookie)
	switch {
	case err != nil: // keeps no cookies: must not be asked for ever
		back = withoutAsking(back)
	case c.Value != asked && q.Get("code") != "" && hmac.Equal([]byte(q.Get("state")), []byte(s.state(c.Value, q.Get("back")))):
		http.SetCookie(w, s.cookie(askedCookie, asked, badgeLasts))
		s.giveBadge(w, r, q.Get("code"))
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

func (s *Site) giveBadge(w http.ResponseWriter, r *http.Request, code string) {
	ctx, cancel := context.WithTimeout(r.Context(), s.cfg.Deadline)
	defer cancel()
	openID, err := s.WeChat.OpenID(ctx, code)
	if err != nil {
		s.Log.Warn("WeChat does not say who reads", "error", err)
	}
	if err != nil || openID == "" {
		return
	}
	badge := s.Keyer.Badge(s.Keyer.Key(openID), s.Now().Add(badgeLasts))
	http.SetCookie(w, s.cookie(badgeCookie, badge, badgeLasts))
}

func withoutAsking(back string) string {
	u, err := url.Parse(back)
	if err != nil {
		return "/"
	}
	q := u.Query()
	q.Set(notAsked, "0")
	u.RawQuery = q.Encode()
	return u.String()
}
