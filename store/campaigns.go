package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/schedule"
)

// Campaigns implements schedule.Campaigns and schedule.Agenda.
type Campaigns struct{ db *DB }

// NewCampaigns returns the campaigns in db.
func NewCampaigns(db *DB) Campaigns { return Campaigns{db} }

const selectCampaigns = `
	SELECT s.plan, c.state, c.next_at, c.revision
	FROM campaigns c JOIN campaign_steps s ON s.campaign = c.id AND s.revision = c.revision`

// Campaign implements schedule.Campaigns.
func (s Campaigns) Campaign(ctx context.Context, id pufa.ID) (schedule.Campaign, error) {
	c, err := one(ctx, s.db.read, scanCampaign, selectCampaigns+` WHERE c.id = $1`, id)
	if err != nil {
		return c, fmt.Errorf("campaign %s: %w", id, absent(err, "没有编号是“%s”的推送计划", id))
	}
	return c, nil
}

// Campaigns implements schedule.Campaigns.
func (s Campaigns) Campaigns(ctx context.Context, states ...schedule.State) ([]schedule.Campaign, error) {
	found, err := query(ctx, s.db.read, scanCampaign, selectCampaigns+` ORDER BY c.id DESC`)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return slices.DeleteFunc(found, func(c schedule.Campaign) bool {
		return len(states) > 0 && !slices.Contains(states, c.State)
	}), nil
}

// PutCampaign implements schedule.Campaigns.
func (s Campaigns) PutCampaign(ctx context.Context, c schedule.Campaign, step schedule.Step) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error { return putCampaign(ctx, tx, c, step) })
	if err != nil {
		return fmt.Errorf("put campaign %s: %w", c.ID, err)
	}
	return nil
}

func putCampaign(ctx context.Context, tx querier, c schedule.Campaign, step schedule.Step) error {
	plan, err := document(c)
	if err != nil {
		return err
	}
	if err := noteCampaign(ctx, tx, c, step); err != nil {
		return err
	}
	changed, err := exec(ctx, tx, `
		INSERT INTO campaigns (id, revision, state, next_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = excluded.state, next_at = excluded.next_at
		WHERE campaigns.revision = excluded.revision - 1`, c.ID, c.Revision, c.State, micros(c.Next))
	if err != nil {
		return err
	}
	if changed == 0 {
		return pufa.Errorf(pufa.Conflict, "这个计划刚被别人动过，请重新打开再做")
	}
	if _, err := exec(ctx, tx, `
		INSERT INTO campaign_steps (campaign, revision, action, done_by, role, at, note, plan)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.Revision, step.Action, step.By, step.Role, micros(step.At), step.Note, plan); err != nil {
		return err
	}
	if c.State == schedule.Approved {
		return approve(ctx, tx, step)
	}
	return callOff(ctx, tx, c, step)
}

// keyApprovals is the setting under which the approvals are named, by a fresh name after each.
const keyApprovals = "campaigns.approvals"

// approve lets one of two approvals that were checked beside the same others through: together they
// might take more than there is.
func approve(ctx context.Context, tx querier, step schedule.Step) error {
	changed, err := exec(ctx, tx, `
		INSERT INTO settings (key, value) VALUES ($1, $2)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE settings.value = $3`,
		keyApprovals, pufa.NewID(), step.Beside)
	if err == nil && changed == 0 {
		err = pufa.Errorf(pufa.Conflict, "刚才有别的计划通过了审核，次数要重新算，请再做一次")
	}
	return err
}

// Approvals implements schedule.Campaigns.
func (s Campaigns) Approvals(ctx context.Context) (string, error) {
	name, err := one(ctx, s.db.read, scanText, `SELECT value FROM settings WHERE key = $1`, keyApprovals)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("approvals: %w", err)
	}
	return name, nil
}

// callOff stops what a plan that is not approved any more would still send.
func callOff(ctx context.Context, tx querier, c schedule.Campaign, step schedule.Step) error {
	why := "计划已" + step.Action.Chinese()
	if _, err := exec(ctx, tx, `
		UPDATE deliveries SET state = 'cancelled', why = $2, ended = $3
		WHERE campaign = $1 AND state = 'waiting'`, c.ID, why, micros(step.At)); err != nil {
		return err
	}
	if c.State != schedule.Cancelled {
		return nil
	}
	_, err := exec(ctx, tx, `
		UPDATE delivery_parts SET state = 'cancelled', why = $2
		WHERE state = 'waiting' AND attempts = 0
			AND delivery IN (SELECT id FROM deliveries WHERE campaign = $1 AND state = 'sending')`, c.ID, why)
	if err != nil {
		return err
	}
	return returnCancelled(ctx, tx, c.ID)
}

// Steps lists the audit trail of a campaign, oldest first.
func (s Campaigns) Steps(ctx context.Context, id pufa.ID) ([]schedule.Step, error) {
	found, err := query(ctx, s.db.read, scanStep, `
		SELECT campaign, revision, action, done_by, role, at, note
		FROM campaign_steps WHERE campaign = $1 ORDER BY revision`, id)
	if err != nil {
		return nil, fmt.Errorf("steps of campaign %s: %w", id, err)
	}
	return found, nil
}

// DueCampaigns implements schedule.Agenda.
func (s Campaigns) DueCampaigns(ctx context.Context, now time.Time, n int) ([]schedule.Campaign, error) {
	found, err := query(ctx, s.db.read, scanCampaign, selectCampaigns+`
		WHERE c.state = 'approved' AND c.next_at <> 0 AND c.next_at <= $1 ORDER BY c.next_at, c.id LIMIT $2`, micros(now), n)
	if err != nil {
		return nil, fmt.Errorf("due campaigns: %w", err)
	}
	return found, nil
}

// Schedule implements schedule.Agenda. The update comes first: it is what two nodes race for.
func (s Campaigns) Schedule(ctx context.Context, c schedule.Campaign, next time.Time, deliveries []schedule.Delivery) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err := exec(ctx, tx, `
			UPDATE campaigns SET next_at = $4
			WHERE id = $1 AND revision = $2 AND next_at = $3 AND state = 'approved'`,
			c.ID, c.Revision, micros(c.Next), micros(next))
		if err != nil {
			return err
		}
		if changed == 0 {
			return pufa.Errorf(pufa.Conflict, "这个计划刚被别人动过")
		}
		rows := make([][]any, 0, len(deliveries))
		for _, d := range deliveries {
			rows = append(rows, []any{d.ID, c.ID, c.Revision, micros(d.Occurrence), d.State, micros(d.Due), 0, "", 0, "",
				0, micros(d.Ended), d.Why})
		}
		_, err = insert(ctx, tx, `
			INSERT INTO deliveries (id, campaign, revision, occurrence, state, due, attempts, claim, claimed, media,
				selected, ended, why)`, `ON CONFLICT (campaign, occurrence) DO NOTHING`, rows)
		return err
	})
	if err != nil {
		return fmt.Errorf("schedule campaign %s: %w", c.ID, err)
	}
	return nil
}

// Deliveries implements schedule.Agenda.
func (s Campaigns) Deliveries(ctx context.Context, campaign pufa.ID) ([]schedule.Delivery, error) {
	found, err := query(ctx, s.db.read, scanDelivery, selectDeliveries+` WHERE d.campaign = $1 ORDER BY d.occurrence`, campaign)
	if err != nil {
		return nil, fmt.Errorf("deliveries of campaign %s: %w", campaign, err)
	}
	return found, nil
}

// OpenDeliveries lists those that have not ended, and those that were made after the ID was, oldest first.
func (s Campaigns) OpenDeliveries(ctx context.Context, after pufa.ID) ([]schedule.Delivery, error) {
	found, err := query(ctx, s.db.read, scanDelivery, selectDeliveries+`
		WHERE d.state IN ('waiting', 'sending') OR d.id > $1 ORDER BY d.occurrence, d.id`, after)
	if err != nil {
		return nil, fmt.Errorf("open deliveries: %w", err)
	}
	return found, nil
}

// Delivery returns one of them. NotFound for an ID that is none's.
func (s Campaigns) Delivery(ctx context.Context, id pufa.ID) (schedule.Delivery, error) {
	d, err := one(ctx, s.db.read, scanDelivery, selectDeliveries+` WHERE d.id = $1`, id)
	if err != nil {
		return d, fmt.Errorf("delivery %s: %w", id, absent(err, "没有这次推送"))
	}
	return d, nil
}

func scanCampaign(r row) (c schedule.Campaign, err error) {
	var plan string
	var state schedule.State
	var next int64
	var revision int
	if err := r.Scan(&plan, &state, &next, &revision); err != nil {
		return c, err
	}
	err = parse(plan, &c)
	c.State, c.Next, c.Revision = state, moment(next), revision
	return c, err
}

func scanStep(r row) (s schedule.Step, err error) {
	var at int64
	err = r.Scan(&s.Campaign, &s.Revision, &s.Action, &s.By, &s.Role, &at, &s.Note)
	s.At = moment(at)
	return s, err
}
