package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/wechatsim"
	"github.com/pufa/pufa/schedule"
)

// NoticeConfig is one template of subscription notifications of the account.
type NoticeConfig struct {
	ID       string            `yaml:"id"`
	Name     string            `yaml:"name"`
	LongTerm bool              `yaml:"long_term"`
	Keywords map[string]string `yaml:"keywords"`
}

// notification is the template as campaigns take it, its keywords in the order of their names.
func (n NoticeConfig) notification() schedule.Notification {
	t := schedule.Notification{Template: n.ID, Name: n.Name, LongTerm: n.LongTerm}
	for _, key := range slices.Sorted(maps.Keys(n.Keywords)) {
		t.Words = append(t.Words, schedule.Word{Key: key, Says: n.Keywords[key]})
	}
	return t
}

func (c Config) notifications() (list []schedule.Notification) {
	for _, n := range c.WeChat.Notices {
		list = append(list, n.notification())
	}
	return list
}

// checkNotices refuses templates that could never be sent.
func (c Config) checkNotices(refuse refusal) {
	if len(c.WeChat.Notices) == 0 {
		return
	}
	if c.WeChat.Account != "service" || !c.WeChat.Verified {
		refuse("wechat.notices", "写了订阅通知的模板，但只有认证的服务号能发订阅通知：请核对 wechat.account 和 wechat.verified，或删掉模板")
	}
	if c.WeChat.AppID != "" && c.PublicURL == "" {
		refuse("wechat.notices", "要先写 public_url：订阅通知点开是居民网页")
	}
	seen := map[string]bool{}
	for i, n := range c.WeChat.Notices {
		at := fmt.Sprintf("wechat.notices[%d]", i)
		if strings.TrimSpace(n.ID) == "" || strings.TrimSpace(n.Name) == "" {
			refuse(at, "缺少 id 或 name：id 从微信公众平台的“订阅通知—我的模板”里复制，name 自己起")
		}
		if seen[n.Name] || seen[n.ID] {
			refuse(at, "和前面的模板重名，或编号相同")
		}
		seen[n.Name], seen[n.ID] = true, true
		n.check(at, refuse)
	}
}

// check tries the keywords with words as short as can be: what is refused then always is.
func (n NoticeConfig) check(at string, refuse refusal) {
	if len(n.Keywords) == 0 {
		refuse(at, "缺少 keywords：请照模板写，如 {thing1: \"{标题}\", time2: \"{时间}\"}")
	}
	sample := schedule.Piece{Title: "题", Digest: "要"}
	for _, w := range n.notification().Fill(sample, "所").At(time.Date(2026, 12, 4, 9, 0, 0, 0, pufa.Zone)).Words {
		if err := w.Check(); err != nil {
			refuse(at+".keywords", "%s", strings.ReplaceAll(pufa.Say(err), "，或用 --keyword "+w.Key+"=文字 另写", ""))
		}
		if strings.ContainsAny(w.Says, "{}") {
			refuse(at+".keywords", "%s 里的“%s”不认识：可以写 {标题}、{摘要}、{单位}、{时间}、{日期}", w.Key, w.Says)
		}
	}
}

// checkCommunities refuses names that could not be told apart.
func (c Config) checkCommunities(refuse refusal) {
	seen := map[string]bool{}
	for _, name := range c.Office.Communities {
		if strings.TrimSpace(name) == "" || seen[name] {
			refuse("office.communities", "里有空的或重复的名字“%s”", name)
		}
		seen[name] = true
	}
}

func (s *session) simulatorTemplates() (list []wechatsim.Template) {
	for _, n := range s.cfg.notifications() {
		list = append(list, wechatsim.Template{ID: n.Template, Name: n.Name, Keys: keysOf(n), LongTerm: n.LongTerm})
	}
	return list
}
