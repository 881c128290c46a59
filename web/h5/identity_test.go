package h5_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechat"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/web/h5"
)

const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.44(0x18002c2f) NetType/WIFI Language/zh_CN"

// inWeChat is the site of an account on the simulated platform.
type inWeChat struct {
	t        *testing.T
	shelf    *shelf
	base     string
	platform *wechatsim.Platform
	phone    string // address of the platform
	keyer    reach.Keyer
	rounds   int // how often somebody was sent to WeChat
}

func openInWeChat(t *testing.T, account wechatsim.Account, change func(c *h5.Config, p *h5.Parts)) *inWeChat {
	t.Helper()
	w := &inWeChat{t: t}
	options := wechatsim.Options{AppID: "wxb11529c136998cb6", AppSecret: "secret-of-the-account", Account: account, Verified: true}
	var handler http.Handler
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/connect/oauth2/authorize" {
			w.rounds++
		}
		handler.ServeHTTP(rw, r)
	}))
	t.Cleanup(front.Close)
	w.phone = front.URL
	w.shelf, _, w.base = openAs(t, func(base string, c *h5.Config, p *h5.Parts) {
		options.WebDomain = strings.TrimPrefix(base, "http://")
		gateway, err := wechat.NewGateway(wechat.Config{AppID: options.AppID, AppSecret: options.AppSecret, API: front.URL, Open: front.URL},
			nil, slog.New(slog.NewTextHandler(io.Discard, nil)))
		if err != nil {
			t.Fatal(err)
		}
		c.Base, w.keyer = base, p.Keyer
		p.WeChat = gateway
		if change != nil {
			change(c, p)
		}
	})
	w.platform = wechatsim.New(options)
	t.Cleanup(w.platform.Close)
	handler = w.platform.Handler()
	return w
}

// browser is WeChat's on the phone of a new follower. Ports do not keep cookies apart, as in a browser.
func (w *inWeChat) browser() (*http.Client, pufa.FollowerKey) {
	w.t.Helper()
	id, err := w.platform.Follow(w.t.Context(), "")
	if err != nil {
		w.t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	at, err := url.Parse(w.phone)
	if err != nil {
		w.t.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: "wechatsim_openid", Value: id, Path: "/"}})
	return &http.Client{Jar: jar}, w.keyer.Key(id)
}

// visit opens a page as an agent and returns what comes in the end.
func (w *inWeChat) visit(c *http.Client, path, agent string, headers ...string) *http.Response {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.base+path, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("User-Agent", agent)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestInWeChatAReaderIsTheFollowerOfTheChat(t *testing.T) {
	w := openInWeChat(t, wechatsim.Service, nil)
	client, key := w.browser()
	resp := w.visit(client, "/e/jie-tizi?from=push", iPhone)
	if resp.StatusCode != http.StatusOK || resp.Request.URL.RequestURI() != "/e/jie-tizi?from=push" {
		t.Fatalf("ends with %d at %s", resp.StatusCode, resp.Request.URL)
	}
	w.visit(client, "/", iPhone)
	w.visit(client, "/cases", iPhone)
	if w.rounds != 1 || len(w.shelf.rows) != 3 {
		t.Fatalf("%d rounds to WeChat, %d reads", w.rounds, len(w.shelf.rows))
	}
	for _, row := range w.shelf.rows {
		if row.Follower != key {
			t.Errorf("%s was read by %q, want the follower", row.Subject, row.Follower)
		}
	}
	if got := w.shelf.rows[0].Source; got != "push" {
		t.Errorf("came by %q", got)
	}
	at, err := url.Parse(w.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range client.Jar.Cookies(at) {
		if c.Name == "pufa_who" && strings.Contains(c.Value, openIDOf(client, at)) {
			t.Errorf("a cookie holds the openid: %s", c.Value)
		}
	}
}

// openIDOf is whose phone a browser is on.
func openIDOf(c *http.Client, at *url.URL) string {
	for _, cookie := range c.Jar.Cookies(at) {
		if cookie.Name == "wechatsim_openid" {
			return cookie.Value
		}
	}
	return "nobody"
}

func TestOnlyPeopleInWeChatAreSentThere(t *testing.T) {
	w := openInWeChat(t, wechatsim.Service, nil)
	for name, headers := range map[string][]string{
		"Mozilla/5.0 (Linux; Android 14) Chrome/130": nil,
		iPhone + " wxwork/4.1":                       nil,
		iPhone + " miniProgram":                      nil,
		iPhone + " mpcrawler":                        nil,
		"Sogou web spider/4.0":                       nil,
		iPhone:                                       {"Sec-Purpose", "prefetch"},
		iPhone + " ":                                 {"Sec-Fetch-Dest", "image"},
		"Chrome":                                     {"Sec-Fetch-Dest", "iframe"}, // no simulated phone here
	} {
		client, _ := w.browser()
		if resp := w.visit(client, "/e/jie-tizi", name, headers...); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if w.rounds != 0 {
		t.Errorf("%d were sent to WeChat", w.rounds)
	}
	phone := openInWeChat(t, wechatsim.Service, func(c *h5.Config, _ *h5.Parts) { c.Frames = "http://127.0.0.1:1" })
	client, key := phone.browser()
	phone.visit(client, "/e/jie-tizi", "Chrome", "Sec-Fetch-Dest", "iframe")
	if phone.rounds != 1 || phone.shelf.rows[0].Follower != key {
		t.Errorf("the frame of the simulated phone: %d rounds", phone.rounds)
	}
}

func TestThePageIsShownWhateverWeChatSays(t *testing.T) {
	keepsNone := &http.Client{}
	for name, c := range map[string]struct {
		account wechatsim.Account
		change  func(*h5.Config, *h5.Parts)
		client  *http.Client
		rounds  int
	}{
		"an account that may not ask":   {wechatsim.Service, func(_ *h5.Config, p *h5.Parts) { p.WeChat = nil }, nil, 0},
		"WeChat does not know the code": {wechatsim.Service, func(_ *h5.Config, p *h5.Parts) { p.WeChat = deaf{p.WeChat} }, nil, 1},
		"nothing to redirect to":        {wechatsim.Service, func(_ *h5.Config, p *h5.Parts) { p.WeChat = dumb{p.WeChat} }, nil, 0},
		"pages at another address":      {wechatsim.Service, func(c *h5.Config, _ *h5.Parts) { c.Base = "https://pufa.example.cn" }, nil, 0},
		"a browser without cookies":     {wechatsim.Service, nil, keepsNone, 1},
	} {
		w := openInWeChat(t, c.account, c.change)
		client, key := w.browser()
		if c.client != nil { // it still is somebody's phone
			client = &http.Client{Transport: phoneOnly{w.phone, client.Jar}}
		}
		for range 2 {
			resp := w.visit(client, "/e/jie-tizi", iPhone)
			if resp.StatusCode != http.StatusOK || resp.Request.URL.Path != "/e/jie-tizi" {
				t.Errorf("%s: %d at %s", name, resp.StatusCode, resp.Request.URL)
			}
			if c.client != nil {
				break
			}
		}
		if w.rounds != c.rounds {
			t.Errorf("%s: %d rounds to WeChat, want %d", name, w.rounds, c.rounds)
		}
		if len(w.shelf.rows) != 1 || w.shelf.rows[0].Follower == key || w.shelf.rows[0].Follower == "" {
			t.Errorf("%s: %d reads", name, len(w.shelf.rows))
		}
	}
}

// phoneOnly sends cookies to the platform and keeps none.
type phoneOnly struct {
	phone string
	jar   http.CookieJar
}

func (p phoneOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(p.phone, r.URL.Host) {
		r = r.Clone(r.Context())
		for _, c := range p.jar.Cookies(r.URL) {
			r.AddCookie(c)
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

// deaf is a WeChat that knows no code, dumb one that cannot be asked.
type deaf struct{ h5.WeChat }

func (deaf) OpenID(_ context.Context, _ string) (string, error) {
	return "", errors.New("invalid code")
}

type dumb struct{ h5.WeChat }

func (dumb) AuthorizeURL(string, string) (string, error) { return "", errors.New("no") }

func TestAnAnswerOfWeChatIsForTheBrowserThatAsked(t *testing.T) {
	w := openInWeChat(t, wechatsim.Service, nil)
	mallory, malloryKey := w.browser()
	var stolen string // an answer to mallory, not used up
	mallory.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/auth/wechat" {
			stolen = r.URL.RequestURI()
			return http.ErrUseLastResponse
		}
		return nil
	}
	w.visit(mallory, "/e/jie-tizi", iPhone)
	if stolen == "" {
		t.Fatal("no answer to steal")
	}
	victim, victimKey := w.browser()
	if resp := w.visit(victim, stolen, "Chrome"); resp.Request.URL.Path != "/e/jie-tizi" {
		t.Errorf("led to %s", resp.Request.URL)
	}
	w.visit(victim, "/cases", iPhone)
	w.visit(victim, stolen, iPhone) // and once the victim is known
	w.visit(victim, "/", iPhone)
	for _, row := range w.shelf.rows {
		if row.Follower == malloryKey {
			t.Error("somebody reads under the name of who sent them the link")
		}
	}
	if last := w.shelf.rows[len(w.shelf.rows)-1]; last.Follower != victimKey {
		t.Errorf("%s was read by %q, want the victim", last.Subject, last.Follower)
	}
	for _, elsewhere := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"} {
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp := w.visit(client, "/auth/wechat?back="+url.QueryEscape(elsewhere), iPhone)
		if to := resp.Header.Get("Location"); to != "/?wx=0" {
			t.Errorf("%s leads to %q", elsewhere, to)
		}
	}
}

func TestABadgeCannotBeMadeUp(t *testing.T) {
	w := openInWeChat(t, wechatsim.Service, func(_ *h5.Config, p *h5.Parts) { p.WeChat = nil })
	key := w.keyer.Key("o-somebody")
	old, pass := w.keyer.Badge(key, noon.AddDate(0, 0, -1)), w.keyer.Pass(key, noon.AddDate(0, 0, 1))
	for _, forged := range []string{string(key), old, pass, "x", w.keyer.Badge(key, noon.AddDate(0, 0, 1)) + "A"} {
		w.visit(&http.Client{}, "/e/jie-tizi", iPhone, "Cookie", "pufa_who="+forged)
	}
	for _, row := range w.shelf.rows {
		if row.Follower == key {
			t.Error("a made-up badge is worn")
		}
	}
	w.visit(&http.Client{}, "/e/jie-tizi", iPhone, "Cookie", "pufa_who="+w.keyer.Badge(key, noon.AddDate(0, 0, 1)))
	if last := w.shelf.rows[len(w.shelf.rows)-1]; last.Follower != key {
		t.Error("a true badge is not worn")
	}
}

func TestWhereAReaderCameFrom(t *testing.T) {
	for query, want := range map[string]string{
		"": "", "?from=push": "push", "?from=notice": "notice", "?from=menu": "menu", "?from=qr": "qr", "?from=answer": "answer",
		"?from=search": "search", "?from=made-up": "",
		"?from=timeline": "share", "?from=groupmessage&isappinstalled=0": "share", "?from=singlemessage": "share",
		"?from=push&from=timeline&isappinstalled=0": "share", "?from=push&isappinstalled=0": "share", "?from=made-up&from=qr": "qr",
	} {
		s, client, base := open(t)
		fetch(t, client, base+"/e/jie-tizi"+query)
		if len(s.rows) != 1 || s.rows[0].Source != want {
			t.Errorf("%q: %+v, want %q", query, s.rows, want)
		}
	}
}
