package main

import (
	"testing"

	"github.com/pufa/pufa"
)

func TestStretchesOfTimeAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"10:02-10:04":            "2026-12-04 10:02 2026-12-04 10:05",
		"10:02-10:02":            "2026-12-04 10:02 2026-12-04 10:03",
		"10：02－10：04":            "2026-12-04 10:02 2026-12-04 10:05",
		"10:02到10:04":            "2026-12-04 10:02 2026-12-04 10:05",
		"2026-12-05 9:00-9:30":   "2026-12-05 09:00 2026-12-05 09:31",
		"23:50-00:10":            "2026-12-04 23:50 2026-12-05 00:11",
		"2026-12-05 23:50-23:59": "2026-12-05 23:50 2026-12-06 00:00",
		"":                       "", "10:02": "", "10:02-": "", "25:00-26:00": "", "昨天": "", "2026-13-01 10:02-10:04": "", "10:02-10:04-10:06": "",
	} {
		from, until, err := stretch(text, "2026-12-04")
		got := ""
		if err == nil {
			got = from.In(pufa.Zone).Format("2006-01-02 15:04 ") + until.In(pufa.Zone).Format("2006-01-02 15:04")
		}
		if got != want || (err != nil) != (pufa.KindOf(err) == pufa.Invalid) {
			t.Errorf("%q is %q, %v, want %q", text, got, err, want)
		}
	}
}
