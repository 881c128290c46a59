package wechatsim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// object is a JSON answer.
type object = map[string]any

// call is one request to the API. Its handler runs with the platform's lock held.
type call struct {
	path  string
	query url.Values
	body  []byte
	http  *http.Request
	now   time.Time
}

// permission says who may call an API.
type permission int

const (
	anybody         permission = iota
	verified                   // any verified account
	verifiedService            // verified service accounts
)

// endpoint is one API of the platform.
type endpoint struct {
	method string // "" for both
	need   permission
	open   bool // needs no access token
	raw    bool // the body is not JSON
	daily  int  // calls a day; 0: no limit
	minute int  // calls a minute; 0: no limit
	serve  func(p *Platform, c *call) (object, error)
}

// endpoints lists every API by path.
func endpoints() map[string]endpoint {
	all := map[string]endpoint{}
	for _, family := range []map[string]endpoint{
		tokenEndpoints(), massEndpoints(), customEndpoints(), noticeEndpoints(), draftEndpoints(),
		publishEndpoints(), mediaEndpoints(), tagEndpoints(), userEndpoints(), blacklistEndpoints(),
		codeEndpoints(), menuEndpoints(), webEndpoints(), basicEndpoints(), statisticsEndpoints(),
	} {
		for path, e := range family {
			all[path] = e
		}
	}
	return all
}

// serveAPI answers one API: always HTTP 200, with errcode and errmsg where something is wrong.
func (p *Platform) serveAPI(path string, e endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := readBody(w, r, e)
		if err != nil {
			writeJSON(w, result(nil, fail(45002)))
			return
		}
		c := &call{path: path, query: r.URL.Query(), body: body, http: r, now: p.Now()}
		answer, fault := p.answer(c, e)
		p.respond(w, r, answer, fault)
	}
}

// unknownAPI answers paths that the platform does not have.
func unknownAPI(w http.ResponseWriter, _ *http.Request) { writeJSON(w, result(nil, fail(40066))) }

func readBody(w http.ResponseWriter, r *http.Request, e endpoint) ([]byte, error) {
	if r.Method == http.MethodGet {
		return nil, nil
	}
	if e.raw {
		// Parsed as a form later; the bound keeps the whole of it in memory.
		r.Body = http.MaxBytesReader(w, r.Body, 11<<20)
		return nil, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<20))
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	return body, nil
}

// answer checks and serves a call; the fault says how the answer is to be spoilt.
func (p *Platform) answer(c *call, e endpoint) (object, FaultKind) {
	if e.raw {
		// An upload is parsed before the lock is taken: it may take its time.
		if err := c.http.ParseMultipartForm(11 << 20); err != nil {
			return result(nil, fail(41005)), ""
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fault, hit := p.takeCallFault(c.path)
	if hit {
		if code := p.refuse(fault); code != 0 {
			return result(nil, fail(code)), ""
		}
	}
	if err := p.admit(c, e); err != nil {
		return result(nil, err), fault.Kind
	}
	return result(e.serve(p, c)), fault.Kind
}

// refuse is the errcode of a fault that does nothing, 0 for the others. The caller holds mu.
func (p *Platform) refuse(f Fault) int {
	switch f.Kind {
	case FaultBusy:
		return -1
	case FaultQuota:
		return 45009
	case FaultCode:
		return f.Code
	case FaultToken:
		p.tokens.void()
		return 40001
	}
	return 0
}

// admit checks method, token, permission and quotas. The caller holds mu.
func (p *Platform) admit(c *call, e endpoint) error {
	if e.method != "" && c.http.Method != e.method {
		if e.method == http.MethodGet {
			return fail(43001)
		}
		return fail(43002)
	}
	if !e.open {
		if err := p.tokens.check(c.query.Get("access_token"), c.now); err != nil {
			return err
		}
	}
	if !p.may(e.need) {
		return fail(48001)
	}
	return p.counts.take(c.path, p.dailyLimit(c.path, e), e.minute, c.now)
}

func (p *Platform) may(need permission) bool {
	switch need {
	case verifiedService:
		return p.opts.Verified && p.opts.Account == Service
	case verified:
		return p.opts.Verified
	}
	return true
}

func (p *Platform) dailyLimit(path string, e endpoint) int {
	if limit, ok := p.opts.Limits.Daily[strings.TrimPrefix(path, "cgi-bin/")]; ok {
		return limit
	}
	return e.daily
}

// decode reads a call's JSON.
func (c *call) decode(into any) error {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return fail(44002)
	}
	if err := json.Unmarshal(c.body, into); err != nil {
		return fail(47001)
	}
	return nil
}

// origin is where this platform was called, for links in answers.
func (p *Platform) origin(c *call) string {
	if p.opts.BaseURL != "" {
		return strings.TrimSuffix(p.opts.BaseURL, "/")
	}
	return "http://" + c.http.Host
}

func (c *call) ip() string {
	host, _, err := net.SplitHostPort(c.http.RemoteAddr)
	if err != nil {
		return c.http.RemoteAddr
	}
	return host
}

func (p *Platform) whitelisted(c *call) bool {
	return len(p.opts.IPWhitelist) == 0 || slices.Contains(p.opts.IPWhitelist, c.ip())
}

// result puts errcode and errmsg into an answer. Data without an error stands as it is.
func result(data object, err error) object {
	if err == nil {
		if data == nil {
			return object{"errcode": 0, "errmsg": "ok"}
		}
		return data
	}
	if data == nil {
		data = object{}
	}
	var known apiError
	if !errors.As(err, &known) {
		known = apiError{code: -1, text: errorText(-1)}
	}
	data["errcode"], data["errmsg"] = known.code, known.text
	return data
}

func accepted(data object) object {
	data["errcode"] = 0
	if _, ok := data["errmsg"]; !ok {
		data["errmsg"] = "ok"
	}
	return data
}

// respond writes the answer, spoilt as the fault says.
func (p *Platform) respond(w http.ResponseWriter, r *http.Request, answer object, fault FaultKind) {
	switch fault {
	case FaultTimeout:
		select {
		case <-r.Context().Done():
		case <-p.closed:
		}
		panic(http.ErrAbortHandler)
	case FaultCut:
		panic(http.ErrAbortHandler)
	case FaultTruncate:
		data := encode(answer)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		send(w, data[:len(data)/2])
		return
	}
	writeJSON(w, answer)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	send(w, encode(v))
}

// send writes a body. A client that has gone away is no concern of the platform's.
func send(w http.ResponseWriter, body []byte) { _, _ = w.Write(body) }

func encode(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return []byte(`{"errcode":-1,"errmsg":"system error"}`)
	}
	return bytes.TrimSpace(b.Bytes())
}
