package tests

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// counted is what a column counts: 次 times, 人 people, 份 copies, of one kind of row.
type counted struct{ name, kind, what string }

var (
	onTheSpot = []counted{{"活动", "event_held", "次"}, {"到场", "attended", "人"}, {"发放资料", "gave_out", "份"}, {"走访企业", "visited", "次"},
		{"现场咨询", "consulted", "次"}, {"转介", "referred", "次"}}
	online    = []counted{{"智能答复", "answered", "次"}, {"转人工", "handed_over", "次"}, {"网页阅读", "page_read", "次"}}
	delivered = counted{"推送送达", "push_delivered", "次"}
	scanned   = counted{"海报扫码", "scan", "次"}
)

// selects tells whether a row is meant.
type selects func(*told) bool

func in2025(r *told) bool { return strings.HasPrefix(r.day, "2025-") }

// ofYear lists the rows of a year that are meant.
func (y *workedYear) meant(of selects, kinds ...string) (found []*told) {
	for _, r := range y.rows {
		if slices.Contains(kinds, r.kind) && of(r) {
			found = append(found, r)
		}
	}
	return found
}

// count counts rows as a person with a pencil does.
func count(rows []*told, what string) (n int) {
	seen := map[string]bool{}
	for _, r := range rows {
		if r.undone || r.undoes {
			continue
		}
		switch {
		case what == "次":
			n += r.times
		case what == "份":
			n += r.copies
		case r.follower == "":
			n += r.people
		case !seen[r.follower]:
			seen[r.follower] = true
			n++
		}
	}
	return n
}

func fewPeople(rows []*told, what string) bool {
	n := count(rows, "人")
	return what != "份" && n > 0 && n < 5
}

// wanted is a cell that a table must have.
type wanted struct {
	text   string
	number int
	hidden bool
	rows   []*told
	drill  bool
}

// lines are a table as it must be: its names and what each selects.
type lines struct {
	names  []string
	of     func(name string) selects
	counts []counted
	total  bool // a last line, and so a second number hidden where only one is
	all    bool // also names of which there is nothing
	within int  // as many lines make one of another table; 0: they do not
}

// table lays the lines out: columns and lines of which there is nothing are left out.
func (y *workedYear) table(l lines) (columns []string, body [][]wanted) {
	cell := func(of selects, c counted) wanted {
		rows := y.meant(func(r *told) bool { return in2025(r) && of(r) }, c.kind)
		return wanted{number: count(rows, c.what), hidden: fewPeople(rows, c.what), rows: rows, drill: true}
	}
	some := func(name string, counts []counted) bool {
		return slices.ContainsFunc(counts, func(c counted) bool { return cell(l.of(name), c).number != 0 })
	}
	names := slices.DeleteFunc(slices.Clone(l.names), func(name string) bool { return !l.all && !some(name, l.counts) })
	counts := slices.DeleteFunc(slices.Clone(l.counts), func(c counted) bool {
		return !slices.ContainsFunc(names, func(name string) bool { return some(name, []counted{c}) })
	})
	for _, c := range counts {
		columns = append(columns, c.name)
	}
	for _, name := range names {
		row := []wanted{{text: name}}
		for _, c := range counts {
			row = append(row, cell(l.of(name), c))
		}
		body = append(body, row)
	}
	if l.total {
		last := []wanted{{text: "合计"}}
		for _, c := range counts {
			last = append(last, cell(func(*told) bool { return true }, c))
		}
		for start := 0; l.within > 0 && start < len(body); start += l.within {
			hideSecond(body[start:start+l.within], slices.Repeat([]wanted{{hidden: true}}, len(last)))
		}
		hideSecond(body, last)
		body = append(body, last)
	}
	return columns, body
}

// hideSecond hides the least of the other numbers of a column in which only one is hidden.
func hideSecond(body [][]wanted, last []wanted) {
	for i := range last {
		least := -1
		hidden := 0
		for j, row := range body {
			if row[i].hidden {
				hidden++
			} else if row[i].number > 0 && (least < 0 || row[i].number < body[least][i].number) {
				least = j
			}
		}
		switch {
		case hidden != 1 || last[i].hidden && last[i].rows != nil:
		case least >= 0:
			body[least][i].hidden = true
		default:
			last[i].hidden = true
		}
	}
}

func month(r *told) int { return int(r.day[5]-'0')*10 + int(r.day[6]-'0') }

// months, quarters and the groups of what is told of events and people.
func (y *workedYear) breakdowns() map[string]lines {
	var months, quarters []string
	for m := range 12 {
		months = append(months, fmt.Sprint(m+1, "月"))
	}
	for q := range 4 {
		quarters = append(quarters, fmt.Sprintf("2025年第%d季度", q+1))
	}
	by := func(value func(*told) string) func(string) selects {
		return func(name string) selects {
			return func(r *told) bool { return value(r) == name || value(r) == "" && name == "未登记" }
		}
	}
	event := func(value func(reach.Event) string) func(*told) string {
		return func(r *told) string {
			for _, e := range y.events {
				if subject(e) == r.subject {
					return value(e)
				}
			}
			return ""
		}
	}
	ofTopic := func(name string) selects {
		return func(r *told) bool { return slices.Contains(y.topics[r.subject], name) }
	}
	ofSubject := func(named map[string]string) func(string) selects {
		return func(name string) selects { return func(r *told) bool { return named[r.subject] == name && name != "" } }
	}
	spotAndSend := append(slices.Clone(onTheSpot), delivered, scanned)
	everything := append(slices.Concat(onTheSpot, online), delivered)
	spotAndAsk := slices.Concat(onTheSpot, online[:2])
	nearby := slices.Concat(onTheSpot[:5], online[:2])
	return map[string]lines{
		"months": {names: months, of: by(func(r *told) string { return fmt.Sprint(month(r), "月") }), total: true, all: true, within: 3,
			counts: []counted{onTheSpot[0], onTheSpot[1], onTheSpot[2], onTheSpot[3], onTheSpot[4], online[0], online[2], delivered}},
		"quarters": {names: quarters, of: by(func(r *told) string {
			return fmt.Sprintf("2025年第%d季度", (month(r)+2)/3)
		}), counts: everything, total: true, all: true},
		"scenes":      {names: append(reach.Scenes(), "未登记"), of: by(event(func(e reach.Event) string { return e.Scene })), counts: onTheSpot, total: true},
		"forms":       {names: append(reach.Forms(), "未登记"), of: by(event(func(e reach.Event) string { return e.Form })), counts: onTheSpot, total: true},
		"nodes":       {names: []string{"民法典宣传月", "消费者权益日"}, of: by(func(r *told) string { return y.nodes[r.subject] }), counts: spotAndSend},
		"communities": {names: []string{"幸福社区", "和平社区", "文化社区", "新河村", "东风社区", "未登记"}, of: by(func(r *told) string { return r.community }), counts: nearby, total: true, all: true},
		"trades":      {names: []string{"餐饮", "未登记"}, of: by(func(r *told) string { return r.trade }), counts: spotAndAsk, total: true, all: true},
		"topics": {names: []string{"婚姻家庭", "防范诈骗", "劳动用工"}, of: ofTopic,
			counts: append(slices.Concat(onTheSpot[:3], online), delivered)},
		"pushes": {names: []string{"民法典宣传月推送", "海报"}, of: ofSubject(y.campaigns), counts: []counted{{"选定", "push_selected", "次"}, {"受理", "push_accepted", "次"},
			{"送达", "push_delivered", "次"}, {"未达", "push_failed", "次"}, {"平台阅读", "push_read", "次"}, {"平台分享", "push_shared", "次"}, scanned}},
		"entries": {names: []string{"婚姻家庭怎么办？", "防范诈骗怎么办？", "劳动用工怎么办？"}, of: ofSubject(y.entries), counts: append(slices.Clone(online), counted{"网页读者", "page_read", "人"})},
	}
}

// kindsTable is every kind on every basis.
func (y *workedYear) kindsTable() (body [][]wanted) {
	for _, kind := range reach.Kinds() {
		var mine [][]wanted
		for _, basis := range []string{"checkin", "estimate", "handout", "platform", "scan", "system"} {
			on := func(r *told) bool { return in2025(r) && r.basis == basis }
			before := func(r *told) bool { return strings.HasPrefix(r.day, "2024-") && r.basis == basis }
			rows := y.meant(on, string(kind))
			if count(rows, "次")+count(rows, "份") == 0 {
				continue
			}
			few := fewPeople(rows, "次")
			row := []wanted{{text: kind.Chinese()}, {text: reach.Basis(basis).Chinese()}, {number: count(rows, "次"), hidden: few, rows: rows, drill: true},
				{number: count(rows, "人"), hidden: few, rows: rows, drill: true}, {number: count(rows, "份"), rows: rows, drill: true}}
			if old := y.meant(before, string(kind)); len(old) > 0 {
				row = append(row, wanted{number: count(old, "次"), hidden: fewPeople(old, "次")})
			} else {
				row = append(row, wanted{text: "—"})
			}
			mine = append(mine, row)
		}
		hideSecond(mine, make([]wanted, 4)) // of the times and people; what is left of copies is not of people
		body = append(body, mine...)
	}
	return body
}

// figures are the headline numbers by their keys.
func (y *workedYear) figures() map[string]counted {
	return map[string]counted{
		"events": {"", "event_held", "次"}, "audience": {"", "attended", "人"}, "copies": {"", "gave_out", "份"}, "visited": {"", "visited", "次"},
		"consulted": {"", "consulted", "次"}, "referred": {"", "referred", "次"}, "signed_in": {"", "signed_in", "次"}, "answered": {"", "answered", "次"},
		"answered_people": {"", "answered", "人"}, "handed_over": {"", "handed_over", "次"}, "replied": {"", "replied", "次"}, "reads": {"", "page_read", "次"},
		"readers": {"", "page_read", "人"}, "scans": {"", "scan", "次"}, "delivered": {"", "push_delivered", "次"}, "push_reads": {"", "push_read", "次"},
		"shares": {"", "push_shared", "次"}, "reads_outside": {"", "read_outside", "次"}, "follows": {"", "follow", "次"}, "online_people": {"", "", "人"},
	}
}

// roundDown writes a number of the sentence.
func roundDown(n int) string {
	text := fmt.Sprint(n)
	if n < 10 {
		return text
	}
	down := text[:1] + strings.Repeat("0", len(text)-1)
	if down != text {
		down += "余"
	}
	return down
}

// tableOf finds a table of a report.
func tableOf(r report.Report, key string) report.Table {
	for _, t := range r.Tables {
		if t.Key == key {
			return t
		}
	}
	return report.Table{}
}
