package wechat

import (
	"cmp"
	"context"
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"github.com/pufa/pufa/bot"
)

// The account of the tests; token, key and AppID are those of the official vectors.
const (
	testToken   = "AAAAA"
	testKey     = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	testAppID   = "wxb11529c136998cb6"
	otherKey    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg"
	testAccount = "gh_b11529c13699"
	testOpenID  = "oTestFollower000000000000001"
	testNow     = 1714037059
)

func testClock() time.Time { return time.Unix(testNow, 0) }

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// listener records what it is handed and answers with what say returns.
type listener struct {
	mu       sync.Mutex
	messages []bot.Message
	events   []Event
	say      func(context.Context, bot.Message) (bot.Reply, error)
}

func (l *listener) Handle(ctx context.Context, m bot.Message) (bot.Reply, error) {
	l.mu.Lock()
	l.messages = append(l.messages, m)
	l.mu.Unlock()
	if l.say == nil {
		return bot.Reply{Verdict: bot.VerdictAnswer, Text: "您好"}, nil
	}
	return l.say(ctx, m)
}

func (l *listener) HandleEvent(_ context.Context, e Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	return nil
}

func (l *listener) heard() []bot.Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]bot.Message(nil), l.messages...)
}

func testConfig(mode Mode) Config {
	cfg := Config{AppID: testAppID, Token: testToken, Mode: mode, Base: "https://pufa.example.cn"}
	if mode != Plain {
		cfg.AESKey = testKey
	}
	return cfg
}

func testWebhook(t testing.TB, cfg Config, handler Handler) *Webhook {
	t.Helper()
	h, err := NewWebhook(cfg, handler, testClock, quiet())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// pushed is one callback as WeChat makes it, with everything that can be forged in it. The SDK's
// own functions sign and encrypt it, so that ours are checked against them.
type pushed struct {
	message   string // the XML; wrapped in a text of testOpenID's where it is no XML
	encrypted bool
	token     string // testToken
	key       string // testKey
	appID     string // testAppID
	timestamp int64  // testNow
	nonce     string // 486452656
	query     string // more of the query
	method    string // POST
	tamper    func(q url.Values)
	body      string // instead of what would be sent
}

func (p pushed) request() *http.Request {
	token, nonce := cmp.Or(p.token, testToken), cmp.Or(p.nonce, "486452656")
	timestamp := strconv.FormatInt(cmp.Or(p.timestamp, testNow), 10)
	q := url.Values{"timestamp": {timestamp}, "nonce": {nonce}, "signature": {util.Signature(token, timestamp, nonce)}}
	body := p.message
	if p.encrypted {
		text, err := util.EncryptMsg([]byte("aaaabbbbccccdddd"), []byte(body), cmp.Or(p.appID, testAppID), cmp.Or(p.key, testKey))
		if err != nil {
			panic(err)
		}
		q.Set("encrypt_type", "aes")
		q.Set("msg_signature", util.Signature(token, timestamp, nonce, string(text)))
		body = "<xml><ToUserName><![CDATA[" + testAccount + "]]></ToUserName><Encrypt><![CDATA[" + string(text) + "]]></Encrypt></xml>"
	}
	if p.tamper != nil {
		p.tamper(q)
	}
	return httptest.NewRequest(cmp.Or(p.method, http.MethodPost), "/wechat?"+q.Encode()+p.query, strings.NewReader(cmp.Or(p.body, body)))
}

// push delivers a callback and returns the answer's status and body.
func (p pushed) push(h http.Handler) (status int, body string) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, p.request())
	return w.Code, w.Body.String()
}

func xmlMessage(fields ...string) string {
	return "<xml><ToUserName><![CDATA[" + testAccount + "]]></ToUserName><FromUserName><![CDATA[" + testOpenID +
		"]]></FromUserName><CreateTime>" + strconv.Itoa(testNow) + "</CreateTime>" + strings.Join(fields, "") + "</xml>"
}

func xmlOfText(text, id string) string {
	return xmlMessage("<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + text + "]]></Content><MsgId>" + id + "</MsgId>")
}

func xmlEvent(name string, fields ...string) string {
	return xmlMessage(append([]string{"<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + name + "]]></Event>"}, fields...)...)
}

// passive is a reply as WeChat reads it.
type passive struct {
	XMLName      xml.Name `xml:"xml"`
	ToUserName   string
	FromUserName string
	CreateTime   int64
	MsgType      string
	Content      string
}

// opened reads a reply in clear.
func opened(t testing.TB, body string) passive {
	t.Helper()
	var p passive
	if err := xml.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("the reply is no XML: %v\n%s", err, body)
	}
	return p
}

// unsealed checks, decrypts and reads an encrypted reply as WeChat would.
func unsealed(t testing.TB, body, token, key string) passive {
	t.Helper()
	var outside struct {
		XMLName                                 xml.Name `xml:"xml"`
		Encrypt, MsgSignature, TimeStamp, Nonce string
	}
	if err := xml.Unmarshal([]byte(body), &outside); err != nil {
		t.Fatalf("the reply is no XML: %v\n%s", err, body)
	}
	if util.Signature(token, outside.TimeStamp, outside.Nonce, outside.Encrypt) != outside.MsgSignature {
		t.Fatal("the reply's signature does not fit")
	}
	_, raw, err := util.DecryptMsg(testAppID, outside.Encrypt, key)
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, string(raw))
}
