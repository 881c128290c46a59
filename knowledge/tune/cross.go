package tune

import (
	"context"
	"fmt"

	"github.com/pufa/pufa/knowledge"
)

// Cross is what a cross-validation came to.
type Cross struct {
	Before, After Retrieval // means: with the models that were in use, and with those learned in each turn
}

// CrossValidate holds the lessons out in turns, by their Fold: what is learned in a turn, and the entries
// that hold the questions, come from the other turns only. always are lessons that are learned from in
// every turn, of which there are at most Folds. before is what learning is compared with; its models are in use afterwards.
func (t *Teacher) CrossValidate(ctx context.Context, lessons, always []Lesson, turns int, before Learned, turn func(fold int, r Retrieval)) (c Cross, err error) {
	defer t.index.Use(before.Models)
	for fold := range min(turns, Folds) {
		except := map[string]struct{}{}
		var train, test []Lesson
		for _, l := range lessons {
			switch {
			case l.Fold != fold:
				train = append(train, l)
				continue
			case l.Self != "":
				except[l.Self] = struct{}{}
			}
			test = append(test, l)
		}
		t.index.Use(before.Models)
		r, err := t.Measure(ctx, test, except, before.Confidence)
		if err != nil {
			return c, fmt.Errorf("turn %d: %w", fold, err)
		}
		c.Before.Add(r)
		learned := Learned{Models: t.unlearned(), Confidence: before.Confidence}
		if t.Leave&knowledge.PartForests == 0 {
			if learned, err = t.Learn(ctx, append(train, always...), except); err != nil {
				return c, fmt.Errorf("turn %d: %w", fold, err)
			}
		}
		t.index.Use(learned.Models)
		if r, err = t.Measure(ctx, test, except, learned.Confidence); err != nil {
			return c, fmt.Errorf("turn %d: %w", fold, err)
		}
		c.After.Add(r)
		if turn != nil {
			turn(fold, r.Mean())
		}
	}
	c.Before, c.After = c.Before.Mean(), c.After.Mean()
	return c, nil
}
