package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/bot"
)

// InquiryFilter selects inquiries; what is zero selects all.
type InquiryFilter struct {
	Waiting, Answered bool   // neither for all
	ClaimedBy         string // who works on it, or answered it
	Group             pufa.Group
	Text              string // in the question or its answer
}

// InquiriesOf returns a page of the inquiries that the filter selects, and how many there are: those that
// wait the oldest first, the answered ones the last answered first.
func (s Inquiries) InquiriesOf(ctx context.Context, f InquiryFilter, skip, n int) (page []bot.Inquiry, all int, err error) {
	const where = `
		WHERE ((NOT $1 AND NOT $2) OR ($1 AND answered = 0) OR ($2 AND answered <> 0)) AND ($3 = '' OR claimed_by = $3 OR answered_by = $3)
			AND ($4 = '' OR side = $4)
			AND ($5 = '' OR question LIKE '%' || $5 || '%' ESCAPE '\' OR answer LIKE '%' || $5 || '%' ESCAPE '\')`
	args := []any{f.Waiting, f.Answered, f.ClaimedBy, f.Group, likely(f.Text)}
	count, err := one(ctx, s.db.read, scanInt, `SELECT COUNT(*) FROM inquiries`+where, args...)
	if err != nil {
		return nil, 0, fmt.Errorf("count inquiries: %w", err)
	}
	page, err = query(ctx, s.db.read, scanInquiry, selectInquiries+where+`
		ORDER BY CASE WHEN answered = 0 THEN 0 ELSE 1 END, -answered, asked, id LIMIT $6 OFFSET $7`, append(args, n, skip)...)
	if err != nil {
		return nil, 0, fmt.Errorf("list inquiries: %w", err)
	}
	return page, int(count), nil
}

// WaitingInquiries returns how many inquiries wait, and since when the oldest of them does.
func (s Inquiries) WaitingInquiries(ctx context.Context) (n int, oldest time.Time, err error) {
	waiting, err := query(ctx, s.db.read, scanInt, `SELECT asked FROM inquiries WHERE answered = 0 ORDER BY asked`)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("waiting inquiries: %w", err)
	}
	if len(waiting) > 0 {
		oldest = moment(waiting[0])
	}
	return len(waiting), oldest, nil
}

// ClaimInquiry makes an inquiry who's, from whoever it is thought to be of; "" gives it back. Conflict where
// somebody else has it by now, or it was answered.
func (s Inquiries) ClaimInquiry(ctx context.Context, id pufa.ID, from, who string, at time.Time) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		changed, err := exec(ctx, tx, `
			UPDATE inquiries SET claimed_by = $3, claimed = $4 WHERE id = $1 AND claimed_by = $2 AND answered = 0`, id, from, who, micros(at))
		if err != nil {
			return err
		}
		if changed > 0 {
			note(ctx, access.Note{Action: "分派咨询", Subject: "inquiry:" + string(id), Changes: []access.Change{{Field: "谁来答", Before: from, After: who}}})
			return nil
		}
		is, err := inquiry(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case !is.Answered.IsZero():
			return pufa.Errorf(pufa.Conflict, "这条咨询已由%s答复", is.By)
		case is.ClaimedBy == "":
			return pufa.Errorf(pufa.Conflict, "这条咨询刚被放回来，现在没有人在办，请重新认领")
		default:
			return pufa.Errorf(pufa.Conflict, "这条咨询已由%s认领", is.ClaimedBy)
		}
	})
	if err != nil {
		return fmt.Errorf("claim inquiry %s: %w", id, err)
	}
	return nil
}

// AnswerTime is how long somebody waited for an answer.
type AnswerTime struct{ Asked, Answered time.Time }

// AnswerTimes returns when the inquiries that were asked since the moment were asked and answered; the zero
// time where they wait.
func (s Inquiries) AnswerTimes(ctx context.Context, since time.Time) ([]AnswerTime, error) {
	found, err := query(ctx, s.db.read, func(r row) (t AnswerTime, err error) {
		var asked, answered int64
		err = r.Scan(&asked, &answered)
		return AnswerTime{moment(asked), moment(answered)}, err
	}, `SELECT asked, answered FROM inquiries WHERE asked >= $1 ORDER BY asked`, micros(since))
	if err != nil {
		return nil, fmt.Errorf("times to answer: %w", err)
	}
	return found, nil
}

// Canned is an answer that is kept to be used again.
type Canned struct {
	ID    pufa.ID
	Title string
	Text  string
}

// CannedReplies lists the answers kept, by title.
func (s Inquiries) CannedReplies(ctx context.Context) ([]Canned, error) {
	found, err := query(ctx, s.db.read, func(r row) (c Canned, err error) {
		err = r.Scan(&c.ID, &c.Title, &c.Text)
		return c, err
	}, `SELECT id, title, text FROM canned_replies`)
	if err != nil {
		return nil, fmt.Errorf("list kept answers: %w", err)
	}
	slices.SortFunc(found, func(a, b Canned) int { return cmp.Compare(a.Title, b.Title) })
	return found, nil
}

// PutCanned keeps an answer, or changes the one of its ID. Conflict for a title that another has.
func (s Inquiries) PutCanned(ctx context.Context, c Canned) error {
	c.ID = cmp.Or(c.ID, pufa.NewID())
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		note(ctx, access.Note{Action: "保存常用答复", Subject: "canned:" + string(c.ID), Name: c.Title, Changes: []access.Change{{Field: "内容", After: c.Text}}})
		_, err := exec(ctx, tx, `
			INSERT INTO canned_replies (id, title, text) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET title = excluded.title, text = excluded.text`, c.ID, c.Title, c.Text)
		return err
	})
	if pufa.KindOf(err) == pufa.Conflict {
		err = &pufa.Error{Kind: pufa.Conflict, Say: fmt.Sprintf("已经有叫“%s”的常用答复了，请换个名字", c.Title), Err: err}
	}
	if err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return nil
}

// DropCanned forgets a kept answer. It is no error where there is none.
func (s Inquiries) DropCanned(ctx context.Context, id pufa.ID) error {
	return s.drop(ctx, "删除常用答复", "canned:", `DELETE FROM canned_replies WHERE id = $1`, id)
}

// Shift is when somebody is on duty, every week.
type Shift struct {
	ID       pufa.ID
	Weekday  int // 1 Monday … 7 Sunday
	From, To int // minutes of the day in China, To not included
	Who      string
}

// Shifts lists the shifts of a week in order.
func (s Inquiries) Shifts(ctx context.Context) ([]Shift, error) {
	found, err := query(ctx, s.db.read, func(r row) (d Shift, err error) {
		err = r.Scan(&d.ID, &d.Weekday, &d.From, &d.To, &d.Who)
		return d, err
	}, `SELECT id, weekday, from_minute, to_minute, who FROM duty_shifts ORDER BY weekday, from_minute, id`)
	if err != nil {
		return nil, fmt.Errorf("list shifts: %w", err)
	}
	return found, nil
}

// PutShift adds a shift.
func (s Inquiries) PutShift(ctx context.Context, d Shift) error {
	d.ID = cmp.Or(d.ID, pufa.NewID())
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		note(ctx, access.Note{Action: "排班", Subject: "shift:" + string(d.ID), Name: d.Who,
			Changes: []access.Change{{Field: "时间", After: fmt.Sprintf("星期%d %02d:%02d–%02d:%02d", d.Weekday, d.From/60, d.From%60, d.To/60, d.To%60)}}})
		_, err := exec(ctx, tx, `
			INSERT INTO duty_shifts (id, weekday, from_minute, to_minute, who) VALUES ($1, $2, $3, $4, $5)`, d.ID, d.Weekday, d.From, d.To, d.Who)
		return err
	})
	if err != nil {
		return fmt.Errorf("add a shift: %w", err)
	}
	return nil
}

// DropShift takes a shift away. It is no error where there is none.
func (s Inquiries) DropShift(ctx context.Context, id pufa.ID) error {
	return s.drop(ctx, "取消排班", "shift:", `DELETE FROM duty_shifts WHERE id = $1`, id)
}

func (s Inquiries) drop(ctx context.Context, action, sort, text string, id pufa.ID) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		n, err := exec(ctx, tx, text, id)
		if n > 0 {
			note(ctx, access.Note{Action: action, Subject: sort + string(id)})
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", sort, id, err)
	}
	return nil
}
