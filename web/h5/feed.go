package h5

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule/calendar"
)

// feed is the publicity calendar of this year and the next, for a phone to subscribe to. It is stamped with
// the day, so that all nodes send the same bytes and a phone that has them is told so.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) error {
	today := pufa.DayOf(s.Now()).Time()
	data, err := s.Calendar.ICS(calendar.Feed{
		Office: s.cfg.Office, First: today.Year(), Last: today.Year() + 1, Stamp: today,
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="pufa.ics"`)
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(data)))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	return nil
}
