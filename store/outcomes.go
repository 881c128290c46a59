package store

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// Outcomes implements schedule.Outcomes.
type Outcomes struct{ Campaigns }

// NewOutcomes returns what staff put right in db.
func NewOutcomes(db *DB) Outcomes { return Outcomes{Campaigns{db}} }

// PartsOf implements schedule.Outcomes.
func (s Outcomes) PartsOf(ctx context.Context, delivery pufa.ID) ([]schedule.Part, error) {
	found, err := query(ctx, s.db.read, scanDeliveryPart, selectParts+` WHERE delivery = $1 ORDER BY id`, delivery)
	if err != nil {
		return nil, fmt.Errorf("parts of delivery %s: %w", delivery, err)
	}
	return found, nil
}

// Settle implements schedule.Outcomes.
func (s Outcomes) Settle(ctx context.Context, d schedule.Delivery, parts schedule.PartState, rows ...reach.Entry) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err := exec(ctx, tx, `
			UPDATE deliveries SET state = $2, why = $3 WHERE id = $1 AND state = 'unclear'`, d.ID, d.State, d.Why)
		if err == nil && changed == 0 {
			err = pufa.Errorf(pufa.Conflict, "这一次刚被别人核对过")
		}
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, `
			UPDATE delivery_parts SET state = $2 WHERE delivery = $1 AND state = 'unclear'`, d.ID, parts); err != nil {
			return err
		}
		_, err = appendRows(ctx, tx, rows)
		return err
	})
	if err != nil {
		return fmt.Errorf("settle delivery %s: %w", d.ID, err)
	}
	return nil
}

// Note implements schedule.Outcomes.
func (s Outcomes) Note(ctx context.Context, d schedule.Delivery) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `
			UPDATE deliveries SET why = $2 WHERE id = $1 AND state NOT IN ('waiting', 'sending')`, d.ID, d.Why)
		return err
	})
	if err != nil {
		return fmt.Errorf("note on delivery %s: %w", d.ID, err)
	}
	return nil
}
