package h5_test

import (
	"net/http"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
)

func TestAPhoneSubscribesToTheCalendarAndFetchesItOnce(t *testing.T) {
	_, client, address := open(t)
	get := func(method, etag string) *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, address+"/calendar.ics", nil)
		if err != nil {
			t.Fatal(err)
		}
		if etag != "" {
			req.Header.Set("If-None-Match", etag)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	first := get(http.MethodGet, "")
	if first.StatusCode != http.StatusOK || first.Header.Get("Content-Type") != "text/calendar; charset=utf-8" ||
		!strings.Contains(first.Header.Get("Cache-Control"), "max-age") {
		t.Fatalf("%s %v", first.Status, first.Header)
	}
	cal, err := ics.ParseCalendar(first.Body)
	if err != nil {
		t.Fatal(err)
	}
	years := map[string]int{}
	for _, e := range cal.Events() {
		years[e.GetProperty(ics.ComponentPropertyDtStart).Value[:4]]++
	}
	if len(years) != 2 || years["2026"] != 23 || years["2027"] != 23 {
		t.Errorf("events by year: %v", years)
	}
	etag := first.Header.Get("ETag")
	if again := get(http.MethodGet, etag); again.StatusCode != http.StatusNotModified || etag == "" {
		t.Errorf("with the ETag %s: %s", etag, again.Status)
	}
	if other := get(http.MethodGet, `"other"`); other.StatusCode != http.StatusOK {
		t.Errorf("with another ETag: %s", other.Status)
	}
	if head := get(http.MethodHead, ""); head.StatusCode != http.StatusOK || head.Header.Get("ETag") != etag {
		t.Errorf("HEAD: %s %v", head.Status, head.Header)
	}
}
