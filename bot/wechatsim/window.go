package wechatsim

import "time"

// A window lets the account send a number of customer messages until a moment.
type window struct {
	until time.Time
	left  int
}

// windows are what a person's own doing has opened: a message lets the account send 5 customer
// messages within 48 hours, a menu click, follow or scan 3 within a minute.
type windows struct {
	message window
	event   window
}

func (w *windows) openByMessage(now time.Time) {
	w.message = window{until: now.Add(48 * time.Hour), left: 5}
}

func (w *windows) openByEvent(now time.Time) {
	w.event = window{until: now.Add(time.Minute), left: 3}
}

// take uses up one customer message of the window that closes first. It fails with 45015 where no
// window is open and with 45047 where those that are open are used up.
func (w *windows) take(now time.Time) error {
	code := 45015
	for _, open := range []*window{&w.event, &w.message} {
		if !now.Before(open.until) {
			continue
		}
		if open.left > 0 {
			open.left--
			return nil
		}
		code = 45047
	}
	return fail(code)
}
