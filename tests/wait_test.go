package tests

import (
	"strings"
	"testing"
	"time"
)

// eventually waits up to 20 seconds for something that other processes bring about.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for range 100 {
		if holds() {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatal("it does not come about within 20 seconds")
}

// sees reports whether a text stands on the follower's screen.
func (h *house) sees(openid, text string) bool {
	h.t.Helper()
	var screen []struct{ Text string }
	h.call("GET", "/sim/followers/"+openid+"/conversation", nil, &screen)
	for _, shown := range screen {
		if strings.Contains(shown.Text, text) {
			return true
		}
	}
	return false
}
