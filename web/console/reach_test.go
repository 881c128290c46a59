package console

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/reach/report"
)

func TestAReportLeadsFromEachNumberToItsRows(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	client := h.as(t, editor)
	status, body := fetch(t, client, h.address+"/console/reach")
	if status != http.StatusOK {
		t.Fatal(status, body)
	}
	for _, want := range []string{"2026年开展各类法治宣传活动20余场", "每场只取一种口径", "8,123", "上年同期 18，增长 33.3%", "上年同期没有记录",
		"/console/reach/export/docx?from=2026-01-01&amp;to=2026-12-04", "2.7%", "少于 5 人的数字用 * 代替。", "活动一览"} {
		if !strings.Contains(body, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	links := regexp.MustCompile(`href="(/console/reach/rows\?[^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(links) < 15 {
		t.Fatalf("%d numbers lead to rows", len(links))
	}
	for _, link := range links {
		path := strings.ReplaceAll(link[1], "&amp;", "&")
		if status, rows := fetch(t, client, h.address+path); status != http.StatusOK || !strings.Contains(rows, "合计") {
			t.Errorf("%s: %d", path, status)
		}
	}
	if len(body) > 150<<10 {
		t.Errorf("%d bytes", len(body))
	}
}

func TestAPeriodThatIsNoneIsRefusedInWords(t *testing.T) {
	h := open(t, newOffice().wire)
	client := h.as(t, editor)
	for query, want := range map[string]string{
		"from=2026-12-31&to=2026-01-01": "请对调", "from=gestern": "不是日期", "from=1900-01-01": "请检查年份", "to=3000-01-01": "请检查年份",
		"from=2026-02-30": "不是日期", "from=%3Cscript%3E": "不是日期",
	} {
		status, body := fetch(t, client, h.address+"/console/reach?"+query)
		if status != http.StatusBadRequest || !strings.Contains(body, want) || strings.Contains(body, "<script>") {
			t.Errorf("%s: %d, want 400 with %q", query, status, want)
		}
	}
}

func TestRowsAddUpToTheNumberAndShowWhatWasCorrected(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	client := h.as(t, editor)
	path := h.address + "/console/reach/rows?kind=attended&from=2026-01-01&to=2026-12-31"
	status, body := fetch(t, client, path)
	if status != http.StatusOK {
		t.Fatal(status, body)
	}
	sum := 0
	for _, e := range o.rows {
		if e.Kind == reach.Attended {
			sum += e.Times
		}
	}
	for _, want := range []string{"<b>" + digits(sum) + "</b> 人次", "<b>26</b> 行", "<span>2026年</span>", "<span>活动到场</span>", "已于2026年1月9日冲销，不再计入", "冲销：把原来的一行减回去",
		`class="struck"`, "民法典进社区讲座", eventPath(lectureID)} {
		if !strings.Contains(body, want) {
			t.Errorf("the rows lack %q", want)
		}
	}
	_, body = fetch(t, client, h.address+"/console/reach/rows?kind=signed_in")
	if strings.Contains(body, "0123456789abcdef0123456789abcdef") {
		t.Error("a follower's key stands on the page")
	}
}

func TestRowsAreTurnedPageByPageWithoutLossOrRepetition(t *testing.T) {
	o := newOffice()
	for i := range 250 {
		o.rows = append(o.rows, reach.Entry{ID: pufa.ID("f" + strconv.Itoa(1000+i)), Day: "2026-05-01", Kind: reach.PageRead, Basis: reach.System, People: 1, Times: 1,
			Subject: "entry:x", Follower: "0123456789abcdef0123456789abcdef", Source: "qr"})
	}
	h := open(t, o.wire)
	client := h.as(t, editor)
	var seen []string
	next := "/console/reach/rows?kind=page_read"
	for pages := 0; next != "" && pages < 10; pages++ {
		status, body := fetch(t, client, h.address+next)
		if status != http.StatusOK || len(body) > 150<<10 {
			t.Fatalf("%s: %d, %d bytes", next, status, len(body))
		}
		for _, m := range regexp.MustCompile(`id="row-([^"]+)"`).FindAllStringSubmatch(body, -1) {
			seen = append(seen, m[1])
		}
		next = ""
		if m := regexp.MustCompile(`href="([^"]+)">下一页`).FindStringSubmatch(body); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	slices.Sort(seen)
	if len(seen) != 250 || len(slices.Compact(seen)) != 250 {
		t.Errorf("%d rows on the pages, want each of 250 once", len(seen))
	}
}

func TestTheFileOfRowsHasThemAllAndNothingThatRunsOrNamesAnybody(t *testing.T) {
	o := newOffice()
	o.rows = append(o.rows, reach.Entry{ID: "z", Day: "2026-12-01", Kind: reach.Attended, Basis: reach.Estimated, People: 3, Times: 3,
		Community: "=HYPERLINK(1)", Source: "@x", Follower: "0123456789abcdef0123456789abcdef"})
	h := open(t, o.wire)
	client := h.as(t, editor)
	status, body := fetch(t, client, h.address+"/console/reach/rows.csv?kind=attended")
	if status != http.StatusOK || !strings.HasPrefix(body, "\ufeff") || strings.Contains(body, "0123456789abcdef") {
		t.Fatalf("%d %.80q", status, body)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(lines) != 1+27 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	if _, none := fetch(t, client, h.address+"/console/reach/rows.csv?kind=attended&from=2020-01-01&to=2020-01-31"); !strings.HasPrefix(none, "\ufeff日期,种类") {
		t.Errorf("a file without rows begins %.40q", none)
	}
	people := 0
	for _, line := range lines[1:] {
		n, err := strconv.Atoi(line[4])
		if err != nil {
			t.Fatal(err)
		}
		people += n
		for i, cell := range line {
			if (i < 3 || i > 5) && strings.IndexAny(cell, "=+-@") == 0 {
				t.Errorf("a formula: %q", cell)
			}
		}
	}
	if want := 23*86 + 68 + 3; people != want {
		t.Errorf("%d people, want %d", people, want)
	}
}

func TestAReportIsLockedByWhoMayAndShowsWhatChanged(t *testing.T) {
	o := newOffice()
	h := open(t, o.wire)
	form := url.Values{"from": {"2026-01-01"}, "to": {"2026-12-04"}}
	if status, _ := post(t, h.as(t, editor), h.address+"/console/reach/lock", form); status != http.StatusForbidden || len(o.locked) != 0 {
		t.Fatalf("an editor locks: %d", status)
	}
	if _, body := fetch(t, h.as(t, editor), h.address+"/console/reach"); strings.Contains(body, "/console/reach/lock") {
		t.Error("an editor is offered to lock")
	}
	client := h.as(t, adviser)
	status, body := post(t, client, h.address+"/console/reach/lock", form)
	if status != http.StatusOK || !strings.Contains(body, "王律师 2026年12月4日（周五）12:00 锁定") || !strings.Contains(body, "没有变化") {
		t.Fatal(status, body)
	}
	o.heads -= 20
	for _, path := range []string{"/console/reach/snapshots/snapshot-1", "/console/reach"} {
		_, body := fetch(t, client, h.address+path)
		for _, want := range []string{"这些数字变了", "8,123 人次", ">8,103</a> 人次"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
	if status, body := fetch(t, client, h.address+"/console/reach/export/xlsx?snapshot=snapshot-1"); status != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("the locked file: %d %.20q", status, body)
	}
	for _, path := range []string{"/console/reach/snapshots/nothing", "/console/reach/export/docx?snapshot=nothing"} {
		if status, _ := fetch(t, client, h.address+path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := post(t, client, h.address+"/console/reach/lock", url.Values{"from": {strings.Repeat("2", 2<<20)}}); status != http.StatusBadRequest {
		t.Errorf("two megabytes: %d", status)
	}
}

func TestWhatWasCountedNoMoreIsAChangeToo(t *testing.T) {
	then := []report.Figure{{Key: "a", Name: "甲", Value: 1, Unit: "场"}, {Key: "b", Name: "乙", Value: 2, Unit: "人"}}
	got := figureChanges(report.Report{Figures: then}, report.Report{Figures: []report.Figure{{Key: "a", Name: "甲", Value: 1}}})
	if len(got) != 1 || got[0].Name != "乙" || got[0].Now != "不再统计" {
		t.Errorf("%+v", got)
	}
}

func TestPeriodsInWords(t *testing.T) {
	for want, p := range map[string]period{
		"2026年": {"2026-01-01", "2026-12-31"}, "2026年2月": {"2026-02-01", "2026-02-28"}, "2026年12月4日": {"2026-12-04", "2026-12-04"},
		"2026年1月1日至12月4日": {"2026-01-01", "2026-12-04"}, "2025年12月1日至2026年3月1日": {"2025-12-01", "2026-03-01"},
	} {
		if got := p.Chinese(); got != want {
			t.Errorf("%v is %s, want %s", p, got, want)
		}
	}
	want := map[string]period{"今年": {"2026-01-01", "2026-02-10"}, "去年": {"2025-01-01", "2025-12-31"}, "本季度": {"2026-01-01", "2026-02-10"},
		"上季度": {"2025-10-01", "2025-12-31"}, "本月": {"2026-02-01", "2026-02-10"}, "上月": {"2026-01-01", "2026-01-31"}}
	for _, q := range quickPeriods("2026-02-10") {
		if q.period != want[q.Text] {
			t.Errorf("%s is %v, want %v", q.Text, q.period, want[q.Text])
		}
	}
}
