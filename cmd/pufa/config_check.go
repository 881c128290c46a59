package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// check refuses impossible values. where gives file:line of a key.
func (c Config) check(where func(key string) string) error {
	var errs []error
	refuse := func(key, format string, args ...any) {
		place := where(key)
		if strings.HasPrefix(key, "PUFA_") {
			place = "环境变量"
		}
		errs = append(errs, pufa.Errorf(pufa.Invalid, "%s：%s %s", place, key, fmt.Sprintf(format, args...)))
	}
	c.checkAddresses(refuse)
	c.checkChoices(refuse)
	c.checkDurations(refuse)
	c.checkCosts(refuse)
	c.checkNotices(refuse)
	c.checkPageOpenID(refuse)
	c.checkCommunities(refuse)
	c.checkSecrets(refuse)
	return joinSaid(errs)
}

type refusal func(key, format string, args ...any)

func (c Config) checkAddresses(refuse refusal) {
	for key, addr := range map[string]string{"listen": c.Listen, "simulator.listen": c.Simulator.Listen} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			refuse(key, "“%s”不是监听地址，请写成 127.0.0.1:8000 这样", addr)
		}
	}
	if c.PublicURL != "" && !isWebURL(c.PublicURL) {
		refuse("public_url", "“%s”不是网址，请写成 https://pufa.example.gov.cn 这样", c.PublicURL)
	}
	if !isWebURL(c.WeChat.API) {
		refuse("wechat.api", "“%s”不是网址，一般写 https://api.weixin.qq.com", c.WeChat.API)
	}
	if !strings.HasPrefix(c.WeChat.Path, "/") || c.WeChat.Path == "/" {
		refuse("wechat.path", "“%s”不对，请以 / 开头并写一个名字，如 /wechat", c.WeChat.Path)
	}
	if u := c.Database.URL; u != "" && !strings.HasPrefix(u, "postgres://") && !strings.HasPrefix(u, "postgresql://") {
		refuse("database.url", "不是 PostgreSQL 地址，请写成 postgres://用户@主机/库名，或留空使用 SQLite")
	}
	if strings.TrimSpace(c.Data) == "" {
		refuse("data", "不能为空，请写一个文件夹，如 ./data")
	}
}

// checkPageOpenID refuses what WeChat would answer with an error page instead of ours.
func (c Config) checkPageOpenID(refuse refusal) {
	switch {
	case !c.WeChat.PageOpenID:
	case !c.mayHavePageOpenID():
		refuse("wechat.page_openid", "只有认证的服务号能用：请核对 wechat.account 和 wechat.verified，或改回 false")
	case c.WeChat.AppID != "" && c.PublicURL == "":
		refuse("wechat.page_openid", "要先写 public_url，并把它的域名填进公众号后台的“网页授权域名”")
	}
}

// mayHavePageOpenID reports whether WeChat tells the account who opens its pages.
func (c Config) mayHavePageOpenID() bool { return c.WeChat.Account == "service" && c.WeChat.Verified }

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func (c Config) checkChoices(refuse refusal) {
	oneOf := func(key, value string, options ...string) {
		if !slices.Contains(options, value) {
			refuse(key, "“%s”不对，只能写 %s", value, strings.Join(options, "、"))
		}
	}
	oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	oneOf("log.format", c.Log.Format, "text", "json")
	oneOf("wechat.mode", c.WeChat.Mode, "plain", "compatible", "safe")
	oneOf("wechat.account", c.WeChat.Account, "subscription", "service")
	if strings.TrimSpace(c.Office.Name) == "" {
		refuse("office.name", "不能为空，请写单位名称")
	}
	for _, p := range c.Office.Staff {
		oneOf("office.staff", string(p.Role), string(pufa.Editor), string(pufa.Adviser), string(pufa.Admin))
		if strings.TrimSpace(p.Name) == "" {
			refuse("office.staff", "里有人没有写 name，请写上姓名")
		}
	}
	if c.WeChat.AppID != "" && !strings.HasPrefix(c.WeChat.AppID, "wx") {
		refuse("wechat.app_id", "“%s”不对，开发者 ID 以 wx 开头", c.WeChat.AppID)
	}
}

func (c Config) checkDurations(refuse refusal) {
	within := func(key string, value Duration, low, high time.Duration) {
		if d := time.Duration(value); d < low || d > high {
			refuse(key, "是 %s，只能在 %s 到 %s 之间", d, low, high)
		}
	}
	within("answers.deadline", c.Answers.Deadline, 500*time.Millisecond, 4900*time.Millisecond)
	within("answers.memory", c.Answers.Memory, time.Minute, 24*time.Hour)
	within("answers.window", c.Answers.Window, time.Minute, 48*time.Hour)
	within("privacy.keep_replies", c.Privacy.KeepReplies, time.Hour, 8760*time.Hour)
	within("campaigns.every", c.Campaigns.Every, time.Second, 5*time.Minute)
	within("campaigns.grace", c.Campaigns.Grace, time.Minute, 12*time.Hour)
	within("index.every", c.Index.Every, 100*time.Millisecond, time.Hour)
}

func (c Config) checkCosts(refuse refusal) {
	costs := c.Answers.Costs
	switch {
	case costs.Unanswered <= 0:
		refuse("answers.costs.unanswered", "是 %g，要大于 0", costs.Unanswered)
	case costs.Wrong < 2*costs.Unanswered:
		refuse("answers.costs.wrong", "是 %g，至少要是 unanswered（%g）的两倍：答错总比不答糟", costs.Wrong, costs.Unanswered)
	}
}

func (c Config) checkSecrets(refuse refusal) {
	if k := c.Secrets.FollowerKey.Reveal(); k != "" && len(k) < 64 {
		refuse("PUFA_FOLLOWER_KEY", "太短，要 64 位十六进制，可用 openssl rand -hex 32 生成")
	}
	for key, secret := range map[string]Secret{
		"PUFA_WECHAT_AES_KEY": c.Secrets.WeChatAESKey, "PUFA_WECHAT_PREVIOUS_AES_KEY": c.Secrets.WeChatPreviousAESKey,
	} {
		if n := len(secret.Reveal()); n != 0 && n != 43 {
			refuse(key, "应为 43 位，现在是 %d 位，请从公众号后台重新复制", n)
		}
	}
	if c.WeChat.AppID == "" {
		return
	}
	if c.Secrets.WeChatToken == "" {
		refuse("PUFA_WECHAT_TOKEN", "没有设置：填了 app_id 就要给出令牌")
	}
	if c.Secrets.WeChatSecret == "" {
		refuse("PUFA_WECHAT_SECRET", "没有设置：主动发消息、发布菜单都要用开发者密码")
	}
	if c.WeChat.Mode != "plain" && c.Secrets.WeChatAESKey == "" {
		refuse("PUFA_WECHAT_AES_KEY", "没有设置：%s 模式要给出消息加解密密钥", c.WeChat.Mode)
	}
}

// joinSaid makes one error of many whose text to show has a line for each.
func joinSaid(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	lines := make([]string, len(errs))
	for i, err := range errs {
		lines[i] = pufa.Say(err)
	}
	slices.Sort(lines)
	return &pufa.Error{Kind: pufa.Invalid, Say: strings.Join(lines, "\n"), Err: errors.Join(errs...)}
}
