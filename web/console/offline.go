package console

import (
	"context"
	"net/http"

	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/reach"
)

// shell is the form that a telephone keeps for when there is no network. It knows what the office has to
// choose from and nothing of anybody: who opened it is not on it, nor what they did.
func (s *Site) shell(w http.ResponseWriter, r *http.Request) error {
	nobody := r.WithContext(context.WithValue(r.Context(), sessionKey{}, access.Session{}))
	return s.showForm(w, nobody, http.StatusOK, formPage{Mode: "shell", Action: "/console/events/new",
		Form: eventForm{State: string(reach.EventDone)}})
}

// worker serves the program by which the form opens without a network. It stands at /console/ because it
// may only see the pages below its own address.
func worker(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeFileFS(w, r, files, "static/sw.js")
	return nil
}
