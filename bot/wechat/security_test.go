package wechat

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"github.com/pufa/pufa/bot"
)

// expect delivers a callback and checks what becomes of it.
func expect(t *testing.T, h *Webhook, p pushed, status int) {
	t.Helper()
	if got, body := p.push(h); got != status {
		t.Errorf("status %d, want %d (%q)", got, status, body)
	}
}

func TestGapPlaintextInSafeMode(t *testing.T) {
	message := xmlOfText("问", "1")
	for name, p := range map[string]pushed{
		"encrypt_type omitted":       {message: message},
		"encrypt_type=raw":           {message: message, tamper: tamperWith("encrypt_type", "raw")},
		"encrypt_type without aes":   {message: message, encrypted: true, tamper: func(q url.Values) { q.Del("encrypt_type") }},
		"plaintext that claims aes":  {message: message, tamper: tamperWith("encrypt_type", "aes")},
		"plaintext beside a forgery": {message: strings.Replace(message, "</xml>", "<Encrypt>AAAA</Encrypt></xml>", 1), tamper: tamperWith("encrypt_type", "aes")},
	} {
		t.Run(name, func(t *testing.T) {
			l := &listener{}
			expect(t, testWebhook(t, testConfig(Safe), l), p, http.StatusForbidden)
			if len(l.heard()) != 0 {
				t.Error("the handler heard of it")
			}
		})
	}
}

func TestGapEncryptedWithoutAKey(t *testing.T) {
	expect(t, testWebhook(t, testConfig(Plain), &listener{}), pushed{message: xmlOfText("问", "1"), encrypted: true}, http.StatusForbidden)
}

func TestGapForgedSignatures(t *testing.T) {
	for name, p := range map[string]pushed{
		"another token":             {token: "BBBBB"},
		"no signature":              {tamper: func(q url.Values) { q.Del("signature") }},
		"half a signature":          {tamper: func(q url.Values) { q.Set("signature", q.Get("signature")[:20]) }},
		"an upper-case signature":   {tamper: func(q url.Values) { q.Set("signature", strings.ToUpper(q.Get("signature"))) }},
		"another nonce":             {tamper: tamperWith("nonce", "1")},
		"another timestamp":         {tamper: tamperWith("timestamp", fmt.Sprint(testNow+1))},
		"no msg_signature":          {tamper: func(q url.Values) { q.Del("msg_signature") }},
		"the outer signature twice": {tamper: func(q url.Values) { q.Set("msg_signature", q.Get("signature")) }},
		"another AES key":           {key: otherKey},
		"another AppID":             {appID: "wx0000000000000000"},
		"ciphertext not in base64":  {body: "<xml><Encrypt>!!</Encrypt></xml>", tamper: signOver("!!")},
		"ciphertext of half blocks": {body: "<xml><Encrypt>AAAA</Encrypt></xml>", tamper: signOver("AAAA")},
		"no ciphertext":             {body: "<xml></xml>", tamper: signOver("")},
	} {
		t.Run(name, func(t *testing.T) {
			l := &listener{}
			p.message, p.encrypted = xmlOfText("问", "1"), true
			status, body := p.push(testWebhook(t, testConfig(Safe), l))
			// The same words for every reason: how far a forgery got is nobody's business.
			if status != http.StatusForbidden || body != "Forbidden\n" {
				t.Errorf("got %d %q", status, body)
			}
			if len(l.heard()) != 0 {
				t.Error("the handler heard of it")
			}
		})
	}
}

func signOver(text string) func(url.Values) {
	return func(q url.Values) {
		q.Set("msg_signature", util.Signature(testToken, q.Get("timestamp"), q.Get("nonce"), text))
	}
}

func TestGapStaleTimestamps(t *testing.T) {
	for off, status := range map[int64]int{
		-301: http.StatusForbidden, -300: http.StatusOK, 0: http.StatusOK, 300: http.StatusOK, 301: http.StatusForbidden,
		1 << 40: http.StatusForbidden, -testNow - 1<<40: http.StatusForbidden,
	} {
		t.Run(fmt.Sprintf("%d s off", off), func(t *testing.T) {
			expect(t, testWebhook(t, testConfig(Safe), &listener{}), pushed{message: xmlOfText("问", "1"), encrypted: true, timestamp: testNow + off}, status)
		})
	}
	notANumber := func(q url.Values) {
		q.Set("timestamp", "soon")
		q.Set("signature", util.Signature(testToken, "soon", q.Get("nonce")))
	}
	expect(t, testWebhook(t, testConfig(Plain), &listener{}), pushed{message: xmlOfText("问", "1"), tamper: notANumber}, http.StatusForbidden)
}

func TestGapReplayedSignatures(t *testing.T) {
	h := testWebhook(t, testConfig(Plain), &listener{})
	genuine := pushed{message: xmlOfText("问", "1")}
	expect(t, h, genuine, http.StatusOK)
	expect(t, h, genuine, http.StatusOK) // WeChat asks again with the very same query
	expect(t, h, pushed{message: xmlOfText("问", "1"), nonce: "2"}, http.StatusOK)
	expect(t, h, pushed{message: xmlOfText("转账给我", "2")}, http.StatusForbidden) // a captured query on another message
	expect(t, h, pushed{message: xmlEvent("unsubscribe")}, http.StatusForbidden)
	expect(t, h, pushed{message: xmlOfText("另一句", "2"), nonce: "3"}, http.StatusOK)
}

func TestReplayMemoryIsBoundedAndLastsAsLongAsASignatureIsFresh(t *testing.T) {
	r := newReplays()
	now := testClock()
	r.admit("captured", "1", now)
	if r.admit("captured", "2", now.Add(generation-time.Second)) {
		t.Error("forgotten while its timestamp may still be fresh")
	}
	for i := range 3 * generationSize {
		r.admit(fmt.Sprint(i), "1", now)
	}
	if n := len(r.young) + len(r.old); n > 2*generationSize {
		t.Errorf("remembers %d signatures", n)
	}
	if r.admit(fmt.Sprint(3*generationSize-1), "2", now) {
		t.Error("the newest signature is forgotten")
	}
}

func TestGapUnboundedBody(t *testing.T) {
	h := testWebhook(t, testConfig(Plain), &listener{})
	expect(t, h, pushed{message: xmlOfText(strings.Repeat("长", 20_000), "1")}, http.StatusOK)
	expect(t, h, pushed{message: xmlOfText(strings.Repeat("长", 30_000), "2"), nonce: "2"}, http.StatusRequestEntityTooLarge)
}

func TestBodyOfAForgedRequestIsNotRead(t *testing.T) {
	body := &countingReader{}
	r := pushed{token: "BBBBB"}.request()
	r.Body = http.NoBody
	forged := httptest.NewRequest(http.MethodPost, r.URL.String(), body)
	testWebhook(t, testConfig(Safe), &listener{}).ServeHTTP(httptest.NewRecorder(), forged)
	if body.read > 0 {
		t.Errorf("%d bytes were read of it", body.read)
	}
}

func TestABodyThatBreaksOffIsNotHandled(t *testing.T) {
	l := &listener{}
	r := pushed{message: xmlOfText("问", "1")}.request()
	r.Body = io.NopCloser(io.MultiReader(strings.NewReader("<xml>"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	w := httptest.NewRecorder()
	testWebhook(t, testConfig(Plain), l).ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || len(l.heard()) != 0 {
		t.Errorf("status %d", w.Code)
	}
}

type countingReader struct{ read int }

func (c *countingReader) Read(p []byte) (int, error) {
	c.read += len(p)
	return len(p), nil
}

func TestGapPanickingHandlerAndWhatItLogs(t *testing.T) {
	var out bytes.Buffer
	l := &listener{}
	h, err := NewWebhook(testConfig(Plain), panicking{l}, testClock, slog.New(slog.NewTextHandler(&out, nil)))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, h, pushed{message: xmlOfText("我的身份证丢了", "1")}, http.StatusOK)
	expect(t, h, pushed{message: xmlEvent("MASSSENDJOBFINISH"), nonce: "2"}, http.StatusOK)
	expect(t, h, pushed{token: "BBBBB"}, http.StatusForbidden)
	for _, private := range []string{"身份证", testOpenID, testToken} {
		if strings.Contains(out.String(), private) {
			t.Errorf("the log tells %q:\n%s", private, out.String())
		}
	}
	if strings.Count(out.String(), "the handler panicked") != 2 {
		t.Errorf("the log:\n%s", out.String())
	}
}

func TestGapOpenIDOfTheQueryIsNotBelieved(t *testing.T) {
	l := &listener{}
	expect(t, testWebhook(t, testConfig(Plain), l), pushed{message: xmlOfText("问", "1"), query: "&openid=oSomebodyElse"}, http.StatusOK)
	if from := l.heard()[0].From; from != testOpenID {
		t.Errorf("the sender is %s", from)
	}
}

func TestGapEchostrOnAMessageIsNotEchoed(t *testing.T) {
	status, body := pushed{message: xmlOfText("问", "1"), query: "&echostr=echoed"}.push(testWebhook(t, testConfig(Plain), &listener{}))
	if status != http.StatusOK || strings.Contains(body, "echoed") {
		t.Errorf("got %d %q", status, body)
	}
}

func TestGapRotationOfTokenAndKey(t *testing.T) {
	cfg := testConfig(Safe)
	cfg.Token, cfg.PreviousToken = "newtoken", testToken
	cfg.AESKey, cfg.PreviousAESKey = otherKey, testKey
	h := testWebhook(t, cfg, &listener{})
	for i, c := range []struct{ token, key string }{{testToken, testKey}, {"newtoken", otherKey}, {testToken, otherKey}, {"newtoken", testKey}} {
		_, body := pushed{message: xmlOfText("问", fmt.Sprint(i)), encrypted: true, token: c.token, key: c.key, nonce: fmt.Sprint(i)}.push(h)
		if got := unsealed(t, body, c.token, c.key).Content; got != "您好" {
			t.Errorf("%v: %q", c, got)
		}
	}
	after := testWebhook(t, testConfig(Safe), &listener{})
	expect(t, after, pushed{message: xmlOfText("问", "9"), encrypted: true, token: "newtoken"}, http.StatusForbidden)
}

func TestMalformedBodies(t *testing.T) {
	laughs := `<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`
	for name, message := range map[string]string{
		"empty":              "",
		"a truncated text":   xmlOfText("问", "1")[:200],
		"JSON":               `{"MsgType":"text"}`,
		"no sender":          "<xml><MsgType>text</MsgType></xml>",
		"no type":            "<xml><FromUserName>a</FromUserName></xml>",
		"a sender of 4 KiB":  "<xml><MsgType>text</MsgType><FromUserName>" + strings.Repeat("a", 4096) + "</FromUserName></xml>",
		"another root":       strings.ReplaceAll(xmlOfText("问", "1"), "xml>", "html>"),
		"an external entity": `<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + strings.Replace(xmlOfText("问", "1"), "<Content><![CDATA[问]]>", "<Content>&e;", 1),
		"billion laughs":     laughs + strings.Replace(xmlOfText("问", "1"), "<Content><![CDATA[问]]>", "<Content>&c;", 1),
		"GBK":                `<?xml version="1.0" encoding="gbk"?>` + xmlOfText("问", "1"),
		"broken UTF-8":       strings.Replace(xmlOfText("问", "1"), "问", "\xff\xfe", 1),
		"deep nesting":       strings.Repeat("<xml>", 12_000),
	} {
		for _, encrypted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, encrypted %v", name, encrypted), func(t *testing.T) {
				l := &listener{}
				p := pushed{message: message, encrypted: encrypted}
				status, _ := p.push(testWebhook(t, testConfig(Compatible), l))
				tooLarge := encrypted && len(message) > maxBody/2 && status == http.StatusRequestEntityTooLarge
				if status != http.StatusBadRequest && !tooLarge {
					t.Errorf("status %d", status)
				}
				if len(l.heard()) != 0 {
					t.Error("the handler heard of it")
				}
			})
		}
	}
}

type panicking struct{ *listener }

func (panicking) HandleEvent(context.Context, Event) error {
	panic("我的身份证丢了 " + testOpenID)
}

func (panicking) Handle(_ context.Context, m bot.Message) (bot.Reply, error) { panic(m.Text + m.From) }
