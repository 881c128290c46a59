package knowledge

import (
	"context"
	_ "embed"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge/words"
)

// The table is written by pufa tune --follow from tests/judged/followups.jsonl and what else is judged there
// with a question before.
//
//go:embed follow.csv
var followTable string

// Follow is how likely a message is meant together with the question before it.
type Follow struct{ follow logistic }

// Of says how likely a message with this evidence is meant so.
func (f Follow) Of(evidence []float64) float64 { return f.follow.of(evidence) }

// followEvidence names the features; the first is always 1.
const followEvidence = "bias alone both own asks stands away onward unknown held related"

// ShippedFollow returns the table that ships with the product.
func ShippedFollow() (Follow, error) { return ReadFollow(strings.NewReader(followTable)) }

// ReadFollow reads a table: rows of model, feature, coefficient.
func ReadFollow(r io.Reader) (f Follow, err error) {
	table, err := readCoefficients(r)
	if err != nil {
		return f, err
	}
	f.follow, err = coefficients(table, "follow", followEvidence)
	return f, err
}

// FitFollow learns from messages after a question: Right says that they were meant together with it.
func FitFollow(samples []Sample) Follow {
	return Follow{follow: fit(samples, len(strings.Fields(followEvidence)))}
}

// WriteTo writes the table that ReadFollow reads.
func (f Follow) WriteTo(w io.Writer) (int64, error) {
	return writeCoefficients(w, model{"follow", followEvidence, f.follow})
}

// What the words of a message say about the question before, beside their matter.
var (
	asksOne   = regexp.MustCompile(`怎|咋|吗|么|[不没]$|啥|什么|如何|多少|多久|几|哪|谁|能不能|可以|行不|要不`)
	standsFor = regexp.MustCompile(`他|她|它|这|那|对方|人家`)
	goesOn    = regexp.MustCompile(`^(就|才|都|也|没|已经|要是|如果|万一|那|但|可|过了|超过|刚|现在|说|听说|不过)`)
	turnsAway = regexp.MustCompile(`^(另外|还有|再问|再咨询|对了|换个|顺便|然后我?想|那我?再问)|别的|个事|问题`)
)

// followEvidence describes a message by what is found for it alone and together with the question before:
// how sure the best entry is of either, how much matter of its own it has, whether it asks something, stands for
// something said before, turns to something else or goes on, how much of it nobody has ever asked, how
// much of it stands in what was shown for the question before, and whether what is found for it alone
// is related to that.
func (a *Answerer) followEvidence(ctx context.Context, q question, alone, both findings) ([]float64, error) {
	text := marks.ReplaceAllString(q.Text, "")
	away := turnsAway.MatchString(text)
	onward := !away && (q.Follows || takesUp.MatchString(text) || goesOn.MatchString(text))
	held, related, err := a.asShown(ctx, q, alone)
	if err != nil {
		return nil, err
	}
	unknown := 0.0
	if len(alone.entries) > 0 {
		unknown = alone.entries[0].unknown
	}
	return []float64{
		1, odds(alone.best()), odds(both.best()), math.Log1p(float64(ownMatter(text))),
		truth(asksOne.MatchString(text)), truth(standsFor.MatchString(text)), truth(away), truth(onward),
		unknown, held, truth(related),
	}, nil
}

// asShown compares the message with what was shown for the question before.
func (a *Answerer) asShown(ctx context.Context, q question, alone findings) (held float64, related bool, err error) {
	terms, _ := words.Terms(q.Text)
	for _, slug := range q.Shown {
		shown, err := a.entry(ctx, q.shelf, slug)
		if pufa.KindOf(err) == pufa.NotFound {
			continue // gone since it was shown
		}
		if err != nil {
			return 0, false, err
		}
		held = max(held, shown.holds(terms))
		if len(alone.entries) > 0 {
			best := alone.entries[0].Entry
			related = related || slices.Contains(shown.Related, best.Slug) || slices.Contains(best.Related, slug)
		}
	}
	return held, related, nil
}

// holds returns the share of the terms that stand anywhere in the entry.
func (e Entry) holds(terms []string) float64 {
	if len(terms) == 0 {
		return 0
	}
	parts := slices.Concat([]string{e.Title, e.Body}, e.Asks, e.Topics, e.Keywords)
	for _, s := range e.Sections {
		parts = append(parts, s.Heading, s.Text)
	}
	text, n := words.Fold(strings.Join(parts, "\n")), 0
	for _, term := range terms {
		if strings.Contains(text, term) {
			n++
		}
	}
	return float64(n) / float64(len(terms))
}

// apartMatter is how long a message is, in runes of its own matter, that says by itself what it is about.
const apartMatter = 15

// apart reports whether a message of some length has nothing to do with what was shown for the question
// before: it must not be answered with that again, also where nobody knows anything about it.
func apart(text string, evidence []float64) bool {
	names := strings.Fields(followEvidence)
	held, related := evidence[slices.Index(names, "held")], evidence[slices.Index(names, "related")]
	return held < 0.1 && related == 0 && ownMatter(marks.ReplaceAllString(text, "")) >= apartMatter
}

// ownMatter is how many runes of a text without marks are its own matter.
func ownMatter(text string) int {
	return utf8.RuneCountInString(asksAbout.ReplaceAllString(text, ""))
}

// FollowEvidence returns the evidence for a message after a question, to learn from. ok is false where a
// message is never read with the question before.
func (a *Answerer) FollowEvidence(ctx context.Context, asked Asked) (evidence []float64, ok bool, err error) {
	q := a.question(asked)
	if !mayFollow(q.Asked) || len(q.cites) > 0 {
		return nil, false, nil
	}
	_, alone, both, err := a.findBoth(ctx, q)
	if err != nil {
		return nil, false, err
	}
	evidence, err = a.followEvidence(ctx, q, alone, both)
	return evidence, err == nil, err
}

// findBoth looks for the question by itself and together with the one before.
func (a *Answerer) findBoth(ctx context.Context, q question) (together question, alone, both findings, err error) {
	together = q
	together.follow()
	if alone, err = a.find(ctx, q); err != nil {
		return together, alone, both, err
	}
	both, err = a.find(ctx, together)
	return together, alone, both, err
}

// findEither looks for the question by itself and, where it is short, also together with the one before:
// “我老婆也能要吗” says nothing alone. How likely either is meant was learned.
func (a *Answerer) findEither(ctx context.Context, q *question) (findings, error) {
	if !mayFollow(q.Asked) {
		return a.find(ctx, *q)
	}
	together, alone, both, err := a.findBoth(ctx, *q)
	if err != nil {
		return alone, err
	}
	evidence, err := a.followEvidence(ctx, *q, alone, both)
	if err != nil {
		return alone, err
	}
	p := a.follow.Of(evidence)
	if apart(q.Text, evidence) {
		p = 0
	}
	if p < 0.5 {
		return a.alone(alone, both, p), nil
	}
	*q = together
	if a.sure(both) {
		return both, nil
	}
	return mix(both, alone, p), nil
}

// rival is how much likelier than what is worth offering the best of what was found together must be for a
// question that is rather meant alone to be asked back: with less, it would be too often where the answer is right.
const rival = 1.5

// alone returns what was found for a question that is rather meant alone, p saying how likely it is not. Where it is not
// sure of anything, or may well be meant together with the one before, what was found by either is offered.
func (a *Answerer) alone(alone, both findings, p float64) findings {
	disputed := !alone.sameBest(both) && p*both.best() >= rival*a.costs.likely()
	if !disputed && a.sure(alone) {
		return alone
	}
	mixed := mix(alone, both, 1-p)
	mixed.disputed = disputed
	return mixed
}

func (a *Answerer) sure(f findings) bool { return a.sureOfEntry(f) || a.sureOfArticle(f) }

// mix returns the entries that were found by either reading, each as likely as the readings make it, of which
// the first is meant with the likelihood p.
func mix(mine, other findings, p float64) findings {
	entries := mine.entries
	mine.entries = nil
	for _, e := range entries {
		e.confidence = p*e.confidence + (1-p)*other.sureOf(e.Slug)
		mine.entries = append(mine.entries, e)
	}
	for _, e := range other.entries {
		if !slices.ContainsFunc(entries, func(m foundEntry) bool { return m.Slug == e.Slug }) {
			e.confidence *= 1 - p
			mine.entries = append(mine.entries, e)
		}
	}
	slices.SortStableFunc(mine.entries, func(a, b foundEntry) int { return compareDown(a.confidence, b.confidence) })
	return mine
}

// sameBest reports whether the same entry is the best of both.
func (f findings) sameBest(o findings) bool {
	return len(f.entries) > 0 && len(o.entries) > 0 && f.entries[0].Slug == o.entries[0].Slug
}

// best is the confidence of the best entry.
func (f findings) best() float64 {
	if len(f.entries) == 0 {
		return 0
	}
	return f.entries[0].confidence
}

// sureOf is the confidence of an entry, 0 where it was not found.
func (f findings) sureOf(slug string) float64 {
	for _, e := range f.entries {
		if e.Slug == slug {
			return e.confidence
		}
	}
	return 0
}
