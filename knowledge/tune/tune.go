package tune

import (
	"context"
	"fmt"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Outcome is what a round of learning came to, measured on questions that it did not see.
type Outcome struct {
	Lessons       int                   // learned from
	Before, After Retrieval             // means over the questions that were held out
	Entries       knowledge.Reliability // of the confidence learned, on questions its forests had not seen
	Articles      knowledge.Reliability
	Learned       Learned
}

// Worse reports whether what was learned is worse than what was there, and says in which figure.
func (o Outcome) Worse() error {
	switch {
	case o.Before.N == 0:
		return pufa.Errorf(pufa.Invalid, "没有留出来检验的问题，不能知道是不是变好了：请用 --judged 给出标注好的问题")
	case o.After.Cost > o.Before.Cost:
		return pufa.Errorf(pufa.Conflict, "学完反而更差：平均代价从 %.3f 升到 %.3f，没有保存", o.Before.Cost, o.After.Cost)
	case o.After.Entry3 < o.Before.Entry3:
		return pufa.Errorf(pufa.Conflict, "学完反而更差：前三条里有对的从 %.3f 降到 %.3f，没有保存", o.Before.Entry3, o.After.Entry3)
	}
	return nil
}

// Tune learns from the lessons and compares what has been learned with what was there on those held out.
func (t *Teacher) Tune(ctx context.Context, lessons, held []Lesson, before Learned) (o Outcome, err error) {
	t.index.Use(before.Models)
	was, err := t.Measure(ctx, held, nil, before.Confidence)
	if err != nil {
		return o, fmt.Errorf("tune: %w", err)
	}
	if o.Learned, err = t.Learn(ctx, lessons, nil); err != nil {
		return o, fmt.Errorf("tune: %w", err)
	}
	is, err := t.Measure(ctx, held, nil, o.Learned.Confidence)
	if err != nil {
		return o, fmt.Errorf("tune: %w", err)
	}
	if (Outcome{Before: was.Mean(), After: is.Mean()}).Worse() != nil {
		if is, err = t.keepEntries(ctx, held, before, &o.Learned); err != nil {
			return o, fmt.Errorf("tune: %w", err)
		}
	}
	o.Lessons, o.Before, o.After = len(lessons), was.Mean(), is.Mean()
	o.Entries = knowledge.MeasureReliability(o.Learned.EntrySamples, o.Learned.Entry)
	o.Articles = knowledge.MeasureReliability(o.Learned.ArticleSamples, o.Learned.Article)
	return o, nil
}

// keepEntries takes back the order of entries that was learned, and measures that: it may be worse than what was
// there, and the order of articles and the confidence better all the same.
func (t *Teacher) keepEntries(ctx context.Context, held []Lesson, before Learned, l *Learned) (Retrieval, error) {
	l.Entries = before.Entries
	t.index.Use(l.Models)
	return t.Measure(ctx, held, nil, l.Confidence)
}

// HoldOut splits lessons into those to learn from and those of the turn.
func HoldOut(lessons []Lesson, fold int) (learn, held []Lesson) {
	for _, l := range lessons {
		if l.Fold == fold {
			held = append(held, l)
		} else {
			learn = append(learn, l)
		}
	}
	return slices.Clip(learn), held
}
