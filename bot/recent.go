package bot

import "time"

// recent remembers which messages this process has taken up lately. Whoever is not in it may still have
// been settled, by another node or before a restart: it only spares a look into the inbox.
type recent struct {
	turned   time.Time
	new, old map[string]struct{}
}

// WeChat repeats a message within twenty seconds.
const (
	recentTime = time.Minute
	recentMost = 1 << 16 // ids in each half
)

// add takes the message up and reports whether it was taken up before.
func (r *recent) add(id string, now time.Time) (before bool) {
	if r.new == nil || len(r.new) >= recentMost || now.Sub(r.turned) > recentTime {
		r.old, r.new, r.turned = r.new, map[string]struct{}{}, now
	}
	_, isNew := r.new[id]
	_, isOld := r.old[id]
	r.new[id] = struct{}{}
	return isNew || isOld
}
