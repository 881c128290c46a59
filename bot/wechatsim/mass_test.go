package wechatsim

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func massText(words string, openIDs ...string) object {
	return object{"touser": openIDs, "msgtype": "text", "text": object{"content": words}}
}

func massAll(words string) object {
	return object{"filter": object{"is_to_all": true}, "msgtype": "text", "text": object{"content": words}}
}

func massCountOf(screen []Shown) int {
	n := 0
	for _, s := range screen {
		n += index(s.Via == "mass")
	}
	return n
}

func TestAMassSendArrivesAndIsReportedLater(t *testing.T) {
	w := newWorld(t)
	one, two, three := w.follow(""), w.follow(""), w.follow("")
	if err := w.Refuse(two, true); err != nil {
		t.Fatal(err)
	}
	out := w.post("cgi-bin/message/mass/sendall", massAll("国家宪法日"))
	w.wantCode("sendall", out, 0)
	id := out["msg_id"]
	if got := w.post("cgi-bin/message/mass/get", object{"msg_id": id}); got["msg_status"] != "SENDING" {
		t.Errorf("at once: %v", got)
	}
	w.pass(2 * time.Second)
	if massCountOf(w.Conversation(one)) != 1 || massCountOf(w.Conversation(two)) != 0 || massCountOf(w.Conversation(three)) != 1 {
		t.Error("it did not reach those who take messages, and only those")
	}
	if got := w.account.events("MASSSENDJOBFINISH"); len(got) != 0 {
		t.Errorf("reported too early: %+v", got)
	}
	w.pass(3 * time.Second)
	got := w.account.events("MASSSENDJOBFINISH")
	if len(got) != 1 || got[0].JobID != fmt.Sprintf("%.0f", id) || got[0].Status != "send success" ||
		got[0].Total != 3 || got[0].Filtered != 2 || got[0].Sent != 2 {
		t.Errorf("finish event %+v", got)
	}
	if got := w.post("cgi-bin/message/mass/get", object{"msg_id": fmt.Sprintf("%.0f", id)}); got["msg_status"] != "SEND_SUCCESS" {
		t.Errorf("after the report: %v", got)
	}
	w.wantCode("an unknown job", w.post("cgi-bin/message/mass/get", object{"msg_id": 1}), 40059)
}

func TestALostFinishEventLeavesMassGet(t *testing.T) {
	w := newWorld(t)
	w.follow("")
	w.InjectFault(Fault{Kind: FaultLostFinish})
	out := w.post("cgi-bin/message/mass/sendall", massAll("一"))
	w.pass(time.Minute)
	if got := w.account.events("MASSSENDJOBFINISH"); len(got) != 0 {
		t.Errorf("it came: %+v", got)
	}
	if got := w.post("cgi-bin/message/mass/get", object{"msg_id": out["msg_id"]}); got["msg_status"] != "SEND_SUCCESS" {
		t.Errorf("mass/get says %v", got)
	}
}

func TestHowManyOpenIDsAMassSendTakes(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.wantCode("one", w.post("cgi-bin/message/mass/send", massText("一", id)), 40130)
	w.wantCode("10,001", w.post("cgi-bin/message/mass/send", massText("一", strings.Split(strings.Repeat("o,", 10_000)+"o", ",")...)), 40032)
	w.wantCode("a follower and a stranger", w.post("cgi-bin/message/mass/send", massText("一", id, "oStranger")), 0)
	w.pass(time.Minute)
	if got := w.account.events("MASSSENDJOBFINISH"); len(got) != 1 || got[0].Total != 2 || got[0].Sent != 1 {
		t.Errorf("finish event %+v", got)
	}
}

func TestASubscriptionAccountSendsOnceADay(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Account, o.Start = Subscription, time.Date(2026, 1, 31, 23, 50, 0, 0, beijing())
	})
	w.follow("")
	w.wantCode("the first of the day", w.post("cgi-bin/message/mass/sendall", massAll("一")), 0)
	w.wantCode("the second", w.post("cgi-bin/message/mass/sendall", massAll("二")), 45028)
	w.pass(9 * time.Minute)
	w.wantCode("at 23:59", w.post("cgi-bin/message/mass/sendall", massAll("三")), 45028)
	w.pass(time.Minute)
	w.wantCode("at midnight", w.post("cgi-bin/message/mass/sendall", massAll("四")), 0)
}

func TestAFollowerOfAServiceAccountGetsFourAMonth(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Start = time.Date(2026, 1, 20, 9, 0, 0, 0, beijing()) })
	old := w.follow("")
	for n := range 4 {
		w.wantCode("to the old follower", w.post("cgi-bin/message/mass/sendall", massAll(fmt.Sprint("第", n))), 0)
		w.pass(24 * time.Hour)
	}
	fresh := w.follow("")
	w.wantCode("the fifth", w.post("cgi-bin/message/mass/sendall", massAll("第五")), 0)
	w.pass(time.Minute)
	if massCountOf(w.Conversation(old)) != 4 || massCountOf(w.Conversation(fresh)) != 1 {
		t.Errorf("old follower %d, new %d; want 4 and 1", massCountOf(w.Conversation(old)), massCountOf(w.Conversation(fresh)))
	}
	finishes := w.account.events("MASSSENDJOBFINISH")
	if last := finishes[len(finishes)-1]; last.Total != 2 || last.Filtered != 1 || last.Sent != 1 {
		t.Errorf("finish event %+v", last)
	}
	w.pass(8 * 24 * time.Hour) // 1 February
	w.wantCode("the next month", w.post("cgi-bin/message/mass/sendall", massAll("二月")), 0)
	w.pass(time.Minute)
	if massCountOf(w.Conversation(old)) != 5 {
		t.Error("the month's count did not begin again")
	}
}

func TestTheSameClientMsgIDIsOneSend(t *testing.T) {
	w := newWorld(t)
	w.follow("")
	body := massAll("一")
	body["clientmsgid"] = "delivery-1"
	first := w.post("cgi-bin/message/mass/sendall", body)
	w.wantCode("the first", first, 0)
	w.wantCode("within a minute", w.post("cgi-bin/message/mass/sendall", body), 45066)
	w.pass(time.Minute)
	again := w.post("cgi-bin/message/mass/sendall", body)
	w.wantCode("later", again, 45065)
	if again["msg_id"] != first["msg_id"] {
		t.Errorf("45065 names %v, want %v", again["msg_id"], first["msg_id"])
	}
	w.pass(24*time.Hour - 2*time.Minute)
	w.wantCode("before 24 hours", w.post("cgi-bin/message/mass/sendall", body), 45065)
	w.pass(time.Minute)
	w.wantCode("after 24 hours", w.post("cgi-bin/message/mass/sendall", body), 0)
	body["clientmsgid"] = strings.Repeat("x", 33)
	w.wantCode("33 characters", w.post("cgi-bin/message/mass/sendall", body), 45067)
	plain := massAll("没有编号")
	w.wantCode("without an id", w.post("cgi-bin/message/mass/sendall", plain), 0)
	w.pass(time.Minute)
	w.wantCode("the same content again", w.post("cgi-bin/message/mass/sendall", plain), 45065)
}

func TestMassCallsAMinuteAndADay(t *testing.T) {
	w := newWorld(t)
	w.follow("")
	for n := range 60 {
		w.wantCode(fmt.Sprint("call ", n), w.post("cgi-bin/message/mass/sendall", massAll(fmt.Sprint(n))), 0)
	}
	w.wantCode("the 61st of the minute", w.post("cgi-bin/message/mass/sendall", massAll("61")), 45011)
	w.pass(time.Minute)
	for n := range 40 {
		w.wantCode(fmt.Sprint("call ", 60+n), w.post("cgi-bin/message/mass/sendall", massAll(fmt.Sprint("再", n))), 0)
	}
	w.pass(time.Minute)
	w.wantCode("the 101st of the day", w.post("cgi-bin/message/mass/sendall", massAll("101")), 45009)
}

func TestToAllWaitsForTheAdministratorUnderProtection(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.MassProtection, o.Account = true, Subscription })
	ctx := context.Background()
	id := w.follow("")
	send := func(words string) int64 {
		out := w.post("cgi-bin/message/mass/sendall", massAll(words))
		w.wantCode(words, out, 0)
		return int64(out["msg_id"].(float64))
	}
	last := func() string {
		list := w.account.events("MASSSENDJOBFINISH")
		return list[len(list)-1].Status
	}
	rejected := send("拒绝")
	w.pass(10 * time.Minute)
	if massCountOf(w.Conversation(id)) != 0 {
		t.Fatal("it went out without a confirmation")
	}
	if err := w.ConfirmMass(ctx, rejected, false); err != nil || last() != "err(40001)" {
		t.Errorf("rejected: %s, %v", last(), err)
	}
	send("超时") // the day's send is free again
	w.pass(30 * time.Minute)
	if last() != "err(40002)" {
		t.Errorf("not confirmed: %s", last())
	}
	approved := send("同意")
	if err := w.ConfirmMass(ctx, approved, true); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	if last() != "send success" || massCountOf(w.Conversation(id)) != 1 {
		t.Errorf("approved: %s, %d on the screen", last(), massCountOf(w.Conversation(id)))
	}
	if err := w.ConfirmMass(ctx, approved, true); !errors.Is(err, ErrNoSuchJob) {
		t.Errorf("a second confirmation: %v", err)
	}
}

func TestMassToATag(t *testing.T) {
	w := newWorld(t)
	tagged, other := w.follow(""), w.follow("")
	tag := w.post("cgi-bin/tags/create", object{"tag": object{"name": "餐饮"}})["tag"].(map[string]any)["id"]
	w.wantCode("tagging", w.post("cgi-bin/tags/members/batchtagging", object{"tagid": tag, "openid_list": []string{tagged}}), 0)
	body := massAll("食品安全")
	body["filter"] = object{"is_to_all": false, "tag_id": tag}
	w.wantCode("to the tag", w.post("cgi-bin/message/mass/sendall", body), 0)
	body["filter"] = object{"is_to_all": false, "tag_id": 999}
	w.wantCode("to no tag", w.post("cgi-bin/message/mass/sendall", body), 40050)
	w.pass(time.Minute)
	if massCountOf(w.Conversation(tagged)) != 1 || massCountOf(w.Conversation(other)) != 0 {
		t.Error("it did not reach the tagged, and only them")
	}
}

func TestOnlyNewsAndVideoCanBeTakenBack(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	words := w.post("cgi-bin/message/mass/sendall", massAll("一"))
	w.wantCode("a text", w.post("cgi-bin/message/mass/delete", object{"msg_id": words["msg_id"]}), 40008)
	news := w.post("cgi-bin/message/mass/sendall", object{
		"filter": object{"is_to_all": true}, "msgtype": "mpnews", "mpnews": object{"media_id": w.draft("宪法与你")},
	})
	w.pass(time.Minute)
	screen := w.Conversation(id)
	card := screen[len(screen)-1].Articles[0]
	if page := w.page(card.URL); !strings.Contains(page, "宪法与你") || strings.Contains(page, "<script>") {
		t.Errorf("the article's page: %s", page)
	}
	w.wantCode("news", w.post("cgi-bin/message/mass/delete", object{"msg_id": news["msg_id"], "article_idx": 0}), 0)
	if page := w.page(card.URL); !strings.Contains(page, "删除") {
		t.Errorf("after the deletion: %s", page)
	}
}

func TestAPreviewReachesOnePersonAndCountsForNothing(t *testing.T) {
	w := newWorld(t, func(o *Options) { o.Account = Subscription })
	one, two := w.follow(""), w.follow("")
	body := object{"touser": one, "msgtype": "text", "text": object{"content": "校对"}}
	w.wantCode("preview", w.post("cgi-bin/message/mass/preview", body), 0)
	if screen := w.Conversation(one); screen[len(screen)-1].Via != "preview" || len(w.Conversation(two)) != 1 {
		t.Error("the preview did not reach that person, and only them")
	}
	w.wantCode("without a receiver", w.post("cgi-bin/message/mass/preview", object{"msgtype": "text", "text": object{"content": "x"}}), 40003)
	w.wantCode("the day's send", w.post("cgi-bin/message/mass/sendall", massAll("一")), 0)
}
