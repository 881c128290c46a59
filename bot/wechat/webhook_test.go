package wechat

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

func TestReplyGoesBackInTheModeTheMessageCameIn(t *testing.T) {
	for _, c := range []struct {
		name      string
		mode      Mode
		encrypted bool
	}{
		{"plain", Plain, false},
		{"compatible, encrypted", Compatible, true},
		{"compatible, in clear", Compatible, false},
		{"safe", Safe, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &listener{}
			status, body := pushed{message: xmlOfText("拖欠工资", "24512345678901234"), encrypted: c.encrypted}.push(testWebhook(t, testConfig(c.mode), l))
			if status != http.StatusOK {
				t.Fatalf("status %d: %s", status, body)
			}
			var got passive
			if c.encrypted {
				got = unsealed(t, body, testToken, testKey)
			} else {
				got = opened(t, body)
			}
			got.XMLName.Local = ""
			want := passive{ToUserName: testOpenID, FromUserName: testAccount, CreateTime: testNow, MsgType: "text", Content: "您好"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
			heard := []bot.Message{{ID: "24512345678901234", From: testOpenID, Type: bot.TypeText, Text: "拖欠工资", At: testClock()}}
			if diff := cmp.Diff(heard, l.heard()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRegisteringTheAddress(t *testing.T) {
	for _, c := range []struct {
		name   string
		p      pushed
		status int
		body   string
	}{
		{"echoes what WeChat sends", pushed{query: "&echostr=5838475349573495"}, 200, "5838475349573495"},
		{"a forged signature", pushed{query: "&echostr=1", token: "BBBBB"}, 403, "Forbidden\n"},
		{"a stale timestamp", pushed{query: "&echostr=1", timestamp: testNow - 301}, 403, "Forbidden\n"},
		{"no echostr", pushed{}, 400, "Bad Request\n"},
		{"a page instead of an echostr", pushed{query: "&echostr=" + strings.Repeat("x", 1025)}, 400, "Bad Request\n"},
	} {
		for _, mode := range []Mode{Plain, Compatible, Safe} {
			t.Run(string(mode)+": "+c.name, func(t *testing.T) {
				c.p.method = http.MethodGet
				w := httptest.NewRecorder()
				testWebhook(t, testConfig(mode), &listener{}).ServeHTTP(w, c.p.request())
				if w.Code != c.status || w.Body.String() != c.body {
					t.Errorf("got %d %q", w.Code, w.Body)
				}
				if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
					t.Errorf("a browser would take it for %s", kind)
				}
			})
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodHead, http.MethodOptions} {
		if status, _ := (pushed{method: method}).push(testWebhook(t, testConfig(Safe), &listener{})); status != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d", method, status)
		}
	}
}

func TestFailuresOfTheHandlerAreToldInChinese(t *testing.T) {
	for _, c := range []struct {
		name string
		say  func(context.Context, bot.Message) (bot.Reply, error)
		want string
	}{
		{"an error of ours", func(context.Context, bot.Message) (bot.Reply, error) {
			return bot.Reply{}, errors.New("disk full at /var/lib")
		}, apology},
		{"an error meant for the reader", func(context.Context, bot.Message) (bot.Reply, error) {
			return bot.Reply{}, pufa.Errorf(pufa.Limited, "今天问得太多了，明天再来吧。")
		}, "今天问得太多了，明天再来吧。"},
		{"a panic", func(context.Context, bot.Message) (bot.Reply, error) { panic("boom") }, apology},
		{"a timeout of something inside", func(context.Context, bot.Message) (bot.Reply, error) {
			return bot.Reply{}, context.DeadlineExceeded
		}, apology},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body := pushed{message: xmlOfText("问", "1"), encrypted: true}.push(testWebhook(t, testConfig(Safe), &listener{say: c.say}))
			if got := unsealed(t, body, testToken, testKey).Content; got != c.want {
				t.Errorf("the sender reads %q", got)
			}
		})
	}
}

func TestLateAndSilentHandlersLeadToSuccess(t *testing.T) {
	late := func(ctx context.Context, _ bot.Message) (bot.Reply, error) {
		<-ctx.Done()
		return bot.Reply{}, ctx.Err()
	}
	lastWord := func(ctx context.Context, _ bot.Message) (bot.Reply, error) {
		<-ctx.Done()
		return bot.Reply{Text: "赶上了"}, nil
	}
	release := make(chan struct{})
	deaf := func(context.Context, bot.Message) (bot.Reply, error) {
		<-release
		return bot.Reply{Text: "太晚了"}, nil
	}
	silent := func(context.Context, bot.Message) (bot.Reply, error) {
		return bot.Reply{Verdict: bot.VerdictSilent, Text: "不该出现"}, nil
	}
	postponed := func(context.Context, bot.Message) (bot.Reply, error) {
		return bot.Reply{Verdict: bot.VerdictSilent}, pufa.Errorf(pufa.Limited, "答好了会发给您。")
	}
	for _, c := range []struct {
		name  string
		say   func(context.Context, bot.Message) (bot.Reply, error)
		after time.Duration
		want  string
	}{
		{"gives up at the deadline", late, patience, success},
		{"speaks at the deadline", lastWord, patience, "赶上了"},
		{"does not hear of the deadline", deaf, patience + grace, success},
		{"has nothing to say", silent, 0, success},
		{"will answer by itself later", postponed, 0, success},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				release = make(chan struct{})
				h := testWebhook(t, testConfig(Plain), &listener{say: c.say})
				start := time.Now()
				_, body := pushed{message: xmlOfText("问", "1")}.push(h)
				if got := time.Since(start); got != c.after {
					t.Errorf("answered after %v", got)
				}
				if !strings.Contains(body, c.want) {
					t.Errorf("WeChat reads %q", body)
				}
				close(release)
			})
		})
	}
}

func TestSettlesAMessageThoughWeChatHangsUp(t *testing.T) {
	var heard error
	l := &listener{say: func(ctx context.Context, _ bot.Message) (bot.Reply, error) {
		heard = ctx.Err()
		return bot.Reply{Text: "好"}, nil
	}}
	r := pushed{message: xmlOfText("问", "1")}.request()
	gone, cancel := context.WithCancel(r.Context())
	cancel()
	testWebhook(t, testConfig(Plain), l).ServeHTTP(httptest.NewRecorder(), r.WithContext(gone))
	if heard != nil {
		t.Errorf("the handler was told to stop: %v", heard)
	}
}

func TestConcurrentDuplicatesAreHandledOnceAndAnsweredAlike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listener{say: func(context.Context, bot.Message) (bot.Reply, error) {
			time.Sleep(time.Second)
			return bot.Reply{Text: "同一个答复"}, nil
		}}
		h := testWebhook(t, testConfig(Safe), l)
		bodies := make(chan string, 3)
		for _, nonce := range []string{"1", "1", "2"} { // a retry may or may not have a nonce of its own
			go func() {
				_, body := pushed{message: xmlOfText("问", "1"), encrypted: true, nonce: nonce}.push(h)
				bodies <- body
			}()
		}
		for range 3 {
			if got := unsealed(t, <-bodies, testToken, testKey).Content; got != "同一个答复" {
				t.Errorf("one of them reads %q", got)
			}
		}
		if n := len(l.heard()); n != 1 {
			t.Errorf("the message was handled %d times", n)
		}
	})
}

func TestWebhookConfigurationIsChecked(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"no AppID":                func(c *Config) { c.AppID = "" },
		"no token":                func(c *Config) { c.Token = "" },
		"a token of two letters":  func(c *Config) { c.Token = "ab" },
		"safe mode without a key": func(c *Config) { c.AESKey = "" },
		"half a key":              func(c *Config) { c.AESKey = testKey[:20] },
		"half a previous key":     func(c *Config) { c.PreviousAESKey = testKey[:20] },
		"an unknown mode":         func(c *Config) { c.Mode = "secure" },
	} {
		cfg := testConfig(Safe)
		spoil(&cfg)
		if _, err := NewWebhook(cfg, &listener{}, testClock, quiet()); pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func tamperWith(key, value string) func(url.Values) {
	return func(q url.Values) { q.Set(key, value) }
}
