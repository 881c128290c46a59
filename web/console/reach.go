package console

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/report"
)

// Reports makes reports, and keeps those that were published.
type Reports interface {
	// Report makes the report of the days from … to, both included.
	Report(ctx context.Context, from, to pufa.Day) (report.Report, error)
	// Lock keeps the report of the period as it is now.
	Lock(ctx context.Context, from, to pufa.Day, by pufa.Staff) (report.Report, error)
	// Snapshots lists what was locked, newest first.
	Snapshots(ctx context.Context) ([]report.Report, error)
	// Snapshot returns a locked report as it was.
	Snapshot(ctx context.Context, id pufa.ID) (report.Report, error)
}

// reachPage is a report with what can be done with it.
type reachPage struct {
	From, To  pufa.Day
	Words     string // the period in words
	Quick     []navLink
	Report    reportShown
	Locked    string // by whom and when, of a locked report
	Changes   []changeShown
	Downloads []navLink
	MayLock   bool
	Snapshots []snapshotShown
}

// snapshotShown is a locked report in the list.
type snapshotShown struct {
	Path, Title, Words, Locked string
	Compared                   bool          // false: its own page does it
	Changes                    []changeShown // of its figures since
}

// report shows the report of a period.
func (s *Site) report(w http.ResponseWriter, r *http.Request) error {
	today := pufa.DayOf(s.Now())
	p, err := readPeriod(r.URL.Query(), today)
	if err != nil {
		return err
	}
	made, err := s.Reports.Report(r.Context(), p.From, p.To)
	if err != nil {
		return err
	}
	data := reachPage{From: p.From, To: p.To, Words: p.Chinese(), Quick: quickLinks(today, p), Report: showReport(made),
		Downloads: downloads(p.Query()), MayLock: staff(r).Role.Approves()}
	if data.Snapshots, err = s.snapshots(r.Context(), made); err != nil {
		return err
	}
	return s.render(w, r, "reach", "报表", data)
}

// reportPath is the page of the report of a period.
func reportPath(p period) string { return "/console/reach?" + p.Query().Encode() }

func quickLinks(today pufa.Day, shown period) (links []navLink) {
	for _, q := range quickPeriods(today) {
		link := navLink{Path: reportPath(q.period), Text: q.Text}
		if q.period == shown {
			link.Current = "true"
		}
		links = append(links, link)
	}
	return links
}

// downloads lists the files that can be had of a report.
func downloads(q url.Values) (links []navLink) {
	for _, f := range report.Formats() {
		path := "/console/reach/export/" + strings.TrimPrefix(f.Extension, ".") + "?" + q.Encode()
		links = append(links, navLink{Path: path, Text: f.Name})
	}
	return links
}
