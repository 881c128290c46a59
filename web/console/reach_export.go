package console

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach/report"
)

// export sends a report as a file: of a period, or a locked one.
func (s *Site) export(w http.ResponseWriter, r *http.Request) error {
	format, err := report.FormatOf("report." + r.PathValue("format"))
	if err != nil {
		return err
	}
	made, err := s.asked(r)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := format.Write(&file, made); err != nil {
		return err
	}
	attach(w, format.Type, fileName(made)+format.Extension)
	file.WriteTo(w) //nolint:errcheck // the reader has gone away: there is nobody to tell
	return nil
}

// asked returns the report that an address names.
func (s *Site) asked(r *http.Request) (report.Report, error) {
	q := r.URL.Query()
	if id := q.Get("snapshot"); id != "" {
		return s.Reports.Snapshot(r.Context(), pufa.ID(id))
	}
	p, err := readPeriod(q, pufa.DayOf(s.Now()))
	if err != nil {
		return report.Report{}, err
	}
	return s.Reports.Report(r.Context(), p.From, p.To)
}

func fileName(r report.Report) string {
	name := strings.Map(func(c rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, c) || c < ' ' {
			return -1
		}
		return c
	}, r.Title)
	if name == "" {
		name = "报表"
	}
	return name
}

// attach tells the browser to keep what follows as a file.
func attach(w http.ResponseWriter, media, name string) {
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
}
