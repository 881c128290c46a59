package wechat

import (
	"context"
	"errors"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/silenceper/wechat/v2/officialaccount/oauth"
)

// AuthorizeURL is where WeChat's browser gets a code without asking its user anything (snsapi_base), to
// come back with code and state. WeChat: verified service accounts only, back must be in a domain that
// the account has set (网页授权域名), state has up to 128 letters and digits.
func (g *Gateway) AuthorizeURL(back, state string) (string, error) {
	address, err := oauth.NewOauth(g.account.GetContext()).GetRedirectURL(back, "snsapi_base", url.QueryEscape(state))
	if err != nil {
		return "", g.failed("oauth2/authorize", err, false)
	}
	if g.open != "" {
		address = strings.TrimSuffix(g.open, "/") + strings.TrimPrefix(address, openHost)
	}
	return address, nil
}

// OpenID returns whose code it is; "" for the stand-in of somebody who only looks (快照页), which is
// nobody. WeChat: a code is good once (40163) and for five minutes (40029).
func (g *Gateway) OpenID(ctx context.Context, code string) (string, error) {
	const op = "sns/oauth2/access_token"
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(withBase(ctx, g.base), &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	answer, err := guarded(func() (oauth.ResAccessToken, error) {
		return oauth.NewOauth(g.account.GetContext()).GetUserAccessTokenContext(ctx, url.QueryEscape(code))
	})
	switch {
	case err != nil:
		return "", g.failed(op, err, sent.Load(), code)
	case answer.IsSnapShotUser == 1:
		return "", nil
	case answer.OpenID == "":
		return "", g.failed(op, errors.New("an answer without openid"), true, code)
	}
	return answer.OpenID, nil
}
