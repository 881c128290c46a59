package reach

import (
	"fmt"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

// Fact is one thing that an event says, in words.
type Fact struct {
	Name string // 地点
	Says string // 文化站
}

// Facts returns what an event says, in the order of its fields, without what it says nothing of.
func (e Event) Facts() (facts []Fact) {
	add := func(name, says string) {
		if says != "" {
			facts = append(facts, Fact{name, says})
		}
	}
	count := func(name string, n int, unit string) {
		if n != 0 {
			add(name, fmt.Sprintf("%d %s", n, unit))
		}
	}
	add("名称", e.Name)
	add("状态", e.State.Chinese())
	add("普法日历", e.Node)
	add("主题", e.Theme)
	add("开始", clock(e.Start))
	add("结束", clock(e.End))
	add("地点", e.Place)
	add("社区", e.Community)
	add("形式", e.Form)
	add("六进", e.Scene)
	add("主办单位", e.Organiser)
	add("协办单位", listed(e.Partners, plain))
	add("普法内容", listed(e.Topics, plain))
	add("法律", listed(e.Laws, plain))
	add("对象", listed(e.Groups, plain))
	add("行业", e.Trade)
	add("走访企业", listed(e.Enterprises, Visit.Chinese))
	add("主讲人", listed(e.Lecturers, plain))
	count("志愿者", e.Volunteers, "人")
	add("发放资料", listed(e.Handouts, Handout.Chinese))
	count("展板", e.Panels, "块")
	count("横幅", e.Banners, "条")
	for i, h := range e.Heads {
		name := "到场"
		if i > 0 {
			name = "另记到场（不计入报表）"
		}
		add(name, h.Chinese())
	}
	count("现场咨询", e.Questions, "人次")
	count("转介", e.Referrals, "人次")
	count("活动线上阅读", e.OnlineReads, "人次")
	count("照片", len(e.Photos), "张")
	add("反馈", e.Feedback)
	return facts
}

// Change is what a step changed of one fact.
type Change struct {
	Name   string
	Before string // "" where nothing was said of it
	After  string // "" where nothing is said of it any more
}

// ChangesFrom returns what the event says otherwise than before.
func (e Event) ChangesFrom(before Event) (changes []Change) {
	was := before.Facts()
	for _, f := range e.Facts() {
		old := ""
		for i, w := range was {
			if w.Name == f.Name {
				old, was = w.Says, append(was[:i:i], was[i+1:]...)
				break
			}
		}
		if old != f.Says {
			changes = append(changes, Change{f.Name, old, f.Says})
		}
	}
	for _, w := range was {
		changes = append(changes, Change{Name: w.Name, Before: w.Says})
	}
	return changes
}

// Chinese returns the heads as readers see them: 62 人、70 人次（签到）.
func (h Heads) Chinese() string {
	return fmt.Sprintf("%d 人、%d 人次（%s）", h.People, max(h.Times, h.People), h.Basis.Chinese())
}

// Chinese returns the handout as readers see it.
func (h Handout) Chinese() string { return fmt.Sprintf("%s %d 份", h.Name, h.Copies) }

// Chinese returns the visit as readers see it.
func (v Visit) Chinese() string { return strings.TrimSpace(v.Name + " " + v.Code) }

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return pufa.DayOf(t).ChineseWeekday() + t.In(pufa.Zone).Format(" 15:04")
}

func plain(s string) string { return s }

func listed[T any](items []T, says func(T) string) string {
	words := make([]string, len(items))
	for i, item := range items {
		words[i] = says(item)
	}
	return strings.Join(words, "、")
}
