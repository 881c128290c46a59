package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
)

// Audit is the audit trail.
type Audit struct{ db *DB }

// NewAudit returns the audit trail in db.
func NewAudit(db *DB) Audit { return Audit{db} }

// keyAudit is the setting under which the trail's last row is named. It is locked before a row is added: two
// who add rows wait for each other.
const keyAudit = "audit.head"

type notesKey struct{}

// audited lets work take notes of what it does in somebody's name, and puts them into the trail in the same
// transaction. Where it is nobody of staff, there are none.
func audited(ctx context.Context, work func(context.Context, querier) error) func(context.Context, querier) error {
	act, ok := pufa.ActIn(ctx)
	if !ok {
		return work
	}
	return func(inner context.Context, tx querier) error {
		var notes []access.Note
		if err := work(context.WithValue(inner, notesKey{}, &notes), tx); err != nil {
			return err
		}
		return putNotes(inner, tx, act, notes)
	}
}

// note says what is being done, for the audit trail.
func note(ctx context.Context, n access.Note) {
	if notes, ok := ctx.Value(notesKey{}).(*[]access.Note); ok {
		*notes = append(*notes, n)
	}
}

// noting reports whether notes are kept, so that nobody compares what nobody will read.
func noting(ctx context.Context) bool { return ctx.Value(notesKey{}) != nil }

func putNotes(ctx context.Context, tx querier, act pufa.Act, notes []access.Note) error {
	if len(notes) == 0 {
		return nil
	}
	if _, err := exec(ctx, tx, `
		INSERT INTO settings (key, value) VALUES ($1, '') ON CONFLICT (key) DO UPDATE SET value = excluded.value`, keyAudit); err != nil {
		return err
	}
	last, err := one(ctx, tx, scanAudit, selectAudit+` ORDER BY seq DESC LIMIT 1`)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	act.At = act.At.Truncate(time.Microsecond)
	act.By.Name = clean(act.By.Name)
	var rows [][]any
	for _, n := range notes {
		n.Name, n.Subject = clean(n.Name), clean(n.Subject)
		changes, err := document(n.Changes)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(changes), &n.Changes); err != nil { // as it will be read again
			return err
		}
		last = last.Next(act, n)
		rows = append(rows, []any{last.Seq, micros(last.At), last.By.Name, last.By.Role, last.Action, last.Subject, last.Name, changes, last.Prev, last.Hash})
	}
	_, err = insert(ctx, tx, `INSERT INTO audit (seq, at, who, role, action, subject, name, changes, prev, hash)`, "", rows)
	return err
}

const selectAudit = `SELECT seq, at, who, role, action, subject, name, changes, prev, hash FROM audit`

func scanAudit(r row) (a access.Row, err error) {
	var at int64
	var changes string
	if err := r.Scan(&a.Seq, &at, &a.By.Name, &a.By.Role, &a.Action, &a.Subject, &a.Name, &changes, &a.Prev, &a.Hash); err != nil {
		return a, err
	}
	a.At = moment(at)
	return a, json.Unmarshal([]byte(changes), &a.Changes)
}

// AuditFilter selects rows of the trail; what is zero selects all.
type AuditFilter struct {
	Before   int64 // only rows with a smaller number, for the next page
	From, To pufa.Day
	Who      string
	Subject  string // entry:ID
	Text     string // in the action, the name or what changed
}

// Rows returns up to n rows that the filter selects, the latest first.
func (s Audit) Rows(ctx context.Context, f AuditFilter, n int) ([]access.Row, error) {
	before, until := int64(math.MaxInt64), int64(math.MaxInt64)
	if f.Before > 0 {
		before = f.Before
	}
	if f.To != "" {
		until = micros(f.To.Add(1).Time())
	}
	found, err := query(ctx, s.db.read, scanAudit, selectAudit+`
		WHERE seq < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR who = $4) AND ($5 = '' OR subject = $5)
			AND ($6 = '' OR action LIKE '%' || $6 || '%' ESCAPE '\' OR name LIKE '%' || $6 || '%' ESCAPE '\'
				OR changes LIKE '%' || $6 || '%' ESCAPE '\')
		ORDER BY seq DESC LIMIT $7`, before, micros(f.From.Time()), until, f.Who, f.Subject, likely(f.Text), n)
	if err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	return found, nil
}

// Verify goes through the whole trail and returns its last row. The error is Conflict where a row was changed,
// taken out or put in.
func (s Audit) Verify(ctx context.Context) (last access.Row, err error) {
	for {
		rows, err := query(ctx, s.db.read, scanAudit, selectAudit+` WHERE seq > $1 ORDER BY seq LIMIT 1000`, last.Seq)
		if err != nil {
			return last, fmt.Errorf("verify the audit trail: %w", err)
		}
		for _, r := range rows {
			if wrong := r.Follows(last); wrong != nil {
				return last, &pufa.Error{Kind: pufa.Conflict, Err: wrong,
					Say: "操作记录接不上：" + wrong.Error() + "。有人直接改过数据库，请保留现场并与备份对照。"}
			}
			last = r
		}
		if len(rows) < 1000 {
			return last, nil
		}
	}
}

// likely returns text for LIKE … ESCAPE '\', in which no character stands for others.
func likely(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
