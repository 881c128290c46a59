package tests

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// noticed counts the notifications on a phone.
func (h *house) noticed(openid string) (n int, link string) {
	h.t.Helper()
	var screen []struct{ Via, Link string }
	h.call("GET", "/sim/followers/"+openid+"/conversation", nil, &screen)
	for _, s := range screen {
		if s.Via == "subscribe" {
			n, link = n+1, s.Link
		}
	}
	return n, link
}

// read takes in one of our pages and returns what stands on it.
func (h *house) read(resp *http.Response, err error) string {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %s", resp.Status, body)
	}
	return string(body)
}

func TestANotificationFromTheDialogToThePage(t *testing.T) {
	settings := "wechat:\n  account: service\n  notices:\n    - {id: tmpl-1, name: 普法通知, keywords: {thing1: \"{标题}\", time2: \"{时间}\", phrase3: 普法宣传}}\n" +
		"campaigns: {every: 1s}\n" +
		"office:\n  communities: [幸福社区, 和平社区]\n  staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}]\n"
	h, data, run := office(t, settings)
	auntie, _ := h.follower("王阿姨", "resident", "")
	uncle, _ := h.follower("李大爷", "resident", "")
	shop, _ := h.follower("小李饭馆", "enterprise", "")
	for _, who := range []string{auntie, shop} {
		h.send(who, map[string]any{"type": "popup", "answers": map[string]bool{"tmpl-1": true, "tmpl-2": true}})
	}
	h.say(shop, "我是开饭店的")

	// The page of one's own, by the link in the chat.
	reply := h.say(auntie, "订阅")
	link := regexp.MustCompile(`href="([^"]*/subscribe\?t=[^"]*)"`).FindStringSubmatch(reply.Reply.Text)
	if link == nil || strings.Contains(link[1], auntie) {
		t.Fatalf("no link to a page in %q", reply.Reply.Text)
	}
	address := html.UnescapeString(link[1])
	if page := h.read(http.Get(address)); !strings.Contains(page, "和平社区") { //nolint:noctx,bodyclose // read closes it
		t.Errorf("the page: %s", page)
	}
	_, pass, _ := strings.Cut(address, "?t=")
	form := url.Values{"t": {pass}, "topic": {"婚姻家庭"}, "community": {"幸福社区"}}
	if page := h.read(http.PostForm(h.pages+"/subscribe", form)); !strings.Contains(page, "已保存") { //nolint:noctx,bodyclose // as above
		t.Errorf("after saving: %s", page)
	}
	if list := run("follower", "list"); !strings.Contains(list, "幸福社区　婚姻家庭") || !strings.Contains(list, "企业　餐饮") || strings.Contains(list, auntie) {
		t.Errorf("followers: %s", list)
	}

	// Two plans want the one accept of each.
	china := time.FixedZone("Asia/Shanghai", 8*60*60)
	now := time.Now().In(china)
	at := time.Date(now.Year(), now.Month(), now.Day()+1, 9, 0, 0, 0, china)
	var ids []string
	for _, title := range []string{"宪法宣传周", "再来一次"} {
		out := run("campaign", "new", "--title", title, "--channel", "notice", "--entry", "laodong-tuoqian-gongzi", "--keyword", "thing1=被拖欠工资怎么办",
			"--at", at.Format("2006-01-02 15:04"), "--by", "小李")
		_, after, _ := strings.Cut(out, "编号 ")
		id, _, _ := strings.Cut(after, "\n")
		if strings.Contains(out, "还要改") {
			t.Fatalf("the plan has faults: %s", out)
		}
		if show := run("campaign", "show", id); !strings.Contains(show, "现在 2 人") || !strings.Contains(show, "通知　thing1：被拖欠工资怎么办") ||
			!strings.Contains(show, "例如　") || strings.Contains(show, auntie) {
			t.Errorf("the plan: %s", show)
		}
		run("campaign", "submit", id, "--by", "小李")
		run("campaign", "approve", id, "--by", "王律师")
		ids = append(ids, id)
	}
	h.call("POST", "/sim/clock", map[string]string{"advance": time.Until(at.Add(time.Second)).String()}, nil)
	count := func(openid string) int { n, _ := h.noticed(openid); return n }
	eventually(t, func() bool { return count(auntie) > 0 && count(shop) > 0 })
	h.call("POST", "/sim/clock", map[string]string{"advance": "10s"}, nil)
	eventually(t, func() bool {
		return strings.Contains(run("campaign", "show", ids[0])+run("campaign", "show", ids[1]), "已发　选定 2 人")
	})
	h.call("POST", "/sim/clock", map[string]string{"advance": "2h"}, nil)
	eventually(t, func() bool { return times(t, data)["push_delivered"] == 2 })
	for openid, want := range map[string]int{auntie: 1, uncle: 0, shop: 1} {
		if n := count(openid); n != want {
			t.Errorf("got %d notifications, want %d", n, want)
		}
	}
	_, page := h.noticed(auntie)
	if !strings.HasPrefix(page, h.pages+"/e/laodong-tuoqian-gongzi") {
		t.Errorf("it leads to %s", page)
	}
	h.read(http.Get(page)) //nolint:noctx,bodyclose // as above
	if got := times(t, data); got["notice_accepted"] != 2 {
		t.Errorf("the ledger has %v", got)
	}
}
