package wechat

import (
	"context"
	"net/http"
	"testing"

	"github.com/pufa/pufa/bot"
)

// FuzzWebhookBody sends what strangers and a compromised channel could send: any body in clear, any
// body as the inside of a well-signed ciphertext, and any body as its outside.
func FuzzWebhookBody(f *testing.F) {
	f.Add([]byte(xmlOfText("老板拖欠工资怎么办", "24512345678901234")))
	f.Add([]byte(xmlEvent("subscribe", "<EventKey>qrscene_1</EventKey>")))
	f.Add([]byte(xmlEvent("subscribe_msg_popup_event", "<SubscribeMsgPopupEvent><List><TemplateId>a</TemplateId></List></SubscribeMsgPopupEvent>")))
	f.Add([]byte("<xml><Encrypt><![CDATA[AAAA]]></Encrypt></xml>"))
	f.Add([]byte(`<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>`))
	l := &echoing{}
	h := testWebhook(f, testConfig(Compatible), l)
	f.Fuzz(func(t *testing.T, body []byte) {
		h.replays = newReplays()
		for _, p := range []pushed{
			{message: string(body)},
			{message: string(body), encrypted: true},
			{message: "x", encrypted: true, body: string(body)},
		} {
			status, answer := p.push(h)
			switch status {
			case http.StatusBadRequest, http.StatusForbidden, http.StatusRequestEntityTooLarge:
			case http.StatusOK:
				if answer == success {
					continue
				}
				reply := passive{}
				if p.encrypted {
					reply = unsealed(t, answer, testToken, testKey)
				} else {
					reply = opened(t, answer)
				}
				withinLimits(t, reply.Content)
			default:
				t.Fatalf("status %d for %q", status, body)
			}
		}
	})
}

// echoing says back what it hears, so that hostile text passes through the reply too.
type echoing struct{}

func (echoing) Handle(_ context.Context, m bot.Message) (bot.Reply, error) {
	return bot.Reply{Text: m.Text, Path: "/e/" + m.Scene, Choices: []bot.Choice{{ID: "1", Text: "选" + m.Text}}}, nil
}
