package tests

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	root "github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
	"github.com/pufa/pufa/store"
)

const workedOffice = `office:
  name: 幸福街道司法所
  communities: [幸福社区, 和平社区, 文化社区, 新河村, 东风社区]
  staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}, {name: 张主任, role: admin}]
`

var (
	worker  = root.Staff{Name: "小李", Role: root.Editor}
	checker = root.Staff{Name: "张主任", Role: root.Admin}
	yearEnd = time.Date(2025, 12, 31, 10, 0, 0, 0, time.UTC)
)

// told is a row that the ledger must hold, as whoever made the year knows it.
type told struct {
	key, kind, basis, day, subject, follower, community, trade, source string
	times, people, copies                                              int
	undone                                                             bool // taken back
	undoes                                                             bool // takes another back
}

// shelf is what a material's book must say.
type shelf struct{ received, atEvents, atCounters, spoiled int }

// workedYear makes a year of an office, and keeps beside it, in plain lists, what it told.
type workedYear struct {
	t         *testing.T
	draw      *rand.Rand
	db        *store.DB
	rows      []*told
	events    []reach.Event // as they stand
	materials []reach.Material
	shelves   []shelf
	campaigns map[string]string // title by subject
	entries   map[string]string
	topics    map[string][]string // of subjects
	nodes     map[string]string   // of subjects
}

func (y *workedYear) ok(err error) {
	y.t.Helper()
	if err != nil {
		y.t.Fatal(err)
	}
}

func makeYear(t *testing.T, address string) *workedYear {
	t.Helper()
	db, err := store.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	y := &workedYear{t: t, db: db, draw: rand.New(rand.NewPCG(2025, 5)), campaigns: map[string]string{}, entries: map[string]string{},
		topics: map[string][]string{}, nodes: map[string]string{}}
	y.fillStock()
	y.hold2024()
	y.hold2025()
	y.mend()
	y.counters()
	y.publish()
	y.converse()
	return y
}

func (y *workedYear) fillStock() {
	stock := store.NewStock(y.db)
	for i, name := range []string{"民法典折页", "防诈骗手册", "劳动用工问答"} {
		m, err := stock.PutMaterial(y.t.Context(), reach.Material{Name: name, Kind: "折页", Unit: "份"})
		y.ok(err)
		y.materials, y.shelves = append(y.materials, m), append(y.shelves, shelf{received: 5000, spoiled: 10 * i})
		y.move(reach.Move{Key: fmt.Sprint("in-", i), Kind: reach.Received, Material: m.ID, To: reach.Storeroom, Copies: 5000})
		if i > 0 {
			y.move(reach.Move{Key: fmt.Sprint("bad-", i), Kind: reach.Spoiled, Material: m.ID, From: reach.Storeroom, Copies: 10 * i})
		}
	}
}

func (y *workedYear) move(m reach.Move) {
	m.At, m.Day, m.By = yearEnd, cmp.Or(m.Day, "2025-01-02"), worker.Name
	_, _, err := store.NewStock(y.db).Move(y.t.Context(), m)
	y.ok(err)
}

func (y *workedYear) clerk() reach.Clerk {
	return reach.NewClerk(store.NewEvents(y.db), reach.EventRules{})
}

// enter enters an event and notes what it says.
func (y *workedYear) enter(e reach.Event) {
	e.State, e.Key = reach.EventDone, fmt.Sprint("form-", len(y.events))
	stored, _, err := y.clerk().Enter(y.t.Context(), e, worker, yearEnd)
	y.ok(err)
	e.ID, e.Number, e.Revision = stored.ID, stored.Number, stored.Revision
	y.events = append(y.events, e)
	y.topics[subject(e)] = e.Topics
	y.nodes[subject(e)] = map[string]string{"minfadian-yue": "民法典宣传月", "xiaofeizhe-ri": "消费者权益日"}[e.Node]
	y.rows = append(y.rows, saysNow(e)...)
	y.outOfStock(e, 1)
}

func subject(e reach.Event) string { return "event:" + string(e.ID) }

func (y *workedYear) outOfStock(e reach.Event, sign int) {
	for _, h := range e.Handouts {
		for i, m := range y.materials {
			if m.ID == h.Material && e.Start.Year() == 2025 {
				y.shelves[i].atEvents += sign * h.Copies
			}
		}
	}
}

// saysNow lists the rows of an event by the rules of the office: one for each thing that it counted.
func saysNow(e reach.Event) (rows []*told) {
	add := func(kind, basis, source string, times, people, copies int) {
		if times+people+copies == 0 {
			return
		}
		key := fmt.Sprintf("%s:r%d:%s:%s", subject(e), e.Revision, kind, basis)
		if source != "" {
			key += ":" + source
		}
		rows = append(rows, &told{key: key, kind: kind, basis: basis, day: e.Start.Add(8 * time.Hour).Format(time.DateOnly), subject: subject(e),
			community: e.Community, trade: e.Trade, source: source, times: times, people: people, copies: copies})
	}
	add("event_held", "system", "", 1, 0, 0)
	if len(e.Heads) > 0 {
		add("attended", string(e.Heads[0].Basis), "", max(e.Heads[0].Times, e.Heads[0].People), e.Heads[0].People, 0)
	}
	for _, h := range e.Handouts {
		add("gave_out", "handout", "material:"+cmp.Or(string(h.Material), h.Name), 0, 0, h.Copies)
	}
	add("visited", "system", "", len(e.Enterprises), 0, 0)
	add("consulted", "estimate", "", e.Questions, 0, 0)
	add("referred", "estimate", "", e.Referrals, 0, 0)
	add("read_outside", "platform", "", e.OnlineReads, 0, 0)
	return rows
}

func (y *workedYear) hold2024() {
	for i := range 6 {
		y.enter(reach.Event{Name: fmt.Sprintf("上年活动%d", i+1), Start: time.Date(2024, time.Month(1+2*i), 10, 1, 0, 0, 0, time.UTC), Form: "讲座",
			Scene: "进社区", Community: "幸福社区", Heads: []reach.Heads{{Basis: reach.Estimated, People: 500 + i}}, Handouts: []reach.Handout{{Name: "旧传单", Copies: 300}}})
	}
}

// hold2025 enters 25 events: of every form and scene, in four communities, one of them with three people.
func (y *workedYear) hold2025() {
	communities := []string{"幸福社区", "和平社区", "文化社区"}
	topics := [][]string{{"婚姻家庭"}, {"防范诈骗"}, {"劳动用工", "防范诈骗"}}
	bases := []reach.Basis{reach.CheckedIn, reach.Estimated, reach.Scanned}
	for i := range 25 {
		m := y.materials[i%3]
		form, scene := reach.Forms()[i%len(reach.Forms())], reach.Scenes()[i%len(reach.Scenes())]
		e := reach.Event{Name: fmt.Sprintf("第%d场法治宣传", i+1), Start: time.Date(2025, time.Month(1+i*12/25), 3+i, 1, 30, 0, 0, time.UTC),
			Place: communities[i%3] + "广场", Community: communities[i%3], Form: form, Scene: scene, Topics: topics[i%3],
			Heads:     []reach.Heads{{Basis: bases[i%3], People: 280 + 7*i}, {Basis: reach.Platform, People: 11}},
			Handouts:  []reach.Handout{{Material: m.ID, Name: m.Name, Copies: 215 + 3*i}},
			Questions: i % 4, Referrals: i % 2, OnlineReads: 10 * (i % 3)}
		switch i {
		case 4, 9, 14:
			e.Trade, e.Enterprises = "餐饮", []reach.Visit{{Name: fmt.Sprint("饭馆", i)}, {Name: fmt.Sprint("面馆", i)}, {Name: "公司"}, {Name: "超市"}}
		case 10:
			e.Node = "minfadian-yue"
		case 5:
			e.Node = "xiaofeizhe-ri"
		case 12: // hardly anybody came
			e.Community, e.Place, e.Heads = "新河村", "村委会", []reach.Heads{{Basis: reach.Platform, People: 3}}
		case 18: // leaflets that the stock does not know
			e.Handouts = append(e.Handouts, reach.Handout{Name: "自印传单", Copies: 45})
		}
		y.enter(e)
	}
}

// mend corrects events, takes one back, and strikes forged sign-ins.
func (y *workedYear) mend() {
	first := 6 // those of 2024 come before
	y.signIns(first+5, 12, 2)
	y.signIns(first+20, 4, 0)
	y.correct(first+3, func(e *reach.Event) { e.Heads[0].People -= 60 })
	y.correct(first+7, func(e *reach.Event) { e.Community = "文化社区" })
	y.correct(first+11, func(e *reach.Event) { e.Start = e.Start.AddDate(0, 1, 0) })
	y.correct(first+15, func(e *reach.Event) { e.Handouts[0].Copies += 25 })
	y.correct(first+15, func(e *reach.Event) { e.Handouts[0].Copies -= 25 })
	e := &y.events[first+20]
	_, err := y.clerk().Cancel(y.t.Context(), e.ID, e.Revision, worker, yearEnd, "没有办成")
	y.ok(err)
	e.State = reach.EventCancelled
	y.outOfStock(*e, -1)
	for _, row := range slices.Clone(y.rows) {
		if row.subject == subject(*e) {
			y.takeBack(row)
		}
	}
	for i := first; i < first+18; i++ { // the rest nobody has checked
		e := &y.events[i]
		is, err := y.clerk().Check(y.t.Context(), e.ID, e.Revision, checker, yearEnd)
		y.ok(err)
		e.Revision, e.CheckedBy = is.Revision, checker
	}
}

func (y *workedYear) takeBack(row *told) {
	if row.undone || row.undoes {
		return
	}
	row.undone = true
	undo := *row
	undo.key, undo.times, undo.people, undo.copies, undo.undone, undo.undoes = "undo:"+row.key, -row.times, -row.people, -row.copies, false, true
	y.rows = append(y.rows, &undo)
}

// correct changes an event: what it no longer says is taken back, what it newly says comes.
func (y *workedYear) correct(i int, change func(*reach.Event)) {
	e := y.events[i]
	e.Heads, e.Handouts = slices.Clone(e.Heads), slices.Clone(e.Handouts)
	y.outOfStock(e, -1)
	change(&e)
	y.outOfStock(e, 1)
	is, err := y.clerk().Correct(y.t.Context(), e, worker, yearEnd, "数错了")
	y.ok(err)
	e.Revision = is.Revision
	y.events[i] = e
	now := saysNow(e)
	for _, row := range slices.Clone(y.rows) {
		if row.subject != subject(e) || row.undone || row.undoes || row.kind == "signed_in" {
			continue
		}
		same := slices.IndexFunc(now, func(n *told) bool {
			n2, r2 := *n, *row
			n2.key, r2.key = "", ""
			return n2 == r2
		})
		if same >= 0 {
			now = slices.Delete(now, same, same+1)
		} else {
			y.takeBack(row)
		}
	}
	y.rows = append(y.rows, now...)
}

func (y *workedYear) signIns(event, people, struck int) {
	e, signs := y.events[event], store.NewSignIns(y.db)
	keyer, err := reach.NewKeyer(slices.Repeat([]byte{9}, 32))
	y.ok(err)
	for i := range people {
		row := e.SignIn(keyer, root.FollowerKey(fmt.Sprint("f", i)), reach.SignedByWeChat, e.Start.Add(time.Duration(i)*time.Minute))
		for range 2 {
			_, err := signs.SignIn(y.t.Context(), row)
			y.ok(err)
		}
		y.rows = append(y.rows, &told{key: row.Key, kind: "signed_in", basis: "checkin", day: e.Start.Add(8 * time.Hour).Format(time.DateOnly), subject: subject(e),
			follower: fmt.Sprint("f", i), community: e.Community, trade: e.Trade, source: "wechat", times: 1, people: 1})
	}
	if struck == 0 {
		return
	}
	_, err = signs.Strike(y.t.Context(), reach.Strike{Subject: subject(e), From: e.Start, Until: e.Start.Add(time.Duration(struck) * time.Minute), By: checker, Why: "刷的", At: yearEnd})
	y.ok(err)
	for _, row := range y.rows[len(y.rows)-people : len(y.rows)-people+struck] {
		y.takeBack(row)
	}
}

func (y *workedYear) counters() {
	for i, copies := range []int{40, 55, 31} {
		key := fmt.Sprint("counter-", i)
		y.move(reach.Move{Key: key, Day: root.Day("2025-05-20").Add(40 * i), Kind: reach.AtCounter, Material: y.materials[i].ID, From: reach.Storeroom, Copies: copies, Community: "和平社区"})
		y.shelves[i].atCounters += copies
		y.rows = append(y.rows, &told{key: "stock:" + key, kind: "gave_out", basis: "handout", day: string(root.Day("2025-05-20").Add(40 * i)),
			community: "和平社区", source: "material:" + string(y.materials[i].ID), copies: copies})
	}
}

// publish puts three pieces and two pushes there, for rows to name.
func (y *workedYear) publish() {
	for i, field := range []string{"婚姻家庭", "防范诈骗", "劳动用工"} {
		slug := fmt.Sprint("worked-", i)
		_, err := store.NewEntries(y.db).PutEntry(y.t.Context(), knowledge.Entry{ID: root.NewID(), Slug: slug, Kind: knowledge.KindQA, Title: field + "怎么办？", Body: "先打12348。",
			Field: field, State: knowledge.Reviewed, Hash: slug})
		y.ok(err)
		y.entries["entry:"+slug], y.topics["entry:"+slug] = field+"怎么办？", []string{field}
	}
	for i, title := range []string{"民法典宣传月推送", "海报"} {
		c := schedule.Campaign{ID: root.NewID(), Title: title, Authors: []string{worker.Name}, Channel: schedule.Mass, State: schedule.Cancelled, Revision: 1}
		if i == 0 {
			c.Rule.Tied.Entry = "minfadian-yue"
			y.nodes["campaign:"+string(c.ID)] = "民法典宣传月"
		}
		y.ok(store.NewCampaigns(y.db).PutCampaign(y.t.Context(), c, schedule.Step{Campaign: c.ID, Revision: 1, By: worker.Name, Role: worker.Role, At: yearEnd}))
		y.campaigns["campaign:"+string(c.ID)] = title
	}
}

// converse appends what people asked, read and scanned, and what was pushed: twice, as a crash would.
func (y *workedYear) converse() {
	var pushed, poster string
	for s, title := range y.campaigns {
		if title == "海报" {
			poster = s
		} else {
			pushed = s
		}
	}
	var rows []*told
	for day, counts := range map[string][]int{"2025-05-01": {900, 890, 871, 19, 300, 21}, "2025-05-02": {0, 0, 0, 0, 145, 8}} {
		for i, kind := range []string{"push_selected", "push_accepted", "push_delivered", "push_failed", "push_read", "push_shared"} {
			if counts[i] > 0 {
				rows = append(rows, &told{key: "push-" + day + kind, kind: kind, basis: "platform", day: day, subject: pushed, times: counts[i]})
			}
		}
	}
	communities := []string{"幸福社区", "和平社区", "文化社区", "", "新河村"}
	person := func(kind, subject, source string, n int) {
		who := y.draw.IntN(700)
		row := &told{key: fmt.Sprint(kind, "-", n), kind: kind, basis: "system", day: string(root.Day("2025-01-01").Add(y.draw.IntN(365))), subject: subject,
			follower: fmt.Sprint("f", who), community: communities[who%4], source: source, times: 1, people: 1}
		if who < 3 {
			row.community = communities[4]
		}
		if who%10 == 0 {
			row.trade = "餐饮"
		}
		rows = append(rows, row)
	}
	for n := range 2000 {
		person("answered", []string{"entry:worked-0", "entry:worked-1", "entry:worked-2", ""}[n%4], "search", n)
		person("page_read", "entry:worked-"+fmt.Sprint(n%3), "push", n)
		if n%12 == 0 {
			person("handed_over", []string{"entry:worked-1", ""}[n/12%2], "", n)
			person("replied", "", "", n)
		}
		if n%5 == 0 {
			person("scan", poster, "poster-1", n)
			person("follow", "", "", n)
		}
	}
	y.rows = append(y.rows, rows...)
	var entries []reach.Entry
	for _, r := range rows {
		entries = append(entries, reach.Entry{Key: r.key, At: yearEnd, Day: root.Day(r.day), Kind: reach.Kind(r.kind), Basis: reach.Basis(r.basis), People: r.people,
			Times: r.times, Copies: r.copies, Subject: r.subject, Follower: root.FollowerKey(r.follower), Community: r.community, Trade: r.trade, Source: r.source})
	}
	for range 2 {
		_, err := store.NewLedger(y.db).Append(context.Background(), entries...)
		y.ok(err)
	}
}
