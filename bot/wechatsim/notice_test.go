package wechatsim

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func TestANotificationMustFitItsTemplate(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Account, o.Verified = Service, true
		o.Templates = []Template{{ID: "once", Keys: []string{"thing1"}}, {ID: "ever", Keys: []string{"thing1"}, LongTerm: true}}
	})
	who, err := w.Follow(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Popup(t.Context(), who, map[string]bool{"once": true, "ever": true}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, template, key, says string
		want                      int
	}{
		{"an unknown template", "other", "thing1", "普法", 40037},
		{"another keyword", "once", "thing2", "普法", 47003},
		{"a long word", "once", "thing1", "一二三四五六七八九十一二三四五六七八九十一", 47003},
		{"as it should be", "once", "thing1", "普法", 0},
		{"the accept is used up", "once", "thing1", "普法", 43101},
		{"accepted for ever", "ever", "thing1", "普法", 0},
		{"and again", "ever", "thing1", "普法", 0},
	} {
		w.wantCode(c.name, w.post("cgi-bin/message/subscribe/bizsend", object{"touser": who, "template_id": c.template,
			"data": object{c.key: object{"value": c.says}}}), c.want)
	}
}

func TestThePhoneAllowsNotifications(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Mode, o.Account, o.Verified = Plain, Service, true
		o.Templates = []Template{{ID: "once", Name: "普法通知", Keys: []string{"thing1"}}, {ID: "ever", Name: "办事提醒", Keys: []string{"thing1"}, LongTerm: true}}
	})
	ctx, complaints := browser(t, 375, 740)
	drive(t, ctx,
		chromedp.EmulateViewport(375, 740), chromedp.Navigate(w.url), seen("已关注"),
		chromedp.Click(chromedp.CSS("#more")), chromedp.WaitVisible(chromedp.CSS("#extras")), shot("375-extras"),
		chromedp.Click(chromedp.CSS("#ask-notices")), chromedp.WaitVisible(chromedp.CSS("#notice")), chromedp.Sleep(200*time.Millisecond), shot("375-notices"),
		chromedp.Click(chromedp.Search("//dialog//label[contains(., '办事提醒')]/input")),
		chromedp.Click(chromedp.CSS("#notice-allow")), chromedp.WaitNotVisible(chromedp.CSS("#notice")),
		chromedp.Poll[chromedp.Void]("document.querySelector('#records').innerText.includes('订阅弹窗')"),
	)
	answers := w.account.events("subscribe_msg_popup_event")
	if len(answers) != 1 {
		t.Fatalf("%d popup events", len(answers))
	}
	for _, p := range w.People() {
		if len(p.Accepts) > 0 && (p.Accepts["once"] != 1 || p.Accepts["ever"] != 0) {
			t.Errorf("%s allows %v", p.Name, p.Accepts)
		}
	}
	if list := complaints(); len(list) > 0 {
		t.Error(list)
	}
}
