package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// eventFlags say what an event says. Those that are not given leave what is there; none (无) takes it away.
type eventFlags struct {
	Name      string   `help:"活动名称" placeholder:"名称"`
	Node      string   `help:"普法日历里的编号，用 pufa calendar 查看" placeholder:"编号"`
	Theme     string   `help:"主题" placeholder:"文字"`
	Start     string   `help:"开始时间，如 \"2026-12-04 09:00\"（北京时间）" placeholder:"时间"`
	End       string   `help:"结束时间；同一天只写钟点，如 11:00" placeholder:"时间"`
	Place     string   `help:"地点" placeholder:"地点"`
	Community string   `help:"社区" placeholder:"社区"`
	Form      string   `help:"形式：讲座、咨询、展板、演出、入户、竞赛、普法课、走访、培训、发放资料、其他形式" placeholder:"形式"`
	Scene     string   `help:"六进：进机关、进乡村、进社区、进学校、进企业、进单位" placeholder:"六进"`
	Organiser string   `help:"主办单位" placeholder:"单位"`
	Partner   []string `help:"协办单位，可写多次" placeholder:"单位" sep:"none"`
	Topic     []string `help:"普法内容，如 劳动用工，可写多次" placeholder:"主题" sep:"none"`
	Law       []string `help:"讲的法律，写简称，可写多次" placeholder:"法律" sep:"none"`
	Group     []string `help:"对象，如 青少年、企业职工，可写多次" placeholder:"对象" sep:"none"`
	Trade     string   `help:"面向哪个行业，如 餐饮" placeholder:"行业"`
	Visited   []string `help:"走访的企业：名称，后面可以空一格写统一社会信用代码；可写多次" placeholder:"企业" sep:"none"`
	Lecturer  []string `help:"主讲人，可写多次" placeholder:"姓名" sep:"none"`

	Volunteers *int     `help:"志愿者人数" placeholder:"人数"`
	Gave       []string `help:"发放的资料，如 宪法宣传册=200，可写多次" placeholder:"资料=份数" sep:"none"`
	Panels     *int     `help:"展板几块" placeholder:"块数"`
	Banners    *int     `help:"横幅几条" placeholder:"条数"`
	Heads      *int     `help:"到场人数，要同时写 --basis" placeholder:"人数"`
	Times      *int     `help:"到场人次；不写就和人数一样" placeholder:"人次"`
	Basis      string   `help:"人数怎么来的：签到、扫码、现场估算、平台回执" placeholder:"口径"`
	Beside     []string `help:"另一种口径的人数，如 现场估算=100 或 签到=62/70（人/人次）；只作记录，不加进报表；可写多次" placeholder:"口径=人数" sep:"none"`
	Questions  *int     `help:"现场咨询多少人次" placeholder:"人次"`
	Referrals  *int     `help:"转介多少人次" placeholder:"人次"`
	Reads      *int     `help:"活动的文章、直播等在别的平台上的阅读人次" placeholder:"人次"`
	Feedback   string   `help:"反馈；里面的身份证号、电话会隐去" placeholder:"文字"`
}

// apply puts what is given into the event.
func (f eventFlags) apply(e *reach.Event) error {
	f.texts(e)
	f.numbers(e)
	f.visits(e)
	for _, err := range []error{f.when(e), f.handouts(e), f.heads(e)} {
		if err != nil {
			return usageError{err}
		}
	}
	return nil
}

func (f eventFlags) texts(e *reach.Event) {
	for field, text := range map[*string]string{&e.Name: f.Name, &e.Node: f.Node, &e.Theme: f.Theme, &e.Place: f.Place,
		&e.Community: f.Community, &e.Form: f.Form, &e.Scene: f.Scene, &e.Organiser: f.Organiser, &e.Trade: f.Trade,
		&e.Feedback: f.Feedback} {
		if text != "" {
			*field = *valueOf(text)
		}
	}
	for field, items := range map[*[]string][]string{&e.Partners: f.Partner, &e.Topics: f.Topic, &e.Laws: f.Law,
		&e.Groups: f.Group, &e.Lecturers: f.Lecturer} {
		if items != nil {
			*field = withoutNone(items)
		}
	}
}

func withoutNone(items []string) []string {
	return slices.DeleteFunc(slices.Clone(items), func(item string) bool { return item == none })
}

func (f eventFlags) numbers(e *reach.Event) {
	for field, n := range map[*int]*int{&e.Volunteers: f.Volunteers, &e.Panels: f.Panels, &e.Banners: f.Banners,
		&e.Questions: f.Questions, &e.Referrals: f.Referrals, &e.OnlineReads: f.Reads} {
		if n != nil {
			*field = *n
		}
	}
}

// counts reports whether figures are given that only what was held has.
func (f eventFlags) counts() bool {
	return f.Heads != nil || f.Times != nil || f.Beside != nil || f.Questions != nil || f.Referrals != nil || f.Reads != nil
}

func (f eventFlags) when(e *reach.Event) (err error) {
	if f.Start != "" {
		if e.Start, err = parseMoment(f.Start); err != nil {
			return err
		}
	}
	switch clock, wrong := time.Parse("15:04", f.End); {
	case f.End == "":
	case f.End == none:
		e.End = time.Time{}
	case wrong == nil && !e.Start.IsZero():
		e.End = e.Day().Time().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	default:
		e.End, err = parseMoment(f.End)
	}
	return err
}

// parseMoment reads 2026-12-04 09:00, as it is in China.
func parseMoment(text string) (time.Time, error) {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, pufa.Zone)
	if err != nil {
		return at, pufa.Errorf(pufa.Invalid, "“%s”不是时间，请写成 \"2026-12-04 09:00\" 这样（北京时间）", text)
	}
	return at.UTC(), nil
}

func (f eventFlags) visits(e *reach.Event) {
	if f.Visited != nil {
		e.Enterprises = nil
	}
	for _, text := range withoutNone(f.Visited) {
		v := reach.Visit{Name: text}
		if i := strings.LastIndexAny(strings.TrimSpace(text), " \u3000"); i > 0 && looksLikeCode(text[i:]) {
			v = reach.Visit{Name: text[:i], Code: text[i:]}
		}
		e.Enterprises = append(e.Enterprises, v)
	}
}

// looksLikeCode also takes codes that are not right, so that they are refused with the reason.
func looksLikeCode(text string) bool {
	code := reach.NeatCreditCode(text)
	return len(code) >= 10 && !strings.ContainsFunc(code, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z')
	})
}

func (f eventFlags) handouts(e *reach.Event) error {
	if f.Gave != nil {
		e.Handouts = nil
	}
	for _, text := range withoutNone(f.Gave) {
		name, copies, err := pair(text)
		if err != nil || len(copies) != 1 {
			return pufa.Errorf(pufa.Invalid, "“%s”看不懂，发放的资料请写成 宪法宣传册=200 这样", text)
		}
		e.Handouts = append(e.Handouts, reach.Handout{Name: name, Copies: copies[0]})
	}
	return nil
}

// pair reads 签到=62/70.
func pair(text string) (name string, numbers []int, err error) {
	text = strings.ReplaceAll(text, "＝", "=")
	i := strings.LastIndex(text, "=")
	if i < 0 {
		return "", nil, fmt.Errorf("no = in %q", text)
	}
	for part := range strings.SplitSeq(text[i+1:], "/") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return "", nil, err
		}
		numbers = append(numbers, n)
	}
	return strings.TrimSpace(text[:i]), numbers, nil
}

// heads puts the figure that reports count first. The first of the event stays where only others are given.
func (f eventFlags) heads(e *reach.Event) error {
	first := e.Heads[:min(len(e.Heads), 1)]
	beside := e.Heads[len(first):]
	switch {
	case f.Heads == nil && f.Times == nil && f.Basis == "":
	case len(first) == 0 && (f.Heads == nil || f.Basis == ""):
		return pufa.Errorf(pufa.Invalid, "到场人数要两样都写：--heads 人数，--basis 怎么数出来的（%s）", basesInWords())
	default:
		h := reach.Heads{}
		if len(first) > 0 {
			h = first[0]
		}
		if f.Heads != nil {
			h.People, h.Times = *f.Heads, 0
		}
		if f.Times != nil {
			h.Times = *f.Times
		}
		if f.Basis != "" {
			var err error
			if h.Basis, err = headBasis(f.Basis); err != nil {
				return err
			}
		}
		first = []reach.Heads{h}
	}
	if f.Beside != nil {
		beside = nil
	}
	for _, text := range withoutNone(f.Beside) {
		h, err := besideHeads(text)
		if err != nil {
			return err
		}
		beside = append(beside, h)
	}
	e.Heads = slices.Concat(first, beside)
	return nil
}

func besideHeads(text string) (h reach.Heads, err error) {
	name, numbers, err := pair(text)
	if err != nil || len(numbers) > 2 {
		return h, pufa.Errorf(pufa.Invalid, "“%s”看不懂，另一种口径的人数请写成 现场估算=100 或 签到=62/70（人/人次）", text)
	}
	if h.Basis, err = headBasis(name); err != nil {
		return h, err
	}
	h.People = numbers[0]
	if len(numbers) == 2 {
		h.Times = numbers[1]
	}
	return h, nil
}

func headBasis(text string) (reach.Basis, error) {
	for _, b := range reach.HeadBases() {
		if text == b.Chinese() || text == string(b) {
			return b, nil
		}
	}
	return "", pufa.Errorf(pufa.Invalid, "没有计数口径“%s”，可选：%s", text, basesInWords())
}

func basesInWords() string {
	var names []string
	for _, b := range reach.HeadBases() {
		names = append(names, b.Chinese())
	}
	return strings.Join(names, "、")
}
