package store

import (
	"context"
	"fmt"

	"github.com/pufa/pufa/reach"
)

// LastEntered returns the event that somebody entered last, as they entered it.
func (s Events) LastEntered(ctx context.Context, by string) (reach.Event, error) {
	e, err := one(ctx, s.db.read, scanEvent, `
		SELECT doc FROM event_steps WHERE action = 'entered' AND done_by = $1 ORDER BY at DESC, event DESC LIMIT 1`, by)
	if err != nil {
		return e, fmt.Errorf("last event of a member of staff: %w", absent(err, "还没有登记过活动"))
	}
	return e, nil
}
