package wechat

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/message"

	"github.com/pufa/pufa/bot"
)

// deliver repeats one safe-mode callback; both benchmarks pay for the same request and recorder.
func deliver(b *testing.B, h http.Handler) {
	b.Helper()
	r := pushed{message: xmlOfText("老板拖欠工资怎么办", "24512345678901234"), encrypted: true}.request()
	body := new(strings.Builder)
	if err := r.Write(body); err != nil {
		b.Fatal(err)
	}
	_, content, _ := strings.Cut(body.String(), "\r\n\r\n")
	target := r.URL.String()
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, target, strings.NewReader(content)))
		if w.Code != http.StatusOK || w.Body.Len() < 200 {
			b.Fatalf("status %d: %s", w.Code, w.Body)
		}
	}
}

func BenchmarkWebhookSafeMode(b *testing.B) {
	deliver(b, testWebhook(b, testConfig(Safe), plainEcho{}))
}

// BenchmarkSDKSafeMode is the SDK's own server, which checks less: no freshness, no replay, no limits.
func BenchmarkSDKSafeMode(b *testing.B) {
	account := officialaccount.NewOfficialAccount(&config.Config{
		AppID: testAppID, AppSecret: testSecret, Token: testToken, EncodingAESKey: testKey, Cache: cache.NewMemory(),
	})
	deliver(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server := account.GetServer(r, w)
		server.SetMessageHandler(func(m *message.MixMessage) *message.Reply {
			return &message.Reply{MsgType: message.MsgTypeText, MsgData: message.NewText(m.Content)}
		})
		if err := server.Serve(); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		if err := server.Send(); err != nil {
			b.Error(err)
		}
	}))
}

// plainEcho says back what it hears, as the SDK's handler above does.
type plainEcho struct{}

func (plainEcho) Handle(_ context.Context, m bot.Message) (bot.Reply, error) {
	return bot.Reply{Text: m.Text}, nil
}
