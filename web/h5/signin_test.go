package h5_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/store"
	"github.com/pufa/pufa/web/h5"
)

// hall is an event at which people sign in.
type hall struct {
	t       *testing.T
	base    string
	event   reach.Event
	signIns store.SignIns
	now     time.Time
}

// hold opens the site with a lecture that begins at noon.
func hold(t *testing.T, change func(*reach.Event)) *hall {
	t.Helper()
	h := &hall{t: t, now: noon}
	parts := h.parts(change)
	_, _, h.base = openAs(t, func(_ string, _ *h5.Config, p *h5.Parts) { parts(p) })
	return h
}

// parts returns what gives a site the event.
func (h *hall) parts(change func(*reach.Event)) func(*h5.Parts) {
	h.t.Helper()
	db, err := store.Open(h.t.Context(), "sqlite:"+filepath.Join(h.t.TempDir(), "pufa.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { db.Close() })
	e := reach.Event{ID: pufa.NewID(), Revision: 1, State: reach.EventPlanned, Name: "宪法进社区讲座", Start: noon, End: noon.Add(2 * time.Hour),
		Place: "幸福社区活动室", Community: "幸福社区", Form: "讲座"}
	if change != nil {
		change(&e)
	}
	events := store.NewEvents(db)
	if h.event, _, err = events.AddEvent(h.t.Context(), reach.EventStep{Revision: 1, Action: reach.EventEntered, At: noon, Event: e}); err != nil {
		h.t.Fatal(err)
	}
	h.signIns = store.NewSignIns(db)
	return func(p *h5.Parts) {
		p.Events, p.SignIns, p.Now = events, h.signIns, func() time.Time { return h.now }
	}
}

func (h *hall) path() string { return h.base + "/i/" + h.event.Code }

func (h *hall) count() int {
	h.t.Helper()
	found, err := h.signIns.SignInsOf(context.Background(), h.event.Subject())
	if err != nil {
		h.t.Fatal(err)
	}
	return len(found)
}

// phone is a browser of its own.
func phone(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// press sends the form of the sign-in page.
func press(t *testing.T, c *http.Client, address, token string, headers ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(url.Values{"token": {token}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 14) Chrome/130")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

var tokenPattern = regexp.MustCompile(`name="token" value="([^"]+)"`)

func tokenOf(t *testing.T, c *http.Client, address string) string {
	t.Helper()
	_, body := fetch(t, c, address)
	found := tokenPattern.FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no form in %s", body)
	}
	return found[1]
}

func TestAPersonSignsInOnce(t *testing.T) {
	h := hold(t, nil)
	client := phone(t)
	status, body := fetch(t, client, strings.Replace(h.path(), h.event.Code, strings.ToUpper(h.event.Code), 1))
	for _, want := range []string{"宪法进社区讲座", "2026年12月4日（周五）12:00–14:00", "幸福社区活动室", ">签到</button>"} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d, lacks %q", status, want)
		}
	}
	if h.count() != 0 {
		t.Fatal("looking signs in")
	}
	token := tokenOf(t, client, h.path())
	if status, body := press(t, client, h.path(), token); status != http.StatusOK || !strings.Contains(body, "签到成功") {
		t.Fatalf("%d: %s", status, body)
	}
	for range 3 { // the same form again, and the page again
		if status, _ := press(t, client, h.path(), token); status != http.StatusOK {
			t.Errorf("again: %d", status)
		}
		if _, body := fetch(t, client, h.path()); !strings.Contains(body, "您已签到") || strings.Contains(body, "<form") {
			t.Errorf("the page afterwards: %s", body)
		}
	}
	other := phone(t)
	press(t, other, h.path(), tokenOf(t, other, h.path()))
	if n := h.count(); n != 2 {
		t.Errorf("%d signed in, want 2", n)
	}
}

func TestForgedSignInsDoNotCount(t *testing.T) {
	h := hold(t, nil)
	mallory := phone(t)
	token := tokenOf(t, mallory, h.path())
	other := hold(t, nil)
	stranger := phone(t)
	fetch(t, stranger, h.path())
	for name, c := range map[string]struct {
		client  *http.Client
		address string
		token   string
		headers []string
		status  int
		says    string
	}{
		"no token":                 {mallory, h.path(), "", nil, 403, "没有签上"},
		"a made-up token":          {mallory, h.path(), "t0x.0123456789abcdef0123456789abcdef", nil, 403, "没有签上"},
		"a changed time":           {mallory, h.path(), "1" + token, nil, 403, "没有签上"},
		"another browser's token":  {stranger, h.path(), token, nil, 403, "没有签上"},
		"a browser without cookie": {&http.Client{}, h.path(), token, nil, 403, "没有签上"},
		"another site's page":      {mallory, h.path(), token, []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403, ""},
		"an old browser elsewhere": {mallory, h.path(), token, []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403, ""},
		"a program":                {mallory, h.path(), token, []string{"User-Agent", "python-requests/2"}, 403, "请用手机扫"},
		"a crawler":                {mallory, h.path(), token, []string{"User-Agent", "Mozilla/5.0 (compatible; Baiduspider/2.0)"}, 403, "请用手机扫"},
		"a wrong code":             {mallory, h.base + "/i/zzzzzzzz", token, nil, 404, "没有这个活动"},
		"no code at all":           {mallory, h.base + "/i/2026-001", token, nil, 404, "没有这个活动"},
		"another event's token":    {mallory, other.path(), token, nil, 403, "没有签上"},
		"a body beyond the bound":  {mallory, h.path(), strings.Repeat("x", 5<<10), nil, 400, "不完整"},
	} {
		status, body := press(t, c.client, c.address, c.token, c.headers...)
		if status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %s, want %d with %q", name, status, body, c.status, c.says)
		}
	}
	h.now = noon.Add(61 * time.Minute)
	if status, body := press(t, mallory, h.path(), token); status != 403 || !strings.Contains(body, "再按一次") || !tokenPattern.MatchString(body) {
		t.Errorf("a form of an hour ago: %d %s", status, body)
	}
	if n, m := h.count(), other.count(); n != 0 || m != 0 {
		t.Errorf("%d and %d forged sign-ins count", n, m)
	}
}

func TestAThousandPressesOfOneBrowserAreOneSignIn(t *testing.T) {
	h := hold(t, nil)
	client := phone(t)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	token := tokenOf(t, client, h.path())
	for range 1000 {
		if status, _ := press(t, client, h.path(), token); status != http.StatusSeeOther {
			t.Fatalf("status %d", status)
		}
	}
	if n := h.count(); n != 1 {
		t.Errorf("%d sign-ins", n)
	}
}

func TestBrowsersMadeUpAtOneAddressAreBounded(t *testing.T) {
	h := hold(t, nil)
	limited := 0
	for i := range 100 {
		client := phone(t)
		if status, body := press(t, client, h.path(), tokenOf(t, client, h.path())); status == http.StatusTooManyRequests && strings.Contains(body, "等一分钟") {
			limited++
		} else if i < 60 && status != http.StatusOK {
			t.Errorf("the %dth of a hall is refused: %d", i, status)
		}
	}
	if n := h.count(); n != 60 || limited != 40 {
		t.Errorf("%d sign-ins and %d refused, want 60 and 40", n, limited)
	}
	client := phone(t) // who comes by another address, behind the same proxy
	if status, _ := press(t, client, h.path(), tokenOf(t, client, h.path()), "X-Forwarded-For", "10.0.0.1, 203.0.113.9"); status != http.StatusOK {
		t.Errorf("another address: %d", status)
	}
	if status, _ := press(t, client, h.path(), "x", "X-Forwarded-For", "not an address"); status != http.StatusForbidden {
		t.Errorf("a broken header: %d", status)
	}
}

func TestSigningInOutsideItsTimeSaysSo(t *testing.T) {
	h := hold(t, nil)
	client := phone(t)
	token := tokenOf(t, client, h.path())
	for after, want := range map[time.Duration]string{-3 * time.Hour: "还没有开始签到", 8 * time.Hour: "签到已经在 2026年12月4日 20:00 结束"} {
		h.now = noon.Add(after)
		if status, body := fetch(t, client, h.path()); status != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "<form") {
			t.Errorf("%s: %d %s", after, status, body)
		}
		if status, body := press(t, client, h.path(), token); status != http.StatusConflict || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", after, status, body)
		}
	}
	gone := hold(t, func(e *reach.Event) { e.State = reach.EventCancelled })
	if _, body := fetch(t, client, gone.path()); !strings.Contains(body, "已经取消，不用签到") || strings.Contains(body, "<form") {
		t.Errorf("a cancelled event: %s", body)
	}
	if h.count()+gone.count() != 0 {
		t.Error("somebody signed in outside the time")
	}
	_, _, base := open(t) // a site without events
	if status, body := fetch(t, client, base+"/i/abcd2345"); status != http.StatusNotFound || !strings.Contains(body, "没有这个活动") {
		t.Errorf("%d %s", status, body)
	}
}

func TestInWeChatTheFollowerSignsIn(t *testing.T) {
	h := &hall{t: t, now: noon}
	parts := h.parts(nil)
	w := openInWeChat(t, wechatsim.Service, func(_ *h5.Config, p *h5.Parts) { parts(p) })
	h.base = w.base
	client, key := w.browser()
	token := tokenOf(t, client, h.path())
	if w.rounds != 1 {
		t.Errorf("%d rounds to WeChat", w.rounds)
	}
	// In the chat the same person has scanned the event's code meanwhile.
	if _, err := h.signIns.SignIn(t.Context(), h.event.SignIn(w.keyer, key, reach.SignedByWeChat, noon)); err != nil {
		t.Fatal(err)
	}
	if status, body := press(t, client, h.path(), token); status != http.StatusOK || !strings.Contains(body, "✓") {
		t.Errorf("%d %s", status, body)
	}
	if n := h.count(); n != 1 {
		t.Errorf("%d sign-ins of one person", n)
	}
}

func TestWhoSignedInAsABrowserDoesNotAgainAsAFollower(t *testing.T) {
	h := &hall{t: t, now: noon}
	parts := h.parts(nil)
	w := openInWeChat(t, wechatsim.Service, func(_ *h5.Config, p *h5.Parts) { parts(p) })
	h.base = w.base
	client, _ := w.browser()
	plain := "Mozilla/5.0 (Linux; Android 14) Chrome/130"
	resp := w.visit(client, "/i/"+h.event.Code, plain)
	if resp.StatusCode != http.StatusOK || w.rounds != 0 {
		t.Fatal(resp.Status, w.rounds)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.path(), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", plain)
	page, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(page.Body)
	page.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	press(t, client, h.path(), tokenPattern.FindStringSubmatch(string(body))[1])
	if _, body := fetch(t, client, h.path()); w.rounds != 1 || !strings.Contains(body, "您已签到") {
		t.Errorf("%d rounds, then %s", w.rounds, body)
	}
	if n := h.count(); n != 1 {
		t.Error(fmt.Sprint(n, " sign-ins"))
	}
}
