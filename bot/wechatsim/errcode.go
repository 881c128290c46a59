package wechatsim

import "fmt"

// apiError is an errcode of the platform.
type apiError struct {
	code int
	text string
}

func (e apiError) Error() string { return fmt.Sprintf("errcode %d: %s", e.code, e.text) }

func fail(code int) error { return apiError{code: code, text: errorText(code)} }

// errorText is the platform's errmsg for a code.
func errorText(code int) string {
	for _, family := range []map[int]string{callErrors(), contentErrors(), menuErrors()} {
		if text, ok := family[code]; ok {
			return text
		}
	}
	return "unknown error"
}

// callErrors are about the caller: credentials, quotas, permissions.
func callErrors() map[int]string {
	return map[int]string{
		-1:    "system error",
		40001: "invalid credential, access_token is invalid or not latest",
		40002: "invalid grant_type",
		40013: "invalid appid",
		40014: "invalid access_token",
		40029: "invalid code",
		40125: "invalid appsecret",
		40163: "code been used",
		40164: "invalid ip, not in whitelist",
		40066: "invalid url",
		41001: "access_token missing",
		41002: "appid missing",
		41004: "appsecret missing",
		41008: "missing code",
		42001: "access_token expired",
		43001: "require GET method",
		43002: "require POST method",
		44002: "empty post data",
		45009: "reach max api daily quota limit",
		45011: "api minute-quota reach limit, must slower, retry next minute",
		45028: "has no masssend quota",
		47001: "data format error",
		48001: "api unauthorized",
		48002: "user block receive message",
		48004: "api forbidden for irregularities, view detail on mp.weixin.qq.com",
		48006: "forbid to clear quota because of reaching the limit",
		50002: "user limited",
		61500: "date format error",
		61501: "date range error",
	}
}

// contentErrors are about what a call carries.
func contentErrors() map[int]string {
	return map[int]string{
		40003: "invalid openid",
		40004: "invalid media type",
		40005: "invalid file type",
		40007: "invalid media_id",
		40008: "invalid message type",
		40009: "invalid image size",
		40010: "invalid voice size",
		40011: "invalid video size",
		40012: "invalid thumb size",
		40032: "invalid openid list size",
		40037: "invalid template_id",
		40050: "invalid group id",
		40052: "invalid action name",
		40053: "invalid action info",
		40059: "invalid msg id",
		40097: "invalid args",
		40130: "invalid openid list size, at least two openid",
		41005: "media data missing",
		41006: "media_id missing",
		43004: "require subscribe",
		43019: "require remove blacklist",
		43101: "user refuse to accept the msg",
		44004: "empty content",
		45002: "content size out of limit",
		45003: "title size out of limit",
		45004: "description size out of limit",
		45008: "article size out of limit",
		45015: "response out of time limit or subscription is canceled",
		45029: "reach max permanent qrcode num",
		45047: "out of response count limit",
		45056: "too many tag now, no need to add new",
		45058: "can't modify sys tag",
		45059: "can't add more tag to user",
		45065: "clientmsgid exist",
		45066: "same clientmsgid retry too fast",
		45067: "clientmsgid size out of limit",
		45072: "invalid command",
		45080: "must be in 30 seconds after the last message",
		45081: "already in typing",
		45110: "author size out of limit",
		45157: "invalid tag name",
		45158: "tag name too long",
		45159: "invalid tag id",
		47003: "argument invalid!",
		53600: "article id is invalid",
	}
}

// menuErrors are about the account's menu.
func menuErrors() map[int]string {
	return map[int]string{
		40016: "invalid button size",
		40017: "invalid button type",
		40018: "invalid button name size",
		40019: "invalid button key size",
		40020: "invalid button url size",
		40023: "invalid sub button size",
		40024: "invalid sub button type",
		40025: "invalid sub button name size",
		40026: "invalid sub button key size",
		40027: "invalid sub button url size",
		46003: "menu no exist",
		65301: "no such conditional menu",
		65303: "there is no selfmenu, please create selfmenu first",
		65304: "matchrule is empty",
		65317: "invalid menu url",
		65320: "matchrule with private data is not supported",
	}
}
