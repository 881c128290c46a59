package wechat

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// sharedCache is a TokenCache as two nodes see it; broken, it loses what is stored.
type sharedCache struct {
	mu     sync.Mutex
	tokens map[string]string
	broken bool
}

func (c *sharedCache) Get(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tokens[key]
}

func (c *sharedCache) Set(key, token string, _ time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken {
		return errors.New("connection refused")
	}
	c.tokens[key] = token
	return nil
}

func (c *sharedCache) Delete(key string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.tokens, key)
	return nil
}

func TestFault10AStaleTokenIsDroppedAndTheCallMadeOnceMore(t *testing.T) {
	a := newAPI(t)
	g := a.gateway(t, nil)
	for range 3 {
		if err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"}); err != nil {
			t.Fatal(err)
		}
		a.revoke()
	}
	if a.count("send") != 5 || len(a.bodies) != 3 {
		t.Errorf("%d calls for %d messages", a.count("send"), len(a.bodies))
	}
}

func TestFault10EveryCodeOfAStaleTokenIsTriedTwiceAndNotMore(t *testing.T) {
	for _, code := range []int{40001, 40014, 42001} {
		a := newAPI(t)
		a.answer = says(fmt.Sprintf(`{"errcode":%d,"errmsg":"access_token"}`, code))
		err := a.gateway(t, nil).Send(t.Context(), testOpenID, bot.Reply{Text: "好"})
		if pufa.KindOf(err) != pufa.Denied || a.count("send") != 2 || a.count("stable_token") != 2 {
			t.Errorf("%d: %v after %d calls and %d tokens", code, err, a.count("send"), a.count("stable_token"))
		}
	}
}

func TestFault10NodesShareTheToken(t *testing.T) {
	a := newAPI(t)
	shared := &sharedCache{tokens: map[string]string{}}
	for _, g := range []*Gateway{a.gateway(t, shared), a.gateway(t, shared)} {
		if err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"}); err != nil {
			t.Fatal(err)
		}
	}
	if a.count("stable_token") != 1 {
		t.Errorf("%d tokens were fetched", a.count("stable_token"))
	}
}

func TestFault10ACacheThatCannotStoreDoesNotBurnTheQuota(t *testing.T) {
	a := newAPI(t)
	g := a.gateway(t, &sharedCache{broken: true})
	for range 5 {
		if err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"}); err != nil {
			t.Fatal(err)
		}
	}
	if a.count("stable_token") != 1 {
		t.Errorf("%d tokens were fetched", a.count("stable_token"))
	}
}

func TestATokenThatAnotherCallReplacedIsNotDropped(t *testing.T) {
	cached := newTokens(nil, quiet())
	key := "gowechat_officialaccount__stable_access_token_" + testAppID
	if err := cached.Set(key, "fresh", time.Hour); err != nil {
		t.Fatal(err)
	}
	cached.drop(testAppID, "stale")
	if got := cached.Get(key); got != "fresh" {
		t.Errorf("kept %v", got)
	}
	cached.drop(testAppID, "fresh")
	if got := cached.Get(key); got != nil {
		t.Errorf("kept %v", got)
	}
}

func TestFault12ErrorsHoldNoSecretNoTokenAndNoOpenID(t *testing.T) {
	down := newAPI(t)
	g := down.gateway(t, nil)
	if err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"}); err != nil {
		t.Fatal(err)
	}
	telling := newAPI(t)
	telling.answer = says(`{"errcode":40003,"errmsg":"invalid openid ` + testOpenID + `, access_token=token-1, secret: ` + testSecret + `"}`)
	broken := newAPI(t)
	broken.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	down.Close()
	for name, err := range map[string]error{
		"nobody listens":   g.Send(t.Context(), testOpenID, bot.Reply{Text: "好"}),
		"WeChat quotes us": telling.gateway(t, nil).Send(t.Context(), testOpenID, bot.Reply{Text: "好"}),
		"HTTP 502":         broken.gateway(t, nil).Send(t.Context(), testOpenID, bot.Reply{Text: "好"}),
		"a URL with a secret": g.failed("op", &url.Error{Op: "Get", URL: "https://api.weixin.qq.com/cgi-bin/token?secret=" + testSecret,
			Err: errors.New("dial tcp")}, false),
	} {
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		for e := err; e != nil; e = errors.Unwrap(e) {
			for _, secret := range []string{testSecret, "token-1", testOpenID, "access_token=t"} {
				if strings.Contains(e.Error(), secret) || strings.Contains(pufa.Say(e), secret) {
					t.Errorf("%s: %q tells %q", name, e, secret)
				}
			}
		}
	}
	for _, printed := range []string{fmt.Sprint(testConfig(Safe)), fmt.Sprintf("%+v", testConfig(Safe)), fmt.Sprintf("%#v", testConfig(Safe)), testConfig(Safe).LogValue().String()} {
		if strings.Contains(printed, testToken) || strings.Contains(printed, testKey) {
			t.Errorf("the configuration prints as %s", printed)
		}
	}
}

func TestFault13CallsOutsideOfAGatewayReachNobody(t *testing.T) {
	newAPI(t).gateway(t, nil)
	if _, err := util.HTTPGet("https://api.weixin.qq.com/cgi-bin/token?secret=" + testSecret); err == nil || !strings.Contains(err.Error(), "outside of a gateway") {
		t.Errorf("got %v", err)
	}
}

func TestFault13TheSDKsClientHasATimeout(t *testing.T) {
	newAPI(t).gateway(t, nil)
	if d := util.DefaultHTTPClient.Timeout; d <= 0 || d > time.Minute {
		t.Errorf("a call may take %v", d)
	}
}

func TestAPanicOfTheSDKIsAnError(t *testing.T) {
	_, err := guarded(func() (string, error) { panic("nil map") })
	if err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("got %v", err)
	}
}

func TestGatewayConfigurationIsChecked(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no secret":       {AppID: testAppID},
		"no AppID":        {AppSecret: testSecret},
		"a host, no URL":  {AppID: testAppID, AppSecret: testSecret, API: "api.weixin.qq.com"},
		"another scheme":  {AppID: testAppID, AppSecret: testSecret, API: "ftp://api.weixin.qq.com"},
		"a broken escape": {AppID: testAppID, AppSecret: testSecret, API: "https://%zz"},
	} {
		if _, err := NewGateway(cfg, nil, quiet()); pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
