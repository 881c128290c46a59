package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/reach"
)

// SignIns is who signed in at events.
type SignIns struct{ db *DB }

// NewSignIns returns the sign-ins in db.
func NewSignIns(db *DB) SignIns { return SignIns{db} }

// SignIn adds the row of a sign-in unless this person's is there. One that was struck stays struck. The
// event's row is taken first: who cancels the event meanwhile waits, and takes this sign-in back too.
// Conflict where it is cancelled.
func (s SignIns) SignIn(ctx context.Context, row reach.Entry) (added bool, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		open, err := exec(ctx, tx, `
			UPDATE events SET revision = revision WHERE id = $1 AND state <> 'cancelled'`, strings.TrimPrefix(row.Subject, "event:"))
		if err == nil && open == 0 {
			err = pufa.Errorf(pufa.Conflict, "这个活动已经取消，不用签到。")
		}
		if err != nil {
			return err
		}
		n, err := appendRows(ctx, tx, []reach.Entry{row})
		added = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("sign in at %s: %w", row.Subject, err)
	}
	return added, nil
}

// SignedIn reports whether the ledger holds the row of that key.
func (s SignIns) SignedIn(ctx context.Context, key string) (bool, error) {
	_, err := one(ctx, s.db.read, scanInt, `SELECT at FROM ledger WHERE key = $1`, key)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find a sign-in: %w", err)
	}
	return true, nil
}

// SignInsOf returns the sign-ins of a subject that stand, the first first. They name nobody.
func (s SignIns) SignInsOf(ctx context.Context, subject string) ([]reach.SignInAt, error) {
	found, err := query(ctx, s.db.read, scanSignIn, `
		SELECT at, source FROM ledger
		WHERE kind = 'signed_in' AND subject = $1 AND corrects = ''
			AND id NOT IN (SELECT corrects FROM ledger WHERE subject = $1 AND corrects <> '')
		ORDER BY at, id`, subject)
	if err != nil {
		return nil, fmt.Errorf("sign-ins of %s: %w", subject, err)
	}
	return found, nil
}

// Strike takes back the sign-ins of a subject from … until, the end not included, by rows of the ledger
// that undo them, and records who did so and why. It returns how many; those that were struck before
// are left alone. Conflict where there are none.
func (s SignIns) Strike(ctx context.Context, strike reach.Strike) (struck int, err error) {
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		rows, err := query(ctx, tx, scanEntryRow, selectLedger+`
			WHERE kind = 'signed_in' AND subject = $1 AND at >= $2 AND at < $3 AND corrects = ''
				AND id NOT IN (SELECT corrects FROM ledger WHERE subject = $1 AND corrects <> '')`,
			strike.Subject, micros(strike.From), micros(strike.Until))
		if err != nil {
			return err
		}
		for i, r := range rows {
			rows[i] = r.Undone(strike.At)
		}
		if struck, err = appendRows(ctx, tx, rows); err != nil {
			return err
		}
		if struck == 0 {
			return pufa.Errorf(pufa.Conflict, "这段时间里没有签到，或者已经划去。用 pufa event signin 看每十分钟有多少人")
		}
		note(ctx, access.Note{Action: "划去签到", Subject: strike.Subject,
			Changes: []access.Change{{Field: "划去", After: fmt.Sprintf("%d 次：%s", struck, strike.Why)}}})
		_, err = exec(ctx, tx, `
			INSERT INTO signin_strikes (id, event, since, until, struck, staff, why, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			pufa.NewID(), strike.Subject, micros(strike.From), micros(strike.Until), struck, strike.By.Name, strike.Why, micros(strike.At))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("strike sign-ins of %s: %w", strike.Subject, err)
	}
	return struck, nil
}

// Strikes returns what was struck of a subject, the first first.
func (s SignIns) Strikes(ctx context.Context, subject string) ([]reach.Strike, error) {
	found, err := query(ctx, s.db.read, scanStrike, `
		SELECT event, since, until, struck, staff, why, at FROM signin_strikes
		WHERE event = $1 ORDER BY at, id`, subject)
	if err != nil {
		return nil, fmt.Errorf("strikes of %s: %w", subject, err)
	}
	return found, nil
}

// SceneAddress returns the address within WeChat's code of an event; "" where none was made.
func (s SignIns) SceneAddress(ctx context.Context, code string) (string, error) {
	address, err := one(ctx, s.db.read, scanText, `SELECT wechat FROM signin_codes WHERE code = $1`, code)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find WeChat's code of event %s: %w", code, err)
	}
	return address, nil
}

// PutSceneAddress keeps the address within WeChat's code of an event.
func (s SignIns) PutSceneAddress(ctx context.Context, code, address string) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error {
		_, err := exec(ctx, tx, `
			INSERT INTO signin_codes (code, wechat) VALUES ($1, $2)
			ON CONFLICT (code) DO UPDATE SET wechat = excluded.wechat`, code, address)
		return err
	})
	if err != nil {
		return fmt.Errorf("put WeChat's code of event %s: %w", code, err)
	}
	return nil
}

func scanSignIn(r row) (s reach.SignInAt, err error) {
	var at int64
	err = r.Scan(&at, &s.Source)
	s.At = moment(at)
	return s, err
}

func scanStrike(r row) (s reach.Strike, err error) {
	var from, until, at int64
	err = r.Scan(&s.Subject, &from, &until, &s.Struck, &s.By.Name, &s.Why, &at)
	s.From, s.Until, s.At = moment(from), moment(until), moment(at)
	return s, err
}
