package wechat

import (
	"crypto/rand"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	success   = "success" // tells WeChat that nothing is to be shown, and not to ask again
	plainText = "text/plain; charset=utf-8"
	xmlText   = "application/xml; charset=utf-8"
)

// write sends an answer. Where it cannot be written WeChat has gone and asks again, so that there is
// nobody to tell.
func write[T ~string | ~[]byte](w http.ResponseWriter, contentType string, body T) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write([]byte(body)) // see above
}

// seal is what one request was encrypted with: its answer goes back the same way, also in the
// middle of a rotation.
type seal struct {
	key   secretKey
	token string
}

// wrap encrypts and signs a reply.
func (s *seal) wrap(reply []byte, appID string, now time.Time) []byte {
	var random [24]byte
	_, _ = rand.Read(random[:]) // never fails: without randomness the program ends instead
	nonce := strconv.FormatUint(binary.BigEndian.Uint64(random[16:]), 10)
	timestamp := strconv.FormatInt(now.Unix(), 10)
	text := s.key.seal([16]byte(random[:16]), reply, appID)
	sign := signature(s.token, timestamp, nonce, text)
	// Base64, hex and digits hold nothing that could end a CDATA section.
	return []byte("<xml><Encrypt><![CDATA[" + text + "]]></Encrypt><MsgSignature><![CDATA[" + sign +
		"]]></MsgSignature><TimeStamp>" + timestamp + "</TimeStamp><Nonce><![CDATA[" + nonce + "]]></Nonce></xml>")
}

// textMessage is a text as WeChat wants a passive reply.
func textMessage(to, from string, at time.Time, content string) []byte {
	return []byte("<xml><ToUserName>" + cdata(to) + "</ToUserName><FromUserName>" + cdata(from) +
		"</FromUserName><CreateTime>" + strconv.FormatInt(at.Unix(), 10) +
		"</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>" + cdata(content) + "</Content></xml>")
}

// cdata wraps text so that nothing in it can end the section; what XML cannot hold is left out.
func cdata(s string) string {
	s = strings.Map(func(r rune) rune {
		if inXML(r) {
			return r
		}
		return -1
	}, s)
	return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>"
}

// inXML reports whether XML 1.0 has the character.
func inXML(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return true
	case r < 0x20 || r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF:
		return false
	default:
		return true
	}
}
