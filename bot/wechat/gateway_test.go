package wechat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

const testSecret = "5ecre7-0f-the-acc0unt"

// api is as much of WeChat's API as the gateway calls.
type api struct {
	*httptest.Server
	mu     sync.Mutex
	tokens int                                          // fetched so far; the newest is valid
	calls  map[string]int                               // by the last part of the path
	bodies []string                                     // of the calls that carried a valid token
	answer func(w http.ResponseWriter, r *http.Request) // instead of {"errcode":0}
	fetch  func(w http.ResponseWriter)                  // instead of a token
}

func newAPI(t *testing.T) *api {
	a := &api{calls: map[string]int{}}
	a.Server = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.Close)
	return a
}

func (a *api) gateway(t *testing.T, shared TokenCache) *Gateway {
	t.Helper()
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret, API: a.URL + "/sim", Base: "https://pufa.example.cn"}, shared, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func (a *api) serve(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls[path.Base(r.URL.Path)]++
	body, err := io.ReadAll(r.Body)
	switch {
	case err != nil || !strings.HasPrefix(r.URL.Path, "/sim/cgi-bin/"):
		http.NotFound(w, r)
	case path.Base(r.URL.Path) == "stable_token" && a.fetch != nil:
		a.fetch(w)
	case path.Base(r.URL.Path) == "stable_token":
		a.tokens++
		fmt.Fprintf(w, `{"access_token":"token-%d","expires_in":7200}`, a.tokens)
	case r.URL.Query().Get("access_token") != fmt.Sprintf("token-%d", a.tokens):
		fmt.Fprint(w, `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest"}`)
	case a.answer != nil:
		a.answer(w, r)
	default:
		a.bodies = append(a.bodies, strings.TrimSpace(string(body)))
		fmt.Fprint(w, `{"errcode":0,"errmsg":"ok"}`)
	}
}

func (a *api) count(call string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls[call]
}

// revoke makes every token that was handed out invalid, as another program of the account does.
func (a *api) revoke() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tokens++
}

func says(body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

func TestSendWritesWhatWeChatWants(t *testing.T) {
	choices := []bot.Choice{{ID: "31", Text: "试用期工资"}, {Text: "加班工资"}}
	for _, c := range []struct {
		name  string
		reply bot.Reply
		want  string
	}{
		{"a text", bot.Reply{Text: "5 < 6，“好”"}, `{"touser":"` + testOpenID + `","msgtype":"text","text":{"content":"5 ＜ 6，“好”"}}`},
		{"a text with a page", bot.Reply{Text: "好", Path: "/e/wages"}, `{"touser":"` + testOpenID +
			`","msgtype":"text","text":{"content":"好\n\n<a href=\"https://pufa.example.cn/e/wages?from=answer\">看全文</a>"}}`},
		{"choices", bot.Reply{Text: "您是想问：", Choices: choices}, `{"touser":"` + testOpenID +
			`","msgtype":"msgmenu","msgmenu":{"head_content":"您是想问：","list":[{"id":"31","content":"试用期工资"},{"id":"2","content":"加班工资"}],"tail_content":"点选一项，或回复它的序号（从上往下数）"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAPI(t)
			if err := a.gateway(t, nil).Send(t.Context(), testOpenID, c.reply); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want}, a.bodies); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	a := newAPI(t)
	if err := a.gateway(t, nil).Send(t.Context(), testOpenID, bot.Reply{}); pufa.KindOf(err) != pufa.Invalid || a.count("send") != 0 {
		t.Errorf("nothing was sent: %v", err)
	}
}

func TestTyping(t *testing.T) {
	a := newAPI(t)
	if err := a.gateway(t, nil).Typing(t.Context(), testOpenID); err != nil {
		t.Fatal(err)
	}
	if want := []string{`{"command":"Typing","touser":"` + testOpenID + `"}`}; !cmp.Equal(a.bodies, want) {
		t.Errorf("bodies %v", a.bodies)
	}
}

func TestEveryGatewayCallsItsOwnHost(t *testing.T) {
	one, two := newAPI(t), newAPI(t)
	g1, g2 := one.gateway(t, nil), two.gateway(t, nil)
	for _, g := range []*Gateway{g1, g2, g1} {
		if err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"}); err != nil {
			t.Fatal(err)
		}
	}
	if one.count("send") != 2 || two.count("send") != 1 {
		t.Errorf("%d and %d calls", one.count("send"), two.count("send"))
	}
}

func TestErrcodesSayWhoMustAct(t *testing.T) {
	for _, c := range []struct {
		code int
		kind pufa.Kind
		say  string
	}{
		{-1, pufa.Limited, "稍后再试"}, {45009, pufa.Limited, "次数已用完"}, {45011, pufa.Limited, "太频繁"},
		{45015, pufa.Denied, "48 小时"}, {45047, pufa.Denied, "上限"}, {43004, pufa.Denied, "没有关注"},
		{48002, pufa.Denied, "关闭了"}, {48001, pufa.Denied, "没有这个接口的权限"}, {40003, pufa.Invalid, "不是本公众号的粉丝"},
		{43019, pufa.Denied, "黑名单"}, {48004, pufa.Denied, "限制"}, {50002, pufa.Denied, "限制"}, {45002, pufa.Invalid, "缩短"},
		{40164, pufa.Denied, "203.0.113.7"}, {61024, pufa.Denied, "61024"},
	} {
		t.Run(fmt.Sprint(c.code), func(t *testing.T) {
			a := newAPI(t)
			a.answer = says(fmt.Sprintf(`{"errcode":%d,"errmsg":"invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6"}`, c.code))
			err := a.gateway(t, nil).Send(t.Context(), testOpenID, bot.Reply{Text: "好"})
			var e *Error
			if !errors.As(err, &e) || e.Code != c.code || e.Op != "custom/send" || e.OutcomeUnknown() {
				t.Fatalf("got %#v", err)
			}
			if pufa.KindOf(err) != c.kind || !strings.Contains(pufa.Say(err), c.say) {
				t.Errorf("kind %v, says %q", pufa.KindOf(err), pufa.Say(err))
			}
			if a.count("send") != 1 {
				t.Errorf("%d calls", a.count("send"))
			}
		})
	}
}

func TestARefusalIsToldFromAnOutcomeThatNobodyKnows(t *testing.T) {
	hangUp := func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close() // hanging up is what is tested
		}
	}
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"truncated JSON":   says(`{"errcode":0,"er`),
		"a page":           says("<html>busy</html>"),
		"no errcode":       says(`{}`),
		"HTTP 502":         func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"hanging up":       hangUp,
		"a redirect":       func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"an endless reply": says(`{"errcode":0,"errmsg":"` + strings.Repeat("x", maxAnswer) + `"}`),
	} {
		t.Run(name, func(t *testing.T) {
			a := newAPI(t)
			a.answer = answer
			err := a.gateway(t, nil).Send(t.Context(), testOpenID, bot.Reply{Text: "好"})
			var e *Error
			if !errors.As(err, &e) || !e.OutcomeUnknown() || e.Code != 0 || pufa.KindOf(err) != pufa.Internal || !strings.Contains(pufa.Say(err), "不知道") {
				t.Errorf("got %v", err)
			}
			if a.count("send") != 1 || a.count("elsewhere") != 0 {
				t.Error("it was sent again")
			}
		})
	}
}

func TestATimeOutAfterSendingIsAnUnknownOutcome(t *testing.T) {
	a := newAPI(t)
	g := a.gateway(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	a.answer = func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done() // the gateway has hung up
	}
	err := g.Send(ctx, testOpenID, bot.Reply{Text: "好"})
	var e *Error
	if !errors.As(err, &e) || !e.Unknown || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestWhatNeverWentOutIsNoUnknownOutcome(t *testing.T) {
	noToken := func(body string) func(a *api) {
		return func(a *api) { a.fetch = func(w http.ResponseWriter) { fmt.Fprint(w, body) } }
	}
	for name, spoil := range map[string]func(a *api){
		"nobody listens":         func(a *api) { a.Close() },
		"a token is refused":     noToken(`{"errcode":40125,"errmsg":"invalid appsecret"}`),
		"a token cannot be read": noToken(`{"access_tok`),
		"an answer has no token": noToken(`{}`),
	} {
		t.Run(name, func(t *testing.T) {
			a := newAPI(t)
			g := a.gateway(t, nil)
			spoil(a)
			err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"})
			var e *Error
			if !errors.As(err, &e) || e.Unknown || pufa.KindOf(err) == pufa.Internal || a.count("send") != 0 {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestCheckToken(t *testing.T) {
	a := newAPI(t)
	g := a.gateway(t, nil)
	for range 2 { // past the cache
		if err := g.CheckToken(t.Context()); err != nil {
			t.Error(err)
		}
	}
	a.fetch = func(w http.ResponseWriter) {
		_ = json.NewEncoder(w).Encode(map[string]any{"errcode": 40164, "errmsg": "invalid ip 203.0.113.7, not in whitelist"}) // a client that hung up fails the test below
	}
	if err := g.CheckToken(t.Context()); !strings.Contains(pufa.Say(err), "203.0.113.7") {
		t.Errorf("says %q", pufa.Say(err))
	}
	if a.count("stable_token") != 3 {
		t.Errorf("%d calls", a.count("stable_token"))
	}
}
