package reach

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// EventRules are what events are checked against beside the rules that are the same everywhere.
type EventRules struct {
	Communities []string              // the office's 社区; none: any name goes
	Node        func(id string) error // refuses an id that is not in the publicity calendar; nil: nobody looks
	Mask        func(string) string   // hides ID numbers and phones in what somebody typed; nil: nothing is hidden

	// Material returns the ID of the stock's material of that name, "" where there is none; nil: there is no stock.
	Material func(ctx context.Context, name string) (pufa.ID, error)
}

// Bounds of an event.
const (
	eventName     = 60  // runes, also of themes, organisers and items of lists
	eventPlace    = 100 // runes
	eventFeedback = 2000
	eventKey      = 200 // bytes
	eventNote     = 500
	eventItems    = 50 // of a list
	eventVisits   = 500
	eventMost     = 1_000_000 // of any number
	eventLasts    = 60 * 24 * time.Hour
	eventAhead    = 1 // years
	// eventEarly lets an event be entered as held while people still come in.
	eventEarly = time.Hour

	eventFirst pufa.Day = "2000-01-01"
)

// HeadBases lists how the people of an event may have been counted.
func HeadBases() []Basis { return []Basis{CheckedIn, Scanned, Estimated, Platform} }

// Check returns what keeps the event from being stored, in the order of its fields; nothing where it
// is fit.
func (e Event) Check(r EventRules, now time.Time) []Fault {
	k := &eventChecker{}
	k.words("name", "活动名称", e.Name, eventName)
	if e.Name == "" {
		k.add("name", "缺少活动名称，请写上")
	}
	if e.Node != "" && r.Node != nil {
		if err := r.Node(e.Node); err != nil {
			k.add("node", "%s", pufa.Say(err))
		}
	}
	k.words("theme", "主题", e.Theme, eventName)
	k.times(e, now)
	k.words("place", "地点", e.Place, eventPlace)
	if len(r.Communities) > 0 {
		k.among("community", "社区", e.Community, r.Communities)
	}
	k.words("community", "社区", e.Community, eventName)
	if e.Form == "" {
		k.add("form", "缺少形式，可选：%s", strings.Join(Forms(), "、"))
	}
	k.among("form", "形式", e.Form, Forms())
	k.among("scene", "六进类别", e.Scene, Scenes())
	k.words("organiser", "主办单位", e.Organiser, eventName)
	k.list("partners", "协办单位", e.Partners)
	k.list("topics", "主题", e.Topics)
	k.list("laws", "法律", e.Laws)
	k.list("groups", "对象", e.Groups)
	k.among("trade", "行业", e.Trade, pufa.Trades())
	k.visits(e.Enterprises, r.Mask)
	k.list("lecturers", "主讲人", e.Lecturers)
	k.handouts(e.Handouts)
	k.heads(e.Heads)
	k.numbers(e)
	k.photos(e.Photos)
	k.words("feedback", "反馈", e.Feedback, eventFeedback)
	if len(e.Key) > eventKey {
		k.add("key", "登记号太长，最多 %d 个字节", eventKey)
	}
	return k.faults
}

type eventChecker struct{ faults []Fault }

func (k *eventChecker) add(field, format string, args ...any) {
	k.faults = append(k.faults, fault(field, format, args...))
}

func (k *eventChecker) words(field, name, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		k.add(field, "%s有 %d 个字，最多 %d 个，请删去 %d 个", name, n, most, n-most)
	}
}

// among takes "" as well.
func (k *eventChecker) among(field, name, text string, known []string) {
	if text != "" && !slices.Contains(known, text) {
		k.add(field, "没有%s“%s”，可选：%s", name, shortened(text), strings.Join(known, "、"))
	}
}

func shortened(text string) string {
	if runes := []rune(text); len(runes) > eventName {
		return string(runes[:eventName]) + "…"
	}
	return text
}

func (k *eventChecker) items(field, name string, n, most int) {
	if n > most {
		k.add(field, "%s有 %d 项，最多 %d 项，请合并或删去一些", name, n, most)
	}
}

func (k *eventChecker) list(field, name string, items []string) {
	k.items(field, name, len(items), eventItems)
	for i, item := range items {
		k.words(at(field, i), name, item, eventName)
	}
}

func at(field string, i int) string { return fmt.Sprintf("%s[%d]", field, i+1) }

func (k *eventChecker) number(field, name string, n int) {
	switch {
	case n < 0:
		k.add(field, "%s是 %d，不能是负数，请改正", name, n)
	case n > eventMost:
		k.add(field, "%s是 %d，最多 %d，请看看是不是多打了几位", name, n, eventMost)
	}
}

func (k *eventChecker) times(e Event, now time.Time) {
	day := e.Day()
	switch last := now.AddDate(eventAhead, 0, 0); {
	case e.Start.IsZero():
		k.add("start", "缺少开始时间，请写成 2026-12-04 09:00 这样")
	case e.Start.Before(eventFirst.Time()):
		k.add("start", "开始时间是 %s，早于 2000 年，请看看年份", day.Chinese())
	case e.Start.After(last):
		k.add("start", "开始时间是 %s，在一年以后，请看看年份；最晚 %s", day.Chinese(), pufa.DayOf(last).Chinese())
	case e.State == EventDone && e.Start.After(now.Add(eventEarly)):
		k.add("start", "开始时间是 %s，还没到，不能记成已举办；请登记成计划，办完以后再报人数", day.ChineseWeekday())
	}
	switch {
	case e.End.IsZero() || e.Start.IsZero():
	case e.End.Before(e.Start):
		k.add("end", "结束时间早于开始时间，请对调或改正")
	case e.End.Sub(e.Start) > eventLasts:
		k.add("end", "从开始到结束超过 60 天，请看看日期；更长的请分成几场登记")
	}
}

func (k *eventChecker) visits(visits []Visit, mask func(string) string) {
	k.items("enterprises", "企业", len(visits), eventVisits)
	for i, v := range visits {
		field := at("enterprises", i)
		k.words(field+".name", "企业名称", v.Name, eventName)
		if v.Name == "" {
			k.add(field+".name", "缺少企业名称，请写上")
		}
		if v.Code == "" {
			continue
		}
		if j := slices.IndexFunc(visits[:i], func(o Visit) bool { return o.Code == v.Code }); j >= 0 {
			k.add(field+".code", "和第 %d 家是同一个代码，一家只写一次", j+1)
		}
		if masked(mask, v.Code) != v.Code {
			k.add(field+".code", "这里像是身份证号或电话，请改写统一社会信用代码，没有就不写")
		} else if err := CheckCreditCode(v.Code); err != nil {
			k.add(field+".code", "%s", pufa.Say(err))
		}
	}
}

func (k *eventChecker) handouts(handouts []Handout) {
	k.items("handouts", "资料", len(handouts), eventItems)
	for i, h := range handouts {
		field := at("handouts", i)
		k.words(field+".name", "资料名称", h.Name, eventName)
		if h.Name == "" {
			k.add(field+".name", "缺少资料名称，请写上")
		}
		if h.Material != "" && !h.Material.Valid() {
			k.add(field+".material", "没有这种资料，请从库存里选，或只写名称")
		}
		k.number(field+".copies", "份数", h.Copies)
	}
}

func (k *eventChecker) heads(heads []Heads) {
	var seen []Basis
	for i, h := range heads {
		field := at("heads", i)
		if !slices.Contains(HeadBases(), h.Basis) {
			k.add(field+".basis", "人数的计数口径不能是“%s”，可选：%s", shortened(h.Basis.Chinese()), chineseBases())
		}
		if slices.Contains(seen, h.Basis) {
			k.add(field+".basis", "“%s”写了两次，同一种口径只写一次", shortened(h.Basis.Chinese()))
		}
		seen = append(seen, h.Basis)
		k.number(field+".people", "人数", h.People)
		k.number(field+".times", "人次", h.Times)
		if h.Times > 0 && h.People > h.Times {
			k.add(field+".times", "人次 %d 少于人数 %d：一个人至少算一次，请改正", h.Times, h.People)
		}
	}
}

func chineseBases() string {
	var names []string
	for _, b := range HeadBases() {
		names = append(names, b.Chinese())
	}
	return strings.Join(names, "、")
}

func (k *eventChecker) numbers(e Event) {
	k.number("volunteers", "志愿者人数", e.Volunteers)
	k.number("panels", "展板数", e.Panels)
	k.number("banners", "横幅数", e.Banners)
	k.number("questions", "咨询人次", e.Questions)
	k.number("referrals", "转介人次", e.Referrals)
	k.number("online_reads", "线上阅读人次", e.OnlineReads)
	if e.State != EventDone && (len(e.Heads) > 0 || e.Questions != 0 || e.Referrals != 0 || e.OnlineReads != 0) {
		k.add("state", "计划里还不能写人数、咨询、转介和线上阅读，请办完以后再报")
	}
}

func (k *eventChecker) photos(photos []Photo) {
	k.items("photos", "照片", len(photos), eventItems)
	for i, p := range photos {
		if id, err := hex.DecodeString(p.ID); err != nil || len(id) != 32 {
			k.add(at("photos", i), "这张照片没有传上来，请再传一次")
		}
		k.words(at("photos", i)+".caption", "照片说明", p.Caption, eventName)
		if p.Width < 0 || p.Height < 0 {
			k.add(at("photos", i), "照片的尺寸不对，请再传一次")
		}
	}
}
