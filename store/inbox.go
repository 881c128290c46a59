package store

import (
	"context"
	"fmt"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
)

// Inbox implements bot.Inbox.
type Inbox struct{ db *DB }

// NewInbox returns the settled exchanges in db.
func NewInbox(db *DB) Inbox { return Inbox{db} }

// Settled implements bot.Inbox.
func (s Inbox) Settled(ctx context.Context, messageID string) (bot.Reply, error) {
	reply, err := settled(ctx, s.db.read, messageID)
	if err != nil {
		return bot.Reply{}, fmt.Errorf("settled reply: %w", absent(err, "这条消息还没有答复"))
	}
	return reply, nil
}

func settled(ctx context.Context, q querier, messageID string) (bot.Reply, error) {
	return one(ctx, q, scanReply, `SELECT reply FROM inbox WHERE id = $1`, messageID)
}

// Settle implements bot.Inbox. A person without a key is not stored.
func (s Inbox) Settle(ctx context.Context, x bot.Exchange) (reply bot.Reply, first bool, err error) {
	text, err := document(x.Reply)
	if err != nil {
		return bot.Reply{}, false, fmt.Errorf("settle exchange: %w", err)
	}
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		added, err := exec(ctx, tx, `
			INSERT INTO inbox (id, settled, reply) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO NOTHING`, x.MessageID, micros(x.At), text)
		if err != nil {
			return err
		}
		if first = added == 1; first {
			reply = x.Reply
			return putExchange(ctx, tx, x)
		}
		reply, err = settled(ctx, tx, x.MessageID)
		return err
	})
	if err != nil {
		return bot.Reply{}, false, fmt.Errorf("settle exchange: %w", err)
	}
	return reply, first, nil
}

// putExchange stores what the exchange changes besides its reply. Forgetting comes last, so that it
// reaches what this exchange itself has written.
func putExchange(ctx context.Context, tx querier, x bot.Exchange) error {
	if x.Late {
		if err := release(ctx, tx, x.MessageID); err != nil {
			return err
		}
	}
	if x.Inquiry != nil {
		if err := putInquiry(ctx, tx, *x.Inquiry); err != nil {
			return err
		}
	}
	for _, j := range x.Judgements {
		if err := putJudgement(ctx, tx, j); err != nil {
			return err
		}
	}
	for _, id := range x.Shown {
		if err := shown(ctx, tx, id, x.At); err != nil {
			return err
		}
	}
	for _, out := range x.Outbox {
		if err := queue(ctx, tx, out); err != nil {
			return err
		}
	}
	if _, err := appendRows(ctx, tx, x.Rows); err != nil {
		return err
	}
	switch {
	case x.Person.Key == "":
		return nil
	case x.Forget:
		return forget(ctx, tx, x.Person.Key)
	default:
		return putFollower(ctx, tx, x)
	}
}

// putFollower stores the person, and apart from it what they have said of themselves: whatever a file
// or WeChat has told of them meanwhile is not overwritten by what was read before.
func putFollower(ctx context.Context, tx querier, x bot.Exchange) error {
	if err := putPerson(ctx, tx, x.Person, x.At); err != nil {
		return err
	}
	if x.Told != nil {
		if _, err := exec(ctx, tx, `UPDATE followers SET community = $2, trade = $3 WHERE key = $1`,
			x.Person.Key, x.Told.Community, x.Told.Trade); err != nil {
			return err
		}
	}
	if x.Person.Following {
		return nil
	}
	return dropAccepts(ctx, tx, x.Person.Key)
}

// Person implements bot.Inbox. An answer that is on its way by another message is not pending.
func (s Inbox) Person(ctx context.Context, key pufa.FollowerKey) (bot.Person, error) {
	p, err := person(ctx, s.db.read, key)
	if err != nil {
		return bot.Person{}, fmt.Errorf("read person: %w", err)
	}
	p.Pending, err = query(ctx, s.db.read, scanInquiry, selectInquiries+`
		WHERE follower = $1 AND answered <> 0 AND reached = 0
		AND NOT EXISTS (SELECT 1 FROM outbox WHERE inquiry = inquiries.id AND inquiry <> '' AND state = 'sending')
		ORDER BY asked, id`, key)
	if err != nil {
		return bot.Person{}, fmt.Errorf("read person: %w", err)
	}
	return p, nil
}

func scanReply(r row) (reply bot.Reply, err error) {
	var text string
	if err := r.Scan(&text); err != nil {
		return reply, err
	}
	err = parse(text, &reply)
	return reply, err
}
