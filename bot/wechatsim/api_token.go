package wechatsim

import (
	"crypto/rand"
	"net/http"
	"time"
)

const (
	tokenLife    = 2 * time.Hour
	tokenOverlap = 5 * time.Minute // a replaced token is good for so long still
)

// token is an access token and how it ends.
type token struct {
	value    string
	expires  time.Time
	replaced bool
}

// tokens are the account's access tokens. The classic and the stable kind do not touch each other.
type tokens struct {
	classic, stable string // values of the latest ones
	byValue         map[string]token
	forced          time.Time // last force_refresh
	forcedOn        string    // its day
	forcedCount     int
}

func newTokens() tokens { return tokens{byValue: map[string]token{}} }

// issue replaces the token in slot.
func (t *tokens) issue(slot *string, now time.Time) token {
	for value, old := range t.byValue {
		if now.Sub(old.expires) > 24*time.Hour {
			delete(t.byValue, value)
		}
	}
	if old, ok := t.byValue[*slot]; ok {
		old.replaced = true
		if end := now.Add(tokenOverlap); end.Before(old.expires) {
			old.expires = end
		}
		t.byValue[*slot] = old
	}
	fresh := token{value: "86_" + rand.Text() + rand.Text(), expires: now.Add(tokenLife)}
	t.byValue[fresh.value] = fresh
	*slot = fresh.value
	return fresh
}

func (t *tokens) void() {
	clear(t.byValue)
	t.classic, t.stable = "", ""
}

func (t *tokens) check(value string, now time.Time) error {
	const shortest = 20 // anything shorter never was a token
	known, ok := t.byValue[value]
	switch {
	case value == "":
		return fail(41001)
	case !ok && len(value) < shortest:
		return fail(40014)
	case !ok, !now.Before(known.expires) && known.replaced:
		return fail(40001)
	case !now.Before(known.expires):
		return fail(42001)
	}
	return nil
}

func tokenEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"cgi-bin/token":        {method: http.MethodGet, open: true, daily: 2000, serve: (*Platform).token},
		"cgi-bin/stable_token": {method: http.MethodPost, open: true, daily: 500_000, minute: 10_000, serve: (*Platform).stableToken},
	}
}

// credentials checks who asks for a token.
func (p *Platform) credentials(c *call, grant, appID, secret string) error {
	switch {
	case grant != "client_credential":
		return fail(40002)
	case appID == "":
		return fail(41002)
	case appID != p.opts.AppID:
		return fail(40013)
	case secret == "":
		return fail(41004)
	case secret != p.opts.AppSecret:
		return fail(40125)
	case !p.whitelisted(c):
		return apiError{code: 40164, text: "invalid ip " + c.ip() + ", not in whitelist"}
	}
	return nil
}

// token always issues a new token.
func (p *Platform) token(c *call) (object, error) {
	q := c.query
	if err := p.credentials(c, q.Get("grant_type"), q.Get("appid"), q.Get("secret")); err != nil {
		return nil, err
	}
	return tokenAnswer(p.tokens.issue(&p.tokens.classic, c.now), c.now), nil
}

func tokenAnswer(t token, now time.Time) object {
	return object{"access_token": t.value, "expires_in": int(t.expires.Sub(now).Seconds())}
}

// stableToken repeats the token until five minutes before its end. force_refresh replaces it, 20
// times a day and 30 seconds apart; sooner it changes nothing.
func (p *Platform) stableToken(c *call) (object, error) {
	var in struct {
		GrantType string `json:"grant_type"`
		AppID     string `json:"appid"`
		Secret    string `json:"secret"`
		Force     bool   `json:"force_refresh"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if err := p.credentials(c, in.GrantType, in.AppID, in.Secret); err != nil {
		return nil, err
	}
	t := &p.tokens
	current, ok := t.byValue[t.stable]
	fresh := !ok || current.expires.Sub(c.now) <= tokenOverlap
	if in.Force && !fresh && c.now.Sub(t.forced) >= 30*time.Second {
		if err := t.countForce(c.now); err != nil {
			return nil, err
		}
		fresh = true
	}
	if fresh {
		current = t.issue(&t.stable, c.now)
	}
	return tokenAnswer(current, c.now), nil
}

func (t *tokens) countForce(now time.Time) error {
	const most = 20
	if today := day(now); t.forcedOn != today {
		t.forcedOn, t.forcedCount = today, 0
	}
	if t.forcedCount >= most {
		return fail(45009)
	}
	t.forcedCount++
	t.forced = now
	return nil
}
