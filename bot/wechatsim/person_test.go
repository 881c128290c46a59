package wechatsim

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTwoPeopleAreThereBeforeAnybodyFollows(t *testing.T) {
	w := newWorld(t)
	people := w.People()
	if len(people) != 2 || people[0].Name != "张阿姨" || people[1].Kind != Enterprise || people[0].Following {
		t.Errorf("people %+v", people)
	}
	if out := w.get("cgi-bin/user/get?"); out["total"] != 0.0 {
		t.Errorf("user/get counts them: %v", out)
	}
	if w.Introduce("张阿姨", Resident) != people[0].OpenID {
		t.Error("the same name is another person")
	}
}

func TestFollowingTwiceIsOneEvent(t *testing.T) {
	w := newWorld(t)
	id := w.Introduce("张阿姨", Resident)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := w.FollowAs(context.Background(), id, "shequ-01"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := w.account.events("subscribe"); len(got) != 1 || got[0].EventKey != "qrscene_shequ-01" || got[0].Ticket == "" {
		t.Errorf("subscribe events %+v", got)
	}
}

func TestEventsOfAFollower(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	id := w.follow("")
	for _, test := range []struct {
		name string
		do   func() (Exchange, error)
		want incoming
	}{
		{"SCAN", func() (Exchange, error) { return w.Scan(ctx, id, "42") }, incoming{Event: "SCAN", EventKey: "42"}},
		{"CLICK", func() (Exchange, error) { return w.Click(ctx, id, "FAQ") }, incoming{Event: "CLICK", EventKey: "FAQ"}},
		{"VIEW", func() (Exchange, error) { return w.View(ctx, id, "https://a.cn/") }, incoming{Event: "VIEW", EventKey: "https://a.cn/"}},
		{"image", func() (Exchange, error) { return w.SendImage(ctx, id, samplePicture()) }, incoming{MsgType: "image"}},
		{"voice", func() (Exchange, error) { return w.SendVoice(ctx, id, []byte("amr")) }, incoming{MsgType: "voice"}},
		{"video", func() (Exchange, error) { return w.SendVideo(ctx, id, []byte("mp4")) }, incoming{MsgType: "video"}},
		{"location", func() (Exchange, error) { return w.SendLocation(ctx, id, 39.9, 116.4, "街道") }, incoming{MsgType: "location", Label: "街道"}},
		{"link", func() (Exchange, error) { return w.SendLink(ctx, id, "题", "文", "https://a.cn/") }, incoming{MsgType: "link", URL: "https://a.cn/"}},
		{"unsubscribe", func() (Exchange, error) { return w.Unfollow(ctx, id) }, incoming{Event: "unsubscribe"}},
	} {
		if _, err := test.do(); err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		list := w.account.events(test.name)
		if len(list) != 1 {
			t.Errorf("%s: %d came", test.name, len(list))
			continue
		}
		got := list[0]
		if got.FromUserName != id || got.EventKey != test.want.EventKey || got.Label != test.want.Label || got.URL != test.want.URL {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
	if _, err := w.Say(ctx, id, "还在吗"); !errors.Is(err, ErrNotFollowing) {
		t.Errorf("somebody who left can still write: %v", err)
	}
	if _, err := w.Say(ctx, "nobody", "喂"); !errors.Is(err, ErrUnknownPerson) {
		t.Errorf("a stranger can write: %v", err)
	}
}

func TestAScanByAStrangerFollows(t *testing.T) {
	w := newWorld(t)
	id := w.Introduce("新人", Resident)
	if _, err := w.Scan(context.Background(), id, "7"); err != nil {
		t.Fatal(err)
	}
	if got := w.account.events("subscribe"); len(got) != 1 || got[0].EventKey != "qrscene_7" {
		t.Errorf("subscribe events %+v", got)
	}
	info := w.get("cgi-bin/user/info?openid=" + id + "&")
	if info["subscribe_scene"] != "ADD_SCENE_QR_CODE" || info["qr_scene"] != 7.0 || info["nickname"] != "" {
		t.Errorf("user/info %v", info)
	}
}

func TestPopupTellsEveryTemplate(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	if _, err := w.Popup(context.Background(), id, map[string]bool{"T1": true, "T2": false}); err != nil {
		t.Fatal(err)
	}
	got := w.account.events("subscribe_msg_popup_event")
	if len(got) != 1 || len(got[0].Popups) != 2 || got[0].Popups[0].Status != "accept" || got[0].Popups[1].Status != "reject" {
		t.Errorf("popup %+v", got)
	}
}

func TestTappingAChoiceSendsItsWordsAndID(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	w.account.answers(func(in incoming, _ int) string {
		return reply(in, `选：<a href="weixin://bizmsgmenu?msgmenucontent=工资&msgmenuid=101">工资问题</a>`)
	})
	w.say(id, "菜单")
	if _, err := w.Tap(context.Background(), id, "101"); err != nil {
		t.Fatal(err)
	}
	texts := w.account.events("text")
	if last := texts[len(texts)-1]; last.Content != "工资" || last.MenuID != "101" {
		t.Errorf("the tap came as %+v", last)
	}
	if _, err := w.Tap(context.Background(), id, "999"); !errors.Is(err, ErrNoSuchChoice) {
		t.Errorf("a choice that nobody offers: %v", err)
	}
	w.opts.OmitMenuID = true
	if _, err := w.Tap(context.Background(), id, "工资"); err != nil {
		t.Fatal(err)
	}
	texts = w.account.events("text")
	if last := texts[len(texts)-1]; last.MenuID != "" || last.Content != "工资" {
		t.Errorf("a test account's tap came as %+v", last)
	}
}

func TestTheBlacklistedAreNotHeard(t *testing.T) {
	w := newWorld(t)
	id := w.follow("")
	if err := w.Block(id, true); err != nil {
		t.Fatal(err)
	}
	if ex := w.say(id, "喂"); ex.Attempts != 0 || len(w.account.events("text")) != 0 {
		t.Errorf("exchange %+v", ex)
	}
}

func TestTextIsDrawnAsWeChatDraws(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []Part
	}{
		{"plain words", "你好 <b>粗</b> & 1<2", []Part{{Text: "你好 <b>粗</b> & 1<2"}}},
		{"a link", `看<a href="https://a.cn/x?y=1&z=2">全文</a>吧`, []Part{{Text: "看"}, {Text: "全文", URL: "https://a.cn/x?y=1&z=2"}, {Text: "吧"}}},
		{"single quotes", `<a target=_blank href='http://a.cn'>去</a>`, []Part{{Text: "去", URL: "http://a.cn"}}},
		{"a bare address", "见 https://a.cn/b。谢谢", []Part{{Text: "见 "}, {Text: "https://a.cn/b", URL: "https://a.cn/b"}, {Text: "。谢谢"}}},
		{"a script", `<a href="javascript:alert(1)">点</a>`, []Part{{Text: `<a href="javascript:alert(1)">点</a>`}}},
		{"an escaped choice", `<a href="weixin://bizmsgmenu?msgmenucontent=%E5%80%9F%E6%9D%A1%26&msgmenuid=5">借条</a>`,
			[]Part{{Text: "借条", Choice: &Choice{ID: "5", Text: "借条&"}}}},
		{"an unfinished tag", `<a href="http://a.cn">没完`, []Part{{Text: `<a href="`}, {Text: "http://a.cn", URL: "http://a.cn"}, {Text: `">没完`}}},
	} {
		if diff := cmp.Diff(test.want, parseText(test.text)); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add(`你好<a href="weixin://bizmsgmenu?msgmenucontent=x&msgmenuid=1">一</a>https://a.cn`)
	f.Fuzz(func(t *testing.T, words string) {
		for _, part := range parseText(words) {
			if part.URL != "" && !strings.HasPrefix(strings.ToLower(part.URL), "http") {
				t.Errorf("link to %q", part.URL)
			}
		}
	})
}

func TestRunDoesWhatFallsDueAndEnds(t *testing.T) {
	start := time.Now()
	w := newWorld(t, func(o *Options) {
		o.Now, o.Start = time.Now, time.Date(2026, 3, 1, 8, 0, 0, 0, beijing())
		o.Limits.SendDelay, o.Limits.FinishDelay = time.Millisecond, time.Millisecond
	})
	if now := w.Now(); now.Sub(w.opts.Start) > time.Since(start) || now.Before(w.opts.Start) {
		t.Errorf("the virtual clock says %s", now)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	one, two := w.follow(""), w.follow("")
	w.wantCode("mass/send", w.post("cgi-bin/message/mass/send", massText("同时", one, two)), 0)
	for len(w.account.events("MASSSENDJOBFINISH")) == 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	running.Wait()
}
