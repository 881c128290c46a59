package wechatsim

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Unavailable is what a person sees where the account's answer breaks WeChat's rules.
const Unavailable = "该公众号暂时无法提供服务，请稍后再试"

// violation is a broken rule, told to developers in Chinese.
type violation string

func (v violation) Error() string { return string(v) }

func broken(format string, args ...any) error { return violation(fmt.Sprintf(format, args...)) }

// readReply judges the body that answers a callback. A Shown without Kind is an answer without
// words: an empty body or success.
func (p *Platform) readReply(cb callback, body []byte) (Shown, error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || string(body) == "success" {
		return Shown{}, nil
	}
	a, err := parseAnswer(body)
	if err != nil {
		return Shown{}, broken("回复既不是 success 也不是合格的 XML（%v）：%s", err, excerpt(body))
	}
	if a, err = p.openAnswer(a); err != nil {
		return Shown{}, err
	}
	if err := p.checkEnvelope(cb, a); err != nil {
		return Shown{}, err
	}
	return p.readContent(cb, a)
}

func excerpt(body []byte) string {
	const most = 60
	runes := []rune(strings.ToValidUTF8(string(body), "�"))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most]) + "…"
}

// openAnswer decrypts where the mode asks for it. In Compatible mode both forms are welcome.
func (p *Platform) openAnswer(a answer) (answer, error) {
	sealed := a.MsgSignature != "" || a.Encrypt != "" || a.MsgType == ""
	switch {
	case p.opts.Mode == Plain && a.Encrypt != "":
		return a, broken("明文模式下收到了加密的回复")
	case p.opts.Mode == Plain, p.opts.Mode == Compatible && !sealed:
		return a, nil
	case !sealed:
		return a, broken("安全模式下回复没有加密")
	case a.Encrypt == "":
		return a, broken("加密回复的 Encrypt 为空")
	case a.MsgSignature != sign(p.opts.Token, a.TimeStamp, a.Nonce, a.Encrypt):
		return a, broken("加密回复的 MsgSignature 不对")
	}
	return p.decryptAnswer(a.Encrypt)
}

func (p *Platform) decryptAnswer(sealed string) (answer, error) {
	c, err := newCipherer(p.opts.EncodingAESKey, p.opts.AppID)
	if err != nil {
		return answer{}, broken("EncodingAESKey 不可用：%v", err)
	}
	plain, err := c.decrypt(sealed)
	if err != nil {
		return answer{}, broken("加密回复解不开：%v", err)
	}
	if len(bytes.TrimSpace(plain)) == 0 {
		return answer{}, broken("加密回复的内容为空（不回复时应直接写 success）")
	}
	a, err := parseAnswer(plain)
	if err != nil {
		return answer{}, broken("加密回复里面不是合格的 XML（%v）：%s", err, excerpt(plain))
	}
	return a, nil
}

func (p *Platform) checkEnvelope(cb callback, a answer) error {
	switch {
	case a.ToUserName == p.opts.OriginalID && a.FromUserName == cb.openID:
		return broken("ToUserName 与 FromUserName 写反了")
	case a.ToUserName != cb.openID:
		return broken("ToUserName 不是发消息的人")
	case a.FromUserName != p.opts.OriginalID:
		return broken("FromUserName 不是本公众号")
	case a.CreateTime == "" || strings.Trim(a.CreateTime, "0123456789") != "":
		return broken("CreateTime 不是整数时间戳")
	}
	return nil
}

func (p *Platform) readContent(cb callback, a answer) (Shown, error) {
	shown := Shown{Side: Theirs, Via: "reply", Kind: a.MsgType}
	switch a.MsgType {
	case "text":
		shown.Text = a.Content
		return shown, p.checkText(a.Content)
	case "image":
		shown.Media = a.Image.MediaID
		return shown, needMedia(a.Image)
	case "voice":
		shown.Media = a.Voice.MediaID
		return shown, needMedia(a.Voice)
	case "video":
		shown.Media, shown.Text = a.Video.MediaID, a.Video.Title
		return shown, needMedia(a.Video)
	case "music":
		shown.Text, shown.Link = a.Music.Title, a.Music.URL
		return shown, nil
	case "news":
		shown.Articles = a.Articles.Items
		return shown, checkNews(cb, a)
	case "transfer_customer_service":
		return Shown{}, nil
	}
	return Shown{}, broken("MsgType %q 不能用于回复", a.MsgType)
}

func needMedia(file answerFile) error {
	if file.MediaID == "" {
		return broken("回复缺少 MediaId")
	}
	return nil
}

func (p *Platform) checkText(content string) error {
	limits := p.opts.Limits
	switch {
	case strings.TrimSpace(content) == "":
		return broken("文本回复的 Content 为空")
	case len(content) > limits.ReplyBytes:
		return broken("文本回复有 %d 字节，超过 %d", len(content), limits.ReplyBytes)
	case visibleRunes(content) > limits.ReplyRunes:
		return broken("文本回复有 %d 字，超过 %d", visibleRunes(content), limits.ReplyRunes)
	}
	return nil
}

// checkNews: one article in answer to a message, up to eight in answer to an event.
func checkNews(cb callback, a answer) error {
	most := 8
	if cb.message {
		most = 1
	}
	n := len(a.Articles.Items)
	switch {
	case n == 0 || a.ArticleCount != n:
		return broken("ArticleCount 为 %d，实际有 %d 篇", a.ArticleCount, n)
	case n > most:
		return broken("图文回复有 %d 篇，这里最多 %d 篇", n, most)
	case slices.ContainsFunc(a.Articles.Items, func(item NewsArticle) bool { return item.Title == "" }):
		return broken("图文回复有一篇没有标题")
	}
	return nil
}
