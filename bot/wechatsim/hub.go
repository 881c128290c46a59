package wechatsim

import (
	"sync"
	"time"
)

// Update is one thing that the phone page is told while it is open.
type Update struct {
	Kind   string          `json:"kind"` // shown, typing, attempt, record, menu, people, clock, mass
	OpenID string          `json:"openid,omitempty"`
	Shown  *Shown          `json:"shown,omitempty"`
	Record *CallbackRecord `json:"record,omitempty"`
	Now    time.Time       `json:"now,omitzero"`
	On     bool            `json:"on,omitempty"` // typing: begins
	Try    int             `json:"try,omitempty"`
}

// hub tells updates to whoever listens. A listener that falls behind is cut off: it connects again
// and reads the whole state.
type hub struct {
	mu        sync.Mutex
	listeners map[chan Update]struct{}
}

func newHub() *hub { return &hub{listeners: map[chan Update]struct{}{}} }

func (h *hub) listen() (updates <-chan Update, stop func()) {
	ch := make(chan Update, 64)
	h.mu.Lock()
	h.listeners[ch] = struct{}{}
	h.mu.Unlock()
	return ch, func() { h.drop(ch) }
}

func (h *hub) drop(ch chan Update) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, ok := h.listeners[ch]; ok {
		delete(h.listeners, ch)
		close(ch)
	}
}

func (h *hub) tell(u Update) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for ch := range h.listeners {
		select {
		case ch <- u:
		default:
			delete(h.listeners, ch)
			close(ch)
		}
	}
}
