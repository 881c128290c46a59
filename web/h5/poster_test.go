package h5_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

// hung puts a poster on the wall, or with shown false only makes it, and returns its code.
func hung(t *testing.T, shown bool) (store.Posters, pufa.ID, string) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "pufa.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	c, step, err := schedule.New(schedule.Campaign{
		Title: "海报", Channel: schedule.Offline, Rule: schedule.Rule{Cron: "0 9 * * *"},
		Pieces: []schedule.Piece{{Kind: schedule.Article, Entry: "jie-tizi", Poster: schedule.PosterText{
			Title: "邻居不借梯子怎么办？", Gist: "有话好好说。", Points: []string{"先问", "再说"}}}},
	}, pufa.Staff{Name: "小李", Role: pufa.Editor}, noon)
	campaigns := store.NewCampaigns(db)
	for _, a := range []schedule.Action{schedule.Submit, schedule.Approve, ""} {
		if err == nil {
			err = campaigns.PutCampaign(t.Context(), c, step)
		}
		if err == nil && a != "" {
			c, step, err = c.Take(a, pufa.Staff{Name: "王律师", Role: pufa.Adviser}, noon, "")
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if shown {
		d := schedule.Delivery{ID: pufa.NewID(), Occurrence: c.Next, State: schedule.Sent, Ended: c.Next}
		if err := campaigns.Schedule(t.Context(), c, c.Rule.Next(c.Next), []schedule.Delivery{d}); err != nil {
			t.Fatal(err)
		}
	}
	posters := store.NewPosters(db)
	p, err := posters.PosterOf(t.Context(), c.ID, "jie-tizi", noon)
	if err != nil {
		t.Fatal(err)
	}
	return posters, c.ID, p.Code
}

func scans(t *testing.T, p store.Posters, campaign pufa.ID) (times, devices int) {
	t.Helper()
	times, devices, err := p.Scans(context.Background(), campaign, noon.AddDate(-1, 0, 0), noon.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return times, devices
}

func knock(t *testing.T, method, address string, headers ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 (iPhone) MicroMessenger/8.0")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestAScanCountsOnceAndLeadsToTheEntry(t *testing.T) {
	posters, campaign, code := hung(t, true)
	shelf, client, base := openWith(t, posters)
	for range 3 { // one device that refreshes
		status, body := fetch(t, client, base+"/s/"+strings.ToUpper(code))
		if status != http.StatusOK || !strings.Contains(body, "邻居不借梯子怎么办") {
			t.Fatalf("a scan leads to %d: %.200s", status, body)
		}
	}
	resp := knock(t, http.MethodGet, base+"/s/"+code) // another device
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/e/jie-tizi?from=qr" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d to %q, kept by %q", resp.StatusCode, resp.Header.Get("Location"), resp.Header.Get("Cache-Control"))
	}
	knock(t, http.MethodHead, base+"/s/"+code)
	for _, agent := range []string{"", "curl/8", "Mozilla/5.0 (compatible; Baiduspider/2.0)", "facebookexternalhit/1.1", "python-requests/2"} {
		if resp := knock(t, http.MethodGet, base+"/s/"+code, "User-Agent", agent); resp.StatusCode != http.StatusSeeOther {
			t.Errorf("%q is turned away: %d", agent, resp.StatusCode)
		}
	}
	knock(t, http.MethodGet, base+"/s/"+code, "Sec-Purpose", "prefetch")
	if times, devices := scans(t, posters, campaign); times != 2 || devices != 2 {
		t.Errorf("%d scans by %d devices, want 2 by 2", times, devices)
	}
	for _, row := range shelf.rows {
		if row.Kind == reach.PageRead && row.Source != "qr" {
			t.Errorf("a read after a scan came by %q", row.Source)
		}
	}
}

func TestCodesThatLeadNowhereSaySo(t *testing.T) {
	posters, campaign, code := hung(t, false)
	_, client, base := openWith(t, posters)
	for path, want := range map[string]string{
		"/s/zzzzzzzz":      "没有这张海报",
		"/s/x":             "没有这张海报",
		"/screen/zzzzzzzz": "没有这张海报",
		"/screen/" + code:  "还没到这张海报展示的时间",
	} {
		if status, body := fetch(t, client, base+path); status != http.StatusNotFound || !strings.Contains(body, want) {
			t.Errorf("%s: %d, want 404 with %q", path, status, want)
		}
	}
	if status, _ := fetch(t, client, base+"/s/"+code); status != http.StatusOK {
		t.Errorf("a trial print leads to %d", status)
	}
	if times, _ := scans(t, posters, campaign); times != 0 {
		t.Errorf("a trial print is counted %d times", times)
	}
}

func TestFloodsOfScansAreNotCounted(t *testing.T) {
	posters, campaign, code := hung(t, true)
	_, _, base := openWith(t, posters)
	for range 320 {
		knock(t, http.MethodGet, base+"/s/"+code)
	}
	if times, _ := scans(t, posters, campaign); times != 300 {
		t.Errorf("%d of 320 at once are counted, want 300", times)
	}
}

func TestTheScreenShowsThePosterWithItsCode(t *testing.T) {
	posters, _, code := hung(t, true)
	_, client, base := openWith(t, posters)
	status, body := fetch(t, client, base+"/screen/"+code)
	for _, want := range []string{"邻居不借梯子怎么办？", "有话好好说。", "<span>先问</span>", "示例司法所", "扫码看详解", "<svg", `<path d="M4 4h7v1h-7z`, "/screen/" + code} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d, lacks %q", status, want)
		}
	}
}
