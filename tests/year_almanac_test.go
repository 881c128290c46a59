package tests

import (
	root "github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule/calendar"
	"github.com/pufa/pufa/store"
)

// noticeTemplate is the account's template of notifications.
const noticeTemplate = "tmpl-year"

// accept lets somebody accept one more notification, as the platform and the office see it.
func (y *year) accept(r *resident) {
	y.t.Helper()
	if _, err := y.sim.Popup(y.t.Context(), r.openID, map[string]bool{noticeTemplate: true}); err != nil {
		y.t.Fatal(err)
	}
	_, err := store.NewNotices(y.db).Hear(y.t.Context(), string(root.NewID()), y.sim.Now(), root.FollowerKey(r.openID),
		[]store.Popup{{Template: noticeTemplate, Accepted: true}})
	if err != nil {
		y.t.Fatal(err)
	}
	r.accepts++
}

// daysOff2028 are the days off that the regulation of 2024 gives in 2028, whose notice is not out.
var daysOff2028 = []root.Day{"2028-01-01", "2028-01-25", "2028-01-26", "2028-01-27", "2028-01-28", "2028-04-04", "2028-05-01",
	"2028-05-02", "2028-05-28", "2028-10-01", "2028-10-02", "2028-10-03"}

// Days implements schedule.Almanac by the national calendar.
func (y *year) Days(entry string, from, to int) (days []root.Day, err error) {
	national, err := calendar.Load()
	if err != nil {
		return nil, err
	}
	e, err := national.Entry(entry)
	for at := from; at <= to && err == nil; at++ {
		for _, o := range e.In(at) {
			days = append(days, o.First)
		}
	}
	return days, err
}

// Holidays implements schedule.Almanac.
func (y *year) Holidays(from, to int) (days []root.Day, err error) {
	h, err := calendar.LoadHolidays("")
	for at := from; at <= to && err == nil; at++ {
		days = append(days, h.In(at)...)
	}
	return days, err
}

// notified counts the notifications on all phones.
func (y *year) notified() (n int) {
	for _, r := range y.people {
		for _, s := range y.sim.Conversation(r.openID) {
			if s.Via == "subscribe" {
				n++
			}
		}
	}
	return n
}
