package store

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// facts are what was told to the ledger, kept the plain way: a list, read from end to end for every question.
// Nothing here uses how the ledger sums up.
type facts struct {
	list   []*fact
	events []reach.Event
	known  map[string]report.Known // entries and campaigns
}

type fact struct {
	reach.Entry
	struck bool
}

// what they add up to
type amount struct{ Times, People, Copies int }

func newFacts() *facts {
	return &facts{known: map[string]report.Known{
		"entry:a": {Name: "甲", Topics: []string{"婚姻家庭"}}, "entry:b": {Name: "乙", Topics: []string{"劳动用工"}},
		"campaign:c": {Name: "丙", Node: "宪法宣传周", Topics: []string{"婚姻家庭", "劳动用工"}},
	}}
}

// knows is what is known of all subjects.
func (f *facts) knows() map[string]report.Known {
	known := maps.Clone(f.known)
	for _, e := range f.events {
		known["event:"+string(e.ID)] = report.Known{Name: e.Name, Scene: e.Scene, Form: e.Form, Topics: e.Topics}
	}
	return known
}

// stand lists what counts: what was told and not taken back, and what the events say as they now are.
func (f *facts) stand() (list []reach.Entry) {
	for _, told := range f.list {
		if !told.struck {
			list = append(list, told.Entry)
		}
	}
	for _, e := range f.events {
		list = append(list, eventFacts(e)...)
	}
	return list
}

func eventFacts(e reach.Event) (list []reach.Entry) {
	if e.State != reach.EventDone {
		return nil
	}
	add := func(kind reach.Kind, basis reach.Basis, times, people, copies int, source string) {
		if times+people+copies > 0 {
			list = append(list, reach.Entry{Kind: kind, Basis: basis, Times: times, People: people, Copies: copies, Source: source,
				Day: pufa.DayOf(e.Start), Subject: "event:" + string(e.ID), Community: e.Community, Trade: e.Trade})
		}
	}
	add("event_held", "system", 1, 0, 0, "")
	if len(e.Heads) > 0 {
		add("attended", e.Heads[0].Basis, e.Heads[0].Times, e.Heads[0].People, 0, "")
	}
	for _, h := range e.Handouts {
		add("gave_out", "handout", 0, 0, h.Copies, "material:"+h.Name)
	}
	add("visited", "system", len(e.Enterprises), 0, 0, "")
	add("consulted", "estimate", e.Questions, 0, 0, "")
	add("referred", "estimate", e.Referrals, 0, 0, "")
	add("read_outside", "platform", e.OnlineReads, 0, 0, "")
	return list
}

// sum adds up what the question selects: followers once, nobody in particular each time.
func sum(list []reach.Entry, selects func(reach.Entry) bool) (a amount) {
	crowd := map[pufa.FollowerKey]bool{}
	for _, e := range list {
		if !selects(e) {
			continue
		}
		a.Times += e.Times
		a.Copies += e.Copies
		switch {
		case e.Follower == "":
			a.People += e.People
		case e.People > 0:
			crowd[e.Follower] = true
		}
	}
	a.People += len(crowd)
	return a
}

func within(from, to pufa.Day) func(reach.Entry) bool {
	return func(e reach.Entry) bool { return from <= e.Day && e.Day <= to }
}

// group adds up by a label; what has none ("!") is left out.
func group(list []reach.Entry, selects func(reach.Entry) bool, label func(reach.Entry) string) map[string]amount {
	found := map[string]amount{}
	for _, e := range list {
		if selects(e) && label(e) != "!" {
			found[label(e)] = amount{}
		}
	}
	for name := range found {
		found[name] = sum(list, func(e reach.Entry) bool { return selects(e) && label(e) == name })
	}
	maps.DeleteFunc(found, func(_ string, a amount) bool { return a == amount{} })
	return found
}

// behind reads the query of a number as an address bar has it.
func (f *facts) behind(where string) func(reach.Entry) bool {
	q, err := url.ParseQuery(where)
	if err != nil {
		panic(err)
	}
	known := f.knows()
	is := func(key, has string) bool {
		want := q.Get(key)
		return want == "" || want == has || want == "-" && has == "" && (key == "community" || key == "trade")
	}
	like := func(key string, has ...string) bool {
		has = slices.DeleteFunc(slices.Clone(has), func(s string) bool { return s == "" })
		want := q.Get(key)
		return want == "" || slices.Contains(has, want) || want == "-" && len(has) == 0
	}
	return func(e reach.Entry) bool {
		k := known[e.Subject]
		return within(pufa.Day(q.Get("from")), pufa.Day(q.Get("to")))(e) && slices.Contains(q["kind"], string(e.Kind)) &&
			is("basis", string(e.Basis)) && is("subject", e.Subject) && is("community", e.Community) && is("trade", e.Trade) &&
			is("source", e.Source) && like("scene", k.Scene) && like("form", k.Form) && like("node", k.Node) && like("topic", k.Topics...)
	}
}

// forget gives a person's facts another name, as nobody may know any more whose they were.
func (f *facts) forget(who pufa.FollowerKey, n int) {
	for _, told := range f.list {
		if told.Follower == who {
			told.Follower = pufa.FollowerKey(fmt.Sprintf("%s gone %d", who, n))
		}
	}
}

// strike takes back the sign-ins of an event within a stretch of time, or all of its facts.
func (f *facts) strike(e reach.Event, from, until time.Time) (n int) {
	for _, told := range f.list {
		if told.Subject == e.Subject() && !told.struck && told.Kind == reach.SignedIn && !told.At.Before(from) && told.At.Before(until) {
			told.struck = true
			n++
		}
	}
	return n
}

// labels of the cubes' cells
var cubes = map[reach.Cube]func(reach.Entry) string{
	reach.ByPlace: func(e reach.Entry) string {
		return strings.Join([]string{string(e.Day)[:7], string(e.Kind), string(e.Basis), e.Community, e.Trade}, "|")
	},
	reach.BySubject: func(e reach.Entry) string {
		return strings.Join([]string{string(e.Day)[:7], string(e.Kind), string(e.Basis), e.Subject}, "|")
	},
	reach.AskedByCommunity: func(e reach.Entry) string { return asked(e, e.Community) },
	reach.AskedByTrade:     func(e reach.Entry) string { return asked(e, e.Trade) },
}

func asked(e reach.Entry, by string) string {
	if by == "" || e.Kind != "answered" && e.Kind != "handed_over" {
		return "!"
	}
	return strings.Join([]string{string(e.Day)[:7], string(e.Kind), e.Subject, by}, "|")
}

func cellLabel(cube reach.Cube, c reach.Cell) string {
	switch cube {
	case reach.ByPlace:
		return strings.Join([]string{c.Month, string(c.Kind), string(c.Basis), c.Community, c.Trade}, "|")
	case reach.BySubject:
		return strings.Join([]string{c.Month, string(c.Kind), string(c.Basis), c.Subject}, "|")
	default:
		return strings.Join([]string{c.Month, string(c.Kind), c.Subject, c.Community + c.Trade}, "|")
	}
}
