package schedule

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Fault is what is wrong with one field of a plan.
type Fault struct {
	Field string // as commands and forms name it: title, pieces[2].digest, rule
	Say   string // what is wrong and what to do, in Chinese
}

const (
	nameRunes    = 60
	purposeRunes = 500
)

// Check returns what keeps the campaign from being submitted, in the order of its fields; nothing
// where it is fit to be looked at.
func (c Campaign) Check(a Account, now time.Time) []Fault {
	k := checker{}
	k.words("title", "标题", c.Title, nameRunes, true)
	k.words("purpose", "目的", c.Purpose, purposeRunes, false)
	k.note("channel", a.may(c.Channel))
	if c.Channel == Offline {
		k.poster(a, c.Pieces)
	} else {
		k.pieces(c.Channel, c.Pieces)
	}
	if c.Channel == Notice {
		k.notice(a, c)
	}
	k.audience(c.Channel, c.Audience)
	k.note("rule", c.Rule.Check(now))
	return k.faults
}

// Refusal makes one Invalid error of faults, a line for each; nil for none.
func Refusal(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.Field + "：" + f.Say
	}
	return refuse("%s", strings.Join(lines, "\n"))
}

type checker struct{ faults []Fault }

func (k *checker) add(field, format string, args ...any) {
	k.note(field, refuse(format, args...))
}

func (k *checker) note(field string, err error) {
	if err != nil {
		k.faults = append(k.faults, Fault{Field: field, Say: pufa.Say(err)})
	}
}

func (k *checker) words(field, name, text string, most int, needed bool) {
	switch n := utf8.RuneCountInString(text); {
	case needed && strings.TrimSpace(text) == "":
		k.add(field, "缺少%s，请写上", name)
	case n > most:
		k.add(field, "%s有 %d 个字，最多 %d 个，请删去 %d 个", name, n, most, n-most)
	}
}

func (k *checker) audience(ch Channel, a pufa.Audience) {
	if a.Group != "" && a.Group != pufa.Residents && a.Group != pufa.Enterprises {
		k.add("audience", "不认识受众“%s”：可选居民、企业，不写就是所有人", a.Group)
	}
	for _, t := range a.Trades {
		if len(pufa.TradesOf(t)) == 0 {
			k.add("audience", "不认识行业“%s”：可选 %s、%s", t, pufa.SmallTrades, strings.Join(pufa.Trades(), "、"))
		}
	}
	if ch == Publish && !a.Everyone() {
		k.add("audience", "发布的文章谁都能看，不能选受众；要只发给一部分人请用群发")
	}
	if ch == Offline && !a.Everyone() {
		k.add("audience", "海报谁路过都能看，不能选受众；请去掉受众，或改用群发")
	}
}

// pieces checks what WeChat takes as one message: articles, or one text, or one picture.
func (k *checker) pieces(ch Channel, pieces []Piece) {
	if len(pieces) == 0 {
		k.add("pieces", "还没有内容，请加一篇图文、一段文字或一张图片")
		return
	}
	articles := 0
	for _, p := range pieces {
		if p.Kind == Article {
			articles++
		}
	}
	switch {
	case articles > mostArticles:
		k.add("pieces", "图文有 %d 篇，一次最多 %d 篇，请分成几个计划", articles, mostArticles)
	case articles > 0 && articles < len(pieces):
		k.add("pieces", "图文不能和文字、图片放在一次推送里，请分成几个计划")
	case articles == 0 && len(pieces) > 1:
		k.add("pieces", "一次只能发一段文字或一张图片，请分成几个计划，或改成图文")
	case ch == Publish && articles == 0:
		k.add("pieces", "发布只能用图文；文字和图片请用群发")
	case ch == Customer && articles > 0:
		k.add("pieces", "客服消息只能发文字或图片；图文请用群发或发布")
	}
	for i, p := range pieces {
		k.piece(fmt.Sprintf("pieces[%d]", i+1), p)
	}
}

func (k *checker) piece(field string, p Piece) {
	switch p.Kind {
	case Article:
		k.words(field+".title", "标题", p.Title, titleRunes, true)
		k.words(field+".author", "作者", p.Author, authorRunes, false)
		k.words(field+".digest", "摘要", p.Digest, digestRunes, false)
		k.words(field+".body", "正文", p.Body, bodyRunes-1, true)
		if len(p.Body) >= bodyBytes {
			k.add(field+".body", "正文有 %d KB，要小于 1 MB，请缩短", len(p.Body)>>10)
		}
		if p.File == "" {
			k.add(field+".cover", "图文要有封面，请加一张图片")
		}
	case Text:
		k.words(field+".body", "文字", p.Body, textRunes, true)
		if len(p.Body) > textBytes && utf8.RuneCountInString(p.Body) <= textRunes {
			k.add(field+".body", "文字有 %d 字节，最多 %d 字节，请缩短", len(p.Body), textBytes)
		}
	case Image:
		if p.File == "" {
			k.add(field+".file", "缺少图片，请选一张 PNG 或 JPEG")
		}
	default:
		k.add(field, "不认识内容“%s”：可选 article（图文）、text（文字）、image（图片）", p.Kind)
	}
}
