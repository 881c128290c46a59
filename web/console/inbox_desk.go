package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/web"
)

// Canned is an answer that is kept to be used again.
type Canned struct {
	ID    pufa.ID
	Title string
	Text  string
}

// CannedReplies keeps answers.
type CannedReplies interface {
	CannedReplies(ctx context.Context) ([]Canned, error)
	// PutCanned keeps one, or changes the one of its ID. Conflict for a title that another has.
	PutCanned(ctx context.Context, c Canned) error
	DropCanned(ctx context.Context, id pufa.ID) error
}

// Shift is when somebody is on duty, every week.
type Shift struct {
	ID       pufa.ID
	Weekday  int // 1 Monday … 7 Sunday
	From, To int // minutes of the day in China, To not included
	Who      string
}

// Roster is who is on duty when.
type Roster interface {
	Shifts(ctx context.Context) ([]Shift, error)
	PutShift(ctx context.Context, d Shift) error
	DropShift(ctx context.Context, id pufa.ID) error
}

type cannedPage struct {
	Kept []Canned
	Form Canned
	Say  string
}

func (s *Site) canned(w http.ResponseWriter, r *http.Request) error {
	return s.showCanned(w, r, http.StatusOK, cannedPage{})
}

func (s *Site) showCanned(w http.ResponseWriter, r *http.Request, status int, data cannedPage) (err error) {
	if data.Kept, err = s.Inbox.Canned.CannedReplies(r.Context()); err != nil {
		return err
	}
	return s.renderAs(w, r, status, "canned", "常用答复", data)
}

func (s *Site) keepCanned(w http.ResponseWriter, r *http.Request) error {
	c := Canned{ID: pufa.ID(r.PostFormValue("id")), Title: strings.TrimSpace(r.PostFormValue("title")), Text: strings.TrimSpace(r.PostFormValue("text"))}
	data := cannedPage{Form: c}
	switch {
	case c.Title == "" || utf8.RuneCountInString(c.Title) > 30:
		data.Say = "名称要写 1 到 30 个字。"
	case c.Text == "" || utf8.RuneCountInString(c.Text) > answerMost:
		data.Say = fmt.Sprintf("内容要写 1 到 %d 个字。", answerMost)
	case c.ID != "" && !c.ID.Valid():
		data.Say = "找不到要改的那一条，请重新打开。"
	}
	if data.Say != "" {
		return s.showCanned(w, r, http.StatusBadRequest, data)
	}
	if err := s.Inbox.Canned.PutCanned(r.Context(), c); err != nil {
		if pufa.KindOf(err) != pufa.Conflict {
			return err
		}
		data.Say = pufa.Say(err)
		return s.showCanned(w, r, web.StatusOf(pufa.Conflict), data)
	}
	return see(w, r, "/console/inbox/canned")
}

func (s *Site) dropCanned(w http.ResponseWriter, r *http.Request) error {
	if err := s.Inbox.Canned.DropCanned(r.Context(), pufa.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return see(w, r, "/console/inbox/canned")
}

type dutyPage struct {
	Days []dutyDay
	Who  []choice
	Say  string
	Form shiftForm
	Week []choice
}

type dutyDay struct {
	Name   string
	Today  bool
	Shifts []shiftLine
}

type shiftLine struct {
	ID        pufa.ID
	Who, When string
}

type shiftForm struct{ From, To string }

func weekdays() []string {
	return []string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}
}

func clockOf(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// weekdayOf returns the weekday, 1 Monday … 7 Sunday, and the minute of the day in China.
func weekdayOf(t time.Time) (day, minute int) {
	t = t.In(pufa.Zone)
	day = int(t.Weekday())
	if day == 0 {
		day = 7
	}
	return day, t.Hour()*60 + t.Minute()
}

// onDuty lists who is on duty now.
func (s *Site) onDuty(ctx context.Context) (names []string, err error) {
	shifts, err := s.Inbox.Roster.Shifts(ctx)
	day, minute := weekdayOf(s.Now())
	for _, d := range shifts {
		if d.Weekday == day && d.From <= minute && minute < d.To && !slices.Contains(names, d.Who) {
			names = append(names, d.Who)
		}
	}
	return names, err
}

func (s *Site) duty(w http.ResponseWriter, r *http.Request) error {
	return s.showDuty(w, r, http.StatusOK, dutyPage{Form: shiftForm{"09:00", "17:00"}})
}

func (s *Site) showDuty(w http.ResponseWriter, r *http.Request, status int, data dutyPage) error {
	shifts, err := s.Inbox.Roster.Shifts(r.Context())
	if err != nil {
		return err
	}
	today, _ := weekdayOf(s.Now())
	for i, name := range weekdays() {
		day := dutyDay{Name: name, Today: i+1 == today}
		for _, d := range shifts {
			if d.Weekday == i+1 {
				day.Shifts = append(day.Shifts, shiftLine{d.ID, d.Who, clockOf(d.From) + "–" + clockOf(d.To)})
			}
		}
		data.Days = append(data.Days, day)
		data.Week = append(data.Week, choice{strconv.Itoa(i + 1), name, i+1 == today})
	}
	if data.Who, err = s.answerers(r.Context(), staff(r).Name); err != nil {
		return err
	}
	data.Who = data.Who[1:]
	return s.renderAs(w, r, status, "duty", "值班", data)
}

func (s *Site) addShift(w http.ResponseWriter, r *http.Request) error {
	data := dutyPage{Form: shiftForm{r.PostFormValue("from"), r.PostFormValue("to")}}
	from, err1 := time.Parse("15:04", data.Form.From)
	to, err2 := time.Parse("15:04", data.Form.To)
	day, err3 := strconv.Atoi(r.PostFormValue("weekday"))
	who, err := s.Access.Account(r.Context(), r.PostFormValue("who"))
	switch {
	case err1 != nil || err2 != nil || !from.Before(to):
		data.Say = "时间要写成 09:00 这样，结束要晚于开始。"
	case err3 != nil || day < 1 || day > 7:
		data.Say = "请选星期几。"
	case err != nil || !mayAnswer(who):
		data.Say = "请选一位能答复咨询的同事。"
	}
	if data.Say != "" {
		return s.showDuty(w, r, http.StatusBadRequest, data)
	}
	shift := Shift{Weekday: day, From: from.Hour()*60 + from.Minute(), To: to.Hour()*60 + to.Minute(), Who: who.Name}
	if err := s.Inbox.Roster.PutShift(r.Context(), shift); err != nil {
		return err
	}
	return see(w, r, "/console/inbox/duty")
}

func (s *Site) dropShift(w http.ResponseWriter, r *http.Request) error {
	if err := s.Inbox.Roster.DropShift(r.Context(), pufa.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return see(w, r, "/console/inbox/duty")
}

// timesPage is how long people waited for answers.
type timesPage struct{ Months []timesLine }

type timesLine struct {
	Month    string
	Asked    int
	Answered int
	Waiting  int
	Median   string
	Most     string // within which nine of ten were answered
	Day      int    // answered within a day
}

// times shows a year of months, the latest first.
func (s *Site) times(w http.ResponseWriter, r *http.Request) error {
	now := s.Now().In(pufa.Zone)
	since := time.Date(now.Year(), now.Month()-11, 1, 0, 0, 0, 0, pufa.Zone)
	all, err := s.Inbox.Book.AnswerTimes(r.Context(), since)
	if err != nil {
		return err
	}
	months := map[string][]AnswerTime{}
	for _, t := range all {
		month := t.Asked.In(pufa.Zone).Format("2006-01")
		months[month] = append(months[month], t)
	}
	var data timesPage
	for i := range 12 {
		month := since.AddDate(0, 11-i, 0)
		if list := months[month.Format("2006-01")]; len(list) > 0 {
			data.Months = append(data.Months, timesOf(month.Format("2006年1月"), list))
		}
	}
	return s.render(w, r, "times", "多久答复", data)
}

func timesOf(month string, list []AnswerTime) timesLine {
	line := timesLine{Month: month, Asked: len(list)}
	var waits []time.Duration
	for _, t := range list {
		if t.Answered.IsZero() {
			line.Waiting++
			continue
		}
		wait := t.Answered.Sub(t.Asked)
		waits = append(waits, wait)
		if wait <= 24*time.Hour {
			line.Day++
		}
	}
	line.Answered = len(waits)
	if slices.Sort(waits); len(waits) > 0 {
		line.Median, line.Most = waited(waits[(len(waits)-1)/2]), waited(waits[(len(waits)*9+9)/10-1])
	}
	return line
}
