package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/web"
)

// PlanForm is a plan as a form has it, each field as it was typed.
type PlanForm struct {
	Title, Purpose, Channel, Text, Group           string
	Entries, Topics, Communities, Trades, Tags     []string
	When, At, Cron, Tied, Ahead, Clock, Start, End string // When is once, weekly, monthly, cron or tied
	Weekday, MonthDay                              string
	Rest                                           bool // not on official holidays
	Revision                                       int
}

type pushFormPage struct {
	ID          pufa.ID
	Form        PlanForm
	EntryText   string
	TagText     string
	Channels    []choice
	Groups      []choice
	Whens       []choice
	Weekdays    []choice
	Topics      []choice
	Communities []choice
	Trades      []choice
	Days        []PublicityDay
	Keeps       int // pieces that stay where none are named
	Say         string
}

func statusOf(err error) int { return web.StatusOf(pufa.KindOf(err)) }

func (s *Site) newPush(w http.ResponseWriter, r *http.Request) error {
	form := PlanForm{Channel: string(schedule.Mass), When: "once", Clock: "09:00", Weekday: "1", MonthDay: "1"}
	if slug := r.URL.Query().Get("entry"); slug != "" {
		form.Entries = []string{slug}
	}
	form.Tied = r.URL.Query().Get("day")
	if form.Tied != "" {
		form.When = "tied"
	}
	return s.showPushForm(w, r, http.StatusOK, pushFormPage{Form: form})
}

func (s *Site) showPushForm(w http.ResponseWriter, r *http.Request, status int, data pushFormPage) (err error) {
	f := data.Form
	data.EntryText, data.TagText = strings.Join(f.Entries, "\n"), strings.Join(f.Tags, "、")
	data.Channels = pick(f.Channel, "mass", "群发", "publish", "发布（不通知粉丝）", "customer", "客服消息（48 小时内说过话的人）", "offline", "线下海报和屏幕")
	data.Groups = pick(f.Group, "", "所有人", "residents", "居民", "enterprises", "企业")
	data.Whens = pick(f.When, "once", "发一次", "weekly", "每周", "monthly", "每月", "tied", "跟着普法日历", "cron", "自己写规则")
	data.Weekdays = pick(f.Weekday, "1", "周一", "2", "周二", "3", "周三", "4", "周四", "5", "周五", "6", "周六", "0", "周日")
	ticked := func(all, chosen []string) (list []choice) {
		for _, name := range all {
			list = append(list, choice{name, name, slices.Contains(chosen, name)})
		}
		return list
	}
	data.Topics, data.Communities = ticked(s.Push.Topics, f.Topics), ticked(s.Push.Communities, f.Communities)
	data.Trades = ticked(append([]string{pufa.SmallTrades}, pufa.Trades()...), f.Trades)
	today := pufa.DayOf(s.Now())
	if data.Days, err = s.Push.Planner.Days(today, today.Add(365)); err != nil {
		return err
	}
	title := "新的推送计划"
	if data.ID != "" {
		title = "修改推送计划"
	}
	return s.renderAs(w, r, status, "push-form", title, data)
}

func readPlanForm(r *http.Request) PlanForm {
	v := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	f := PlanForm{Title: v("title"), Purpose: v("purpose"), Channel: v("channel"), Text: v("text"), Group: v("group"), Entries: items(v("entries"), "\n、，, "),
		When: v("when"), At: v("at"), Cron: v("cron"), Tied: v("tied"), Ahead: v("ahead"), Clock: v("clock"), Start: v("start"), End: v("end"),
		Weekday: v("weekday"), MonthDay: v("monthday"), Rest: v("rest") != "", Tags: items(v("tags"), "、，,"), Revision: max(revisionIn(r), 0)}
	f.Topics, f.Communities, f.Trades = r.PostForm["topic"], r.PostForm["community"], r.PostForm["trade"]
	return f
}

func (s *Site) addPush(w http.ResponseWriter, r *http.Request) error {
	return s.writePush(w, r, "")
}

func (s *Site) changePush(w http.ResponseWriter, r *http.Request) error {
	return s.writePush(w, r, pufa.ID(r.PathValue("id")))
}

func (s *Site) writePush(w http.ResponseWriter, r *http.Request, id pufa.ID) error {
	form := readPlanForm(r)
	written, err := s.Push.Planner.WritePlan(r.Context(), id, form, staff(r))
	switch pufa.KindOf(err) {
	case pufa.Invalid, pufa.Conflict, pufa.NotFound, pufa.Denied:
		return s.showPushForm(w, r, statusOf(err), pushFormPage{ID: id, Form: form, Say: pufa.Say(err)})
	}
	if err != nil {
		return err
	}
	return see(w, r, pushPath(written)+"?done=1")
}

// editPush fills the form with the plan as it is.
func (s *Site) editPush(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Push.Campaigns.Campaign(r.Context(), pufa.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	f := PlanForm{Title: c.Title, Purpose: c.Purpose, Channel: string(c.Channel), Group: string(c.Audience.Group), Topics: c.Audience.Topics,
		Communities: c.Audience.Communities, Trades: c.Audience.Trades, Tags: c.Audience.Tags, When: "once", Clock: "09:00", Weekday: "1", MonthDay: "1",
		Cron: c.Rule.Cron, Tied: c.Rule.Tied.Entry, Start: string(c.Rule.Start), End: string(c.Rule.End), Rest: c.Rule.Rest.Holidays, Revision: c.Revision}
	switch {
	case f.Cron != "":
		f.When = "cron"
	case f.Tied != "":
		f.When, f.Clock, f.Ahead = "tied", clockOf(c.Rule.Tied.Minute), digits(c.Rule.Tied.Ahead)
	case !c.Rule.At.IsZero():
		f.At = c.Rule.At.In(pufa.Zone).Format("2006-01-02T15:04")
	}
	for _, p := range c.Pieces {
		switch {
		case p.Entry != "":
			f.Entries = append(f.Entries, p.Entry)
		case p.Kind == schedule.Text:
			f.Text = p.Body
		}
	}
	return s.showPushForm(w, r, http.StatusOK, pushFormPage{ID: c.ID, Form: f, Keeps: len(c.Pieces)})
}
