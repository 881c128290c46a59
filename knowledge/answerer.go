package knowledge

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/pufa/pufa"
)

// Answerer answers questions from reviewed entries and the words of statutes. It is safe for use by
// many goroutines.
type Answerer struct {
	search  Finder
	laws    Laws
	entries Entries
	shipped *Catalogue
	model   atomic.Pointer[Confidence]
	follow  Follow
	costs   Costs
	shelf   atomic.Pointer[shelf]
	slots   chan struct{} // one for each question being answered
}

// NewAnswerer returns an answerer over what is in the base now; catalogue is the one that ships with
// the product.
func NewAnswerer(ctx context.Context, search Finder, laws Laws, entries Entries, catalogue *Catalogue, costs Costs) (*Answerer, error) {
	model, err := ShippedConfidence()
	if err != nil {
		return nil, err
	}
	follow, err := ShippedFollow()
	if err != nil {
		return nil, err
	}
	a := &Answerer{search: search, laws: laws, entries: entries, shipped: catalogue, follow: follow, costs: costs, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	a.Use(model)
	if err := a.Refresh(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// Refresh takes in which laws are in the base. It is to be called whenever the index has caught up with
// new revisions, else answers know nothing of what was imported since.
func (a *Answerer) Refresh(ctx context.Context) error {
	versions, err := a.laws.Versions(ctx, "")
	if err != nil {
		return fmt.Errorf("refresh answers: %w", err)
	}
	a.shelf.Store(newShelf(a.shipped, versions))
	return nil
}

// Catalogue returns the catalogue with what is in the base, as of the last Refresh.
func (a *Answerer) Catalogue() *Catalogue { return a.shelf.Load().catalogue }

// Use tells how sure to be by this confidence from the next answer on.
func (a *Answerer) Use(c Confidence) { a.model.Store(&c) }

// Costs say how bad it is to answer wrongly, and not to answer, in a unit of one's own. What is answered
// and what is offered follows from them.
type Costs struct {
	Wrong      float64
	Unanswered float64
}

// DefaultCosts are those that config.yaml ships with.
func DefaultCosts() Costs { return Costs{Wrong: 5, Unanswered: 1} }

// Sure is the least confidence with which answering costs less than not to answer: (1−p)·Wrong < Unanswered.
func (c Costs) Sure() float64 { return 1 - c.Unanswered/c.Wrong }

// likely is the least confidence for something to be offered: below it, a reader looks at it in vain more
// often than a wrong answer is worse than none.
func (c Costs) likely() float64 { return c.Unanswered / c.Wrong }

const (
	mostPassages = 3
	mostChoices  = 3
	mostCases    = 2
)

// question is one question while it is being answered.
type question struct {
	Asked
	words    string   // what is searched: with the question before where this one follows it up
	followed bool     // it does
	then     pufa.Day // the time of which the question speaks; "" the asking day
	said     string   // that time in the question's words
	shelf    *shelf
	cites    []Citation // articles that it names
}

// Answer answers the question. Only failures of the base are errors: not to know is VerdictNothing. As many
// are answered at once as there are cores, in the order of their coming: more would make each late.
func (a *Answerer) Answer(ctx context.Context, asked Asked) (Answer, error) {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return Answer{}, fmt.Errorf("wait to answer: %w", ctx.Err())
	}
	q := a.question(asked)
	answer, err := a.answer(ctx, &q)
	if err != nil {
		return Answer{}, fmt.Errorf("answer: %w", err)
	}
	answer.Followed = q.followed
	return answer, nil
}

// question reads what was asked.
func (a *Answerer) question(asked Asked) question {
	asked.Text = strings.TrimSpace(asked.Text)
	q := question{Asked: asked, words: asked.Text, shelf: a.shelf.Load()}
	q.then, q.said = namedTime(q.words, asked.Day)
	q.cites = namedArticles(q.shelf.catalogue, q.Text, q.asOf())
	return q
}

// follow reads the question together with the one before.
func (q *question) follow() {
	q.words, q.followed = q.Previous+"\n"+q.Text, true
	q.then, q.said = namedTime(q.words, q.Day)
}

// asOf is the day whose law the question is about.
func (q question) asOf() pufa.Day {
	if q.then != "" {
		return q.then
	}
	return q.Day
}

func (a *Answerer) answer(ctx context.Context, asked *question) (Answer, error) {
	q := *asked
	if q.Entry != "" {
		picked, err := a.entry(ctx, q.shelf, q.Entry)
		if err == nil && picked.State.Answers() {
			return a.reviewed(ctx, q, findings{entries: []foundEntry{{Entry: picked, confidence: 1}}})
		}
		if err != nil && pufa.KindOf(err) != pufa.NotFound {
			return Answer{}, err
		}
	}
	if answer, ok := q.bareLaw(); ok {
		return answer, nil
	}
	if len(q.cites) > 0 && asksOnlyFor(q.Text, q.cites) {
		return a.byName(ctx, q)
	}
	found, err := a.findEither(ctx, asked)
	if err != nil {
		return Answer{}, err
	}
	q = *asked
	switch {
	case isTopic(q.words):
		return a.topic(ctx, q, found)
	case a.sureOfEntry(found):
		return a.reviewed(ctx, q, found)
	case len(q.cites) > 0:
		return a.byName(ctx, q)
	case a.sureOfArticle(found):
		return a.articles(ctx, q, found)
	default:
		return a.choices(ctx, q, found, a.costs.likely())
	}
}
