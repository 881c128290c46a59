package console

import (
	"strconv"
	"strings"

	"github.com/pufa/pufa/reach"
)

// eventFields lists what an event says, field by field and always the same ones, so that two versions can
// be laid side by side.
func eventFields(e reach.Event) []fieldShown {
	return []fieldShown{
		{"活动名称", e.Name}, {"开始", moment(e.Start)}, {"结束", moment(e.End)}, {"地点", e.Place}, {"社区", e.Community},
		{"形式", e.Form}, {"六进", e.Scene}, {"主题", e.Theme}, {"宣传节点", e.Node},
		{"主办", e.Organiser}, {"协办", strings.Join(e.Partners, "、")}, {"普法内容", strings.Join(e.Topics, "、")},
		{"涉及法律", strings.Join(e.Laws, "、")}, {"对象", strings.Join(e.Groups, "、")}, {"行业", e.Trade},
		{"走访企业", visits(e.Enterprises)}, {"主讲", strings.Join(e.Lecturers, "、")}, {"志愿者", amountOf(e.Volunteers, "人")},
		{"人数", headsText(e.Heads)}, {"发放资料", handouts(e.Handouts)}, {"展板", amountOf(e.Panels, "块")}, {"横幅", amountOf(e.Banners, "条")},
		{"现场咨询", amountOf(e.Questions, "人次")}, {"转介", amountOf(e.Referrals, "人次")},
		{"其他平台阅读", amountOf(e.OnlineReads, "人次")}, {"照片", amountOf(len(e.Photos), "张")}, {"反馈", e.Feedback},
		{"状态", e.State.Chinese()},
	}
}

func filled(fields []fieldShown) (out []fieldShown) {
	for _, f := range fields {
		if f.Text != "" && f.Label != "人数" && f.Label != "活动名称" && f.Label != "状态" && f.Label != "照片" {
			out = append(out, f)
		}
	}
	return out
}

func amountOf(n int, unit string) string {
	if n == 0 {
		return ""
	}
	return digits(n) + " " + unit
}

func visits(list []reach.Visit) string {
	var out []string
	for _, v := range list {
		text := v.Name
		if v.Code != "" {
			text += "（" + v.Code + "）"
		}
		out = append(out, text)
	}
	return strings.Join(out, "、")
}

func handouts(list []reach.Handout) string {
	var out []string
	for _, h := range list {
		out = append(out, h.Name+" "+digits(h.Copies)+" 份")
	}
	return strings.Join(out, "、")
}

func headsText(list []reach.Heads) string {
	var out []string
	for _, h := range list {
		out = append(out, h.Basis.Chinese()+" "+digits(h.People)+" 人、"+digits(max(h.Times, h.People))+" 人次")
	}
	return strings.Join(out, "；")
}

// showHeads lists the head-counts of a held event: the first is the one that counts.
func showHeads(e reach.Event) (out []headsShown) {
	for i, h := range e.Heads {
		out = append(out, headsShown{h.Basis.Chinese(), digits(h.People), digits(max(h.Times, h.People)), i == 0 && e.State == reach.EventDone})
	}
	return out
}

// showSteps lists the trail, the latest step first, each with what it changed.
func showSteps(steps []reach.EventStep) []stepShown {
	out := make([]stepShown, len(steps))
	for i, step := range steps {
		shown := stepShown{Action: step.Action.Chinese(), By: step.By.Name + "（" + step.By.Role.Chinese() + "）", At: moment(step.At), Note: step.Note}
		if i > 0 {
			shown.Changes = changed(steps[i-1].Event, step.Event)
		}
		out[len(steps)-1-i] = shown
	}
	return out
}

func changed(then, now reach.Event) (out []changedField) {
	old, fresh := eventFields(then), eventFields(now)
	for i, f := range fresh {
		if old[i].Text != f.Text {
			out = append(out, changedField{f.Label, orNone(old[i].Text), orNone(f.Text)})
		}
	}
	if len(then.Photos) == len(now.Photos) && photoIDs(then) != photoIDs(now) {
		out = append(out, changedField{"照片", strconv.Itoa(len(then.Photos)) + " 张", "换过"})
	}
	return out
}

func photoIDs(e reach.Event) (ids string) {
	for _, p := range e.Photos {
		ids += p.ID + " "
	}
	return ids
}

func orNone(text string) string {
	if text == "" {
		return "（空）"
	}
	return text
}
