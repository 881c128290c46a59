package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
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
	other := keyerOf(t, "o")
	passes := map[string]string{
		"none": "", "nonsense": "abc", "an ended one": h.keyer.StaffPass(adviser, noon),
		"one of another house": other.StaffPass(adviser, noon.Add(time.Hour)),
		"a follower's":         h.keyer.Pass(h.keyer.Key("somebody"), noon.Add(time.Hour)),
	}
	if len(h.paths()) < 3 {
		t.Fatal("no routes")
	}
	for where := range h.paths() {
		method, path, _ := strings.Cut(where, " ")
		for name, pass := range passes {
			resp, body := h.send(t, method, path, pass, nil)
			if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "pufa link --by") {
				t.Errorf("%s with pass %s: %d", where, name, resp.StatusCode)
			}
			if strings.Contains(body, "<nav") || strings.Contains(body, "王律师") {
				t.Errorf("%s with pass %s shows the inside", where, name)
			}
		}
	}
}

func TestWhoMayNotIsRefusedAndNobodyIsLedFromOutside(t *testing.T) {
	h := open(t, nil)
	for where, r := range h.paths() {
		method, path, _ := strings.Cut(where, " ")
		if r.who != nil {
			resp, body := h.send(t, method, path, h.keyer.StaffPass(editor, noon.Add(time.Hour)), nil)
			if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "您是编辑") {
				t.Errorf("an editor at %s: %d", where, resp.StatusCode)
			}
		}
		if method != http.MethodPost {
			continue
		}
		for name, header := range map[string]http.Header{
			"Sec-Fetch-Site": {"Sec-Fetch-Site": {"cross-site"}}, "Origin": {"Origin": {"https://elsewhere.example"}},
		} {
			resp, _ := h.send(t, method, path, h.keyer.StaffPass(adviser, noon.Add(time.Hour)), header)
			if resp.StatusCode != http.StatusForbidden {
				t.Errorf("a form of another site, told by %s, at %s: %d", name, where, resp.StatusCode)
			}
		}
	}
}

func TestALinkLetsItsHolderInUntilItEndsOrTheyLeave(t *testing.T) {
	h := open(t, nil)
	until := noon.Add(time.Hour)
	resp, _ := h.send(t, http.MethodGet, "/console/enter?t="+h.keyer.StaffPass(editor, until), "", nil)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/console/" {
		t.Fatalf("%s to %q", resp.Status, resp.Header.Get("Location"))
	}
	cookie := resp.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/console/" || !cookie.Expires.Equal(until) {
		t.Errorf("cookie %+v", cookie)
	}
	client := h.as(t, editor)
	if status, body := fetch(t, client, h.address+"/console/"); status != http.StatusOK || !strings.Contains(body, "小李（编辑）") {
		t.Errorf("inside: %d %s", status, body)
	}
	resp, _ = h.send(t, http.MethodGet, "/console/", h.keyer.StaffPass(editor, until), nil)
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "script-src 'self'"} {
		if !strings.Contains(resp.Header.Get(name), want) {
			t.Errorf("%s: %q", name, resp.Header.Get(name))
		}
	}
	if status, _ := post(t, client, h.address+"/console/leave", nil); status != http.StatusForbidden {
		t.Errorf("after leaving: %d", status)
	}
	for _, bad := range []string{"", "?t=", "?t=abc", "?t=" + h.keyer.StaffPass(editor, noon)} {
		resp, body := h.send(t, http.MethodGet, "/console/enter"+bad, "", nil)
		if resp.StatusCode != http.StatusForbidden || len(resp.Cookies()) > 0 || !strings.Contains(body, "pufa link --by") {
			t.Errorf("enter%.10s: %s %v", bad, resp.Status, resp.Cookies())
		}
	}
	h.now = until
	if status, _ := fetch(t, h.as(t, pufa.Staff{}), h.address+"/console/"); status != http.StatusForbidden {
		t.Errorf("a stranger: %d", status)
	}
}

func TestAFormOfAnotherWebsiteIsRefusedInChinese(t *testing.T) {
	h := open(t, nil)
	resp, body := h.send(t, http.MethodPost, "/console/stock/moves", "", http.Header{"Sec-Fetch-Site": {"cross-site"}})
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "别的网站发来的") {
		t.Errorf("%s %s", resp.Status, body)
	}
}
