package tests

import (
	"strings"
	"testing"
	"time"
)

// received counts what came to a phone by mass send.
func (h *house) received(openid string) (n int) {
	h.t.Helper()
	var screen []struct{ Via string }
	h.call("GET", "/sim/followers/"+openid+"/conversation", nil, &screen)
	for _, s := range screen {
		if s.Via == "mass" {
			n++
		}
	}
	return n
}

// custom counts the customer messages that are no answers: a preview.
func (h *house) custom(openid string) (n int) {
	h.t.Helper()
	var screen []struct{ Via string }
	h.call("GET", "/sim/followers/"+openid+"/conversation", nil, &screen)
	for _, s := range screen {
		if s.Via == "custom" {
			n++
		}
	}
	return n
}

func TestAPushFromDraftToPhones(t *testing.T) {
	for _, account := range []string{"subscription", "service"} {
		t.Run(account, func(t *testing.T) {
			settings := "wechat: {account: " + account + "}\ncampaigns: {every: 1s}\n" +
				"office:\n  staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}]\n"
			h, data, run := office(t, settings)
			auntie, _ := h.follower("王阿姨", "resident", "")
			uncle, _ := h.follower("李大爷", "resident", "")
			weary, _ := h.follower("赵姐", "resident", "")
			h.say(weary, "退订")

			china := time.FixedZone("Asia/Shanghai", 8*60*60)
			now := time.Now().In(china)
			at := time.Date(now.Year(), now.Month(), now.Day()+1, 9, 0, 0, 0, china)
			out := run("campaign", "new", "--title", "宪法宣传周", "--entry", "laodong-tuoqian-gongzi",
				"--at", at.Format("2006-01-02 15:04"), "--by", "小李")
			_, after, _ := strings.Cut(out, "编号 ")
			id, _, _ := strings.Cut(after, "\n")
			if strings.Contains(out, "还要改") {
				t.Fatalf("the plan has faults: %s", out)
			}
			if show := run("campaign", "show", id); !strings.Contains(show, "现在 2 人") {
				t.Errorf("the audience: %s", show)
			}
			run("campaign", "submit", id, "--by", "小李")
			run("campaign", "approve", id, "--by", "王律师")
			h.call("POST", "/sim/clock", map[string]string{"advance": time.Until(at.Add(time.Second)).String()}, nil)
			eventually(t, func() bool { return h.received(auntie) == 1 && h.received(uncle) == 1 })
			h.call("POST", "/sim/clock", map[string]string{"advance": "10s"}, nil)
			eventually(t, func() bool { return strings.Contains(run("campaign", "show", id), "已发　选定 2 人") })
			h.say(auntie, "你好")
			if out := run("campaign", "preview", id, "--to", auntie); !strings.Contains(out, "已发给 1 人") || h.custom(auntie) != 2 || h.custom(uncle) != 0 {
				t.Errorf("the preview: %s", out)
			}
			if out := run("campaign", "run"); !strings.Contains(out, "现在没有到时间的推送") {
				t.Errorf("nothing is due: %s", out)
			}
			if out := run("campaign", "delete", id, "--at", at.Format("2006-01-02"), "--by", "王律师"); !strings.Contains(out, "由王律师删除") {
				t.Errorf("deleting: %s", out)
			}
			h.call("POST", "/sim/clock", map[string]string{"advance": "30h"}, nil)
			time.Sleep(3 * time.Second)
			for name, want := range map[string]int{auntie: 1, uncle: 1, weary: 0} {
				if n := h.received(name); n != want {
					t.Errorf("got it %d times, want %d", n, want)
				}
			}
			got := times(t, data)
			if got["push_selected"] != 2 || got["push_accepted"] != 2 || got["push_delivered"] != 2 {
				t.Errorf("the ledger has %v", got)
			}
		})
	}
}
