package tests

import (
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite" // the driver by its name

	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

// auditor follows the numbers of a year's report to their rows.
type auditor struct {
	*workedYear
	every int // each so manieth number that is asked for is followed
	asked int
	v     visitor
	keys  map[string]string // of rows by ID
	seen  map[string][]string
}

// TestAWorkedYear makes a year of which everything is known, and asks the built command and the staff pages for
// it. PUFA_WORKED_YEAR names a folder to fill with the year instead, for looking at it.
func TestAWorkedYear(t *testing.T) {
	if folder := os.Getenv("PUFA_WORKED_YEAR"); folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "config.yaml"), []byte(workedOffice), 0o600); err != nil {
			t.Fatal(err)
		}
		makeYear(t, "sqlite:"+filepath.Join(folder, "pufa.db"))
		return
	}
	t.Run("sqlite", func(t *testing.T) { auditYear(t, "", 1) })
	t.Run("postgres", func(t *testing.T) {
		onPostgres(t)
		auditYear(t, os.Getenv("PUFA_DATABASE_URL"), 4) // the same questions, and time is dear
	})
}

func auditYear(t *testing.T, postgres string, every int) {
	h, data, run := office(t, workedOffice)
	address, driver, source := postgres, "pgx", postgres
	if postgres == "" {
		address, driver, source = "sqlite:"+filepath.Join(data, "pufa.db"), "sqlite", filepath.Join(data, "pufa.db")
	}
	a := &auditor{workedYear: makeYear(t, address), every: every, seen: map[string][]string{}}
	a.readKeys(driver, source)
	a.v = h.browser("test")
	link, _, _ := strings.Cut(run("link", "--by", "王律师"), "\n")
	_, token, _ := strings.Cut(link, "?t=")
	if status, _ := a.v.open(http.MethodPost, "/console/enter", url.Values{"t": {token}}); status != http.StatusOK && status != http.StatusSeeOther {
		t.Fatal(status)
	}
	r := reportOf(t, run, data, "now.json", "--year", "2025")
	a.sentence(r)
	a.headlines(r)
	for key, l := range a.breakdowns() {
		columns, body := a.table(l)
		a.compares(tableOf(r, key), columns, body)
	}
	a.compares(tableOf(r, "kinds"), nil, a.kindsTable())
	a.basesAgree(r)
	a.register(r)
	a.book(r)
	a.plans(r)
	if len(a.seen)*a.every < 300 {
		t.Errorf("only %d numbers were followed to their rows", len(a.seen))
	}
	a.locks(run, data)
}

func reportOf(t *testing.T, run func(...string) string, data, name string, args ...string) (r report.Report) {
	t.Helper()
	path := filepath.Join(data, name)
	run(append([]string{"report", "--out", path}, args...)...)
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readKeys asks the database which IDs it gave the rows, past our own store.
func (a *auditor) readKeys(driver, source string) {
	db, err := sql.Open(driver, source)
	a.ok(err)
	defer db.Close()
	rows, err := db.Query(`SELECT id, key FROM ledger`)
	a.ok(err)
	defer rows.Close()
	a.keys = map[string]string{}
	for rows.Next() {
		var id, key string
		a.ok(rows.Scan(&id, &key))
		a.keys[id] = key
	}
	a.ok(rows.Err())
	var want []string
	for _, r := range a.rows {
		want = append(want, r.key)
	}
	var got []string
	for _, key := range a.keys {
		got = append(got, key)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		a.t.Fatal("rows from what was told to the ledger:", diff)
	}
}

// leads asserts that the staff page behind a number lists exactly the rows.
func (a *auditor) leads(name, where string, want []*told) {
	a.t.Helper()
	if where == "" {
		a.t.Errorf("%s leads to no rows", name)
		return
	}
	if a.asked++; a.asked%a.every != 0 {
		return
	}
	if a.seen[where] == nil {
		status, body := a.v.open(http.MethodGet, "/console/reach/rows.csv?"+where, nil)
		if status != http.StatusOK {
			a.t.Fatalf("%s: %d %s", where, status, body)
		}
		found, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
		if err != nil {
			a.t.Fatalf("%s: %v in %.300s\n%s", where, err, body, a.v.h.log)
		}
		keys := []string{}
		for _, line := range found[1:] {
			keys = append(keys, a.keys[line[len(line)-1]])
		}
		slices.Sort(keys)
		a.seen[where] = keys
	}
	keys := []string{}
	for _, r := range want {
		keys = append(keys, r.key)
	}
	slices.Sort(keys)
	if diff := cmp.Diff(keys, a.seen[where]); diff != "" {
		a.t.Errorf("%s leads by %s to other rows, from what was told: %s", name, where, diff)
	}
}

func (a *auditor) sentence(r report.Report) {
	all := func(kind, what string) int { return count(a.meant(in2025, kind), what) }
	held, copies, heads, visits := all("event_held", "次"), all("gave_out", "份"), all("attended", "人"), all("visited", "次")
	if held != 24 || copies < 6000 || copies >= 7000 || heads < 8000 || heads >= 9000 {
		a.t.Fatalf("the year is not as in the report: %d events, %d leaflets, %d people", held, copies, heads)
	}
	want := fmt.Sprintf("2025年，开展各类法治宣传活动20余场，发放宣传资料6000余份，受众8000余人，走访企业%s家次。", roundDown(visits))
	if r.Sentence != want {
		a.t.Errorf("got %s\nwant %s", r.Sentence, want)
	}
	notes := strings.Join(r.Notes, "\n")
	for _, want := range []string{fmt.Sprintf("共%d场，其中%d场还没有由第二个人核对", held, a.unchecked()), fmt.Sprintf("合计%d份", copies), fmt.Sprintf("共%d人", heads),
		"10人次（10人）在到场人数之内", "相差45份：“自印传单”45份没有记进库存。", "（签到2852人、现场估算2884人、其余是平台回执、扫码）"} {
		if !strings.Contains(notes, want) {
			a.t.Errorf("the notes lack %q: %s", want, notes)
		}
	}
}

func (a *auditor) unchecked() (n int) {
	for _, e := range a.events {
		if e.Start.Year() == 2025 && e.State == reach.EventDone && e.CheckedBy.Name == "" {
			n++
		}
	}
	return n
}

func (a *auditor) headlines(r report.Report) {
	want := a.figures()
	for _, f := range r.Figures {
		c, known := want[f.Key]
		delete(want, f.Key)
		kinds := []string{c.kind}
		if c.kind == "" {
			kinds = []string{"answered", "handed_over", "replied", "page_read", "scan"}
		}
		rows := a.meant(in2025, kinds...)
		before := count(a.meant(func(r *told) bool { return strings.HasPrefix(r.day, "2024-") }, kinds...), c.what)
		if !known || f.Value != count(rows, c.what) || f.Before == nil || *f.Before != before {
			a.t.Errorf("%s is %d, before %v; want %d, %d", f.Key, f.Value, f.Before, count(rows, c.what), before)
		}
		a.leads(f.Name, f.Where, rows)
	}
	if len(want) > 0 {
		a.t.Errorf("figures that are missing: %v", want)
	}
	a.page(r.Figures)
}

// page asserts that the page itself says the same above its rows.
func (a *auditor) page(figures []report.Figure) {
	for _, f := range figures {
		_, body := a.v.open(http.MethodGet, "/console/reach/rows?"+f.Where, nil)
		text := strings.ReplaceAll(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(body, ""), ",", "")
		if !regexp.MustCompile(fmt.Sprintf(`\b%d ?%s`, f.Value, f.Unit)).MatchString(text) {
			a.t.Errorf("the page of %s does not say %d %s", f.Name, f.Value, f.Unit)
		}
	}
}

// compares holds a table against what it must be, in whatever order its lines stand. columns are the names after
// the first; nil for those whose cells all are given.
func (a *auditor) compares(t report.Table, columns []string, body [][]wanted) {
	a.t.Helper()
	for i, name := range columns {
		if len(t.Columns) != len(columns)+1 || t.Columns[i+1].Name != name {
			a.t.Errorf("%s has the columns %v, want %v", t.Key, t.Columns, columns)
			return
		}
	}
	rows := map[string][]report.Cell{}
	for _, row := range t.Rows {
		rows[row[0].Text+row[1].Text] = row
	}
	if t.Total != nil {
		rows["合计"] = t.Total
	}
	if len(rows) != len(body) {
		a.t.Errorf("%s has %d lines, want %d", t.Key, len(rows), len(body))
	}
	for _, want := range body {
		row := rows[want[0].text+want[1].text]
		for i, w := range want {
			name := fmt.Sprintf("%s %s %s", t.Key, want[0].text, want[1].text)
			switch {
			case i >= len(row):
				a.t.Errorf("%s is missing", name)
			case w.text == "—" && !row[i].Empty, w.text != "" && w.text != "—" && row[i].Text != w.text,
				w.hidden != row[i].Hidden, w.hidden && row[i].Number != 0, !w.hidden && w.number != row[i].Number:
				a.t.Errorf("%s, column %d is %+v, want %q %d hidden %t", name, i, row[i], w.text, w.number, w.hidden)
			case w.drill && !w.hidden:
				a.leads(name, row[i].Where, w.rows)
			}
		}
	}
}

func (a *auditor) basesAgree(r report.Report) {
	var body [][]wanted
	cells := func(name string, of selects) []wanted {
		rows := a.meant(func(r *told) bool { return in2025(r) && of(r) }, "attended")
		few := fewPeople(rows, "人")
		return []wanted{{text: name}, {number: count(rows, "人"), hidden: few, rows: rows, drill: true}, {number: count(rows, "次"), hidden: few, rows: rows, drill: true}}
	}
	for _, basis := range []string{"checkin", "estimate", "platform", "scan"} {
		body = append(body, cells(reach.Basis(basis).Chinese(), func(r *told) bool { return r.basis == basis }))
	}
	last := cells("合计", func(*told) bool { return true })
	hideSecond(body, last)
	a.compares(tableOf(r, "bases"), nil, append(body, last))
}

// register holds the list of events against those that were held.
func (a *auditor) register(r report.Report) {
	t := tableOf(r, "events")
	held := 0
	for _, e := range a.events {
		if e.Start.Year() != 2025 || e.State != reach.EventDone {
			continue
		}
		held++
		i := slices.IndexFunc(t.Rows, func(row []report.Cell) bool { return row[0].Text == e.Number })
		if i < 0 {
			a.t.Errorf("%s is missing", e.Number)
			continue
		}
		row, mine := t.Rows[i], func(r *told) bool { return r.subject == subject(e) }
		heads, gave := a.meant(mine, "attended"), a.meant(mine, "gave_out")
		if few := fewPeople(heads, "人"); row[7].Hidden != few || !few && row[7].Number != count(heads, "人") || row[9].Number != count(gave, "份") {
			a.t.Errorf("%s: %+v", e.Number, row)
		} else if !few {
			a.leads(e.Number, row[7].Where, heads)
		}
		a.leads(e.Number, row[9].Where, gave)
	}
	if len(t.Rows) != held {
		a.t.Errorf("%d events are listed, want %d", len(t.Rows), held)
	}
}

// book holds the stock's table against the moves.
func (a *auditor) book(r report.Report) {
	t := tableOf(r, "materials")
	want := map[string][]int{"自印传单": {0, 0, 0, 0, 0, 0, 0, 0, 45}}
	sources := map[string]string{"自印传单": "material:自印传单"}
	for i, m := range a.materials {
		s := a.shelves[i]
		want[m.Name] = []int{0, s.received, s.atEvents, s.atCounters, s.spoiled, 0, 0, s.received - s.atEvents - s.atCounters - s.spoiled, s.atEvents + s.atCounters}
		sources[m.Name] = "material:" + string(m.ID)
	}
	for _, row := range t.Rows {
		numbers := []int{}
		for _, cell := range row[1:] {
			numbers = append(numbers, cell.Number)
		}
		if diff := cmp.Diff(want[row[0].Text], numbers); diff != "" {
			a.t.Errorf("%s: %s", row[0].Text, diff)
		}
		a.leads(row[0].Text, row[9].Where, a.meant(func(r *told) bool { return in2025(r) && r.source == sources[row[0].Text] }, "gave_out"))
	}
	if len(t.Rows) != len(want) {
		a.t.Errorf("%d lines in the stock's book, want %d", len(t.Rows), len(want))
	}
}

// plans holds the figures that speak for what to do next against what was asked there.
func (a *auditor) plans(r report.Report) {
	t := tableOf(r, "next")
	if len(t.Rows) < 3 {
		a.t.Errorf("%d plans", len(t.Rows))
	}
	for _, row := range t.Rows {
		of := func(r *told) bool {
			return in2025(r) && slices.Contains(a.topics[r.subject], row[1].Text) && (r.community == row[0].Text || r.trade != "" && r.trade+"行业" == row[0].Text)
		}
		asked, open := a.meant(of, "answered", "handed_over"), a.meant(of, "handed_over")
		name := "next " + row[0].Text + row[1].Text
		few := fewPeople(open, "人")
		if row[2].Number != count(asked, "人") || row[3].Number != count(asked, "次") || row[4].Hidden != few || !few && row[4].Number != count(open, "次") ||
			row[5].Number != count(a.meant(of, "event_held"), "次") || count(asked, "人") < 5 {
			a.t.Errorf("%s: %+v", name, row)
		}
		a.leads(name, row[3].Where, asked)
		if !few {
			a.leads(name, row[4].Where, open)
		}
	}
}

// locks publishes the year, corrects an event, and looks for the difference.
func (a *auditor) locks(run func(...string) string, data string) {
	was := reportOf(a.t, run, data, "was.json", "--year", "2025")
	out := run("report", "lock", "--year", "2025", "--by", "王律师")
	id := regexp.MustCompile(`已锁定 (\S+)`).FindStringSubmatch(out)
	if id == nil {
		a.t.Fatal(out)
	}
	a.correct(6+1, func(e *reach.Event) { e.Heads[0].People -= 50 })
	locked := reportOf(a.t, run, data, "locked.json", "--snapshot", id[1])
	same := cmp.FilterPath(func(p cmp.Path) bool {
		return slices.Contains([]string{"Made", "Snapshot", "LockedAt", "LockedBy"}, p.Last().String()[min(1, len(p.Last().String())):])
	}, cmp.Ignore())
	if diff := cmp.Diff(was, locked, same); diff != "" {
		a.t.Errorf("what was locked is not what was there: %s", diff)
	}
	now := count(a.meant(in2025, "attended"), "人")
	want := fmt.Sprintf("活动到场\t锁定时 %d 人\t现在 %d 人（-50）\n", now+50, now)
	if got := run("report", "diff", id[1]); got != want {
		a.t.Errorf("got %q, want %q", got, want)
	}
}
