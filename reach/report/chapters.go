package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa/reach"
)

// chapters are the body of the annual report. What there is nothing of has no chapter.
func (b *builder) chapters(r Report) []Chapter {
	has := func(key string) string {
		if slices.ContainsFunc(r.Tables, func(t Table) bool { return t.Key == key && len(t.Rows) > 0 }) {
			return key
		}
		return ""
	}
	list := []Chapter{
		{Heading: "总体情况", Paragraphs: b.overall(r)},
		b.eventChapter(has),
		b.onlineChapter(r, has),
		b.materialChapter(has),
		b.nextChapter(has),
	}
	return slices.DeleteFunc(list, func(c Chapter) bool { return len(c.Paragraphs)+len(c.Chapters) == 0 })
}

func (b *builder) overall(r Report) []string {
	paragraphs := []string{r.Sentence}
	if before := b.before.kinds; before.of(reach.EventHeld).Times > 0 {
		now := b.now.kinds
		paragraphs = append(paragraphs, fmt.Sprintf("与上年同期相比，活动%s，到场%s，发放资料%s。",
			change(now.of(reach.EventHeld).Times, before.of(reach.EventHeld).Times, "场"),
			change(now.of(reach.Attended).People(), before.of(reach.Attended).People(), "人"),
			change(now.of(reach.GaveOut).Copies, before.of(reach.GaveOut).Copies, "份")))
	}
	return paragraphs
}

// change says how a number has moved: 由20场增加到24场.
func change(now, before int, unit string) string {
	switch {
	case now > before:
		return fmt.Sprintf("由%d%s增加到%d%s", before, unit, now, unit)
	case now < before:
		return fmt.Sprintf("由%d%s减少到%d%s", before, unit, now, unit)
	default:
		return fmt.Sprintf("持平，为%d%s", now, unit)
	}
}

func (b *builder) eventChapter(has func(string) string) Chapter {
	if len(b.events) == 0 {
		return Chapter{}
	}
	c := Chapter{Heading: "法治宣传活动", Paragraphs: []string{fmt.Sprintf("共举办%d场，逐场见附件“活动台账”。", len(b.events))}, Table: has("months")}
	add := func(heading, text, table string) {
		if has(table) != "" {
			c.Chapters = append(c.Chapters, Chapter{Heading: heading, Paragraphs: []string{text}, Table: table})
		}
	}
	add("法律六进", b.most(b.now.groups(reach.FacetScene, b.known), "从去的地方看，"), "scenes")
	add("活动形式", b.most(b.now.groups(reach.FacetForm, b.known), "从形式看，"), "forms")
	add("重要节点", b.most(b.now.groups(reach.FacetNode, b.known), "围绕重要普法节点，"), "nodes")
	add("社区（村）", b.most(b.now.communities, "从社区（村）看，"), "communities")
	return c
}

// most names the groups with most events: 进社区12场、进学校5场、进企业4场.
func (b *builder) most(groups map[string]sums, lead string) string {
	names := slices.DeleteFunc(named(groups), func(name string) bool { return name == "" || groups[name].of(reach.EventHeld).Times == 0 })
	slices.SortStableFunc(names, func(a, c string) int {
		return groups[c].of(reach.EventHeld).Times - groups[a].of(reach.EventHeld).Times
	})
	var parts []string
	for _, name := range names[:min(len(names), 4)] {
		parts = append(parts, fmt.Sprintf("%s%d场", name, groups[name].of(reach.EventHeld).Times))
	}
	if len(parts) == 0 {
		return lead + "还没有登记。"
	}
	text := lead + strings.Join(parts, "、")
	if len(names) > len(parts) {
		text += "等"
	}
	return text + "。"
}

func (b *builder) onlineChapter(r Report, has func(string) string) Chapter {
	var parts []string
	add := func(n int, text string) {
		if n > 0 {
			parts = append(parts, text)
		}
	}
	value := func(key string) int { return headlineOf(r.Figures, key) }
	add(value("answered"), fmt.Sprintf("公众号智能答复%d人次（%s）", value("answered"), fewWords(value("answered_people"))))
	add(value("handed_over"), fmt.Sprintf("转人工%d人次", value("handed_over")))
	add(value("replied"), fmt.Sprintf("人工答复%d人次", value("replied")))
	add(value("reads"), fmt.Sprintf("网页阅读%d人次（%s）", value("reads"), fewWords(value("readers"))))
	add(value("delivered"), fmt.Sprintf("推送送达%d人次", value("delivered")))
	add(value("push_reads"), fmt.Sprintf("推送在微信里阅读%d人次", value("push_reads")))
	if len(parts) == 0 {
		return Chapter{}
	}
	c := Chapter{Heading: "线上普法和法律咨询",
		Paragraphs: []string{strings.Join(parts, "，") + "。推送的送达和阅读是微信平台的数字，与本系统记录的不相加。"}}
	if has("topics") != "" {
		c.Chapters = append(c.Chapters, Chapter{Heading: "问得最多的主题", Paragraphs: []string{b.askedMost()}, Table: "topics"})
	}
	return c
}

// askedMost names the topics that were asked about most.
func (b *builder) askedMost() string {
	var parts []string
	list := slices.DeleteFunc(slices.Clone(b.asked), func(d demand) bool {
		return d.community+d.trade != "" || d.asked.People() < FewPeople
	})
	slices.SortStableFunc(list, func(a, c demand) int { return c.asked.Times - a.asked.Times })
	for _, d := range list[:min(len(list), 3)] {
		parts = append(parts, fmt.Sprintf("%s（%d次）", d.topic, d.asked.Times))
	}
	if len(parts) == 0 {
		return "各主题的数字如下。"
	}
	return "问得最多的是" + strings.Join(parts, "、") + "。"
}

func (b *builder) materialChapter(has func(string) string) Chapter {
	n := b.now.kinds.of(reach.GaveOut).Copies
	if n == 0 && has("materials") == "" {
		return Chapter{}
	}
	return Chapter{Heading: "宣传资料", Paragraphs: []string{fmt.Sprintf("发放宣传资料%d份，%s", n, b.stockWords())}, Table: has("materials")}
}

func (b *builder) nextChapter(has func(string) string) Chapter {
	c := Chapter{Heading: "下一步打算", Table: has("next")}
	for _, s := range b.suggestions()[:min(len(b.suggestions()), 3)] {
		c.Paragraphs = append(c.Paragraphs, fmt.Sprintf("到%s讲“%s”：%s。", s.place(), s.topic, s.reason()))
	}
	if names := b.unvisited(); len(names) > 0 {
		c.Paragraphs = append(c.Paragraphs, strings.Join(names, "、")+"在这段时间没有办过活动，应当安排。")
	}
	if open := b.unchecked(); open > 0 {
		c.Paragraphs = append(c.Paragraphs, fmt.Sprintf("还有%d场活动没有核对，核对后数字可能有更正。", open))
	}
	return c
}
