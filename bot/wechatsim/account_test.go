package wechatsim

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const (
	testToken = "AAAAA"
	testKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	testAppID = "wxb11529c136998cb6"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// incoming is a callback as the account under test reads it.
type incoming struct {
	ToUserName   string `xml:"ToUserName"`
	FromUserName string `xml:"FromUserName"`
	CreateTime   int64  `xml:"CreateTime"`
	MsgType      string `xml:"MsgType"`
	Content      string `xml:"Content"`
	MsgID        string `xml:"MsgId"`
	MenuID       string `xml:"bizmsgmenuid"`
	Event        string `xml:"Event"`
	EventKey     string `xml:"EventKey"`
	Ticket       string `xml:"Ticket"`
	PicURL       string `xml:"PicUrl"`
	Label        string `xml:"Label"`
	URL          string `xml:"Url"`
	JobID        string `xml:"MsgID"`
	Status       string `xml:"Status"`
	Total        int    `xml:"TotalCount"`
	Filtered     int    `xml:"FilterCount"`
	Sent         int    `xml:"SentCount"`
	Encrypt      string `xml:"Encrypt"`
	Popups       []struct {
		Template string `xml:"TemplateId"`
		Status   string `xml:"SubscribeStatusString"`
	} `xml:"SubscribeMsgPopupEvent>List"`
}

// account is an official account's server. Its answer function returns the whole body.
type account struct {
	t       *testing.T
	mu      sync.Mutex
	got     []incoming
	bodies  [][]byte
	queries []url.Values
	answer  func(in incoming, n int) string
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("signature") != sign(testToken, query.Get("timestamp"), query.Get("nonce")) {
		http.Error(w, "forged", http.StatusForbidden)
		return
	}
	if r.Method == http.MethodGet {
		fmt.Fprint(w, query.Get("echostr"))
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "torn", http.StatusBadRequest)
		return
	}
	in, err := readCallback(query, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	a.mu.Lock()
	a.got, a.bodies, a.queries = append(a.got, in), append(a.bodies, body), append(a.queries, query)
	n, answer := len(a.got), a.answer
	a.mu.Unlock()
	if answer != nil {
		fmt.Fprint(w, answer(in, n))
	}
}

func readCallback(query url.Values, body []byte) (incoming, error) {
	var in incoming
	if err := xml.Unmarshal(body, &in); err != nil {
		return in, err
	}
	if query.Get("encrypt_type") != "aes" {
		return in, nil
	}
	if query.Get("msg_signature") != sign(testToken, query.Get("timestamp"), query.Get("nonce"), in.Encrypt) {
		return in, fmt.Errorf("forged ciphertext")
	}
	c, err := newCipherer(testKey, testAppID)
	if err != nil {
		return in, err
	}
	plain, err := c.decrypt(in.Encrypt)
	if err != nil {
		return in, err
	}
	var inner incoming
	return inner, xml.Unmarshal(plain, &inner)
}

func (a *account) events(name string) []incoming {
	a.mu.Lock()
	defer a.mu.Unlock()
	var list []incoming
	for _, in := range a.got {
		if in.Event == name || in.MsgType == name {
			list = append(list, in)
		}
	}
	return list
}

// bytes lists the bodies and queries of every callback of a type, as they came.
func (a *account) bytes(kind string) (bodies [][]byte, queries []url.Values) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n, in := range a.got {
		if in.MsgType == kind {
			bodies, queries = append(bodies, a.bodies[n]), append(queries, a.queries[n])
		}
	}
	return bodies, queries
}

func (a *account) answers(f func(in incoming, n int) string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer = f
}

func reply(in incoming, content string) string {
	return string(document(text("ToUserName", in.FromUserName), text("FromUserName", in.ToUserName),
		number("CreateTime", in.CreateTime), text("MsgType", "text"), text("Content", content)))
}

func echo(in incoming, _ int) string {
	if in.MsgType == "event" {
		return "success"
	}
	return reply(in, "你说："+in.Content)
}

func sealed(t *testing.T, plain string) string {
	t.Helper()
	c, err := newCipherer(testKey, testAppID)
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.encrypt([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`<xml><Encrypt>%s</Encrypt><MsgSignature>%s</MsgSignature><TimeStamp>7</TimeStamp><Nonce>8</Nonce></xml>`,
		text, sign(testToken, "7", "8", text))
}

// world is a platform with its account, both served over loopback.
type world struct {
	*Platform
	t       *testing.T
	account *account
	url     string
}

// newWorld starts a verified service account in plain mode whose clock stands still at 09:00 on
// Monday, 5 January 2026, Beijing time.
func newWorld(t *testing.T, change ...func(*Options)) *world {
	t.Helper()
	opts := Options{
		AppID: testAppID, AppSecret: "secret", Token: testToken, EncodingAESKey: testKey,
		Account: Service, Verified: true, Limits: Limits{ReplyTimeout: 30 * time.Second},
	}
	for _, f := range change {
		f(&opts)
	}
	w := &world{Platform: New(opts), t: t, account: &account{t: t, answer: echo}}
	platform, server := httptest.NewServer(w.Handler()), httptest.NewServer(w.account)
	t.Cleanup(func() {
		w.Close()
		server.CloseClientConnections()
		platform.CloseClientConnections()
		server.Close()
		platform.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	w.url = platform.URL
	w.SetCallbackURL(server.URL + "/wechat")
	return w
}

func (w *world) follow(scene string) string {
	w.t.Helper()
	id, err := w.Follow(context.Background(), scene)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) say(openID, words string) Exchange {
	w.t.Helper()
	ex, err := w.Say(context.Background(), openID, words)
	if err != nil {
		w.t.Fatal(err)
	}
	return ex
}

func (w *world) pass(d time.Duration) { w.Advance(context.Background(), d) }

// raw calls an API without a token of its own.
func (w *world) raw(method, path string, body any) map[string]any {
	w.t.Helper()
	var reader io.Reader
	if body != nil {
		data, ok := body.([]byte)
		if !ok {
			data = encode(body)
		}
		reader = bytes.NewReader(data)
	}
	request, err := http.NewRequest(method, w.url+"/"+path, reader)
	if err != nil {
		w.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: status %d", path, response.StatusCode)
	}
	var out map[string]any
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	return out
}

func (w *world) fetchToken() string {
	w.t.Helper()
	out := w.raw("POST", "cgi-bin/stable_token", object{"grant_type": "client_credential", "appid": testAppID, "secret": "secret"})
	token, _ := out["access_token"].(string)
	if token == "" {
		w.t.Fatalf("no token: %v", out)
	}
	return token
}

// post calls an API with a good token.
func (w *world) post(path string, body any) map[string]any {
	w.t.Helper()
	return w.raw("POST", path+"?access_token="+w.fetchToken(), body)
}

func (w *world) get(path string) map[string]any {
	w.t.Helper()
	return w.raw("GET", path+"access_token="+w.fetchToken(), nil)
}

func errcode(out map[string]any) int {
	code, _ := out["errcode"].(float64)
	return int(code)
}

func (w *world) wantCode(what string, out map[string]any, want int) {
	w.t.Helper()
	if got := errcode(out); got != want {
		w.t.Errorf("%s: errcode %d (%v), want %d", what, got, out["errmsg"], want)
	}
}
