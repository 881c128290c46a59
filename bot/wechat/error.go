package wechat

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/silenceper/wechat/v2/util"

	"github.com/pufa/pufa"
)

// Error is a call of WeChat's API that failed. A *pufa.Error in its chain says in Chinese what to do,
// and by its kind whether to try again: Internal exactly where the outcome is Unknown (never by
// itself), Limited where nothing was done and a later try may succeed, Denied and Invalid where
// somebody must mend something first. It holds no secret, no token and no openid.
type Error struct {
	Op   string // the call, as custom/send
	Code int    // WeChat's errcode; 0 where no readable answer came
	// Unknown: the call went out and what became of it is not known. Only then may it have taken
	// effect; every other Error means that it has not.
	Unknown bool
	cause   *pufa.Error
}

// Error returns the text for logs.
func (e *Error) Error() string {
	switch {
	case e.Unknown:
		return fmt.Sprintf("wechat %s: outcome unknown: %v", e.Op, e.cause)
	case e.Code != 0:
		return fmt.Sprintf("wechat %s: errcode %d: %v", e.Op, e.Code, e.cause)
	default:
		return fmt.Sprintf("wechat %s: %v", e.Op, e.cause)
	}
}

// Unwrap returns the *pufa.Error.
func (e *Error) Unwrap() error { return e.cause }

// OutcomeUnknown reports Unknown, for those who may not import this package.
func (e *Error) OutcomeUnknown() bool { return e.Unknown }

// refused is an Error for an errcode that WeChat answered with.
func (g *Gateway) refused(op string, code int, message string, secrets ...string) *Error {
	kind, say := meaning(code)
	if ip := reportedIP(message); code == 40164 && ip != "" {
		say = "微信没有放行本机的地址 " + ip + "：请在微信公众平台“开发接口管理—IP 白名单”里加上它。"
	}
	cause := errors.New(g.scrub(message, secrets...))
	return &Error{Op: op, Code: code, cause: &pufa.Error{Kind: kind, Say: say, Err: cause}}
}

// failed is an Error for a call that got no readable answer. sent says whether it had gone out.
func (g *Gateway) failed(op string, err error, sent bool, secrets ...string) *Error {
	if code, message, ok := errcode(err); ok {
		return g.refused(op, code, message, secrets...)
	}
	kind, say := pufa.Limited, "连不上微信，请检查本机的网络后再试。"
	if sent {
		kind, say = pufa.Internal, "微信没有正常回应，不知道这次操作是否已经生效，请先核对再重试。"
	}
	return &Error{Op: op, Unknown: sent, cause: &pufa.Error{Kind: kind, Say: say, Err: g.clean(err, secrets...)}}
}

var errcodePattern = regexp.MustCompile(`errcode\s*=\s*(-?\d+)\s*,\s*err(?:or)?msg\s*=\s*(.*)`)

// errcode finds WeChat's errcode in an error of the SDK, whose packages return different types.
func errcode(err error) (code int, message string, ok bool) {
	var common *util.CommonError
	if errors.As(err, &common) {
		return int(common.ErrCode), common.ErrMsg, true
	}
	found := errcodePattern.FindStringSubmatch(err.Error())
	if found == nil {
		return 0, "", false
	}
	code, convErr := strconv.Atoi(found[1])
	return code, found[2], convErr == nil
}

// clean returns an error without secrets. It stays the same error, for errors.Is, where there are none.
func (g *Gateway) clean(err error, secrets ...string) error {
	var request *url.Error
	if errors.As(err, &request) {
		err = request.Err // the outside is the whole URL
	}
	if text := g.scrub(err.Error(), secrets...); text != err.Error() {
		return errors.New(text)
	}
	return err
}

var (
	queryPattern  = regexp.MustCompile(`\?[^\s"']*`)
	secretPattern = regexp.MustCompile(`(?i)((?:access_token|secret|openid)"?\s*[=:]\s*"?)[^\s&",}]+`)
)

// scrub takes secrets, queries of URLs and the given texts out of what is meant for a log.
func (g *Gateway) scrub(text string, secrets ...string) string {
	for _, secret := range append([]string{g.secret}, secrets...) {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
			text = strings.ReplaceAll(text, url.QueryEscape(secret), "…")
		}
	}
	text = queryPattern.ReplaceAllString(text, "?…")
	return secretPattern.ReplaceAllString(text, "${1}…")
}

// reportedIP returns the address that WeChat says we call from: “invalid ip 203.0.113.7 ipv6 …”.
func reportedIP(message string) string {
	_, after, _ := strings.Cut(message, "invalid ip ")
	for _, field := range strings.FieldsFunc(after, func(r rune) bool { return r == ' ' || r == ',' }) {
		if ip, err := netip.ParseAddr(field); err == nil {
			return ip.Unmap().String()
		}
	}
	return ""
}

// meaning says who must act on an errcode, and how. WeChat: 全局返回码.
func meaning(code int) (kind pufa.Kind, say string) {
	switch code {
	case -1:
		return pufa.Limited, "微信系统繁忙，请稍后再试。"
	case 40001, 40014, 42001, 40125, 41002, 41004, 40013:
		return pufa.Denied, "微信不认这份凭证：请核对 AppID 和 AppSecret；重置过 AppSecret 的，要换成新的。"
	case 40003:
		return pufa.Invalid, "收信人不是本公众号的粉丝，或者公众号配置换过了。"
	case 40164:
		return pufa.Denied, "微信没有放行本机的地址：请在微信公众平台“开发接口管理—IP 白名单”里加上本机的公网 IP。"
	case 40029, 40163, 41008:
		return pufa.Invalid, "微信的网页授权已经用过或过期了，请重新打开这个网页。"
	case 43004:
		return pufa.Denied, "对方没有关注公众号，消息发不过去。"
	case 43019:
		return pufa.Denied, "对方在公众号的黑名单里，消息发不过去。"
	case 43101:
		return pufa.Denied, notAccepted
	case 43116, 43108:
		return pufa.Denied, "这个订阅通知模板被微信限制下发，请登录微信公众平台查看原因。"
	case 47003:
		return pufa.Invalid, "微信不收模板里的内容：请对照微信公众平台的模板核对关键词和格式。"
	case 40037:
		return pufa.Invalid, "微信不认这个订阅通知模板：请核对设置 wechat.notices 里的模板编号。"
	case 41030, 40165:
		return pufa.Invalid, "微信不认订阅通知里的网页：请核对设置里的 public_url。"
	case 45015:
		return pufa.Denied, "对方超过 48 小时没有互动，微信不再允许主动发消息，只能等对方下次来信时答复。"
	case 45047:
		return pufa.Denied, "给对方连发的消息已到微信的上限，要等对方再来信。"
	case 48001:
		return pufa.Denied, "公众号没有这个接口的权限：请确认账号类型，并已完成微信认证。"
	case 48002:
		return pufa.Denied, "对方关闭了接收公众号消息。"
	case 48004, 50002:
		return pufa.Denied, "公众号的这项能力被微信限制，请登录微信公众平台查看站内通知。"
	case 45009:
		return pufa.Limited, "今天调用微信接口的次数已用完，明天零点恢复，或在微信公众平台清零。"
	case 45011:
		return pufa.Limited, "调用微信接口太频繁，请过一分钟再试。"
	case 45066:
		return pufa.Limited, "微信正在处理同一次群发，请过一分钟再问。"
	case 45028:
		return pufa.Denied, "公众号今天的群发次数已用完，请改到别的日子。"
	case 40007:
		return pufa.Invalid, "微信找不到要发的图文或图片，请重新提交计划。"
	case 45056:
		return pufa.Denied, "公众号的标签已满 100 个，请在微信公众平台删掉不用的标签。"
	case 40004, 40005, 40006, 40009:
		return pufa.Invalid, "图片的格式或大小微信不接受：请用 10 MB 以内的 PNG 或 JPEG。"
	case 45003, 45004, 45110:
		return pufa.Invalid, "标题、摘要或作者超过了微信的长度限制，请缩短后再发。"
	case 45002, 45008:
		return pufa.Invalid, "内容超过了微信的长度或条数限制，请缩短后再发。"
	default:
		return pufa.Denied, fmt.Sprintf("微信没有接受这次操作（错误码 %d），请按错误码查询微信公众平台的说明。", code)
	}
}
