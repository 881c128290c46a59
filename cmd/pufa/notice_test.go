package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
)

func TestTemplatesOfTheSettingsAreHeldAgainstTheAccounts(t *testing.T) {
	sim := wechatsim.New(wechatsim.Options{AppID: "wxb11529c136998cb6", AppSecret: "secret-of-the-account", Account: wechatsim.Service, Verified: true,
		Templates: []wechatsim.Template{{ID: "t1", Name: "普法", Keys: []string{"thing1", "time2"}}, {ID: "t2", Name: "长期", Keys: []string{"thing1"}, LongTerm: true}}})
	api := httptest.NewServer(sim.Handler())
	t.Cleanup(api.Close)
	t.Cleanup(sim.Close)
	for notices, want := range map[string]string{
		`[{id: t1, name: 普法, keywords: {thing1: "{标题}", time2: "{时间}"}}, {id: t2, name: 长期, long_term: true, keywords: {thing1: "{标题}"}}]`: "2 个模板，和公众号里的一致",
		`[{id: t3, name: 普法, keywords: {thing1: "{标题}"}}]`: "“普法”的 id 不在公众号的模板里",
		`[{id: t1, name: 普法, keywords: {thing1: "{标题}"}}]`: "“普法”的关键词应当是 thing1、time2",
		`[{id: t2, name: 长期, keywords: {thing1: "{标题}"}}]`: "“长期”是长期模板",
	} {
		o := office{t: t, config: filepath.Join(t.TempDir(), "config.yaml"), env: []string{"PUFA_WECHAT_TOKEN=AAAAA", "PUFA_WECHAT_SECRET=secret-of-the-account"}}
		text := "data: " + t.TempDir() + "\npublic_url: https://pufa.example.cn\nwechat: {app_id: wxb11529c136998cb6, mode: plain, account: service, api: " + api.URL + ", notices: " + notices + "}\n"
		if err := os.WriteFile(o.config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		status := 1
		if strings.Contains(want, "一致") {
			status = 0
		}
		o.says(o.run(status, "doctor"), want)
	}
}

func TestTemplatesThatCouldNeverBeSentAreRefused(t *testing.T) {
	for settings, want := range map[string]string{
		"wechat:\n  notices: [{id: t, name: 普法, keywords: {thing1: 普法}}]\n":                                                              "只有认证的服务号能发订阅通知",
		"wechat:\n  account: service\n  notices: [{name: 普法, keywords: {thing1: 普法}}]\n":                                                 ":3：wechat.notices[0] 缺少 id 或 name",
		"wechat:\n  account: service\n  notices: [{id: t, name: 普法}]\n":                                                                  "缺少 keywords",
		"wechat:\n  account: service\n  notices: [{id: t, name: 普法, keywords: {song1: 普法}}]\n":                                           "不认识关键词“song1”",
		"wechat:\n  account: service\n  notices: [{id: t, name: 普法, keywords: {thing1: \"{题目}\"}}]\n":                                    "可以写 {标题}",
		"wechat:\n  account: service\n  notices: [{id: t, name: 普法, keywords: {phrase1: 普法宣传通知}}]\n":                                     "最多收 5 个：请缩短",
		"wechat:\n  account: service\n  notices: [{id: t, name: 甲, keywords: {thing1: 普法}}, {id: t, name: 乙, keywords: {thing1: 普法}}]\n": "编号相同",
		"office:\n  communities: [幸福社区, 幸福社区]\n":                                                                                         "重复的名字“幸福社区”",
	} {
		path := filepath.Join(t.TempDir(), "config.yaml")
		if err := os.WriteFile(path, []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := loadConfig(path, true, nil); err == nil || !strings.Contains(pufa.Say(err), want) {
			t.Errorf("%s: %q, want %q", settings, pufa.Say(err), want)
		}
	}
}

func TestWordsThatStaffWroteOutliveAChange(t *testing.T) {
	o := office{t: t, config: filepath.Join(t.TempDir(), "config.yaml")}
	text := "data: " + t.TempDir() + "\nwechat: {account: service, notices: [{id: t1, name: 普法, keywords: {thing1: \"{标题}\", time2: \"{时间}\"}}]}\n" +
		"office: {staff: [{name: 小李, role: editor}]}\n"
	if err := os.WriteFile(o.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out := o.run(0, "campaign", "new", "--title", "周一", "--channel", "notice", "--entry", "laodong-tuoqian-gongzi", "--keyword", "thing1=欠薪怎么办", "--by", "小李")
	_, after, _ := strings.Cut(out, "编号 ")
	id, _, _ := strings.Cut(after, "\n")
	o.says(o.run(0, "campaign", "show", id), "通知　thing1：欠薪怎么办", "通知　time2：{时间}")
	o.run(0, "campaign", "change", id, "--entry", "laodong-anli-wu-hetong", "--by", "小李")
	o.says(o.run(0, "campaign", "show", id), "通知　thing1：欠薪怎么办")
	o.says(o.run(2, "campaign", "change", id, "--keyword", "thing9=没有", "--by", "小李"), "没有“thing9”，可写：thing1、time2")
	o.says(o.run(2, "campaign", "change", id, "--notice", "别的", "--by", "小李"), "没有模板“别的”，可选：普法")
	if show := o.run(0, "campaign", "change", id, "--channel", "publish", "--by", "小李"); strings.Contains(show, "notice") {
		t.Errorf("a plan that is no notification any more: %s", show)
	}
}
