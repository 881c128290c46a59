package wechat

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/silenceper/wechat/v2/util"

	"github.com/pufa/pufa/bot"
)

// The faults of the SDK, by their numbers in the house's notes on WeChat.

// names returns every selector and import of the package's own code.
func names(t *testing.T) map[string]bool {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				used[n.Sel.Name] = true
			case *ast.ImportSpec:
				used[strings.Trim(n.Path.Value, `"`)] = true
			}
			return true
		})
	}
	return used
}

func TestFaultyPartsOfTheSDKAreNotCalled(t *testing.T) {
	const sdk = "github.com/silenceper/wechat/v2"
	used := names(t)
	if !used["PostJSONContext"] {
		t.Fatal("the search finds nothing")
	}
	for fault, forbidden := range map[string][]string{
		"fault 1, Preview changes shared state and may send to all":       {"Preview", sdk + "/officialaccount/broadcast"},
		"fault 6, tags swallow the errcode":                               {"GetTag", "OpenIDListByTag"},
		"fault 7, a publish that was accepted is told as failed":          {sdk + "/officialaccount/freepublish"},
		"fault 9, addresses are not escaped and a listing may never end":  {"ShowQRCode", "ListAllUserOpenIDs"},
		"fault 11, getters race":                                          {"GetUser", "GetBroadcast", "GetMenu", "GetCustomerMessageManager", "GetServer"},
		"fault 13, calls without a context reach the real WeChat":         {"PostJSON", "HTTPGet", "HTTPPost", "PostFile", "GetUserAccessToken"},
		"the root package prints messages at its start":                   {sdk},
		"callback security, the server leaves all of it to its caller":    {sdk + "/officialaccount/server"},
		"the unstable token, which two programs take from each other":     {"NewDefaultAccessToken"},
		"the SDK's message, which loses what has an unexpected form":      {"MixMessage"},
		"the SDK's decryption, whose errors tell how far a forgery got":   {"DecryptMsg", "AESDecryptMsg"},
		"the SDK's custom send, which takes no context and hides errcode": {"NewMessageManager"},
	} {
		t.Run(fault, func(t *testing.T) {
			for _, name := range forbidden {
				if used[name] {
					t.Errorf("%s is used", name)
				}
			}
		})
	}
}

func TestFault2NothingToSayInSafeModeIsSuccessInClear(t *testing.T) {
	for name, reply := range map[string]bot.Reply{
		"silent": {Verdict: bot.VerdictSilent}, "empty": {}, "blank": {Text: " \n"},
	} {
		l := &listener{say: func(context.Context, bot.Message) (bot.Reply, error) { return reply, nil }}
		if _, body := (pushed{message: xmlOfText("问", "1"), encrypted: true}).push(testWebhook(t, testConfig(Safe), l)); body != "success" {
			t.Errorf("%s: WeChat reads %q", name, body)
		}
	}
}

func TestFault3AMenuIDThatIsNoNumberLosesNothing(t *testing.T) {
	for i, id := range []string{"101", "topic-wages", "9223372036854775808", ""} {
		l := &listener{}
		message := xmlMessage("<MsgType>text</MsgType><Content>满意</Content><MsgId>" + fmt.Sprint(i) + "</MsgId><bizmsgmenuid>" + id + "</bizmsgmenuid>")
		expect(t, testWebhook(t, testConfig(Safe), l), pushed{message: message, encrypted: true}, 200)
		if heard := l.heard(); len(heard) != 1 || heard[0].Choice != id || heard[0].Text != "满意" {
			t.Errorf("%q: the bot hears %+v", id, heard)
		}
	}
}

func TestFault4EveryPopupOfAnEventIsHeard(t *testing.T) {
	list := func(id, status string) string {
		return "<List><TemplateId><![CDATA[" + id + "]]></TemplateId><SubscribeStatusString><![CDATA[" + status +
			"]]></SubscribeStatusString><PopupScene>2</PopupScene></List>"
	}
	l := &listener{}
	message := xmlEvent("subscribe_msg_popup_event", "<SubscribeMsgPopupEvent>"+list("a", "accept")+list("b", "reject")+list("c", "accept")+"</SubscribeMsgPopupEvent>")
	expect(t, testWebhook(t, testConfig(Safe), l), pushed{message: message, encrypted: true}, 200)
	want := []Popup{{"a", "accept", "2"}, {"b", "reject", "2"}, {"c", "accept", "2"}}
	if diff := cmp.Diff(want, l.events[0].Popups); diff != "" {
		t.Errorf("popups (-want +got):\n%s", diff)
	}
}

func TestFault5TheIDOfAFinishedSendIsKept(t *testing.T) {
	for name, id := range map[string]string{"MASSSENDJOBFINISH": "MsgID", "TEMPLATESENDJOBFINISH": "MsgID", "a platform that spells it otherwise": "MsgId"} {
		l := &listener{}
		message := xmlEvent(name, "<"+id+">1000001625</"+id+"><Status><![CDATA[send success]]></Status><TotalCount>100</TotalCount>")
		expect(t, testWebhook(t, testConfig(Safe), l), pushed{message: message, encrypted: true}, 200)
		want := Event{ID: l.events[0].ID, Name: name, From: testOpenID, JobID: "1000001625", Status: "send success", Sent: -1, Failed: 100, At: testClock()}
		if diff := cmp.Diff(want, l.events[0]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestFault8ErrorsOfEveryPackageBecomeOne(t *testing.T) {
	g := &Gateway{}
	for name, err := range map[string]error{
		"util.CommonError":         util.NewCommonError("SetMenu", 45009, "reach max api daily quota limit"),
		"a wrapped CommonError":    fmt.Errorf("send: %w", util.NewCommonError("SetMenu", 45009, "reach max api daily quota limit")),
		"an error of customer_msg": fmt.Errorf("customer msg send error : errcode=%v , errmsg=%v", 45009, "reach max api daily quota limit"),
		"an error of credential":   fmt.Errorf("get stable access_token error : errcode=%v , errormsg=%v", 45009, "reach max api daily quota limit"),
	} {
		got := g.failed("op", err, true)
		if got.Code != 45009 || got.Unknown || !strings.Contains(got.Error(), "daily quota") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestFault11TheFirstCallsMayComeAtOnce(t *testing.T) {
	api := newAPI(t)
	g := api.gateway(t, nil)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := g.Send(t.Context(), testOpenID, bot.Reply{Text: "您好"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := api.count("stable_token"); n != 1 {
		t.Errorf("%d tokens were fetched", n)
	}
}
