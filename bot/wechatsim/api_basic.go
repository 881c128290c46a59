package wechatsim

import (
	"crypto/rand"
	"net/http"
)

func basicEndpoints() map[string]endpoint {
	return map[string]endpoint{
		"cgi-bin/clear_quota":       {method: http.MethodPost, serve: (*Platform).clearQuota},
		"cgi-bin/getcallbackip":     {method: http.MethodGet, serve: (*Platform).ipList},
		"cgi-bin/get_api_domain_ip": {method: http.MethodGet, serve: (*Platform).ipList},
		"cgi-bin/ticket/getticket":  {method: http.MethodGet, serve: (*Platform).jsTicket},
	}
}

func (p *Platform) clearQuota(c *call) (object, error) {
	var in struct {
		AppID string `json:"appid"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.AppID != p.opts.AppID {
		return nil, fail(40013)
	}
	return nil, p.counts.reset(c.now)
}

// ipList: the platform pushes from, and is reached at, this machine.
func (p *Platform) ipList(*call) (object, error) {
	return object{"ip_list": []string{"127.0.0.1", "::1"}}, nil
}

func (p *Platform) jsTicket(c *call) (object, error) {
	if kind := c.query.Get("type"); kind != "jsapi" && kind != "wx_card" {
		return nil, fail(40097)
	}
	return accepted(object{"ticket": "bxLdik" + rand.Text() + rand.Text(), "expires_in": 7200}), nil
}
