package wechat

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa/bot"
)

// maxAddress bounds what is taken for a user name; openids have 28 characters.
const maxAddress = 128

// envelope is the outside of an encrypted message.
type envelope struct {
	XMLName xml.Name `xml:"xml"`
	Encrypt string   `xml:"Encrypt"`
}

// ciphertext takes the encrypted message out of its envelope. WeChat writes it in one way, which is
// found without parsing a kilobyte of base64 as XML, the dearest step of a callback; msg_signature
// covers whatever is found. Where the tag appears twice a user may have typed the other one.
func ciphertext(raw []byte) (string, error) {
	_, after, found := bytes.Cut(raw, []byte("<Encrypt><![CDATA["))
	text, _, closed := bytes.Cut(after, []byte("]]></Encrypt>"))
	if found && closed && bytes.Count(raw, []byte("<Encrypt>")) == 1 {
		return string(text), nil
	}
	var outside envelope
	if err := xml.Unmarshal(raw, &outside); err != nil {
		return "", errMalformed
	}
	return outside.Encrypt, nil
}

// received is a message or an event as WeChat sends it. Every field is text: an unexpected form of
// one of them must not lose the message. The sender is FromUserName, which is signed or encrypted;
// the openid in the query is neither, and is never read.
type received struct {
	XMLName      xml.Name   `xml:"xml"`
	ToUserName   string     `xml:"ToUserName"`
	FromUserName string     `xml:"FromUserName"`
	CreateTime   string     `xml:"CreateTime"`
	MsgType      string     `xml:"MsgType"`
	MsgID        string     `xml:"MsgId"` // of messages
	JobID        string     `xml:"MsgID"` // of finished mass and template sends
	Content      string     `xml:"Content"`
	Recognition  string     `xml:"Recognition"`
	MenuID       string     `xml:"bizmsgmenuid"`
	Event        string     `xml:"Event"`
	EventKey     string     `xml:"EventKey"`
	Status       string     `xml:"Status"`
	TotalCount   string     `xml:"TotalCount"`
	SentCount    string     `xml:"SentCount"`
	Popups       []Popup    `xml:"SubscribeMsgPopupEvent>List"`
	Changes      []Popup    `xml:"SubscribeMsgChangeEvent>List"`
	Notified     []Notified `xml:"SubscribeMsgSentEvent>List"`
}

// decode reads a message. The error is errMalformed for what is no message of WeChat's.
func decode(raw []byte) (received, error) {
	var in received
	if err := xml.Unmarshal(raw, &in); err != nil {
		return received{}, errMalformed
	}
	if in.FromUserName == "" || len(in.FromUserName) > maxAddress || len(in.ToUserName) > maxAddress || in.MsgType == "" {
		return received{}, errMalformed
	}
	return in, nil
}

// id names the message for good and holds no address in clear: the MsgId, which a retry repeats;
// for events, which have none, a hash over what tells them apart.
func (in received) id() string {
	if in.MsgType != "event" && digits(in.MsgID) {
		return in.MsgID
	}
	apart := []string{in.FromUserName, in.CreateTime, in.Event, in.EventKey, in.MsgType, in.MsgID, in.JobID, in.Content}
	for _, p := range in.answers() {
		apart = append(apart, p.TemplateID, p.Status)
	}
	for _, n := range in.Notified { // several notifications may be sent to somebody in one second
		apart = append(apart, n.TemplateID, n.MsgID)
	}
	sum := sha256.Sum256([]byte(strings.Join(apart, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func digits(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// at is when WeChat says the message was sent; now where it does not say.
func (in received) at(now time.Time) time.Time {
	seconds, err := strconv.ParseInt(in.CreateTime, 10, 64)
	if err != nil || seconds <= 0 {
		return now
	}
	return time.Unix(seconds, 0)
}

// message translates into the bot's words. ok is false for an event that no conversation follows from.
func (in received) message(now time.Time) (m bot.Message, ok bool) {
	m = bot.Message{ID: in.id(), From: in.FromUserName, At: in.at(now)}
	if in.MsgType == "event" {
		m.Type, m.Text, m.Scene = in.conversation()
		return m, m.Type != ""
	}
	switch in.MsgType {
	case "text":
		m.Type, m.Text, m.Choice = bot.TypeText, in.Content, in.MenuID
	case "image":
		m.Type = bot.TypeImage
	case "voice":
		m.Type, m.Text = bot.TypeVoice, in.Recognition
	case "video", "shortvideo":
		m.Type = bot.TypeVideo
	case "location":
		m.Type = bot.TypeLocation
	case "link":
		m.Type = bot.TypeLink
	default:
		m.Type = bot.TypeUnsupported
	}
	return m, true
}

// conversation returns what an event means to the bot; "" for those it has nothing to say to.
func (in received) conversation() (kind bot.MessageType, text, scene string) {
	switch strings.ToLower(in.Event) {
	case "subscribe":
		scene, _ := strings.CutPrefix(in.EventKey, "qrscene_")
		if scene == in.EventKey { // last_trade_no_…: followed after a payment, not through a code
			scene = ""
		}
		return bot.TypeFollow, "", scene
	case "unsubscribe":
		return bot.TypeUnfollow, "", ""
	case "scan":
		return bot.TypeScan, "", in.EventKey
	case "click":
		return bot.TypeMenuClick, in.EventKey, ""
	case "view", "view_miniprogram":
		return bot.TypeMenuView, in.EventKey, ""
	default:
		return "", "", ""
	}
}
