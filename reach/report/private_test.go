package report_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// register is an office whose events are all that it did.
type register []reach.Event

func (r register) Held(_ context.Context, from, to pufa.Day) ([]reach.Event, error) {
	return slices.DeleteFunc(slices.Clone(r), func(e reach.Event) bool { return e.Day() < from || e.Day() > to }), nil
}

func (r register) Cells(_ context.Context, cube reach.Cube, from, to pufa.Day, visit func(reach.Cell)) error {
	for _, row := range r.rows(from, to) {
		tally := reach.NewTally()
		tally.Add(row, 0)
		tally.Cells(row.Day, func(of reach.Cube, c reach.Cell) {
			if of == cube {
				visit(c)
			}
		})
	}
	return nil
}

func (r register) rows(from, to pufa.Day) (rows []reach.Entry) {
	for _, e := range r {
		if e.Day() >= from && e.Day() <= to {
			rows = append(rows, e.Rows(e.Start)...)
		}
	}
	return rows
}

func (register) Statement(context.Context, pufa.Day, pufa.Day) (reach.StockStatement, error) {
	return reach.StockStatement{Agrees: true}, nil
}

func (r register) Known(context.Context) (map[string]report.Known, error) {
	known := map[string]report.Known{}
	for _, e := range r {
		known[e.Subject()] = report.Known{Name: e.Name, Scene: e.Scene, Form: e.Form}
	}
	return known, nil
}

func (r register) Rows(_ context.Context, f reach.Filter, _ reach.Subjects, _ pufa.ID, _ int) ([]reach.Entry, error) {
	return r.rows(f.From, f.To), nil
}

func (register) SumRows(context.Context, reach.Filter, reach.Subjects) (reach.Total, error) {
	return reach.Total{}, nil
}

func (register) Corrections(context.Context, []pufa.ID) ([]reach.Entry, error) { return nil, nil }

func (r register) report(t interface{ Fatal(...any) }) report.Report {
	desk := report.Desk{Source: r, Ledger: r, Office: report.Office{Name: "幸福司法所"}, Now: func() time.Time { return pufa.Day("2026-12-31").Time() }}
	made, err := desk.Report(context.Background(), "2026-01-01", "2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// drawRegister draws events of which many had few people.
func drawRegister(t *rapid.T) (r register) {
	for i := range rapid.IntRange(1, 12).Draw(t, "events") {
		day := pufa.Day(fmt.Sprintf("2026-%02d-05", rapid.IntRange(1, 5).Draw(t, "month")))
		r = append(r, reach.Event{ID: pufa.ID(fmt.Sprintf("e%d", i)), Number: fmt.Sprintf("2026-%03d", i), Revision: 1, State: reach.EventDone, Name: fmt.Sprintf("活动%d", i),
			Start: day.Time().Add(9 * time.Hour), Form: rapid.SampledFrom(reach.Forms()[:2]).Draw(t, "form"),
			Scene: rapid.SampledFrom([]string{"", "进社区", "进学校"}).Draw(t, "scene"), Community: rapid.SampledFrom([]string{"", "幸福社区", "和平社区"}).Draw(t, "community"),
			Heads: []reach.Heads{{Basis: rapid.SampledFrom([]reach.Basis{reach.Estimated, reach.CheckedIn}).Draw(t, "basis"), People: rapid.IntRange(1, 12).Draw(t, "people")}}})
	}
	return r
}

// line is a number that a table shows or holds back.
type line struct {
	name   string
	number int
	hidden bool
}

// column returns the column's lines and its total.
func column(r report.Report, key, name string) (lines []line, total line) {
	i := slices.IndexFunc(r.Tables, func(t report.Table) bool { return t.Key == key })
	if i < 0 {
		return nil, line{}
	}
	t := r.Tables[i]
	at := slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == name })
	for _, row := range t.Rows {
		lines = append(lines, line{row[0].Text, row[at].Number, row[at].Hidden})
	}
	if t.Total != nil {
		total = line{"合计", t.Total[at].Number, t.Total[at].Hidden}
	}
	return lines, total
}

// Whoever has the file takes from each sum that it shows the parts that it shows. What is left must be of
// several parts, and of enough people.
func TestDifferencesWithinAFileTellOfNoFewPeople(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		office := drawRegister(t)
		made := office.report(t)
		told := func(what string, parts []line) {
			hidden, sum := 0, 0
			for _, p := range parts {
				if p.hidden {
					hidden, sum = hidden+1, sum+p.number
				}
			}
			if hidden == 1 || hidden > 1 && sum < report.FewPeople {
				t.Fatalf("%s less its parts tells of %d people in %d: %+v", what, sum, hidden, parts)
			}
		}
		events, _ := column(made, "events", "到场")
		lists := map[string]func(reach.Event) string{
			"months": func(e reach.Event) string { return reach.MonthOf(e.Day()) },
			"scenes": func(e reach.Event) string { return e.Scene }, "forms": func(e reach.Event) string { return e.Form },
			"communities": func(e reach.Event) string { return e.Community }, "bases": func(e reach.Event) string { return e.Heads[0].Basis.Chinese() },
		}
		for key, of := range lists {
			groups, total := column(made, key, "到场")
			if !total.hidden && len(groups) > 0 {
				told(key, groups)
			}
			for _, g := range groups {
				var parts []line
				for i, e := range office {
					if of(e) == strings.Replace(g.name, "未登记", "", 1) {
						parts = append(parts, events[i])
					}
				}
				open := !slices.ContainsFunc(parts, func(p line) bool { return p.hidden })
				switch {
				case !g.hidden:
					told(key+" "+g.name, parts)
				case open && g.number > 0:
					t.Fatalf("%s %s is held back, and all its events are told", key, g.name)
				}
			}
		}
		months, _ := column(made, "months", "到场")
		quarters, _ := column(made, "quarters", "到场")
		for i, q := range quarters {
			if !q.hidden {
				told(q.name, months[3*i:min(3*i+3, len(months))])
			}
		}
	})
}

func TestFewPeopleOfAWholePeriodAreInNoFile(t *testing.T) {
	office := register{{ID: "e1", Number: "2026-001", Revision: 1, State: reach.EventDone, Name: "入户", Start: pufa.Day("2026-03-05").Time(), Form: "入户",
		Heads: []reach.Heads{{Basis: reach.CheckedIn, People: 3}}, Questions: 2, Referrals: 1}}
	var file bytes.Buffer
	if err := report.WriteCSV(&file, office.report(t)); err != nil {
		t.Fatal(err)
	}
	for _, text := range strings.Split(file.String(), "\n") {
		for _, name := range []string{",到场,", ",现场咨询,", ",转介,", "主要数据,活动到场", "主要数据,现场咨询", "主要数据,转介"} {
			if strings.Contains(text, name) && !strings.Contains(text, "*") && !strings.Contains(text, ",0,") {
				t.Errorf("the file tells: %s", text)
			}
		}
	}
}

func TestTheBasisOfFewPeopleIsNotToldByTheOthers(t *testing.T) {
	office := register{}
	for i, h := range []reach.Heads{{Basis: reach.CheckedIn, People: 200}, {Basis: reach.Estimated, People: 3}} {
		office = append(office, reach.Event{ID: pufa.ID(fmt.Sprint(i)), Number: fmt.Sprint(i), Revision: 1, State: reach.EventDone, Name: "讲座",
			Start: pufa.Day("2026-03-05").Time(), Form: "讲座", Heads: []reach.Heads{h}})
	}
	made := office.report(t)
	for _, note := range append(made.Notes, made.Figures[1].Basis) {
		if strings.Contains(note, "签到200人") {
			t.Errorf("203 in all, less these: %s", note)
		}
	}
	kinds, _ := column(made, "kinds", "人数")
	for _, k := range kinds {
		if k.name == reach.Attended.Chinese() && !k.hidden {
			t.Errorf("203 in all, less these: %+v", k)
		}
	}
}
