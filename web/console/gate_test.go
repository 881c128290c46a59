package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

// send sends one request without following where it leads.
func (h *house) send(t *testing.T, method, path, pass string, header http.Header) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, h.address+path, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if pass != "" {
		req.AddCookie(&http.Cookie{Name: passCookie, Value: pass})
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_, body := read(t, resp)
	return resp, body
}

// paths returns an address of each route, with its method and whether all staff may use it.
func (h *house) paths() map[string]route {
	out := map[string]route{}
	for _, r := range h.routes() {
		method, path, found := strings.Cut(r.pattern, " ")
		if !found {
			method, path = http.MethodGet, r.pattern+"nowhere"
		}
		path = strings.NewReplacer("{$}", "", "{id}", "01900000-0000-7000-8000-000000000000", "{format}", "csv").Replace(path)
		out[method+" /console"+path] = r
	}
	return out
}

func TestNoAddressOpensWithoutAPassThatHolds(t *testing.T) {
	h := open(t, nil)
	ended, gone := h.pass(t, adviser), h.pass(t, pufa.Staff{Name: "走了的人", Role: pufa.Admin})
	in, err := h.desk.Holder(t.Context(), ended)
	if err != nil || h.desk.Leave(t.Context(), in) != nil {
		t.Fatal(err)
	}
	left, err := h.desk.Account(t.Context(), "走了的人")
	if err != nil {
		t.Fatal(err)
	}
	h.pass(t, pufa.Staff{Name: "主任", Role: pufa.Admin})
	if err := h.desk.Disable(t.Context(), left.ID, true); err != nil {
		t.Fatal(err)
	}
	passes := map[string]string{"none": "", "nonsense": "abc", "an ended one": ended, "of who was shut out": gone,
		"one of another house": open(t, nil).pass(t, adviser), "a link": h.link(t, adviser)}
	if len(h.paths()) < 3 {
		t.Fatal("no routes")
	}
	for where := range h.paths() {
		method, path, _ := strings.Cut(where, " ")
		for name, pass := range passes {
			resp, body := h.send(t, method, path, pass, nil)
			if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, `name="password"`) {
				t.Errorf("%s with pass %s: %d", where, name, resp.StatusCode)
			}
			if strings.Contains(body, "<nav") || strings.Contains(body, "王律师") {
				t.Errorf("%s with pass %s shows the inside", where, name)
			}
		}
	}
}

// Every role at every address: who may not is told who may, and nothing of the page is shown.
func TestWhoMayNotIsRefusedAndNobodyIsLedFromOutside(t *testing.T) {
	h := open(t, nil)
	for _, role := range pufa.Roles() {
		pass := h.pass(t, pufa.Staff{Name: "一位" + role.Chinese(), Role: role})
		for where, r := range h.paths() {
			if r.allows(role) {
				continue
			}
			method, path, _ := strings.Cut(where, " ")
			resp, body := h.send(t, method, path, pass, nil)
			if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "您是"+role.Chinese()+"，不能做这一步。请"+r.whoMay()+"来做。") {
				t.Errorf("%s at %s: %d", role, where, resp.StatusCode)
			}
		}
	}
	for where := range h.paths() {
		method, path, _ := strings.Cut(where, " ")
		if method != http.MethodPost {
			continue
		}
		for name, header := range map[string]http.Header{
			"Sec-Fetch-Site": {"Sec-Fetch-Site": {"cross-site"}}, "Origin": {"Origin": {"https://elsewhere.example"}},
		} {
			resp, _ := h.send(t, method, path, h.pass(t, adviser), header)
			if resp.StatusCode != http.StatusForbidden {
				t.Errorf("a form of another site, told by %s, at %s: %d", name, where, resp.StatusCode)
			}
		}
	}
}

// May says who may do what, so that a route which forgets its role is noticed here.
func TestWhoMayDoWhat(t *testing.T) {
	h := open(t, nil)
	for where, r := range h.paths() {
		method, _, _ := strings.Cut(where, " ")
		own := strings.Contains(where, "/console/me") || strings.HasSuffix(where, "/leave")
		if method == http.MethodPost && !own && (r.allows(pufa.Viewer) || r.who == nil) {
			t.Errorf("%s changes something, and anybody may", where)
		}
		if !r.allows(pufa.Admin) {
			t.Errorf("%s is not for administrators", where)
		}
	}
}

func TestALinkLetsItsHolderInOnceUntilTheyLeave(t *testing.T) {
	h := open(t, nil)
	token := h.link(t, editor)
	resp, body := h.send(t, http.MethodGet, "/console/enter?t="+token, "", nil)
	if resp.StatusCode != http.StatusOK || len(resp.Cookies()) > 0 || !strings.Contains(body, "我是小李，进入") {
		t.Fatalf("looking at the link: %s %v", resp.Status, resp.Cookies())
	}
	browser := h.as(t, pufa.Staff{})
	if status, body := post(t, browser, h.address+"/console/enter", url.Values{"t": {token}}); status != http.StatusOK || !strings.Contains(body, "小李（编辑）") {
		t.Fatalf("entering: %d %s", status, body)
	}
	if status, body := post(t, h.as(t, pufa.Staff{}), h.address+"/console/enter", url.Values{"t": {token}}); status != http.StatusForbidden || !strings.Contains(body, "用过了") {
		t.Errorf("the link once more: %d", status)
	}
	resp, _ = h.send(t, http.MethodGet, "/console/", h.pass(t, editor), nil)
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "script-src 'self'"} {
		if !strings.Contains(resp.Header.Get(name), want) {
			t.Errorf("%s: %q", name, resp.Header.Get(name))
		}
	}
	if status, _ := post(t, browser, h.address+"/console/leave", nil); status != http.StatusForbidden {
		t.Errorf("after leaving: %d", status)
	}
	late := h.link(t, editor)
	idle := h.pass(t, editor)
	h.now = noon.Add(time.Hour)
	for name, bad := range map[string]string{"none": "", "nonsense": "abc", "over": late} {
		resp, body := h.send(t, http.MethodGet, "/console/enter?t="+bad, "", nil)
		if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, `name="password"`) {
			t.Errorf("a link that is %s: %s", name, resp.Status)
		}
	}
	h.now = noon.Add(access.SessionIdle)
	if resp, _ := h.send(t, http.MethodGet, "/console/", idle, nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("a session that nobody used for half a day: %s", resp.Status)
	}
}

func TestAFormOfAnotherWebsiteIsRefusedInChinese(t *testing.T) {
	h := open(t, nil)
	resp, body := h.send(t, http.MethodPost, "/console/stock/moves", "", http.Header{"Sec-Fetch-Site": {"cross-site"}})
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "别的网站发来的") {
		t.Errorf("%s %s", resp.Status, body)
	}
}
