package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/pufa/pufa/reach"
)

// refused is what a script is told of what was not taken.
type refused struct {
	Say     string   `json:"say"`
	Faults  []spot   `json:"faults,omitempty"`
	Missing []string `json:"missing,omitempty"` // photos that are to be sent again
}

// spot is a reach.Fault in JSON.
type spot struct {
	Field string `json:"field"`
	Say   string `json:"say"`
}

func spots(faults []reach.Fault) (list []spot) {
	for _, f := range faults {
		list = append(list, spot(f))
	}
	return list
}

func reply(w http.ResponseWriter, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %T: %w", v, err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b) //nolint:errcheck // the reader has gone away: there is nobody to tell
	return nil
}

// byScript reports whether a script asks, which wants JSON.
func byScript(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}
