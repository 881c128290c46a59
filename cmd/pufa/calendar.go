package main

import (
	"fmt"
	"path/filepath"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule/calendar"
)

// calendar returns the publicity calendar with the layers that the settings name.
func (s *session) calendar() (calendar.Calendar, error) {
	var files []calendar.File
	for _, f := range []calendar.File{
		{Layer: calendar.Province, Path: s.cfg.Calendar.Province},
		{Layer: calendar.City, Path: s.cfg.Calendar.City},
		{Layer: calendar.Office, Path: s.cfg.Calendar.Office},
	} {
		if f.Path != "" {
			f.Path = s.besideConfig(f.Path)
			files = append(files, f)
		}
	}
	return calendar.Load(files...)
}

func (s *session) holidays() (calendar.Holidays, error) {
	if s.cfg.Calendar.Holidays == "" {
		return calendar.LoadHolidays("")
	}
	return calendar.LoadHolidays(s.besideConfig(s.cfg.Calendar.Holidays))
}

// besideConfig returns a path that the settings name, meant from their own folder.
func (s *session) besideConfig(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(s.named), path)
}

// checkCalendar looks for mistakes in the calendar's files and for weeks that nobody has dated yet.
func (s *session) checkCalendar() finding {
	const name = "普法日历"
	c, err := s.calendar()
	if err == nil {
		_, err = s.holidays()
	}
	if err != nil {
		return finding{name, problem, pufa.Say(err), "按提示改好文件，或把设置里 calendar 下面对应的一行改成 \"\""}
	}
	year := pufa.DayOf(s.now()).Time().Year()
	if unset := c.Unset(year); len(unset) > 0 {
		return finding{name, warning, fmt.Sprintf("%d 年还没有日子：%s", year, names(unset)),
			"看到当年通知后写进本单位的日历文件，写法见 docs/calendar.md"}
	}
	return finding{name, fine, fmt.Sprintf("%d 年共 %d 项", year, len(c.Year(year))), ""}
}

func names(entries []calendar.Entry) string {
	text := ""
	for i, e := range entries {
		if i > 0 {
			text += "、"
		}
		text += e.Name
	}
	return text
}
