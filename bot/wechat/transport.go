package wechat

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

const (
	apiHost     = "api.weixin.qq.com"
	openHost    = "https://open.weixin.qq.com"
	maxAnswer   = 1 << 20          // bytes that are read of an answer of the API
	callTimeout = 10 * time.Second // from dialling to the last byte of the answer
)

// installClient replaces the SDK's HTTP client, which has no timeout and belongs to the whole
// process: once, because calls in flight read it. What differs between gateways, the base of the
// API, travels in each call's context.
var installClient = sync.OnceFunc(func() { util.DefaultHTTPClient = newClient() })

func newClient() *http.Client {
	return &http.Client{
		Timeout: callTimeout,
		// A redirect would carry the access token, which is in the query, to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: transport{next: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:   5 * time.Second,
			ResponseHeaderTimeout: 8 * time.Second,
			IdleConnTimeout:       time.Minute,
			MaxIdleConnsPerHost:   8,
			ForceAttemptHTTP2:     true,
		}},
	}
}

type baseKey struct{}

// withBase returns a context whose calls go to the host under base instead of WeChat's.
func withBase(ctx context.Context, base *url.URL) context.Context {
	return context.WithValue(ctx, baseKey{}, base)
}

// transport sends calls where their context says. A call of the SDK that does not come through a
// Gateway is refused: while the gateway talks to a simulator it would reach the real WeChat.
type transport struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	base, ok := r.Context().Value(baseKey{}).(*url.URL)
	if !ok || r.URL.Host != apiHost {
		err := errors.New("a call of the WeChat SDK outside of a gateway")
		if r.Body != nil {
			err = errors.Join(err, r.Body.Close())
		}
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = base.Scheme, base.Host, base.Host
	r.URL.Path = base.Path + r.URL.Path
	response, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = bounded{io.LimitReader(response.Body, maxAnswer), response.Body}
	return response, nil
}

// bounded is a body of which only so much can be read.
type bounded struct {
	io.Reader
	io.Closer
}
