package console

import (
	"net/http"

	"github.com/pufa/pufa"
)

type homePage struct {
	Today pufa.Day
	Rooms []navLink
}

// home leads to the rooms.
func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "home", "首页", homePage{Today: pufa.DayOf(s.Now()), Rooms: rooms()[1:]})
}
