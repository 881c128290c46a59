package console

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Campaigns is what was planned and what became of it.
type Campaigns interface {
	Campaign(ctx context.Context, id pufa.ID) (schedule.Campaign, error)
	// Campaigns lists those in the states, all where none is named, the newest first.
	Campaigns(ctx context.Context, states ...schedule.State) ([]schedule.Campaign, error)
	Steps(ctx context.Context, id pufa.ID) ([]schedule.Step, error)
	Deliveries(ctx context.Context, id pufa.ID) ([]schedule.Delivery, error)
}

// Planner writes plans and looks ahead.
type Planner interface {
	// WritePlan stores a plan as a draft: a new one where id is "", else in the place of the revision that was
	// seen. Invalid for what cannot be read, Conflict where somebody has changed it since.
	WritePlan(ctx context.Context, id pufa.ID, f PlanForm, by pufa.Staff) (pufa.ID, error)
	// Forecast lists what approved plans will send from now to the moment, in order.
	Forecast(ctx context.Context, until time.Time) ([]schedule.Planned, error)
	// Reaches counts whom a plan would go to now.
	Reaches(ctx context.Context, c schedule.Campaign) (int, error)
	// Days lists the publicity days from … to, both included.
	Days(from, to pufa.Day) ([]PublicityDay, error)
}

// PublicityDay is a day, week or month of the publicity calendar.
type PublicityDay struct {
	ID, Name string
	From, To pufa.Day
}

// PushParts is what the pages of pushes are wired to.
type PushParts struct {
	Campaigns   Campaigns
	Desk        schedule.Desk
	Planner     Planner
	Communities []string
	Topics      []string
	Service     bool // a service account: four pushes a month for each follower; else one a day
}

func (s *Site) pushRoutes() []route {
	return []route{
		{pattern: "GET /push", handle: s.pushes},
		{pattern: "GET /push/new", handle: s.newPush, who: pufa.Role.Writes},
		{pattern: "POST /push/new", handle: s.addPush, who: pufa.Role.Writes},
		{pattern: "GET /push/{id}", handle: s.push},
		{pattern: "GET /push/{id}/edit", handle: s.editPush, who: pufa.Role.Writes},
		{pattern: "POST /push/{id}/edit", handle: s.changePush, who: pufa.Role.Writes},
		{pattern: "POST /push/{id}/step", handle: s.stepPush, who: pufa.Role.Writes},
	}
}

type pushesPage struct {
	Month, Before, After string // paths of the months beside this one
	Words                string // 2026年12月
	Weeks                [][]monthDay
	Planned              int // still to be sent in this month by mass pushes
	Limit                string
	States               []choice
	Text                 string
	Lines                []pushLine
	MayWrite             bool
}

// monthDay is a cell of a month; Day is "" beside it.
type monthDay struct {
	Number int
	Day    pufa.Day
	Today  bool
	Marks  []string
	Pushes []pushMark
}

type pushMark struct{ Path, Clock, Title, State string }

type pushLine struct{ Path, Title, Channel, State, When, Who string }

func (s *Site) pushes(w http.ResponseWriter, r *http.Request) error {
	q, now := r.URL.Query(), s.Now().In(pufa.Zone)
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, pufa.Zone)
	if text := q.Get("month"); text != "" {
		t, err := time.ParseInLocation("2006-01", text, pufa.Zone)
		if err != nil || t.Year() < 2000 || t.Year() > now.Year()+5 {
			return pufa.Errorf(pufa.Invalid, "“%s”不是能看的月份，请写成 2026-12 这样。", text)
		}
		first = t
	}
	data := pushesPage{Words: first.Format("2006年1月"), Text: q.Get("q"), MayWrite: staff(r).Role.Writes(),
		Before: "/console/push?month=" + first.AddDate(0, -1, 0).Format("2006-01"), After: "/console/push?month=" + first.AddDate(0, 1, 0).Format("2006-01"),
		States: pick(q.Get("state"), "", "全部", "draft", "草稿", "submitted", "待审", "approved", "已审", "paused", "已暂停", "cancelled", "已取消"),
		Limit:  map[bool]string{true: "服务号给每个粉丝一个月最多群发 4 次。", false: "订阅号一天最多群发 1 次。"}[s.Push.Service]}
	all, err := s.Push.Campaigns.Campaigns(r.Context())
	if err != nil {
		return err
	}
	for _, c := range all {
		if (q.Get("state") == "" || string(c.State) == q.Get("state")) && strings.Contains(c.Title, data.Text) {
			data.Lines = append(data.Lines, pushLine{pushPath(c.ID), c.Title, c.Channel.Chinese(), c.State.Chinese(), c.Rule.Chinese(), c.Audience.Chinese()})
		}
	}
	if data.Weeks, data.Planned, err = s.month(r.Context(), first, all); err != nil {
		return err
	}
	return s.render(w, r, "push-list", "推送", data)
}

func pushPath(id pufa.ID) string { return "/console/push/" + string(id) }

// month lays a month out in weeks, with the publicity days, what was sent and what will be.
func (s *Site) month(ctx context.Context, first time.Time, all []schedule.Campaign) (weeks [][]monthDay, planned int, err error) {
	last := first.AddDate(0, 1, 0).Add(-time.Second)
	days := map[pufa.Day]*monthDay{}
	for t := first; !t.After(last); t = t.AddDate(0, 0, 1) {
		days[pufa.DayOf(t)] = &monthDay{Number: t.Day(), Day: pufa.DayOf(t), Today: pufa.DayOf(t) == pufa.DayOf(s.Now())}
	}
	marks, err := s.Push.Planner.Days(pufa.DayOf(first), pufa.DayOf(last))
	if err != nil {
		return nil, 0, err
	}
	for _, m := range marks {
		day := max(m.From, pufa.DayOf(first))
		name := m.Name
		if m.To > m.From {
			name += "（到 " + m.To.Chinese() + "）"
		}
		days[day].Marks = append(days[day].Marks, name)
	}
	put := func(at time.Time, c schedule.Campaign, state string) {
		if d := days[pufa.DayOf(at)]; d != nil {
			d.Pushes = append(d.Pushes, pushMark{pushPath(c.ID), at.In(pufa.Zone).Format("15:04"), c.Title, state})
		}
	}
	for _, c := range all {
		deliveries, err := s.Push.Campaigns.Deliveries(ctx, c.ID)
		if err != nil {
			return nil, 0, err
		}
		for _, d := range deliveries {
			put(d.Occurrence, c, d.State.Chinese())
		}
	}
	if last.After(s.Now()) {
		coming, err := s.Push.Planner.Forecast(ctx, last)
		if err != nil {
			return nil, 0, err
		}
		for _, p := range coming {
			put(p.At, p.Campaign, "将发")
			if p.Campaign.Channel == schedule.Mass && !p.At.Before(first) {
				planned++
			}
		}
	}
	return weeksOf(first, days), planned, nil
}

func weeksOf(first time.Time, days map[pufa.Day]*monthDay) (weeks [][]monthDay) {
	start, _ := weekdayOf(first)
	week := make([]monthDay, start-1)
	for t := first; t.Month() == first.Month(); t = t.AddDate(0, 0, 1) {
		week = append(week, *days[pufa.DayOf(t)])
		if len(week) == 7 {
			weeks, week = append(weeks, week), nil
		}
	}
	if len(week) > 0 {
		weeks = append(weeks, append(week, make([]monthDay, 7-len(week))...))
	}
	return weeks
}
