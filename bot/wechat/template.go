package wechat

import (
	"context"
	"net/url"
	"regexp"

	"github.com/silenceper/wechat/v2/util"
)

// Template is a template of subscription notifications as the account has it.
type Template struct {
	ID       string
	Keys     []string // in their order: thing1, time2
	LongTerm bool
}

var keyPattern = regexp.MustCompile(`\{\{\s*([a-z_]+[0-9]+)\.DATA\s*\}\}`)

// longTermType is WeChat's number for templates of which one accept is good for ever.
const longTermType = 3

// Templates lists the account's templates of subscription notifications.
func (g *Gateway) Templates(ctx context.Context) (found []Template, err error) {
	var answer struct {
		Data []struct {
			ID      string `json:"priTmplId"`
			Content string `json:"content"`
			Type    int    `json:"type"`
		} `json:"data"`
	}
	err = g.retried(ctx, func(token string) *Error {
		uri := "https://" + apiHost + "/wxaapi/newtmpl/gettemplate?access_token=" + url.QueryEscape(token)
		return g.exchange(ctx, "newtmpl/gettemplate", &answer, []string{token}, func(ctx context.Context) ([]byte, error) {
			return util.HTTPGetContext(ctx, uri)
		})
	})
	for _, d := range answer.Data {
		t := Template{ID: d.ID, LongTerm: d.Type == longTermType}
		for _, m := range keyPattern.FindAllStringSubmatch(d.Content, -1) {
			t.Keys = append(t.Keys, m[1])
		}
		found = append(found, t)
	}
	return found, err
}
