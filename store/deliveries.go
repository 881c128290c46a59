package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Deliveries implements schedule.Deliveries and schedule.Parts.
type Deliveries struct{ db *DB }

// NewDeliveries returns the deliveries in db.
func NewDeliveries(db *DB) Deliveries { return Deliveries{db} }

// holdLasts is how long a claim stands unless it is settled: far longer than the calls under it.
const holdLasts = 10 * time.Minute

const selectDeliveries = `
	SELECT d.id, s.plan, d.occurrence, d.state, d.why, d.due, d.attempts, d.claim, d.media, d.selected, d.ended
	FROM deliveries d JOIN campaign_steps s ON s.campaign = d.campaign AND s.revision = d.revision`

// ClaimDelivery implements schedule.Deliveries. The condition stands outside of the selection, too:
// of two nodes that select the same delivery, the later one sees it changed and leaves it.
func (s Deliveries) ClaimDelivery(ctx context.Context, now time.Time) (d schedule.Delivery, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		token := string(pufa.NewID())
		changed, err := exec(ctx, tx, `
			UPDATE deliveries SET claim = $1, claimed = $2, attempts = attempts + 1
			WHERE state = 'waiting' AND due <= $2 AND (claim = '' OR claimed < $3) AND id = (
				SELECT id FROM deliveries WHERE state = 'waiting' AND due <= $2 AND (claim = '' OR claimed < $3)
				ORDER BY due, id LIMIT 1)`, token, micros(now), micros(now.Add(-holdLasts)))
		if err != nil {
			return err
		}
		if changed == 0 {
			return pufa.Errorf(pufa.NotFound, "没有到时间的推送")
		}
		d, err = one(ctx, tx, scanDelivery, selectDeliveries+` WHERE d.claim = $1 AND d.state = 'waiting'`, token)
		return err
	})
	if err != nil {
		return schedule.Delivery{}, fmt.Errorf("claim a delivery: %w", err)
	}
	return d, nil
}

// BeginDelivery implements schedule.Deliveries.
func (s Deliveries) BeginDelivery(ctx context.Context, d schedule.Delivery, parts []schedule.Part, receivers [][]pufa.FollowerKey) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err := exec(ctx, tx, `
			UPDATE deliveries SET state = 'sending', claim = '', media = $3, selected = $4, why = $5
			WHERE id = $1 AND claim = $2 AND state = 'waiting'`, d.ID, d.Claim, d.Media, d.Selected, d.Why)
		if err != nil {
			return err
		}
		if changed == 0 {
			return lostClaim()
		}
		return putParts(ctx, tx, d, parts, receivers)
	})
	if err != nil {
		return fmt.Errorf("begin delivery %s: %w", d.ID, err)
	}
	return nil
}

func putParts(ctx context.Context, tx querier, d schedule.Delivery, parts []schedule.Part, receivers [][]pufa.FollowerKey) error {
	var rows, people [][]any
	for i, p := range parts {
		rows = append(rows, []any{p.ID, d.ID, p.Campaign, p.Channel, schedule.PartWaiting, p.Size, micros(p.Due)})
		for _, key := range receivers[i] {
			people = append(people, []any{d.ID, key, p.ID})
		}
	}
	if _, err := insertAlike(ctx, tx, `
		INSERT INTO delivery_parts (id, delivery, campaign, channel, state, size, due, attempts, first_try, claim, claimed,
			doubt, job, data, counted, sent, failed, why)`, `, 0, 0, '', 0, FALSE, '', '', FALSE, 0, 0, ''`, ``, rows); err != nil {
		return err
	}
	if _, err := insert(ctx, tx, `INSERT INTO delivery_receivers (delivery, follower, part)`, ``, people); err != nil {
		return err
	}
	return takeAccepts(ctx, tx, d, people)
}

// SettleDelivery implements schedule.Deliveries.
func (s Deliveries) SettleDelivery(ctx context.Context, d schedule.Delivery) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err := exec(ctx, tx, `
			UPDATE deliveries SET state = $3, why = $4, due = $5, ended = $6, claim = ''
			WHERE id = $1 AND claim = $2 AND state = 'waiting'`,
			d.ID, d.Claim, d.State, d.Why, micros(d.Due), micros(d.Ended))
		if err == nil && changed == 0 {
			err = lostClaim()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("settle delivery %s: %w", d.ID, err)
	}
	return nil
}

func lostClaim() error {
	return pufa.Errorf(pufa.Conflict, "这次推送已被取消，或由另一台机器接手")
}

// CloseDeliveries implements schedule.Deliveries.
func (s Deliveries) CloseDeliveries(ctx context.Context, now time.Time) (ended []schedule.Delivery, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		ended = nil
		ids, err := query(ctx, tx, scanText, `
			SELECT id FROM deliveries d WHERE state = 'sending' AND NOT EXISTS (
				SELECT 1 FROM delivery_parts p
				WHERE p.delivery = d.id AND p.state IN ('waiting', 'sending', 'accepted'))
			ORDER BY id`)
		if err != nil {
			return err
		}
		for _, id := range ids {
			d, err := closeDelivery(ctx, tx, pufa.ID(id), now)
			if pufa.KindOf(err) == pufa.Conflict { // another node was first
				continue
			}
			if err != nil {
				return err
			}
			ended = append(ended, d)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("close deliveries: %w", err)
	}
	return ended, nil
}

func closeDelivery(ctx context.Context, tx querier, id pufa.ID, now time.Time) (schedule.Delivery, error) {
	parts, err := query(ctx, tx, scanDeliveryPart, selectParts+` WHERE delivery = $1 ORDER BY id`, id)
	if err != nil {
		return schedule.Delivery{}, err
	}
	state, why := schedule.Sum(parts)
	changed, err := exec(ctx, tx, `
		UPDATE deliveries SET state = $2, why = CASE WHEN $3 <> '' THEN $3 ELSE why END, ended = $4
		WHERE id = $1 AND state = 'sending'`,
		id, state, why, micros(now))
	if err == nil && changed == 0 {
		err = lostClaim()
	}
	if err != nil {
		return schedule.Delivery{}, err
	}
	d, err := one(ctx, tx, scanDelivery, selectDeliveries+` WHERE d.id = $1`, id)
	if err != nil {
		return d, err
	}
	_, err = appendRows(ctx, tx, schedule.Rows(d, parts, now))
	return d, err
}

func scanDelivery(r row) (d schedule.Delivery, err error) {
	var plan string
	var occurrence, due, ended int64
	err = r.Scan(&d.ID, &plan, &occurrence, &d.State, &d.Why, &due, &d.Attempts, &d.Claim, &d.Media, &d.Selected, &ended)
	if err != nil {
		return d, err
	}
	d.Occurrence, d.Due, d.Ended = moment(occurrence), moment(due), moment(ended)
	err = parse(plan, &d.Plan)
	return d, err
}
