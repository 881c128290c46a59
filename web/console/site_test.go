package console

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

var noon = time.Date(2026, 12, 4, 12, 0, 0, 0, pufa.Zone)

var (
	editor  = pufa.Staff{Name: "小李", Role: pufa.Editor}
	adviser = pufa.Staff{Name: "王律师", Role: pufa.Adviser}
)

// house is a site on a server with the passes of its staff.
type house struct {
	*Site
	keyer   reach.Keyer
	address string
	now     time.Time
}

// Holder implements Gate.
func (h *house) Holder(pass string) (pufa.Staff, time.Time, error) {
	return h.keyer.StaffHolder(pass, h.now)
}

func open(t *testing.T, wire func(*Parts)) *house {
	t.Helper()
	h := &house{keyer: keyerOf(t, "k"), now: noon}
	parts := Parts{Gate: h, Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	newOffice().wire(&parts)
	if wire != nil {
		wire(&parts)
	}
	var err error
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
		status, body := fetch(t, client, h.address+"/console/enter?t="+h.keyer.StaffPass(who, noon.Add(time.Hour)))
		if status != http.StatusOK || !strings.Contains(body, who.Name) {
			t.Fatalf("%s does not get in: %d %s", who.Name, status, body)
		}
	}
	return client
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

func keyerOf(t *testing.T, letter string) reach.Keyer {
	t.Helper()
	keyer, err := reach.NewKeyer([]byte(strings.Repeat(letter, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return keyer
}
