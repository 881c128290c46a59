// Package wechat is the only room that speaks WeChat: Webhook receives what WeChat pushes and
// answers it, Gateway calls WeChat's API. It closes the faults and gaps that the SDK leaves open,
// and hands the rest of the house nothing but bot.Message and bot.Reply.
package wechat

import (
	"log/slog"
	"net/url"
	"strings"

	"github.com/pufa/pufa"
)

// Mode is how WeChat sends messages, as chosen in its console (消息加解密方式).
type Mode string

// The modes. In Compatible a request counts as encrypted where it says so.
const (
	Plain      Mode = "plain"      // 明文模式
	Compatible Mode = "compatible" // 兼容模式
	Safe       Mode = "safe"       // 安全模式: plaintext is refused
)

// Config is one official account. Its secrets never appear in a log: it prints as its AppID.
type Config struct {
	AppID     string
	AppSecret string // for the gateway only

	Token         string // signs callbacks; 3 to 32 letters and digits
	PreviousToken string // still accepted during a rotation; "" for none

	AESKey         string // EncodingAESKey, 43 characters; "" only in Plain
	PreviousAESKey string // still accepted during a rotation; "" for none

	Mode Mode   // "" means Safe where there is an AESKey, else Plain
	API  string // base of another host that answers as WeChat's API does; "" means WeChat
	Open string // base of another host where WeChat's browser is authorised; "" means WeChat
	Base string // address under which residents reach our pages: https://pufa.example.cn
}

// String keeps secrets out of what is printed.
func (c Config) String() string { return "wechat account " + c.AppID }

// GoString keeps secrets out of %#v.
func (c Config) GoString() string { return c.String() }

// LogValue keeps secrets out of structured logs.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

func (c Config) mode() Mode {
	switch {
	case c.Mode != "":
		return c.Mode
	case c.AESKey != "":
		return Safe
	default:
		return Plain
	}
}

// checkCallback says in Chinese what keeps the account from receiving messages.
func (c Config) checkCallback() error {
	if c.AppID == "" {
		return pufa.Errorf(pufa.Invalid, "缺少公众号的 AppID，请从微信公众平台“设置与开发—开发接口管理”里抄写")
	}
	for _, token := range present(c.Token, c.PreviousToken) {
		if len(token) < 3 || len(token) > 32 {
			return pufa.Errorf(pufa.Invalid, "服务器配置里的令牌（Token）应为 3 到 32 个字符，现有 %d 个", len(token))
		}
	}
	if c.Token == "" {
		return pufa.Errorf(pufa.Invalid, "缺少令牌（Token），请与微信公众平台“服务器配置”里填写的一致")
	}
	switch c.mode() {
	case Plain:
		return nil
	case Compatible, Safe:
		if c.AESKey == "" {
			return pufa.Errorf(pufa.Invalid, "兼容模式和安全模式需要消息加解密密钥（EncodingAESKey，43 个字符）")
		}
		return nil
	default:
		return pufa.Errorf(pufa.Invalid, "消息加解密方式只能是 plain、compatible 或 safe，不能是“%s”", c.Mode)
	}
}

// checkGateway says in Chinese what keeps the account from calling WeChat, and returns the base
// of the API.
func (c Config) checkGateway() (*url.URL, error) {
	if c.AppID == "" || c.AppSecret == "" {
		return nil, pufa.Errorf(pufa.Invalid, "缺少 AppID 或 AppSecret，无法调用微信接口")
	}
	if c.API == "" {
		return &url.URL{Scheme: "https", Host: apiHost}, nil
	}
	base, err := url.Parse(strings.TrimSuffix(c.API, "/"))
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, &pufa.Error{Kind: pufa.Invalid, Say: "微信接口地址应以 http:// 或 https:// 开头，例如 https://api.weixin.qq.com", Err: err}
	}
	return base, nil
}

// present returns the values that are not empty.
func present(values ...string) []string {
	var out []string
	for _, v := range values {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}
