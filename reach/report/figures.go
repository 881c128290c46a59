package report

import (
	"github.com/pufa/pufa/reach"
)

// headline is one number that reports begin with.
type headline struct {
	key, name string
	measure   measure
	basis     string
	always    bool // shown also where there is nothing of it
}

func headlines() []headline {
	return []headline{
		{"events", "举办活动", measure{"", reach.EventHeld, times}, "活动台账里已举办的活动", true},
		{"audience", "活动到场", measure{"", reach.Attended, people}, "", true},
		{"copies", "发放资料", measure{"", reach.GaveOut, copies}, "发放登记", true},
		{"visited", "走访企业", measure{"", reach.Visited, times}, "活动台账里写明的企业，去几次算几次", false},
		{"consulted", "现场咨询", measure{"", reach.Consulted, times}, "现场记录", false},
		{"referred", "转介", measure{"", reach.Referred, times}, "现场记录", false},
		{"signed_in", "扫码签到", measure{"", reach.SignedIn, times}, "在活动到场之内，不另加", false},
		{"answered", "智能答复", measure{"", reach.Answered, times}, "系统记录，一问一次", true},
		{"answered_people", "得到智能答复的人", measure{"", reach.Answered, people}, "系统记录，期间内不重复", true},
		{"handed_over", "转人工", measure{"", reach.HandedOver, times}, "系统记录", false},
		{"replied", "人工答复", measure{"", reach.Replied, times}, "系统记录", false},
		{"reads", "网页阅读", measure{"", reach.PageRead, times}, "本系统的网页；同一人半小时内重看算一次", true},
		{"readers", "网页读者", measure{"", reach.PageRead, people}, "期间内不重复；不在微信里打开的按浏览器算", true},
		{"scans", "海报扫码", measure{"", reach.PosterScanned, times}, "系统记录", false},
		{"delivered", "推送送达", measure{"", reach.PushDelivered, times}, "微信平台回执，一人收到一次算一次", true},
		{"push_reads", "推送阅读", measure{"", reach.PushRead, times}, "微信平台统计，和网页阅读不相加", false},
		{"shares", "推送分享", measure{"", reach.PushShared, times}, "微信平台统计", false},
		{"reads_outside", "活动线上阅读", measure{"", reach.ReadOutside, times}, "其他平台的数字，由工作人员登记", false},
		{"follows", "新关注", measure{"", reach.Followed, times}, "系统记录", false},
	}
}

// figures are the headline numbers, each beside that of the year before.
func (b *builder) figures() (figures []Figure) {
	recorded := len(b.before.bases) > 0
	for _, h := range headlines() {
		n, before := h.measure.value(b.now.kinds), h.measure.value(b.before.kinds)
		if n == 0 && before == 0 && !h.always {
			continue
		}
		f := Figure{Key: h.key, Name: h.name, Value: n, Unit: h.measure.unit(), Basis: h.basis, Where: b.where(h.measure.kind)}
		if recorded {
			f.Before = &before
		}
		if h.key == "audience" && n > 0 {
			f.Basis = "各场登记的人数相加：" + b.audienceWords()
		}
		figures = append(figures, f)
	}
	return append(figures, b.onlinePeople(recorded)...)
}

// onlineKinds are what somebody gets from the account itself.
func onlineKinds() []reach.Kind {
	return []reach.Kind{reach.Answered, reach.HandedOver, reach.Replied, reach.PageRead, reach.PosterScanned}
}

// onlinePeople counts whoever was reached online in any way, once.
func (b *builder) onlinePeople(recorded bool) []Figure {
	people := func(s sums) int {
		var all reach.Sum
		for _, kind := range onlineKinds() {
			all.Add(s.of(kind))
		}
		return all.People()
	}
	n, before := people(b.now.kinds), people(b.before.kinds)
	if n == 0 && before == 0 {
		return nil
	}
	f := Figure{Key: "online_people", Name: "线上服务的人", Value: n, Unit: "人", Where: b.where(onlineKinds()...),
		Basis: "问过、读过、扫过的人，期间内不重复；和活动到场不相加"}
	if recorded {
		f.Before = &before
	}
	return []Figure{f}
}

// compare is the table of all kinds beside the year before.
func (b *builder) compare() (Table, bool) {
	t := Table{Key: "kinds", Title: "各类触达及计数口径", Columns: []Column{{Name: "种类", Kind: Text}, {Name: "计数口径", Kind: Text},
		{Name: "次数", Kind: Number, Unit: "人次"}, {Name: "人数", Kind: Number, Unit: "人"}, {Name: "份数", Kind: Number, Unit: "份"},
		{Name: "上年次数", Kind: Number}, {Name: "比上年", Kind: Change}},
		Note: "活动的次数是场，走访企业的是家次，其他是人次。人数在期间内不重复；活动到场的人数是各场相加。各行口径不同，不相加。"}
	for _, l := range b.now.lines() {
		sum := *b.now.bases[l]
		if sum.Times == 0 && sum.Copies == 0 && sum.People() == 0 {
			continue // taken back whole
		}
		one := sums{l.kind: &sum}
		f := b.filter()
		f.Kinds, f.Basis = []reach.Kind{l.kind}, l.basis
		where, few := f.Query().Encode(), measure{"", l.kind, people}.few(one)
		row := []Cell{{Text: l.kind.Chinese()}, {Text: l.basis.Chinese()}, {Number: sum.Times, Hidden: few, Where: where},
			{Number: sum.People(), Hidden: few, Where: where}, {Number: sum.Copies, Where: where}}
		t.Rows = append(t.Rows, append(row, b.against(l, sum.Times)...))
	}
	t.protectKinds()
	return t, len(t.Rows) > 0
}

// protectKinds hides a second basis of a kind of which only one is hidden: the kind's own number is a headline.
func (t Table) protectKinds() {
	kinds := map[string][][]Cell{}
	for _, row := range t.Rows {
		kinds[row[0].Text] = append(kinds[row[0].Text], row)
	}
	for _, rows := range kinds {
		for _, column := range []int{2, 3} {
			if alone, least := onlyHidden(rows, column); alone && least != nil {
				least.Hidden = true
			}
		}
	}
}

// against compares with the year before.
func (b *builder) against(l line, n int) []Cell {
	sum := b.before.bases[l]
	if sum == nil {
		return []Cell{{Empty: true}, {Empty: true}}
	}
	few := measure{"", l.kind, people}.few(sums{l.kind: sum})
	before := Cell{Number: sum.Times, Hidden: few}
	change, ok := growth(n, sum.Times)
	return []Cell{before, {Number: change, Empty: !ok, Hidden: few}}
}

// audience is the table of who attended, by basis.
func (b *builder) audience() (Table, bool) {
	t := Table{Key: "bases", Title: "活动到场人数按计数口径", Columns: []Column{{Name: "计数口径", Kind: Text}, {Name: "到场", Kind: Number, Unit: "人"},
		{Name: "到场", Kind: Number, Unit: "人次"}}, Note: "每场活动按一种口径计入，别的口径记在台账里，不相加。"}
	for _, l := range b.now.lines() {
		sum := *b.now.bases[l]
		if l.kind != reach.Attended || sum.Times == 0 {
			continue
		}
		f := b.filter()
		f.Kinds, f.Basis = []reach.Kind{l.kind}, l.basis
		few := measure{"", l.kind, people}.few(sums{l.kind: &sum})
		t.Rows = append(t.Rows, []Cell{{Text: l.basis.Chinese()}, {Number: sum.People(), Hidden: few, Where: f.Query().Encode()},
			{Number: sum.Times, Hidden: few, Where: f.Query().Encode()}})
	}
	t.Total = []Cell{{Text: "合计"}, measure{"", reach.Attended, people}.cell(b.now.kinds, b.filter()), measure{"", reach.Attended, times}.cell(b.now.kinds, b.filter())}
	t.protect()
	return t, len(t.Rows) > 0
}

// headlineOf returns the value of a figure, 0 where it is not among them.
func headlineOf(figures []Figure, key string) int {
	for _, f := range figures {
		if f.Key == key {
			return f.Value
		}
	}
	return 0
}
