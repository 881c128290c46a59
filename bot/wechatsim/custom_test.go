package wechatsim

import (
	"context"
	"strings"
	"testing"
	"time"
)

func (w *world) custom(openID, words string) map[string]any {
	w.t.Helper()
	return w.post("cgi-bin/message/custom/send", object{"touser": openID, "msgtype": "text", "text": object{"content": words}})
}

func TestAMessageOpensFiveCustomerMessagesFor48Hours(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.pass(time.Hour)
	w.wantCode("before any message", w.custom(id, "一"), 45015)
	w.say(id, "在吗")
	for range 5 {
		w.wantCode("within the window", w.custom(id, "答"), 0)
	}
	w.wantCode("the sixth", w.custom(id, "答"), 45047)
	w.say(id, "再问")
	w.pass(48*time.Hour - time.Second)
	w.wantCode("just before 48 hours", w.custom(id, "答"), 0)
	w.pass(time.Second)
	w.wantCode("after 48 hours", w.custom(id, "答"), 45015)
}

func TestAClickAFollowOrAScanOpensThreeForAMinute(t *testing.T) {
	ctx := context.Background()
	for name, do := range map[string]func(w *world, id string) error{
		"follow": func(*world, string) error { return nil },
		"click":  func(w *world, id string) error { _, err := w.Click(ctx, id, "K"); return err },
		"scan":   func(w *world, id string) error { _, err := w.Scan(ctx, id, "1"); return err },
	} {
		w := newWorld(t)
		id := w.follow("")
		if name != "follow" {
			w.pass(time.Hour)
		}
		if err := do(w, id); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			w.wantCode(name, w.custom(id, "答"), 0)
		}
		w.wantCode(name+", the fourth", w.custom(id, "答"), 45047)
		w.pass(time.Minute)
		w.wantCode(name+", after a minute", w.custom(id, "答"), 45015)
	}
	w := newWorld(t)
	id := w.follow("")
	w.pass(time.Hour)
	if _, err := w.View(ctx, id, "https://a.cn/"); err != nil {
		t.Fatal(err)
	}
	w.wantCode("a link of the menu", w.custom(id, "答"), 45015)
}

func TestWhoCanBeWrittenTo(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id, left, listed, refusing := w.follow(""), w.follow(""), w.follow(""), w.follow("")
	if _, err := w.Unfollow(ctx, left); err != nil {
		t.Fatal(err)
	}
	if err := w.Block(listed, true); err != nil {
		t.Fatal(err)
	}
	if err := w.Refuse(refusing, true); err != nil {
		t.Fatal(err)
	}
	w.wantCode("a stranger", w.custom("oStranger", "答"), 40003)
	w.wantCode("somebody who left", w.custom(left, "答"), 43004)
	w.wantCode("somebody blacklisted", w.custom(listed, "答"), 43019)
	w.wantCode("somebody who refuses", w.custom(refusing, "答"), 48002)
	w.wantCode("a follower", w.custom(id, "答"), 0)
}

func TestWhatACustomerMessageMayCarry(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.say(id, "在")
	article := object{"title": "题", "description": "述", "url": "https://a.cn/"}
	for _, test := range []struct {
		name string
		body object
		want int
	}{
		{"an empty text", object{"msgtype": "text", "text": object{"content": ""}}, 44004},
		{"2049 bytes", object{"msgtype": "text", "text": object{"content": strings.Repeat("a", 2049)}}, 45002},
		{"an unknown picture", object{"msgtype": "image", "image": object{"media_id": "x"}}, 40007},
		{"two articles", object{"msgtype": "news", "news": object{"articles": []object{article, article}}}, 45008},
		{"an unknown type", object{"msgtype": "poem"}, 40008},
		{"an empty menu", object{"msgtype": "msgmenu", "msgmenu": object{"head_content": "选"}}, 40097},
		{"an unpublished article", object{"msgtype": "mpnewsarticle", "mpnewsarticle": object{"article_id": "x"}}, 53600},
		{"one article", object{"msgtype": "news", "news": object{"articles": []object{article}}}, 0},
		{"a picture", object{"msgtype": "image", "image": object{"media_id": w.upload("media/upload", "image", samplePicture())}}, 0},
		{"a menu", object{"msgtype": "msgmenu", "msgmenu": object{"head_content": "满意吗？", "list": []object{{"id": "101", "content": "满意"}}, "tail_content": "谢谢"}}, 0},
	} {
		test.body["touser"] = id
		w.wantCode(test.name, w.post("cgi-bin/message/custom/send", test.body), test.want)
	}
	if _, err := w.Tap(context.Background(), id, "满意"); err != nil {
		t.Errorf("the menu cannot be tapped: %v", err)
	}
	texts := w.account.events("text")
	if last := texts[len(texts)-1]; last.MenuID != "101" {
		t.Errorf("the tap came as %+v", last)
	}
}

func TestTyping(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	typing := func(command string) map[string]any {
		return w.post("cgi-bin/message/custom/typing", object{"touser": id, "command": command})
	}
	w.say(id, "在")
	w.wantCode("typing", typing("Typing"), 0)
	w.wantCode("typing twice", typing("Typing"), 45081)
	w.wantCode("stop", typing("CancelTyping"), 0)
	w.wantCode("again", typing("Typing"), 0)
	w.wantCode("an unknown command", typing("Sing"), 45072)
	w.pass(31 * time.Second)
	w.wantCode("long after the message", typing("Typing"), 45080)
}

func TestSubscriptionNotices(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.LongTerm = []string{"LONG"} })
	id := w.follow("")
	send := func(template string) map[string]any {
		return w.post("cgi-bin/message/subscribe/bizsend", object{
			"touser": id, "template_id": template, "data": object{"thing1": object{"value": "普法讲座"}},
		})
	}
	w.wantCode("not accepted", send("ONCE"), 43101)
	if _, err := w.Popup(context.Background(), id, map[string]bool{"ONCE": true, "LONG": true}); err != nil {
		t.Fatal(err)
	}
	w.wantCode("accepted", send("ONCE"), 0)
	w.wantCode("a second send", send("ONCE"), 43101)
	for range 3 {
		w.wantCode("long-term", send("LONG"), 0)
	}
	w.pass(time.Minute)
	if got := w.account.events("subscribe_msg_sent_event"); len(got) != 4 {
		t.Errorf("%d sent events, want 4", len(got))
	}
	if _, err := w.Revoke(context.Background(), id, "LONG"); err != nil {
		t.Fatal(err)
	}
	w.wantCode("turned off", send("LONG"), 43101)
	if got := w.account.events("subscribe_msg_change_event"); len(got) != 1 {
		t.Errorf("%d change events", len(got))
	}
}

func TestTemplateMessagesReportThemselves(t *testing.T) {
	w := newWorld(t)
	id, refusing := w.follow(""), w.follow("")
	if err := w.Refuse(refusing, true); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{id, refusing} {
		out := w.post("cgi-bin/message/template/send", object{"touser": to, "template_id": "T", "data": object{"first": object{"value": "办结"}}})
		w.wantCode("template", out, 0)
	}
	w.wantCode("no template", w.post("cgi-bin/message/template/send", object{"touser": id, "data": object{"a": object{"value": "b"}}}), 40037)
	w.pass(time.Minute)
	got := w.account.events("TEMPLATESENDJOBFINISH")
	if len(got) != 2 || got[0].Status != "success" || got[1].Status != "failed:user block" {
		t.Errorf("finish events %+v", got)
	}
}
