package wechat

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/schedule"
)

// noticeStage is a service account with a template, and somebody who follows it.
func noticeStage(t *testing.T, account wechatsim.Account) (Pusher, *wechatsim.Platform, *listener, string) {
	t.Helper()
	sim := wechatsim.New(wechatsim.Options{AppID: testAppID, AppSecret: testSecret, Token: testConfig(Plain).Token, Account: account, Verified: true,
		Start: testClock(), Templates: []wechatsim.Template{{ID: "tmpl", Name: "普法通知", Keys: []string{"thing1", "time2"}}}})
	api := httptest.NewServer(sim.Handler())
	t.Cleanup(api.Close)
	t.Cleanup(sim.Close)
	l := &listener{}
	office := httptest.NewServer(testWebhook(t, testConfig(Plain), l))
	t.Cleanup(office.Close)
	sim.SetCallbackURL(office.URL)
	g, err := NewGateway(Config{AppID: testAppID, AppSecret: testSecret, API: api.URL, Base: "https://pufa.example.cn/"}, nil, quiet())
	if err != nil {
		t.Fatal(err)
	}
	who := sim.Introduce("王阿姨", wechatsim.Resident)
	if _, err := sim.FollowAs(t.Context(), who, ""); err != nil {
		t.Fatal(err)
	}
	return NewPusher(g, album{}), sim, l, who
}

func noticeTo(who string, says string) schedule.Shipment {
	return schedule.Shipment{ID: strings.Repeat("7", 32), Channel: schedule.Notice, To: []string{who},
		Pieces: []schedule.Piece{{Kind: schedule.Article, Entry: "xianfa"}},
		Notice: schedule.Notification{Template: "tmpl", Words: []schedule.Word{{Key: "thing1", Says: says}, {Key: "time2", Says: "2026年12月4日 09:00"}}}}
}

func TestANotificationUsesUpItsAcceptAndLeadsToThePage(t *testing.T) {
	p, sim, l, who := noticeStage(t, wechatsim.Service)
	if _, err := sim.Popup(t.Context(), who, map[string]bool{"tmpl": true}); err != nil {
		t.Fatal(err)
	}
	if media, err := p.Prepare(t.Context(), schedule.Notice, noticeTo(who, "").Pieces); media != "" || err != nil {
		t.Errorf("prepared %q, %v", media, err)
	}
	receipt, err := p.Send(t.Context(), noticeTo(who, "宪法与生活"))
	if err != nil || receipt.Job == "" {
		t.Fatalf("%+v, %v", receipt, err)
	}
	got := seen(sim, who, "subscribe")
	if len(got) != 1 || !strings.Contains(got[0].Text, "宪法与生活") || got[0].Link != "https://pufa.example.cn/e/xianfa?from=notice" {
		t.Errorf("on the phone: %+v", got)
	}
	_, err = p.Send(t.Context(), noticeTo(who, "宪法与生活"))
	var refused *Error
	if !errors.As(err, &refused) || !refused.NotAccepted() || refused.Reason() != "43101" || !strings.Contains(pufa.Say(err), "没有同意") || refused.Unknown {
		t.Errorf("a second one for one accept: %v", err)
	}
	sim.Advance(t.Context(), 5*time.Second)
	last := l.events[len(l.events)-1]
	if last.Name != EventNotified || last.From != who || len(last.Notified) != 1 || last.Notified[0].TemplateID != "tmpl" {
		t.Fatalf("event %+v", last)
	}
	if o := last.Notified[0].Outcome(); !o.OK || o.Count != (schedule.Count{Known: true, Sent: 1}) {
		t.Errorf("outcome %+v", o)
	}
}

func TestRefusedNotificationsSayWhatToDo(t *testing.T) {
	p, sim, _, who := noticeStage(t, wechatsim.Service)
	if _, err := sim.Popup(t.Context(), who, map[string]bool{"tmpl": true}); err != nil {
		t.Fatal(err)
	}
	other := noticeTo(who, "普法")
	other.Notice.Template = "of-yesterday"
	for name, c := range map[string]struct {
		s    schedule.Shipment
		kind pufa.Kind
		say  string
	}{
		"words that are too long": {noticeTo(who, strings.Repeat("法", 21)), pufa.Invalid, "“thing1”"},
		"an unknown template":     {other, pufa.Invalid, "wechat.notices"},
		"a stranger":              {noticeTo("o-nobody", "普法"), pufa.Invalid, "不是本公众号的粉丝"},
	} {
		_, err := p.Send(t.Context(), c.s)
		if pufa.KindOf(err) != c.kind || !strings.Contains(pufa.Say(err), c.say) || strings.Contains(err.Error(), "o-nobody") {
			t.Errorf("%s: %v, %q", name, err, pufa.Say(err))
		}
	}
	p, _, _, who = noticeStage(t, wechatsim.Subscription)
	if _, err := p.Send(t.Context(), noticeTo(who, "普法")); pufa.KindOf(err) != pufa.Denied || !strings.Contains(pufa.Say(err), "没有这个接口的权限") {
		t.Errorf("a subscription account: %v", err)
	}
}

// The SDK keeps the last answer of a popup only.
func TestEveryAnswerOfAPopupIsHeard(t *testing.T) {
	_, sim, l, who := noticeStage(t, wechatsim.Service)
	if _, err := sim.Popup(t.Context(), who, map[string]bool{"a": true, "b": false, "c": true}); err != nil {
		t.Fatal(err)
	}
	want := []Popup{{"a", "accept", "2"}, {"b", "reject", "2"}, {"c", "accept", "2"}}
	if diff := cmp.Diff(want, l.events[len(l.events)-1].Popups); diff != "" {
		t.Error(diff)
	}
	if _, err := sim.Revoke(t.Context(), who, "a"); err != nil {
		t.Fatal(err)
	}
	last := l.events[len(l.events)-1]
	if last.Name != EventChange || len(last.Popups) != 1 || last.Popups[0].Accepted() {
		t.Errorf("event %+v", last)
	}
}

func TestNotificationsOfOneSecondAreToldApart(t *testing.T) {
	list := func(template, id string) string {
		return "<SubscribeMsgSentEvent><List><TemplateId>" + template + "</TemplateId><MsgID>" + id + "</MsgID><ErrorCode>0</ErrorCode></List></SubscribeMsgSentEvent>"
	}
	first := idOf(t, xmlEvent(EventNotified, list("a", "1")))
	if idOf(t, xmlEvent(EventNotified, list("a", "1"))) != first {
		t.Error("a retry is another event")
	}
	if idOf(t, xmlEvent(EventNotified, list("b", "1"))) == first || idOf(t, xmlEvent(EventNotified, list("a", "2"))) == first {
		t.Error("another notification is the same event")
	}
	in, err := decode([]byte(xmlEvent(EventNotified, "<SubscribeMsgSentEvent><List><TemplateId>a</TemplateId><MsgID>1</MsgID><ErrorCode>43101</ErrorCode><ErrorStatus>refused</ErrorStatus></List></SubscribeMsgSentEvent>")))
	if err != nil || len(in.Notified) != 1 {
		t.Fatalf("%+v, %v", in, err)
	}
	if o := in.Notified[0].Outcome(); o.OK || o.Reason != "43101" || o.Count.Failed != 1 || o.Why != notAccepted {
		t.Errorf("outcome %+v", o)
	}
}
