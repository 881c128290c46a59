package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

const selectParts = `
	SELECT id, delivery, campaign, channel, state, size, attempts, first_try, due, claim, doubt, job, data, counted, sent, failed, why
	FROM delivery_parts`

// ClaimPart implements schedule.Parts. What its last holder left under way may have been accepted.
func (s Deliveries) ClaimPart(ctx context.Context, now time.Time) (p schedule.Part, d schedule.Delivery, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		token := string(pufa.NewID())
		changed, err := exec(ctx, tx, `
			UPDATE delivery_parts SET state = 'sending', claim = $1, claimed = $2, attempts = attempts + 1,
				doubt = doubt OR state = 'sending', first_try = CASE WHEN first_try = 0 THEN $2 ELSE first_try END
			WHERE (state = 'waiting' AND due <= $2 OR state = 'sending' AND claimed < $3) AND id = (
				SELECT id FROM delivery_parts
				WHERE state = 'waiting' AND due <= $2 OR state = 'sending' AND claimed < $3
				ORDER BY due, id LIMIT 1)`, token, micros(now), micros(now.Add(-holdLasts)))
		if err != nil {
			return err
		}
		if changed == 0 {
			return pufa.Errorf(pufa.NotFound, "没有要发的部分")
		}
		if p, err = one(ctx, tx, scanDeliveryPart, selectParts+` WHERE claim = $1 AND state = 'sending'`, token); err != nil {
			return err
		}
		d, err = one(ctx, tx, scanDelivery, selectDeliveries+` WHERE d.id = $1`, p.Delivery)
		return err
	})
	if err != nil {
		return schedule.Part{}, schedule.Delivery{}, fmt.Errorf("claim a part: %w", err)
	}
	return p, d, nil
}

// SettlePart implements schedule.Parts.
func (s Deliveries) SettlePart(ctx context.Context, p schedule.Part, from schedule.PartState, rows ...reach.Entry) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err := exec(ctx, tx, `
			UPDATE delivery_parts SET state = $4, due = $5, doubt = $6, job = $7, data = $8, counted = $9, sent = $10,
				failed = $11, why = $12
			WHERE id = $1 AND state = $2 AND claim = $3`, p.ID, from, p.Claim, p.State, micros(p.Due), p.Doubt, p.Job,
			p.Data, p.Count.Known, p.Count.Sent, p.Count.Failed, p.Why)
		if err != nil {
			return err
		}
		if changed == 0 {
			return lostClaim()
		}
		if err := settleTake(ctx, tx, p); err != nil {
			return err
		}
		_, err = appendRows(ctx, tx, rows)
		return err
	})
	if err != nil {
		return fmt.Errorf("settle part %s: %w", p.ID, err)
	}
	return nil
}

// AcceptedParts implements schedule.Parts.
func (s Deliveries) AcceptedParts(ctx context.Context, now time.Time, n int) ([]schedule.Part, error) {
	found, err := query(ctx, s.db.read, scanDeliveryPart, selectParts+`
		WHERE state = 'accepted' AND due <= $1 ORDER BY due, id LIMIT $2`, micros(now), n)
	if err != nil {
		return nil, fmt.Errorf("accepted parts: %w", err)
	}
	return found, nil
}

// PartOfJob implements schedule.Parts.
func (s Deliveries) PartOfJob(ctx context.Context, job string) (schedule.Part, error) {
	p, err := one(ctx, s.db.read, scanDeliveryPart, selectParts+` WHERE job = $1 AND job <> ''`, job)
	if err != nil {
		return p, fmt.Errorf("part of job %s: %w", job, absent(err, "没有这次群发"))
	}
	return p, nil
}

func scanDeliveryPart(r row) (p schedule.Part, err error) {
	var first, due int64
	err = r.Scan(&p.ID, &p.Delivery, &p.Campaign, &p.Channel, &p.State, &p.Size, &p.Attempts, &first, &due, &p.Claim, &p.Doubt, &p.Job, &p.Data,
		&p.Count.Known, &p.Count.Sent, &p.Count.Failed, &p.Why)
	p.First, p.Due = moment(first), moment(due)
	return p, err
}
