package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/reach"
)

// Inquiries implements bot.Inquiries.
type Inquiries struct{ db *DB }

// NewInquiries returns the inquiries in db.
func NewInquiries(db *DB) Inquiries { return Inquiries{db} }

// Inquiries implements bot.Inquiries.
func (s Inquiries) Inquiries(ctx context.Context, all bool) ([]bot.Inquiry, error) {
	text := selectInquiries + ` WHERE answered = 0 ORDER BY asked, id`
	if all {
		text = selectInquiries + ` ORDER BY asked, id`
	}
	found, err := query(ctx, s.db.read, scanInquiry, text)
	if err != nil {
		return nil, fmt.Errorf("list inquiries: %w", err)
	}
	return found, nil
}

// Inquiry implements bot.Inquiries.
func (s Inquiries) Inquiry(ctx context.Context, id pufa.ID) (bot.Inquiry, error) {
	q, err := inquiry(ctx, s.db.read, id)
	if err != nil {
		return bot.Inquiry{}, fmt.Errorf("inquiry %s: %w", id, err)
	}
	return q, nil
}

func inquiry(ctx context.Context, q querier, id pufa.ID) (bot.Inquiry, error) {
	found, err := one(ctx, q, scanInquiry, selectInquiries+` WHERE id = $1`, id)
	return found, absent(err, "没有这条咨询，可能提问人已要求删除")
}

// AnswerInquiry implements bot.Inquiries. Where out names no receiver it goes to the asker.
func (s Inquiries) AnswerInquiry(ctx context.Context, id pufa.ID, answer, by string, at time.Time, out *bot.Outgoing, row reach.Entry) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		answered, err := exec(ctx, tx, `
			UPDATE inquiries SET answer = $2, answered_by = $3, answered = $4
			WHERE id = $1 AND answered = 0`, id, answer, by, micros(at))
		if err != nil {
			return err
		}
		asked, err := inquiry(ctx, tx, id)
		if err != nil {
			return err
		}
		if answered == 0 {
			return pufa.Errorf(pufa.Conflict, "这条咨询已由%s在%s答复过", asked.By, pufa.DayOf(asked.Answered).Chinese())
		}
		note(ctx, access.Note{Action: "答复咨询", Subject: "inquiry:" + string(id)}) // what was asked is nobody else's business
		if out != nil {
			message := *out
			message.To, message.Inquiry = cmp.Or(out.To, asked.Follower), id
			if err := queue(ctx, tx, message); err != nil {
				return err
			}
		}
		_, err = appendRows(ctx, tx, []reach.Entry{row})
		return err
	})
	if err != nil {
		return fmt.Errorf("answer inquiry %s: %w", id, err)
	}
	return nil
}

func putInquiry(ctx context.Context, tx querier, q bot.Inquiry) error {
	_, err := exec(ctx, tx, `
		INSERT INTO inquiries (id, follower, question, side, asked, answer, answered_by, answered, reached)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		cmp.Or(q.ID, pufa.NewID()), q.Follower, q.Question, q.Group, micros(q.Asked), q.Answer, q.By,
		micros(q.Answered), micros(q.Reached))
	return err
}

// shown records that a reply carries the inquiry's answer; a message that waits to carry it is
// not needed any more.
func shown(ctx context.Context, tx querier, id pufa.ID, at time.Time) error {
	if _, err := exec(ctx, tx, `
		UPDATE inquiries SET reached = $2 WHERE id = $1 AND reached = 0`, id, micros(at)); err != nil {
		return err
	}
	_, err := exec(ctx, tx, `
		UPDATE outbox SET state = 'failed', why = 'shown in a reply'
		WHERE inquiry = $1 AND inquiry <> '' AND state = 'waiting'`, id)
	return err
}

const selectInquiries = `
	SELECT id, follower, question, side, asked, answer, answered_by, answered, reached, claimed_by, claimed
	FROM inquiries`

func scanInquiry(r row) (q bot.Inquiry, err error) {
	var asked, answered, reached, claimed int64
	err = r.Scan(&q.ID, &q.Follower, &q.Question, &q.Group, &asked, &q.Answer, &q.By, &answered, &reached, &q.ClaimedBy, &claimed)
	q.Asked, q.Answered, q.Reached, q.Claimed = moment(asked), moment(answered), moment(reached), moment(claimed)
	return q, err
}
