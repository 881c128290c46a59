package console

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/report"
)

// changeShown is a figure of a locked report that is another by now.
type changeShown struct {
	Name, Unit, Then, Now string
	Path                  string // the rows behind what it is now
}

// lock keeps the report of the period as it is now.
func (s *Site) lock(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return &pufa.Error{Kind: pufa.Invalid, Say: "发来的内容太长或不完整，请返回重试。", Err: err}
	}
	p, err := readPeriod(r.PostForm, pufa.DayOf(s.Now()))
	if err != nil {
		return err
	}
	locked, err := s.Reports.Lock(r.Context(), p.From, p.To, staff(r))
	if err != nil {
		return err
	}
	return see(w, r, snapshotPath(locked.Snapshot))
}

func snapshotPath(id pufa.ID) string { return "/console/reach/snapshots/" + url.PathEscape(string(id)) }

// snapshot shows a locked report as it was, and what has changed since.
func (s *Site) snapshot(w http.ResponseWriter, r *http.Request) error {
	locked, err := s.Reports.Snapshot(r.Context(), pufa.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	changes, err := s.changes(r.Context(), locked)
	if err != nil {
		return err
	}
	p := period{locked.From, locked.To}
	return s.render(w, r, "reach", "已锁定的报表", reachPage{
		From: p.From, To: p.To, Words: p.Chinese(), Report: showReport(locked), Locked: lockedWords(locked), Changes: changes,
		Downloads: downloads(url.Values{"snapshot": {string(locked.Snapshot)}}),
	})
}

// comparedMost bounds how many periods are reported on to compare the list of locked reports: the pages of
// the others compare them.
const comparedMost = 6

// snapshots lists the locked reports with what has changed since; shown is the report on the page.
func (s *Site) snapshots(ctx context.Context, shown report.Report) (list []snapshotShown, err error) {
	locked, err := s.Reports.Snapshots(ctx)
	if err != nil {
		return nil, err
	}
	known := map[period]report.Report{{shown.From, shown.To}: shown}
	for _, l := range locked {
		p := period{l.From, l.To}
		line := snapshotShown{Path: snapshotPath(l.Snapshot), Title: l.Title, Words: p.Chinese(), Locked: lockedWords(l)}
		now, ok := known[p]
		if !ok && len(known) < comparedMost {
			if now, err = s.Reports.Report(ctx, l.From, l.To); err != nil {
				return nil, err
			}
			known[p], ok = now, true
		}
		if line.Compared = ok; ok {
			line.Changes = figureChanges(l, now)
		}
		list = append(list, line)
	}
	return list, nil
}

// changes compares the figures of a locked report with what the ledger says now.
func (s *Site) changes(ctx context.Context, locked report.Report) ([]changeShown, error) {
	now, err := s.Reports.Report(ctx, locked.From, locked.To)
	if err != nil {
		return nil, err
	}
	return figureChanges(locked, now), nil
}

func figureChanges(then, now report.Report) (list []changeShown) {
	for _, d := range report.Differences(then, now) {
		shown := changeShown{Name: d.Name, Unit: d.Unit, Then: digits(d.Value), Now: "不再统计"}
		if d.Now != nil {
			shown.Now, shown.Path = digits(*d.Now), rowsPath(d.Where)
		}
		list = append(list, shown)
	}
	return list
}

func lockedWords(r report.Report) string {
	at := time.Time{}
	if r.LockedAt != nil {
		at = *r.LockedAt
	}
	return r.LockedBy + " " + moment(at) + " 锁定"
}
