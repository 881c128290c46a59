package h5_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule/calendar"
	"github.com/pufa/pufa/web/h5"
)

var noon = time.Date(2026, 12, 4, 12, 0, 0, 0, pufa.Zone)

func open(t *testing.T) (*shelf, *http.Client, string) {
	t.Helper()
	return openWith(t, nil)
}

func openWith(t *testing.T, posters h5.Posters) (*shelf, *http.Client, string) {
	t.Helper()
	return openAs(t, func(_ string, _ *h5.Config, p *h5.Parts) { p.Posters = posters })
}

// openAs opens the site as it is changed; base is where it will be.
func openAs(t *testing.T, change func(base string, c *h5.Config, p *h5.Parts)) (*shelf, *http.Client, string) {
	t.Helper()
	s := &shelf{reply: bot.Reply{Verdict: bot.VerdictAnswer, Entry: "jie-tizi", Text: "先说答案。", Path: "/e/jie-tizi", Hotlines: []string{"110"},
		Choices: []bot.Choice{{ID: "1", Text: "借梯子", Gist: "十五日内要还。"}}}}
	keyer, err := reach.NewKeyer(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	config := h5.Config{Office: "示例司法所", Base: "https://pufa.example.cn", Deadline: time.Second}
	parts := h5.Parts{Laws: s, Entries: s, Searcher: s, Resolver: s, Talker: s, Wishes: s, Ledger: s, Keyer: keyer, Calendar: cal,
		Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	change("http://"+server.Listener.Addr().String(), &config, &parts)
	site, err := h5.New(config, parts)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = site.Handler()
	server.Start()
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, &http.Client{Jar: jar}, server.URL
}

func fetch(t *testing.T, c *http.Client, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", "Mozilla/5.0 MicroMessenger")
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

func TestPagesShowWhatTheyShouldAndStayUnder100KB(t *testing.T) {
	_, client, base := open(t)
	law := "/law/" + url.PathEscape("示例邻里互助促进法")
	tests := []struct {
		path, want string
		status     int
	}{
		{"/", "邻居不借梯子怎么办", 200},
		{"/e/jie-tizi", "<strong>可以</strong>好好说", 200},
		{"/e/jie-tizi", "原文未导入", 200},
		{"/e/jie-tizi", "起始库·待本单位审核", 200},
		{"/e/cao-gao", "没有这篇内容", 404},
		{"/e/nothing", "没有这篇内容", 404},
		{law, "第四十条", 200},
		{law, "下一页", 200},
		{law + "?from=85", "第九十条", 200},
		{law + "?v=2019-01-01", "非现行", 200},
		{law + "?v=1900-01-01", "没有这个版本", 404},
		{law + "/3", "（一）借梯子", 200},
		{law + "/" + url.PathEscape("第三条"), "（一）借梯子", 200},
		{law + "/3", "用得上这一条的问答和案例", 200},
		{law + "/999", "没有第九百九十九条", 404},
		{law + "/abc", "不是条号", 404},
		{"/law/" + url.PathEscape("没有的法"), "原文未导入", 404},
		{"/search?q=" + url.QueryEscape("梯子"), "第三条", 200},
		{"/search", "搜索", 200},
		{"/cases", "以案释法", 200},
		{"/ask", "问一问", 200},
		{"/privacy", "删除我的数据", 200},
		{"/nowhere", "没有这个网页", 404},
	}
	for _, tt := range tests {
		status, body := fetch(t, client, base+tt.path)
		if status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: status %d, want %d with %q", tt.path, status, tt.status, tt.want)
		}
		if strings.Contains(body, "<script>") {
			t.Errorf("%s lets a script through", tt.path)
		}
		if len(body) > 100<<10 {
			t.Errorf("%s has %d bytes, want at most 100 KB", tt.path, len(body))
		}
	}
}

func TestAReaderCountsOnceInHalfAnHourAndProgramsNever(t *testing.T) {
	s, client, base := open(t)
	for range 3 {
		fetch(t, client, base+"/e/jie-tizi?from=answer")
	}
	resp, err := http.Get(base + "/e/jie-tizi") // says that it is a program
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if len(s.rows) != 1 {
		t.Fatalf("%d rows, want 1", len(s.rows))
	}
	if got := s.rows[0]; got.Kind != reach.PageRead || got.Source != "answer" || got.Subject != "entry:jie-tizi" || got.Follower == "" {
		t.Errorf("row = %+v", got)
	}
}

func TestAskingOnThePageSpeaksToTheSameBot(t *testing.T) {
	s, client, base := open(t)
	_, form := fetch(t, client, base+"/ask")
	once := regexp.MustCompile(`name="once" value="([0-9a-f]{32})"`).FindStringSubmatch(form)
	if once == nil {
		t.Fatal("the form has no name")
	}
	for range 2 {
		resp, err := client.PostForm(base+"/ask", url.Values{"q": {"邻居不借梯子"}, "once": {once[1]}})
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		for _, want := range []string{"先说答案。", `href="tel:110"`, "/e/jie-tizi?from=answer", "借梯子", "十五日内要还。", `name="q" value="有用"`, `name="q" value="没用"`} {
			if !strings.Contains(string(body), want) {
				t.Errorf("the answer lacks %q", want)
			}
		}
	}
	if len(s.handed) != 2 || s.handed[0].ID != s.handed[1].ID {
		t.Errorf("the same form sent twice must be the same message: %+v", s.handed)
	}
	if !strings.HasPrefix(s.handed[0].From, "web:") {
		t.Errorf("from = %q", s.handed[0].From)
	}
}

func TestHostileQuestionsAreRefusedInWords(t *testing.T) {
	s, client, base := open(t)
	once := strings.Repeat("a", 32)
	tests := []struct {
		name, q, once, want string
	}{
		{"nothing written", "  ", once, "还没有写问题"},
		{"far too long", strings.Repeat("长", 2001), once, "太长了"},
		{"a form without a name", "问", "", "已经过期"},
		{"a body beyond the bound", strings.Repeat("x", 70<<10), once, "太长或不完整"},
	}
	for _, tt := range tests {
		resp, err := client.PostForm(base+"/ask", url.Values{"q": {tt.q}, "once": {tt.once}})
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), tt.want) {
			t.Errorf("%s: status %d, want 400 with %q", tt.name, resp.StatusCode, tt.want)
		}
	}
	if len(s.handed) != 0 {
		t.Error("a refused question reached the bot")
	}
}

func TestTheHomePageStaysLightHoweverLargeTheBase(t *testing.T) {
	s, client, base := open(t)
	for i := range 2000 {
		e := s.entry()
		e.Slug, e.Title, e.Field = fmt.Sprint("q-", i), fmt.Sprint("没有分领域的问题", i), ""
		s.extra = append(s.extra, e)
	}
	_, body := fetch(t, client, base+"/")
	if len(body) > 100<<10 || !strings.Contains(body, "还有 1994 个") {
		t.Errorf("%d bytes: %.2000s", len(body), body)
	}
	if named, other := strings.Index(body, "<h2>邻里</h2>"), strings.Index(body, "<h2>其他</h2>"); named < 0 || other < named {
		t.Errorf("what has no field stands at %d, before what has one at %d", other, named)
	}
}

func TestAnotherSiteCannotAskInOnesName(t *testing.T) {
	s, client, base := open(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/ask", strings.NewReader("q=x"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", "https://evil.example")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden || len(s.handed) != 0 {
		t.Errorf("status %d, want 403", resp.StatusCode)
	}
}

func TestLargePrintIsRememberedAndLeadsBackHereOnly(t *testing.T) {
	_, client, base := open(t)
	if _, body := fetch(t, client, base+"/print/large?back=/ask"); !strings.Contains(body, `class="large"`) || !strings.Contains(body, "问一问") {
		t.Error("large print does not lead back in large print")
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, elsewhere := range []string{"//evil.example", "/%09/evil.example", "/%0A/evil.example", "/%5Cevil.example", "https://evil.example", "javascript:alert(1)"} {
		resp, err := client.Get(base + "/print/normal?back=" + elsewhere)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if to := resp.Header.Get("Location"); to != "/" {
			t.Errorf("%s leads to %q", elsewhere, to)
		}
	}
}
