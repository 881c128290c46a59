package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// eventForm is what stands in the form's fields, as typed: a form that is refused keeps every word.
type eventForm struct {
	Key      string // idempotency key, made when the form is opened
	Revision string
	State    string
	Note     string

	Name, Node, Theme, Start, End     string
	Place, Community, Form, Scene     string
	Organiser, Partners               string
	Topics, Groups                    []string // ticked
	MoreTopics, MoreGroups            string
	Laws, Trade, Lecturers, Feedback  string
	Volunteers, Panels, Banners       string
	Questions, Referrals, OnlineReads string
	Heads                             []headsRow
	Handouts                          []handoutRow
	Enterprises                       []visitRow
	Photos                            []photoRow
}

type headsRow struct{ Basis, People, Times string }

type handoutRow struct{ Name, Copies string }

type visitRow struct{ Name, Code string }

type photoRow struct{ ID, Caption string }

// formOf reads the fields. Rows in which nothing stands are left out, so that faults name rows by the
// same numbers as those that are shown.
func formOf(v url.Values) eventForm {
	f := eventForm{
		Key: v.Get("key"), Revision: v.Get("revision"), State: v.Get("state"), Note: v.Get("note"),
		Name: v.Get("name"), Node: v.Get("node"), Theme: v.Get("theme"), Start: v.Get("start"), End: v.Get("end"),
		Place: v.Get("place"), Community: v.Get("community"), Form: v.Get("form"), Scene: v.Get("scene"),
		Organiser: v.Get("organiser"), Partners: v.Get("partners"),
		Topics: v["topics"], Groups: v["groups"], MoreTopics: v.Get("topics_more"), MoreGroups: v.Get("groups_more"),
		Laws: v.Get("laws"), Trade: v.Get("trade"), Lecturers: v.Get("lecturers"), Feedback: v.Get("feedback"),
		Volunteers: v.Get("volunteers"), Panels: v.Get("panels"), Banners: v.Get("banners"),
		Questions: v.Get("questions"), Referrals: v.Get("referrals"), OnlineReads: v.Get("online_reads"),
	}
	for i, basis := range few(v["heads.basis"]) {
		row := headsRow{basis, nth(v["heads.people"], i), nth(v["heads.times"], i)}
		if !blank(row.People, row.Times) {
			f.Heads = append(f.Heads, row)
		}
	}
	for i, name := range few(v["handouts.name"]) {
		if row := (handoutRow{name, nth(v["handouts.copies"], i)}); !blank(row.Name, strings.Trim(row.Copies, "0")) {
			f.Handouts = append(f.Handouts, row)
		}
	}
	for i, name := range few(v["enterprises.name"]) {
		if row := (visitRow{name, nth(v["enterprises.code"], i)}); !blank(row.Name, row.Code) {
			f.Enterprises = append(f.Enterprises, row)
		}
	}
	for i, id := range few(v["photo"]) {
		known := func(p photoRow) bool { return p.ID == id }
		if !slices.Contains(v["photo.drop"], id) && !slices.ContainsFunc(f.Photos, known) {
			f.Photos = append(f.Photos, photoRow{id, nth(v["photo.caption"], i)})
		}
	}
	return f
}

// rowsMost bounds the rows of a list in the form, well above what an event may have.
const rowsMost = 1000

func few(list []string) []string { return list[:min(len(list), rowsMost)] }

func nth(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

func blank(texts ...string) bool {
	return strings.TrimSpace(strings.Join(texts, "")) == ""
}

// formOfEvent returns the fields of an event that is there, for a form of the office's topics.
func formOfEvent(e reach.Event, topics []string) eventForm {
	f := eventForm{
		Revision: strconv.Itoa(e.Revision), State: string(e.State),
		Name: e.Name, Node: e.Node, Theme: e.Theme, Start: typed(e.Start), End: typed(e.End),
		Place: e.Place, Community: e.Community, Form: e.Form, Scene: e.Scene,
		Organiser: e.Organiser, Partners: join(e.Partners), Laws: join(e.Laws), Trade: e.Trade,
		Lecturers: join(e.Lecturers), Feedback: e.Feedback,
		Volunteers: amount(e.Volunteers), Panels: amount(e.Panels), Banners: amount(e.Banners),
		Questions: amount(e.Questions), Referrals: amount(e.Referrals), OnlineReads: amount(e.OnlineReads),
	}
	f.Topics, f.MoreTopics = apart(e.Topics, topics)
	f.Groups, f.MoreGroups = apart(e.Groups, groups())
	for _, h := range e.Heads {
		f.Heads = append(f.Heads, headsRow{string(h.Basis), strconv.Itoa(h.People), amount(h.Times)})
	}
	for _, h := range e.Handouts {
		f.Handouts = append(f.Handouts, handoutRow{h.Name, amount(h.Copies)})
	}
	for _, v := range e.Enterprises {
		f.Enterprises = append(f.Enterprises, visitRow(v))
	}
	for _, p := range e.Photos {
		f.Photos = append(f.Photos, photoRow{p.ID, p.Caption})
	}
	return f
}

const typedTime = "2006-01-02T15:04"

// typed returns a moment as the browser's field for it takes it.
func typed(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(pufa.Zone).Format(typedTime)
}

func amount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func join(list []string) string { return strings.Join(list, "、") }

// apart returns which of the words can be ticked, and the others in one text.
func apart(words, offered []string) (ticked []string, others string) {
	var rest []string
	for _, w := range words {
		if slices.Contains(offered, w) {
			ticked = append(ticked, w)
		} else {
			rest = append(rest, w)
		}
	}
	return ticked, join(rest)
}

// groups lists the audiences that can be ticked.
func groups() []string {
	return []string{"老年人", "青少年", "妇女", "农民工", "企业职工", "个体户", "社区干部", "残疾人"}
}
