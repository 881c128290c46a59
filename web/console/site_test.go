package console

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/store"
)

var noon = time.Date(2026, 12, 4, 12, 0, 0, 0, pufa.Zone)

var (
	editor  = pufa.Staff{Name: "小李", Role: pufa.Editor}
	adviser = pufa.Staff{Name: "王律师", Role: pufa.Adviser}
)

// house is a site on a server with accounts of its staff in a real database.
type house struct {
	*Site
	address string
	now     time.Time
	desk    access.Desk
}

func open(t *testing.T, wire func(*Parts)) *house {
	t.Helper()
	h := &house{now: noon}
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "pufa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h.desk = access.NewDesk(store.NewAccounts(db), func() time.Time { return h.now })
	parts := Parts{Access: h.desk, Trail: trail{store.NewAudit(db)}, Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	newOffice().wire(&parts)
	if wire != nil {
		wire(&parts)
	}
	h.Site, err = New(Config{Office: "示例司法所", Base: "https://pufa.example.cn"}, parts)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.Handler())
	t.Cleanup(server.Close)
	h.address = server.URL
	return h
}

// as returns a browser in which who has entered.
func (h *house) as(t *testing.T, who pufa.Staff) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if who.Name != "" {
		status, body := post(t, client, h.address+"/console/enter", url.Values{"t": {h.link(t, who)}})
		if status != http.StatusOK || !strings.Contains(body, who.Name) {
			t.Fatalf("%s does not get in: %d %s", who.Name, status, body)
		}
	}
	return client
}

// link returns the token of a one-time link for who, whose account is made where there is none.
func (h *house) link(t *testing.T, who pufa.Staff) string {
	t.Helper()
	a, err := h.desk.Account(t.Context(), who.Name)
	if pufa.KindOf(err) == pufa.NotFound {
		a, err = h.desk.Add(t.Context(), who.Name, who.Role)
	}
	if err != nil {
		t.Fatal(err)
	}
	token, err := h.desk.NewLink(t.Context(), a.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// pass returns the cookie of a fresh session of who.
func (h *house) pass(t *testing.T, who pufa.Staff) string {
	t.Helper()
	in, err := h.desk.EnterByLink(t.Context(), h.link(t, who), "测试")
	if err != nil {
		t.Fatal(err)
	}
	return in.Token
}

// trail implements Trail.
type trail struct{ store.Audit }

// Rows implements Trail.
func (a trail) Rows(ctx context.Context, f AuditFilter, n int) ([]access.Row, error) {
	return a.Audit.Rows(ctx, store.AuditFilter(f), n)
}

func fetch(t *testing.T, client *http.Client, address string) (int, string) {
	t.Helper()
	resp, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func post(t *testing.T, client *http.Client, address string, form url.Values) (int, string) {
	t.Helper()
	resp, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, resp)
}

func read(t *testing.T, resp *http.Response) (int, string) {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
