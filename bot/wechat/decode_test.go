package wechat

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pufa/pufa/bot"
)

func TestMessagesInTheBotsWords(t *testing.T) {
	for _, c := range []struct {
		name, message string
		want          bot.Message
	}{
		{"a text", xmlOfText("工资", "7"), bot.Message{ID: "7", Type: bot.TypeText, Text: "工资"}},
		{"a text with markup and an emoji", xmlMessage("<MsgType>text</MsgType><Content>a &lt; b 😀</Content><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeText, Text: "a < b 😀"}},
		{"a tapped choice", xmlMessage("<MsgType>text</MsgType><Content>满意</Content><MsgId>7</MsgId><bizmsgmenuid>101</bizmsgmenuid>"), bot.Message{ID: "7", Type: bot.TypeText, Text: "满意", Choice: "101"}},
		{"an image", xmlMessage("<MsgType>image</MsgType><PicUrl>u</PicUrl><MediaId>m</MediaId><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeImage}},
		{"a voice with its words", xmlMessage("<MsgType>voice</MsgType><Format>amr</Format><Recognition>欠薪</Recognition><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeVoice, Text: "欠薪"}},
		{"a voice without", xmlMessage("<MsgType>voice</MsgType><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeVoice}},
		{"a video", xmlMessage("<MsgType>video</MsgType><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeVideo}},
		{"a short video", xmlMessage("<MsgType>shortvideo</MsgType><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeVideo}},
		{"a location", xmlMessage("<MsgType>location</MsgType><Location_X>31.1</Location_X><Label>某路</Label><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeLocation}},
		{"a link", xmlMessage("<MsgType>link</MsgType><Title>t</Title><Url>u</Url><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeLink}},
		{"a type of tomorrow", xmlMessage("<MsgType>hologram</MsgType><MsgId>7</MsgId>"), bot.Message{ID: "7", Type: bot.TypeUnsupported}},
		{"following", xmlEvent("subscribe"), bot.Message{Type: bot.TypeFollow}},
		{"following through a code", xmlEvent("subscribe", "<EventKey>qrscene_lecture-7</EventKey>"), bot.Message{Type: bot.TypeFollow, Scene: "lecture-7"}},
		{"following after a payment", xmlEvent("subscribe", "<EventKey>last_trade_no_4003</EventKey>"), bot.Message{Type: bot.TypeFollow}},
		{"scanning a code", xmlEvent("SCAN", "<EventKey>lecture-7</EventKey><Ticket>t</Ticket>"), bot.Message{Type: bot.TypeScan, Scene: "lecture-7"}},
		{"unfollowing", xmlEvent("unsubscribe"), bot.Message{Type: bot.TypeUnfollow}},
		{"a click on the menu", xmlEvent("CLICK", "<EventKey>HELP</EventKey>"), bot.Message{Type: bot.TypeMenuClick, Text: "HELP"}},
		{"a link of the menu", xmlEvent("VIEW", "<EventKey>https://pufa.example.cn/</EventKey><MenuId>4</MenuId>"), bot.Message{Type: bot.TypeMenuView, Text: "https://pufa.example.cn/"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, err := decode([]byte(c.message))
			if err != nil {
				t.Fatal(err)
			}
			got, ok := in.message(testClock())
			if !ok {
				t.Fatal("it never reaches the bot")
			}
			c.want.From, c.want.At = testOpenID, testClock()
			ignore := cmpopts.IgnoreFields(bot.Message{}, "ID")
			if c.want.ID != "" {
				ignore = nil
			}
			if diff := cmp.Diff(c.want, got, cmp.Options{ignore}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestEventsThatNoConversationFollowsFromAreAcknowledged(t *testing.T) {
	l := &listener{}
	h := testWebhook(t, testConfig(Safe), l)
	for _, name := range []string{
		"LOCATION", "TEMPLATESENDJOBFINISH", "MASSSENDJOBFINISH", "PUBLISHJOBFINISH", "subscribe_msg_popup_event",
		"subscribe_msg_change_event", "subscribe_msg_sent_event", "scancode_push", "pic_weixin", "location_select", "of_tomorrow",
	} {
		status, body := pushed{message: xmlEvent(name), encrypted: true}.push(h)
		if status != 200 || body != success {
			t.Errorf("%s: WeChat reads %d %q", name, status, body)
		}
	}
	if len(l.heard()) != 0 || len(l.events) != 11 {
		t.Errorf("%d messages and %d events", len(l.heard()), len(l.events))
	}
}

func idOf(t *testing.T, message string) string {
	t.Helper()
	in, err := decode([]byte(message))
	if err != nil {
		t.Fatal(err)
	}
	return in.id()
}

func TestMessageIDs(t *testing.T) {
	if got := idOf(t, xmlOfText("问", "24512345678901234")); got != "24512345678901234" {
		t.Errorf("a message goes by its MsgId, not %s", got)
	}
	click := xmlEvent("CLICK", "<EventKey>HELP</EventKey>")
	id := idOf(t, click)
	if strings.Contains(id, testOpenID) || len(id) != 32 {
		t.Errorf("the id of an event is %s", id)
	}
	if again := idOf(t, click); again != id {
		t.Error("a retry of an event is another event")
	}
	for name, other := range map[string]string{
		"another key":    xmlEvent("CLICK", "<EventKey>MORE</EventKey>"),
		"another event":  xmlEvent("VIEW", "<EventKey>HELP</EventKey>"),
		"another second": strings.Replace(click, "1714037059", "1714037060", 1),
		"another sender": strings.Replace(click, testOpenID, "oSomebodyElse", 1),
		"no MsgId":       xmlMessage("<MsgType>text</MsgType><Content>问</Content>"),
		"a strange id":   xmlOfText("问", "../../etc"),
	} {
		if got := idOf(t, other); got == id || strings.Contains(got, "/") {
			t.Errorf("%s has the id %s", name, got)
		}
	}
}

func TestAMessageWithoutATimeWasSentNow(t *testing.T) {
	for _, created := range []string{"", "soon", "-5", "0"} {
		in, err := decode([]byte(strings.Replace(xmlOfText("问", "1"), "1714037059", created, 1)))
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(9, 0)
		if m, _ := in.message(now); !m.At.Equal(now) {
			t.Errorf("%q was sent at %v", created, m.At)
		}
	}
}

func TestCiphertextIsFoundHoweverItIsWrapped(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"as WeChat writes it":       {"<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[AbC+/=]]></Encrypt></xml>", "AbC+/="},
		"in lines":                  {"<xml>\n    <Encrypt><![CDATA[AbC+/=]]></Encrypt>\n</xml>\n", "AbC+/="},
		"without CDATA":             {"<xml><Encrypt>AbC+/=</Encrypt></xml>", "AbC+/="},
		"beside a user's imitation": {"<xml><Content><![CDATA[<Encrypt><![CDATA[no]]>]]&gt;</Content><Encrypt><![CDATA[AbC+/=]]></Encrypt></xml>", "AbC+/="},
		"nowhere":                   {"<xml></xml>", ""},
	} {
		if got, err := ciphertext([]byte(c.body)); err != nil || got != c.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
