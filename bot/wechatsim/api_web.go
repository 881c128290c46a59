package wechatsim

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"time"
)

// personCookie names the cookie in which the phone page keeps whose phone it is. Pages opened from
// it, web authorisation and articles, learn from it who reads.
const personCookie = "wechatsim_openid"

// webCode is a code of web authorisation: once, within five minutes.
type webCode struct {
	openID  string
	scope   string
	expires time.Time
	used    bool
}

func webEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"sns/oauth2/access_token": {method: http.MethodGet, open: true, need: verifiedService, serve: (*Platform).webToken},
	}
}

// reader is who holds the phone: the query's openid, for programs, or the phone page's cookie.
func reader(r *http.Request) string {
	if id := r.URL.Query().Get("openid"); id != "" {
		return id
	}
	if cookie, err := r.Cookie(personCookie); err == nil {
		return cookie.Value
	}
	return ""
}

// authorize is open.weixin.qq.com/connect/oauth2/authorize: silent, it leads back with a code.
func (p *Platform) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	target, err := url.Parse(q.Get("redirect_uri"))
	p.mu.Lock()
	defer p.mu.Unlock()
	_, known := p.byOpenID[reader(r)]
	switch {
	case q.Get("appid") != p.opts.AppID:
		webRefusal(w, "appid 参数错误（40013）")
	case !p.may(verifiedService):
		webRefusal(w, "Scope 参数错误或没有 Scope 权限（10005）")
	case q.Get("response_type") != "code" || q.Get("scope") != "snsapi_base" && q.Get("scope") != "snsapi_userinfo":
		webRefusal(w, "Scope 参数错误或没有 Scope 权限（10005）")
	case err != nil || !isWeb(target.String()) || p.opts.WebDomain != "" && target.Host != p.opts.WebDomain:
		webRefusal(w, "redirect_uri 域名与后台配置不一致（10003）")
	case !known:
		webRefusal(w, "请在微信客户端打开链接")
	default:
		value := p.webCode(reader(r), q.Get("scope"))
		back := target.Query()
		back.Set("code", value)
		back.Set("state", q.Get("state"))
		target.RawQuery = back.Encode()
		http.Redirect(w, r, target.String(), http.StatusFound)
	}
}

// webRefusal is the page that WeChat's own browser would show.
func webRefusal(w http.ResponseWriter, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	send(w, []byte(why))
}

func (p *Platform) webCode(openID, scope string) string {
	value := "0" + rand.Text()
	p.webCodes[value] = webCode{openID: openID, scope: scope, expires: p.Now().Add(5 * time.Minute)}
	return value
}

func (p *Platform) webToken(c *call) (object, error) {
	q := c.query
	switch {
	case q.Get("appid") != p.opts.AppID:
		return nil, fail(40013)
	case q.Get("secret") != p.opts.AppSecret:
		return nil, fail(40125)
	case q.Get("grant_type") != "authorization_code":
		return nil, fail(40002)
	case q.Get("code") == "":
		return nil, fail(41008)
	}
	given, ok := p.webCodes[q.Get("code")]
	switch {
	case ok && given.used:
		return nil, fail(40163)
	case !ok || !c.now.Before(given.expires):
		return nil, fail(40029)
	}
	given.used = true
	p.webCodes[q.Get("code")] = given
	return object{
		"access_token": "72_" + rand.Text(), "expires_in": 7200, "refresh_token": "72_" + rand.Text(),
		"openid": given.openID, "scope": given.scope,
	}, nil
}
