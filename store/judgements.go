package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Judgements implements knowledge.Judgements.
type Judgements struct{ db *DB }

// NewJudgements returns the judgements in db.
func NewJudgements(db *DB) Judgements { return Judgements{db} }

// PutJudgement implements knowledge.Judgements. A judgement without an ID gets a fresh one.
func (s Judgements) PutJudgement(ctx context.Context, j knowledge.Judgement) error {
	err := s.db.write(ctx, func(ctx context.Context, tx querier) error { return putJudgement(ctx, tx, j) })
	if err != nil {
		return fmt.Errorf("put judgement: %w", err)
	}
	return nil
}

func putJudgement(ctx context.Context, tx querier, j knowledge.Judgement) error {
	cites, err := document(j.Cites)
	if err != nil {
		return err
	}
	_, err = exec(ctx, tx, `
		INSERT INTO judgements (id, key, at, source, question, previous, side, entry, cites, correct, judged_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (key) DO NOTHING`,
		cmp.Or(j.ID, pufa.NewID()), j.Key, micros(j.At), j.Source, j.Question, j.Previous, j.Group, j.Entry, cites,
		j.Right, j.By)
	return err
}

// Judgements implements knowledge.Judgements.
func (s Judgements) Judgements(ctx context.Context, since time.Time) ([]knowledge.Judgement, error) {
	found, err := query(ctx, s.db.read, scanJudgement, `
		SELECT id, key, at, source, question, previous, side, entry, cites, correct, judged_by
		FROM judgements WHERE at >= $1
		ORDER BY at, id`, micros(since))
	if err != nil {
		return nil, fmt.Errorf("list judgements: %w", err)
	}
	return found, nil
}

func scanJudgement(r row) (j knowledge.Judgement, err error) {
	var at int64
	var cites string
	err = r.Scan(&j.ID, &j.Key, &at, &j.Source, &j.Question, &j.Previous, &j.Group, &j.Entry, &cites, &j.Right, &j.By)
	if err != nil {
		return j, err
	}
	j.At = moment(at)
	err = parse(cites, &j.Cites)
	return j, err
}
