package schedule

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// Notification is what a subscription notification says (订阅通知): the words that are put into a template
// of the account. Like a piece it is fixed when it is written into a campaign.
type Notification struct {
	Template string `json:"template,omitempty"` // WeChat's id of it
	Name     string `json:"name,omitempty"`     // as the office calls it
	LongTerm bool   `json:"long_term,omitempty"`
	Words    []Word `json:"words,omitempty"`
}

// Word is one keyword of a template with what stands behind it.
type Word struct {
	Key  string `json:"key"`           // as WeChat names it: thing1, time2
	Says string `json:"says"`          // holds {时间} and {日期} for the moment of sending
	Own  bool   `json:"own,omitempty"` // staff wrote it in the place of what the template has
}

// At returns the notice with the moment of sending written in.
func (n Notification) At(t time.Time) Notification {
	local := t.In(pufa.Zone)
	fill := strings.NewReplacer("{时间}", local.Format("2006年1月2日 15:04"), "{日期}", local.Format("2006年1月2日"))
	words := make([]Word, len(n.Words))
	for i, w := range n.Words {
		words[i] = Word{w.Key, fill.Replace(w.Says), w.Own}
	}
	n.Words = words
	return n
}

// Fill writes what is known when a campaign is written ({标题}, {摘要}, {单位}) into the words of a
// template. The digest is cut to what its keyword takes; a title is not: whoever reads the plan
// must see that it is too long.
func (n Notification) Fill(p Piece, office string) Notification {
	words := make([]Word, len(n.Words))
	for i, w := range n.Words {
		digest := p.Digest
		if most := longest(w.Key); most > 0 && w.Says == "{摘要}" {
			digest = cut(digest, most)
		}
		words[i] = Word{Key: w.Key, Says: strings.NewReplacer("{标题}", p.Title, "{摘要}", digest, "{单位}", office).Replace(w.Says)}
	}
	n.Words = words
	return n
}

// longest returns how many characters WeChat takes of a keyword, by the kind that its name begins
// with; 0 for a kind that is unknown or not bounded in characters. WeChat: 订阅消息参数值内容限制.
func longest(key string) int {
	return map[string]int{
		"thing": 20, "short_thing": 20, "const": 20, "character_string": 32, "number": 32, "letter": 32,
		"phrase": 5, "name": 10, "symbol": 5, "phone_number": 17, "car_number": 8, "time": 20, "date": 20,
	}[wordKind(key)]
}

func wordKind(key string) string { return strings.TrimRight(key, "0123456789") }

// Check says in Chinese what WeChat would not take of the word, as it reads when it is sent.
func (w Word) Check() error {
	kind := wordKind(w.Key)
	most, n := longest(w.Key), utf8.RuneCountInString(w.Says)
	switch {
	case most == 0 || kind == w.Key:
		return refuse("不认识关键词“%s”：请照抄模板里的，如 thing1、time2、phrase3", w.Key)
	case strings.TrimSpace(w.Says) == "":
		return refuse("%s 是空的，微信不收", w.Key)
	case n > most:
		return refuse("%s 有 %d 个字，微信最多收 %d 个：请缩短，或用 --keyword %s=文字 另写", w.Key, n, most, w.Key)
	case strings.ContainsAny(w.Says, "\n\r"):
		return refuse("%s 不能换行", w.Key)
	case kind == "number" && strings.Trim(w.Says, "0123456789.") != "":
		return refuse("%s 只能是数字", w.Key)
	case kind == "phrase" && strings.ContainsFunc(w.Says, func(r rune) bool { return !unicode.Is(unicode.Han, r) }):
		return refuse("%s 只能是 5 个以内的汉字", w.Key)
	case kind == "time" && !timely(w.Says, "2006年1月2日 15:04", "2006年1月2日", "15:04"):
		return refuse("%s 要写 {时间}，或“2026年12月4日 09:00”这样", w.Key)
	case kind == "date" && !timely(w.Says, "2006年1月2日"):
		return refuse("%s 要写 {日期}，或“2026年12月4日”这样", w.Key)
	}
	return nil
}

func timely(text string, layouts ...string) bool {
	for _, layout := range layouts {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// someMoment has as many digits as a moment can have.
var someMoment = time.Date(2026, 12, 14, 10, 30, 0, 0, pufa.Zone)

// notice checks what goes into a template and what it leads to.
func (k *checker) notice(a Account, c Campaign) {
	known := false
	for _, n := range a.Notices {
		known = known || n.Template == c.Notice.Template
	}
	switch {
	case len(a.Notices) == 0:
		k.add("notice", "设置里还没有订阅通知的模板，请先写好 wechat.notices")
	case c.Notice.Template == "":
		k.add("notice", "还没有选订阅通知的模板，请用 --notice 写模板的名字")
	case !known:
		k.add("notice", "模板“%s”不在设置的 wechat.notices 里了，请用 --notice 另选一个", c.Notice.Name)
	}
	for _, w := range c.Notice.At(someMoment).Words {
		k.note("notice."+w.Key, w.Check())
	}
	if len(c.Pieces) != 1 || c.Pieces[0].Kind != Article || c.Pieces[0].Entry == "" {
		k.add("pieces", "订阅通知只能带一篇用 --entry 写的图文，点开就是它的网页")
	}
}

// Accepts is what is kept of accepts. The store implements it.
type Accepts interface {
	// NoticePart finds the part to which WeChat's word that it has sent a notification belongs: the
	// oldest of the template to that follower of which it is not known how it ended. Each event is
	// taken once. NotFound where there is none.
	NoticePart(ctx context.Context, event string, at time.Time, follower pufa.FollowerKey, template string) (Part, error)
}

// Noticed settles the part of a notification by WeChat's event about it. A notification that is not
// ours, and an event that comes again, are ignored.
func (e *Engine) Noticed(ctx context.Context, event string, follower pufa.FollowerKey, template string, o Outcome) error {
	p, err := e.Accepts.NoticePart(ctx, event, e.Now(), follower, template)
	if pufa.KindOf(err) == pufa.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	from := p.State
	p.Count = o.Count
	switch {
	case from == PartSent || from == PartUnclear: // staff have been told so; the count says what became of it
	case o.OK:
		p.State = PartSent
	default:
		p.State, p.Why = PartFailed, o.Why
	}
	err = e.Parts.SettlePart(context.WithoutCancel(ctx), p, from, noticeRows(p, o.Reason, e.Now())...)
	if pufa.KindOf(err) == pufa.Conflict {
		return nil
	}
	return err
}

// Reserve is what is to become of the accept that a part has taken, when the part is settled.
type Reserve string

// What becomes of an accept. Only what the platform surely did not take may be returned.
const (
	Keep   Reserve = ""       // it stays with the part, and is used up with it
	Return Reserve = "return" // it may be used by another send
	Void   Reserve = "void"   // the platform says that there is no accept: neither this nor any other
)

// unaccepted reports whether the platform says that the receiver has not accepted.
func unaccepted(err error) bool {
	var e interface{ NotAccepted() bool }
	return errors.As(err, &e) && e.NotAccepted()
}

// reason returns the platform's own number for a refusal; "" where it has none.
func reason(err error) string {
	var e interface{ Reason() string }
	if errors.As(err, &e) {
		return e.Reason()
	}
	return ""
}

// refusedNotice settles a notification that the platform has refused, or that could not be handed over.
func (e *Engine) refusedNotice(ctx context.Context, p Part, err error) error {
	p.Reserve, p.Count = Return, Count{Known: true, Failed: 1}
	if unaccepted(err) {
		p.Reserve = Void
	}
	p.State, p.Why = PartFailed, pufa.Say(err)
	return e.Parts.SettlePart(context.WithoutCancel(ctx), p, PartSending, noticeRows(p, reason(err), e.Now())...)
}

// noticeRows are the ledger's rows of a part, with the platform's number for why it failed as their source.
func noticeRows(p Part, reason string, now time.Time) []reach.Entry {
	rows := slices.DeleteFunc(counted(p, now), func(r reach.Entry) bool { return r.Times == 0 })
	for i := range rows {
		if rows[i].Kind == reach.PushFailed && reason != "" {
			rows[i].Source = "wechat:" + reason
		}
	}
	return rows
}
