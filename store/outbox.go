package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// Outbox implements bot.Outbox.
type Outbox struct{ db *DB }

// NewOutbox returns the outgoing messages in db.
func NewOutbox(db *DB) Outbox { return Outbox{db} }

// claimLasts bounds how long a message may be under way before its fate counts as unknown.
const claimLasts = time.Minute

// ClaimOutgoing implements bot.Outbox. The address is empty for a follower on whom nothing is stored.
func (s Outbox) ClaimOutgoing(ctx context.Context, now time.Time, n int) (found []bot.Outgoing, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		if _, err := exec(ctx, tx, `
			UPDATE outbox SET state = 'unknown', why = 'not settled in time'
			WHERE state = 'sending' AND claimed < $1`, micros(now.Add(-claimLasts))); err != nil {
			return err
		}
		found, err = claim(ctx, tx, now, n)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim outgoing messages: %w", err)
	}
	return found, nil
}

// Queue stores messages that belong to no exchange.
func (s Outbox) Queue(ctx context.Context, messages ...bot.Outgoing) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		for _, out := range messages {
			if err := queue(ctx, tx, out); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("queue messages: %w", err)
	}
	return nil
}

// claim repeats the condition on the state outside of the selection: where two nodes select the same
// message, the later one sees it changed and leaves it.
func claim(ctx context.Context, tx querier, now time.Time, n int) ([]bot.Outgoing, error) {
	token := pufa.NewID()
	claimed, err := exec(ctx, tx, `
		UPDATE outbox SET state = 'sending', claim = $1, claimed = $2, attempts = attempts + 1
		WHERE state = 'waiting' AND id IN (
			SELECT id FROM outbox WHERE state = 'waiting' AND due <= $2 ORDER BY due, id LIMIT $3)`,
		token, micros(now), n)
	if err != nil || claimed == 0 {
		return nil, err
	}
	return query(ctx, tx, scanOutgoing, `
		SELECT o.id, o.follower, COALESCE(f.address, o.address), o.purpose, o.inquiry, o.reply, o.due, o.attempts
		FROM outbox o LEFT JOIN followers f ON f.key = o.follower
		WHERE o.claim = $1 AND o.claim <> '' ORDER BY o.due, o.id`, token)
}

// SettleOutgoing implements bot.Outbox. NotFound where the message is not under way: it was settled
// before, or its receiver has asked to be forgotten. An answer counts as having reached the asker
// at the moment when its message was claimed.
func (s Outbox) SettleOutgoing(ctx context.Context, id pufa.ID, state bot.OutgoingState, due time.Time, why string) error {
	if state == bot.Sending {
		return fmt.Errorf("settle outgoing message %s: state %q is no outcome", id, state)
	}
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		return settleOutgoing(ctx, tx, id, state, due, why)
	})
	if err != nil {
		return fmt.Errorf("settle outgoing message %s: %w", id, err)
	}
	return nil
}

func settleOutgoing(ctx context.Context, tx querier, id pufa.ID, state bot.OutgoingState, due time.Time, why string) error {
	changed, err := exec(ctx, tx, `
		UPDATE outbox SET state = $2, why = $4, due = CASE WHEN $2 = 'waiting' THEN $3 ELSE due END
		WHERE id = $1 AND state IN ('sending', 'unknown')`, id, state, micros(due), why)
	if err != nil {
		return err
	}
	if changed == 0 {
		return pufa.Errorf(pufa.NotFound, "这条消息不在发送中")
	}
	if state != bot.Sent {
		return nil
	}
	_, err = exec(ctx, tx, `
		UPDATE inquiries SET reached = (SELECT claimed FROM outbox WHERE id = $1)
		WHERE reached = 0 AND id = (SELECT inquiry FROM outbox WHERE id = $1)`, id)
	return err
}

// queue stores a message to be sent. A follower's address is not written down a second time.
func queue(ctx context.Context, tx querier, out bot.Outgoing) error {
	reply, err := document(out.Reply)
	if err != nil {
		return err
	}
	address := out.Address
	if out.To != "" {
		address = ""
	}
	_, err = exec(ctx, tx, `
		INSERT INTO outbox (id, follower, address, purpose, inquiry, reply, due, attempts, state, claim, claimed, why)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', 0, '')`,
		cmp.Or(out.ID, pufa.NewID()), out.To, address, out.Purpose, out.Inquiry, reply, micros(out.Due), out.Attempts)
	return err
}

func scanOutgoing(r row) (out bot.Outgoing, err error) {
	var reply string
	var due int64
	err = r.Scan(&out.ID, &out.To, &out.Address, &out.Purpose, &out.Inquiry, &reply, &due, &out.Attempts)
	if err != nil {
		return out, err
	}
	out.Due = moment(due)
	err = parse(reply, &out.Reply)
	return out, err
}
