package store

import (
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// Notices keeps who has accepted which subscription notifications, and implements schedule.Accepts.
type Notices struct{ db *DB }

// NewNotices returns the accepts in db.
func NewNotices(db *DB) Notices { return Notices{db} }

// Popup is what a follower has said to notifications of one template.
type Popup struct {
	Template string
	Accepted bool
	LongTerm bool // one accept is good for any number of sends
}

// Hear takes in an event of WeChat's in which a follower has accepted or refused notifications, once
// however often it comes: an accept counts as one send more, a refusal ends all that were left. It
// writes a row of the ledger for each accept. first is false where the event was taken in before.
func (s Notices) Hear(ctx context.Context, event string, at time.Time, follower pufa.FollowerKey, popups []Popup) (first bool, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if first, err = newEvent(ctx, tx, event, at); err != nil || !first {
			return err
		}
		for _, p := range popups {
			if err := hearPopup(ctx, tx, event, at, follower, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("hear of accepts: %w", err)
	}
	return first, nil
}

// eventsLast is for how long after a send WeChat's event about it is taken for its own.
const eventsLast = 24 * time.Hour

// newEvent notes an event, and reports whether it is new.
func newEvent(ctx context.Context, tx querier, event string, at time.Time) (bool, error) {
	added, err := exec(ctx, tx, `INSERT INTO notice_events (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`, event, micros(at))
	return added == 1, err
}

func hearPopup(ctx context.Context, tx querier, event string, at time.Time, follower pufa.FollowerKey, p Popup) error {
	if !p.Accepted {
		return voidAccepts(ctx, tx, follower, p.Template)
	}
	_, err := exec(ctx, tx, `
		INSERT INTO notice_accepts (follower, template, accepted) VALUES ($1, $2, 1)
		ON CONFLICT (follower, template) DO UPDATE SET
			accepted = CASE WHEN $3 THEN 1 ELSE notice_accepts.accepted + 1 END`, follower, p.Template, p.LongTerm)
	if err != nil {
		return err
	}
	_, err = appendRows(ctx, tx, []reach.Entry{{
		Key: "accept:" + event + ":" + p.Template, At: at, Kind: reach.NoticeAccepted, Basis: reach.Platform,
		People: 1, Times: 1, Follower: follower, Subject: "notice:" + p.Template,
	}})
	return err
}

// voidAccepts ends the accepts of a template, those included that a send may still give back.
func voidAccepts(ctx context.Context, tx querier, follower pufa.FollowerKey, template string) error {
	if _, err := exec(ctx, tx, `
		UPDATE notice_accepts SET accepted = 0 WHERE follower = $1 AND template = $2`, follower, template); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		UPDATE notice_takes SET state = 'used' WHERE follower = $1 AND template = $2 AND state = 'taken'`, follower, template)
	return err
}

// dropAccepts ends all accepts of somebody who does not follow any more, as WeChat does. Who follows
// by a newer message keeps them.
func dropAccepts(ctx context.Context, tx querier, follower pufa.FollowerKey) error {
	_, err := exec(ctx, tx, `
		UPDATE notice_accepts SET accepted = 0
		WHERE follower = $1 AND accepted > 0 AND EXISTS (SELECT 1 FROM followers WHERE key = $1 AND NOT following)`, follower)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		UPDATE notice_takes SET state = 'used'
		WHERE follower = $1 AND state = 'taken' AND EXISTS (SELECT 1 FROM followers WHERE key = $1 AND NOT following)`, follower)
	return err
}

// NoticePart implements schedule.Accepts. A part whose sender has not settled it yet may be found, too:
// WeChat's event is then the better word on it, as it is where nobody knows whether it was sent.
func (s Notices) NoticePart(ctx context.Context, event string, at time.Time, follower pufa.FollowerKey, template string) (p schedule.Part, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		first, err := newEvent(ctx, tx, event, at)
		if err != nil {
			return err
		}
		if !first {
			return pufa.Errorf(pufa.NotFound, "这个事件已经处理过")
		}
		p, err = one(ctx, tx, scanDeliveryPart, selectParts+`
			WHERE id IN (SELECT part FROM notice_takes WHERE follower = $1 AND template = $2)
				AND (state IN ('sending', 'accepted') OR state IN ('sent', 'unclear') AND NOT counted) AND first_try >= $3
			ORDER BY CASE WHEN state = 'unclear' THEN 1 ELSE 0 END, first_try, id LIMIT 1`,
			follower, template, micros(at.Add(-eventsLast)))
		if err != nil && pufa.KindOf(absent(err, "")) == pufa.NotFound {
			p = schedule.Part{}
			return nil // the event stays noted
		}
		return err
	})
	if err == nil && p.ID == "" {
		err = pufa.Errorf(pufa.NotFound, "没有这次订阅通知")
	}
	if err != nil {
		return p, fmt.Errorf("part of a notification: %w", err)
	}
	return p, nil
}

// Accepted implements schedule.Followers.
func (s Followers) Accepted(ctx context.Context, template string) (map[pufa.FollowerKey]bool, error) {
	found := map[pufa.FollowerKey]bool{}
	_, err := query(ctx, s.db.read, func(r row) (struct{}, error) {
		var key pufa.FollowerKey
		err := r.Scan(&key)
		found[key] = true
		return struct{}{}, err
	}, `SELECT follower FROM notice_accepts WHERE template = $1 AND accepted > 0`, template)
	if err != nil {
		return nil, fmt.Errorf("who has accepted notifications: %w", err)
	}
	return found, nil
}

// takeAccepts takes an accept for every part of a delivery of notifications, in the transaction that
// begins it. The update comes first and returns whose accept it got: of two deliveries that want the
// last one, the later finds it gone, and its part fails.
func takeAccepts(ctx context.Context, tx querier, d schedule.Delivery, people [][]any) error {
	if d.Plan.Channel != schedule.Notice {
		return nil
	}
	template, cost := d.Plan.Notice.Template, 1
	if d.Plan.Notice.LongTerm {
		cost = 0
	}
	got, err := query(ctx, tx, scanText, `
		UPDATE notice_accepts SET accepted = accepted - $3
		WHERE template = $2 AND accepted > 0
			AND follower IN (SELECT follower FROM delivery_receivers WHERE delivery = $1)
		RETURNING follower`, d.ID, template, cost)
	if err != nil {
		return err
	}
	taken := make(map[pufa.FollowerKey]bool, len(got))
	for _, follower := range got {
		taken[pufa.FollowerKey(follower)] = true
	}
	var rows [][]any
	for _, receiver := range people { // delivery, follower, part
		if key, ok := receiver[1].(pufa.FollowerKey); ok && taken[key] {
			rows = append(rows, []any{receiver[2], key, template, cost})
		}
	}
	if _, err := insertAlike(ctx, tx, `INSERT INTO notice_takes (part, follower, template, accepts, state)`, `, 'taken'`, ``, rows); err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		UPDATE delivery_parts SET state = 'failed', why = '对方的同意已被另一次推送用掉，或已取消'
		WHERE delivery = $1 AND NOT EXISTS (SELECT 1 FROM notice_takes t WHERE t.part = delivery_parts.id)`, d.ID)
	return err
}

// settleTake does with the accept of a part what its settlement says. An accept that was taken back by
// the follower meanwhile is not returned.
func settleTake(ctx context.Context, tx querier, p schedule.Part) error {
	if p.Channel != schedule.Notice || p.State == schedule.PartWaiting || p.State == schedule.PartAccepted {
		return nil
	}
	switch p.Reserve {
	case schedule.Void:
		var who struct{ follower, template string }
		found, err := query(ctx, tx, func(r row) (struct{}, error) {
			return struct{}{}, r.Scan(&who.follower, &who.template)
		}, `SELECT follower, template FROM notice_takes WHERE part = $1`, p.ID)
		if err != nil || len(found) == 0 {
			return err
		}
		return voidAccepts(ctx, tx, pufa.FollowerKey(who.follower), who.template)
	case schedule.Return:
		return returnTake(ctx, tx, p.ID)
	default:
		_, err := exec(ctx, tx, `UPDATE notice_takes SET state = 'used' WHERE part = $1 AND state = 'taken'`, p.ID)
		return err
	}
}

func returnTake(ctx context.Context, tx querier, part pufa.ID) error {
	changed, err := exec(ctx, tx, `UPDATE notice_takes SET state = 'returned' WHERE part = $1 AND state = 'taken'`, part)
	if err != nil || changed == 0 {
		return err
	}
	_, err = exec(ctx, tx, `
		UPDATE notice_accepts SET accepted = accepted + (SELECT t.accepts FROM notice_takes t WHERE t.part = $1)
		WHERE EXISTS (SELECT 1 FROM notice_takes t
			WHERE t.part = $1 AND t.follower = notice_accepts.follower AND t.template = notice_accepts.template)`, part)
	return err
}

// returnCancelled returns the accepts of parts that were called off before anybody tried to send them.
func returnCancelled(ctx context.Context, tx querier, campaign pufa.ID) error {
	parts, err := query(ctx, tx, scanText, `
		SELECT p.id FROM delivery_parts p JOIN notice_takes t ON t.part = p.id
		WHERE p.campaign = $1 AND p.state = 'cancelled' AND t.state = 'taken' ORDER BY p.id`, campaign)
	if err != nil {
		return err
	}
	for _, id := range parts {
		if err := returnTake(ctx, tx, pufa.ID(id)); err != nil {
			return err
		}
	}
	return nil
}
