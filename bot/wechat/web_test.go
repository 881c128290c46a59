package wechat

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
)

func TestWhereWeChatsBrowserIsSent(t *testing.T) {
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret}, nil, quiet())
	if err != nil {
		t.Fatal(err)
	}
	address, err := g.AuthorizeURL("https://pufa.example.cn/auth/wechat?back=%2Fe%2Fwages%3Ffrom%3Dpush", "0123abcd")
	want := "https://open.weixin.qq.com/connect/oauth2/authorize?appid=" + testAppID +
		"&redirect_uri=https%3A%2F%2Fpufa.example.cn%2Fauth%2Fwechat%3Fback%3D%252Fe%252Fwages%253Ffrom%253Dpush" +
		"&response_type=code&scope=snsapi_base&state=0123abcd#wechat_redirect"
	if err != nil || address != want {
		t.Errorf("%v\n got %s\nwant %s", err, address, want)
	}
}

func TestACodeSaysWhoseItIsOnce(t *testing.T) {
	platform := wechatsim.New(wechatsim.Options{AppID: testAppID, AppSecret: testSecret, Account: wechatsim.Service, Verified: true})
	server := httptest.NewServer(platform.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(platform.Close)
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret, API: server.URL, Open: server.URL + "/"}, nil, quiet())
	if err != nil {
		t.Fatal(err)
	}
	id, err := platform.Follow(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	address, err := g.AuthorizeURL("https://pufa.example.cn/auth/wechat?back=%2F", "0123abcd")
	if err != nil || !strings.HasPrefix(address, server.URL+"/connect/oauth2/authorize?") {
		t.Fatal(address, err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "wechatsim_openid", Value: id})
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	back, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || back.Query().Get("state") != "0123abcd" || back.Query().Get("back") != "/" {
		t.Fatal(back, err)
	}
	code := back.Query().Get("code")
	if got, err := g.OpenID(t.Context(), code); err != nil || got != id {
		t.Errorf("%q, %v", got, err)
	}
	for given, want := range map[string]int{code: 40163, "made-up": 40029, "x&appid=other&secret=y": 40029, "": 41008} {
		_, err := g.OpenID(t.Context(), given)
		var refused *Error
		if !errors.As(err, &refused) || refused.Code != want || pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("%q: %v, want %d", given, err, want)
		}
		if given != "" && strings.Contains(err.Error(), given) || strings.Contains(err.Error(), testSecret) {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
}

func TestWhoOnlyLooksIsNobody(t *testing.T) {
	says := `{"access_token":"72_x","openid":"o-standin","is_snapshotuser":1}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(says)) }))
	t.Cleanup(server.Close)
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret, API: server.URL}, nil, quiet())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := g.OpenID(t.Context(), "c"); err != nil || got != "" {
		t.Errorf("%q, %v", got, err)
	}
	for _, says = range []string{`{}`, `{"openid":`, `nonsense`} {
		if got, err := g.OpenID(t.Context(), "c"); err == nil || got != "" {
			t.Errorf("%s: %q, %v", says, got, err)
		}
	}
}
