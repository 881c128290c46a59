package console

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// reading turns the words of a form into an event and notes what cannot be read.
type reading struct{ faults []reach.Fault }

func (r *reading) add(field, format string, args ...any) {
	r.faults = append(r.faults, reach.Fault{Field: field, Say: fmt.Sprintf(format, args...)})
}

// event returns the event that the form describes. Whether it can be true the clerk says; the photos are
// without their sizes and the materials without their IDs.
func (f eventForm) event() (reach.Event, []reach.Fault) {
	r := &reading{}
	e := reach.Event{
		Key: f.Key, State: reach.EventState(f.State), Name: f.Name, Node: f.Node, Theme: f.Theme,
		Start: r.moment("start", f.Start), End: r.moment("end", f.End),
		Place: f.Place, Community: f.Community, Form: f.Form, Scene: f.Scene,
		Organiser: f.Organiser, Partners: split(f.Partners),
		Topics: append(f.Topics, split(f.MoreTopics)...), Groups: append(f.Groups, split(f.MoreGroups)...),
		Laws: split(f.Laws), Trade: f.Trade, Lecturers: split(f.Lecturers), Feedback: f.Feedback,
		Volunteers: r.number("volunteers", f.Volunteers), Panels: r.number("panels", f.Panels),
		Banners: r.number("banners", f.Banners), Questions: r.number("questions", f.Questions),
		Referrals: r.number("referrals", f.Referrals), OnlineReads: r.number("online_reads", f.OnlineReads),
	}
	if f.Revision != "" {
		e.Revision = r.number("revision", f.Revision)
	}
	for i, h := range f.Heads {
		field := fmt.Sprintf("heads[%d].", i+1)
		e.Heads = append(e.Heads, reach.Heads{Basis: reach.Basis(h.Basis),
			People: r.number(field+"people", h.People), Times: r.number(field+"times", h.Times)})
	}
	for i, h := range f.Handouts {
		copies := r.number(fmt.Sprintf("handouts[%d].copies", i+1), h.Copies)
		e.Handouts = append(e.Handouts, reach.Handout{Name: h.Name, Copies: copies})
	}
	for _, v := range f.Enterprises {
		e.Enterprises = append(e.Enterprises, reach.Visit(v))
	}
	for _, p := range f.Photos {
		e.Photos = append(e.Photos, reach.Photo{ID: p.ID, Caption: p.Caption})
	}
	return e, r.faults
}

// moment reads a time as browsers send it, or as people type it where a browser has no field for it.
func (r *reading) moment(field, text string) time.Time {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{typedTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-1-2 15:04"} {
		if t, err := time.ParseInLocation(layout, text, pufa.Zone); err == nil {
			return t
		}
	}
	r.add(field, "“%s”不是时间，请写成 2026-12-04 09:00 这样", cut(text, 30))
	return time.Time{}
}

// number reads a whole number; nothing is 0.
func (r *reading) number(field, text string) int {
	text = strings.Map(plainDigit, text)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.add(field, "“%s”不是整数，请只写数字", cut(text, 20))
	}
	return n
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// plainDigit makes full-width digits plain and drops what people put between digits.
func plainDigit(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '－' || r == '−':
		return '-'
	case r == ' ' || r == '\u3000' || r == ',' || r == '，':
		return -1
	default:
		return r
	}
}

// split takes a text apart where people put something between names.
func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;\r\n", r) })
}
