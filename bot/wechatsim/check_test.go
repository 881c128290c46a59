package wechatsim

import (
	"testing"
)

func FuzzReply(f *testing.F) {
	p := New(Options{AppID: testAppID, Token: testToken, EncodingAESKey: testKey, Mode: Compatible})
	cb := callback{openID: "oPerson", message: true}
	in := incoming{FromUserName: cb.openID, ToUserName: p.opts.OriginalID}
	f.Add([]byte("success"))
	f.Add([]byte(reply(in, "好")))
	f.Add([]byte("<xml><Encrypt>QUJD</Encrypt></xml>"))
	f.Add([]byte("<xml><MsgType>news</MsgType><Articles><item></item></Articles></xml>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		shown, err := p.readReply(cb, body)
		if err == nil && shown.Kind == "text" && (len(shown.Text) > 2048 || shown.Text == "") {
			t.Errorf("a text of %d bytes was taken", len(shown.Text))
		}
	})
}
