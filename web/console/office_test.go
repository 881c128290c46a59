package console

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// office holds the data of the pages' tests.
type office struct {
	rows   []reach.Entry
	events []reach.Event
	steps  map[pufa.ID][]reach.EventStep
	locked []report.Report
	heads  int // shown of 受众
}

const lectureID = pufa.ID("01900000-0000-7000-8000-000000000001")

func newOffice() *office {
	o := &office{steps: map[pufa.ID][]reach.EventStep{}, heads: 8123}
	for i := range 24 {
		o.hold(i)
	}
	return o
}

func (o *office) hold(i int) {
	start := time.Date(2026, time.Month(i%12)+1, 8+i%15, 14, 0, 0, 0, pufa.Zone)
	e := reach.Event{ID: pufa.ID(fmt.Sprintf("01900000-0000-7000-8000-%012d", i+1)), Number: fmt.Sprintf("2026-%03d", i+1),
		Code: fmt.Sprintf("abcd%04d", i), Revision: 1, State: reach.EventDone, Name: []string{"民法典进社区讲座", "根治欠薪现场咨询", "防范电信网络诈骗宣传", "宪法宣传周展板巡展"}[i%4],
		Theme: "法治宣传", Start: start, End: start.Add(2 * time.Hour), Place: "幸福社区党群服务中心二楼会议室", Community: []string{"幸福社区", "和平社区", "新桥社区"}[i%3],
		Form: reach.Forms()[i%5], Scene: reach.Scenes()[i%6], Organiser: "示例司法所", Partners: []string{"示例派出所", "示例律师事务所"},
		Topics: []string{"婚姻家庭", "邻里物业"}, Laws: []string{"民法典"}, Groups: []string{"老年人", "妇女"}, Lecturers: []string{"王律师"}, Volunteers: 6,
		Handouts: []reach.Handout{{Name: "民法典口袋书", Copies: 250}}, Heads: []reach.Heads{{Basis: reach.CheckedIn, People: 86, Times: 86}, {Basis: reach.Estimated, People: 120}},
		Questions: 9, Feedback: "居民希望下次讲继承。", EnteredBy: editor}
	o.steps[e.ID] = []reach.EventStep{{Revision: 1, Action: reach.EventEntered, By: editor, At: start.Add(3 * time.Hour), Event: e}}
	for _, row := range e.Rows(start.Add(3 * time.Hour)) {
		row.ID = pufa.ID(fmt.Sprintf("01900000-0000-7000-9000-%012d", len(o.rows)))
		o.rows = append(o.rows, row)
	}
	o.rows = append(o.rows, reach.Entry{ID: pufa.ID(fmt.Sprintf("01900000-0000-7000-9000-%012d", len(o.rows))), Key: fmt.Sprint("signin", i), Day: e.Day(),
		Kind: reach.SignedIn, Basis: reach.CheckedIn, People: 1, Times: 1, Subject: e.Subject(), Community: e.Community, Follower: "0123456789abcdef0123456789abcdef"})
	if i == 0 {
		o.correct(&e)
	}
	if i%8 == 7 {
		e.State, e.Heads = reach.EventPlanned, nil
	}
	o.events = append(o.events, e)
}

// correct makes 86 people 68, as somebody does who has mistyped them.
func (o *office) correct(e *reach.Event) {
	at := e.Start.Add(24 * time.Hour)
	i := slices.IndexFunc(o.rows, func(r reach.Entry) bool { return r.Kind == reach.Attended })
	undo := o.rows[i].Undone(at)
	right := o.rows[i]
	right.ID, right.Key, right.People, right.Times = "01900000-0000-7000-9000-999999999999", "right", 68, 68
	o.rows = append(o.rows, undo, right)
	e.Heads = []reach.Heads{{Basis: reach.CheckedIn, People: 68, Times: 68}, e.Heads[1]}
	e.Revision = 2
	o.steps[e.ID] = append(o.steps[e.ID], reach.EventStep{Revision: 2, Action: reach.EventCorrected, By: editor, At: at, Note: "签到表数错了", Event: *e})
}

func (o *office) wire(p *Parts) {
	p.Reports, p.Rows, p.Names, p.Register, p.Clerk, p.Totals, p.Agendas = o, o, o, o, o, o, o
}

// Agenda implements Agendas.
func (o *office) Agenda(context.Context) (Agenda, error) {
	return Agenda{Waiting: 2, Oldest: noon.Add(-3 * time.Hour), Review: []Task{{Path: "/console/entries/a", Name: "试用期多长", Note: "问答，小李提交"}}}, nil
}

// Rows implements Rows.
func (o *office) Rows(_ context.Context, f reach.Filter, after pufa.ID, limit int) (found []reach.Entry, err error) {
	slices.SortFunc(o.rows, func(a, b reach.Entry) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	open := after == ""
	for _, e := range o.rows {
		if open && selects(f, e) && len(found) < limit {
			found = append(found, e)
		}
		open = open || e.ID == after
	}
	return found, nil
}

func selects(f reach.Filter, e reach.Entry) bool {
	return (f.From == "" || e.Day >= f.From) && (f.To == "" || e.Day <= f.To) && (len(f.Kinds) == 0 || slices.Contains(f.Kinds, e.Kind)) &&
		(f.Basis == "" || e.Basis == f.Basis) && (f.Subject == "" || e.Subject == f.Subject) && (f.Community == "" || e.Community == f.Community)
}

// SumRows implements Rows.
func (o *office) SumRows(ctx context.Context, f reach.Filter) (t reach.Total, err error) {
	found, err := o.Rows(ctx, f, "", len(o.rows))
	for _, e := range found {
		t.Rows, t.Times, t.People, t.Copies = t.Rows+1, t.Times+e.Times, t.People+e.People, t.Copies+e.Copies
	}
	return t, err
}

// Subject implements Totals.
func (o *office) Subject(ctx context.Context, subject string) (totals []reach.Total, err error) {
	t, err := o.SumRows(ctx, reach.Filter{Subject: subject, Kinds: []reach.Kind{reach.SignedIn}})
	t.Kind = reach.SignedIn
	return append(totals, t), err
}

// Corrections implements Rows.
func (o *office) Corrections(_ context.Context, ids []pufa.ID) (found []reach.Entry, err error) {
	for _, e := range o.rows {
		if e.Corrects != "" && slices.Contains(ids, e.Corrects) {
			found = append(found, e)
		}
	}
	return found, nil
}

// Names implements Names.
func (o *office) Names(_ context.Context, subjects []string) (map[string]string, error) {
	names := map[string]string{}
	for _, e := range o.events {
		if slices.Contains(subjects, e.Subject()) {
			names[e.Subject()] = e.Name
		}
	}
	return names, nil
}

// Report implements Reports.
func (o *office) Report(_ context.Context, from, to pufa.Day) (report.Report, error) {
	sum, before := 0, 18
	var months [][]report.Cell
	for month := range 12 {
		months = append(months, []report.Cell{{Text: fmt.Sprintf("%d月", month+1)}, {Number: month * 113, Where: fmt.Sprintf("kind=attended&from=2026-%02d-01", month+1)}, {Number: -53 + month*20}})
		sum += month * 113
	}
	return report.Report{Title: "关于2026年度法治宣传教育工作情况的报告", Office: "示例司法所", From: from, To: to,
		Sentence: "2026年开展各类法治宣传活动20余场，发放宣传资料6000余份，受众8000余人次，走访企业30余家次。",
		Notes:    []string{"活动：按活动台账已举办的场次计。", "受众：按签到、扫码和现场估算计，每场只取一种口径。"},
		Figures: []report.Figure{
			{Key: "events", Name: "举办活动", Value: 24, Unit: "场", Before: &before, Basis: "系统记录", Where: "kind=event_held&from=2026-01-01&to=2026-12-31"},
			{Key: "copies", Name: "发放资料", Value: 6000, Unit: "份", Basis: "发放登记", Where: "kind=gave_out&from=2026-01-01&to=2026-12-31"},
			{Key: "audience", Name: "现场受众", Value: o.heads, Unit: "人次", Basis: "签到、现场估算", Where: "kind=attended&from=2026-01-01&to=2026-12-31"},
			{Key: "answered", Name: "智能答复", Value: 12480, Unit: "人次", Before: &before, Basis: "系统记录", Where: "kind=answered"},
		},
		Tables: []report.Table{
			{Key: "months", Title: "各月情况", Chart: "bars", Columns: []report.Column{{Name: "月份", Kind: report.Text}, {Name: "到场", Kind: report.Number, Unit: "人次"}, {Name: "比上年", Kind: report.Change}},
				Rows: months, Total: []report.Cell{{Text: "合计"}, {Number: sum}, {Empty: true}}, Note: "少于 5 人的数字用 * 代替。"},
			{Key: "communities", Title: "各社区情况", Chart: "bars", Columns: []report.Column{{Name: "社区", Kind: report.Text}, {Name: "活动", Kind: report.Number, Unit: "场"}, {Name: "到场", Kind: report.Number, Unit: "人次"}},
				Rows: [][]report.Cell{{{Text: "幸福社区"}, {Number: 8, Where: "kind=event_held&community=幸福社区"}, {Number: 700}}, {{Text: "和平社区"}, {Number: 8}, {Hidden: true}}}},
			{Key: "events", Title: "活动一览", Annex: true, Columns: []report.Column{{Name: "日期", Kind: report.Date}, {Name: "活动", Kind: report.Text}}, Rows: [][]report.Cell{{{Text: "2026-03-15"}, {Text: "消费者权益日咨询"}}}},
		}}, nil
}

// Lock implements Reports.
func (o *office) Lock(ctx context.Context, from, to pufa.Day, by pufa.Staff) (report.Report, error) {
	r, err := o.Report(ctx, from, to)
	at := noon
	r.Snapshot, r.LockedAt, r.LockedBy = pufa.ID(fmt.Sprint("snapshot-", len(o.locked)+1)), &at, by.Name
	o.locked = append(o.locked, r)
	return r, err
}

// Snapshots implements Reports.
func (o *office) Snapshots(context.Context) ([]report.Report, error) { return o.locked, nil }

// Snapshot implements Reports.
func (o *office) Snapshot(_ context.Context, id pufa.ID) (report.Report, error) {
	for _, r := range o.locked {
		if r.Snapshot == id {
			return r, nil
		}
	}
	return report.Report{}, pufa.Errorf(pufa.NotFound, "没有锁定过这份报表")
}

// Event implements Register.
func (o *office) Event(_ context.Context, name string) (reach.Event, error) {
	for _, e := range o.events {
		if name == string(e.ID) {
			return e, nil
		}
	}
	return reach.Event{}, pufa.Errorf(pufa.NotFound, "没有这场活动")
}

// Events implements Register.
func (o *office) Events(_ context.Context, f EventFilter) (found []reach.Event, err error) {
	for _, e := range o.events {
		if (f.Scene == "" || e.Scene == f.Scene) && (f.State == "" || e.State == f.State) && strings.Contains(e.Name, f.Text) &&
			(f.From == "" || e.Day() >= f.From) && (f.To == "" || e.Day() <= f.To) {
			found = append(found, e)
		}
	}
	return found, nil
}

// EventSteps implements Register.
func (o *office) EventSteps(_ context.Context, id pufa.ID) ([]reach.EventStep, error) {
	return o.steps[id], nil
}

// Check implements Clerk.
func (o *office) Check(ctx context.Context, id pufa.ID, revision int, by pufa.Staff, _ time.Time) (reach.Event, error) {
	e, err := o.Event(ctx, string(id))
	if err == nil && e.Revision != revision {
		return e, reach.Moved(e.Number)
	}
	for i := range o.events {
		if o.events[i].ID == id {
			o.events[i].CheckedBy = by
		}
	}
	return e, err
}

// Cancel implements Clerk.
func (o *office) Cancel(ctx context.Context, id pufa.ID, revision int, by pufa.Staff, _ time.Time, note string) (reach.Event, error) {
	e, err := o.Event(ctx, string(id))
	switch {
	case err == nil && e.Revision != revision:
		return e, reach.Moved(e.Number)
	case note == "":
		return e, pufa.Errorf(pufa.Invalid, "请写明取消的原因")
	}
	for i := range o.events {
		if o.events[i].ID == id {
			o.events[i].State = reach.EventCancelled
		}
	}
	return e, err
}
