package tune

import (
	"context"
	"fmt"
	"hash/crc32"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/rank"
)

// Teacher learns over one base.
type Teacher struct {
	index *index.Index
	cites map[string][]knowledge.Citation // of entries, by slug
	names [2][]string
	Leave knowledge.Part // what searches leave out
	// Apart are slugs of consultations: how sure to be of an answer to anybody else is learned without them,
	// as most offices will not have them.
	Apart map[string]struct{}
}

// NewTeacher returns a teacher over what the index holds. entries are those in it, with their citations.
func NewTeacher(x *index.Index, entries []knowledge.Entry) *Teacher {
	t := &Teacher{index: x, cites: map[string][]knowledge.Citation{}}
	for _, e := range entries {
		t.cites[e.Slug] = e.Cites
	}
	t.names[0], t.names[1] = index.Features()
	return t
}

// How many candidates of a question are learned from.
const (
	studiedEntries  = 20
	studiedArticles = 60
	studiedEvery    = 6
	ownArticles     = 3   // one in so many ways of asking is learned from for articles
	studiedLimit    = 100 // as Measure asks for
	studiedEvidence = 12
)

// Learned is what lessons have come to.
type Learned struct {
	index.Models
	knowledge.Confidence
	EntrySamples, ArticleSamples []knowledge.Sample // what the confidence was fitted to: findings of forests that had not seen the question
}

// Learn grows models from the lessons, none of which may be those that are measured later. except are the
// slugs of entries that are held out with them. Whatever one step hands to the next is told of each lesson
// by forests that have not seen it, for a forest is too sure of what it has seen: how likely an entry answers
// by one grown on the other half of the lessons, and what confidence is fitted to by one grown on the
// other four fifths.
func (t *Teacher) Learn(ctx context.Context, lessons []Lesson, except map[string]struct{}) (l Learned, err error) {
	t.index.Use(t.unlearned())
	entries, err := t.study(ctx, lessons, except, knowledge.ScopeEntries, t.entrySamples)
	if err != nil {
		return l, err
	}
	var articles [2][]rank.Sample
	var grown [2]*rank.Forest
	for half := range articles {
		t.index.Use(index.Models{Entries: t.growEntries(entries, func(q int) bool { return halfOf(lessons[q]) != half }), Articles: t.unlearned().Articles})
		if articles[half], err = t.study(ctx, decisive(only(lessons, func(l Lesson) bool { return halfOf(l) == half })), except, knowledge.ScopeAll, t.articleSamples); err != nil {
			return l, err
		}
		grown[half] = rank.Train(t.names[1], articles[half], articleOptions())
	}
	for fold := range Folds {
		forest := t.growEntries(entries, func(q int) bool { return fifthOf(lessons[q]) != fold })
		for half := range grown {
			t.index.Use(index.Models{Entries: forest, Articles: grown[1-half]})
			if err := t.evidence(ctx, only(lessons, func(l Lesson) bool { return l.Trust > 0 && halfOf(l) == half && fifthOf(l) == fold }), except, &l); err != nil {
				return l, err
			}
		}
	}
	l.Confidence = knowledge.FitConfidence(l.EntrySamples, l.ArticleSamples)
	l.Entries = t.growEntries(entries, func(int) bool { return true })
	l.Articles = rank.Train(t.names[1], append(articles[0], renumber(articles[1], len(lessons))...), articleOptions())
	t.index.Use(l.Models)
	return l, nil
}

// unlearned are models with which candidates stay in the order of the first guess.
func (t *Teacher) unlearned() index.Models {
	return index.Models{Entries: &rank.Forest{Features: t.names[0]}, Articles: &rank.Forest{Features: t.names[1]}}
}

// growEntries grows a forest from the samples of the questions that are wanted.
func (t *Teacher) growEntries(samples []rank.Sample, wanted func(question int) bool) *rank.Forest {
	var chosen []rank.Sample
	for _, s := range samples {
		if wanted(s.Question) {
			chosen = append(chosen, s)
		}
	}
	return rank.Train(t.names[0], chosen, entryOptions())
}

// Lessons are parted by their words, so that the same question asked in two ways stays on one side.

func halfOf(l Lesson) int  { return int(crc32.ChecksumIEEE([]byte(l.Text)) >> 8 % 2) }
func fifthOf(l Lesson) int { return int(crc32.ChecksumIEEE([]byte(l.Text)) >> 12 % Folds) }

// only returns the lessons that are wanted.
func only(lessons []Lesson, wanted func(Lesson) bool) (kept []Lesson) {
	for _, l := range lessons {
		if wanted(l) {
			kept = append(kept, l)
		}
	}
	return kept
}

// evidence notes of every lesson whether the best entry and the best article were right.
func (t *Teacher) evidence(ctx context.Context, lessons []Lesson, except map[string]struct{}, into *Learned) error {
	entries, articles := make([]*knowledge.Sample, len(lessons)), make([]*knowledge.Sample, len(lessons))
	err := t.each(ctx, lessons, knowledge.Query{Limit: studiedEvidence, Except: except}, func(i int, f knowledge.Found) {
		l := lessons[i]
		if len(f.Entries) > 0 {
			h := f.Entries[0]
			entries[i] = &knowledge.Sample{Evidence: knowledge.EntryEvidence(f, 0), Right: t.rightAnswer(l, f, h), Weight: float64(l.Trust)}
		}
		if len(f.Articles) > 0 {
			articles[i] = &knowledge.Sample{Evidence: knowledge.ArticleEvidence(f, 0), Right: l.rightArticle(f.Articles[0]) > 0, Weight: float64(l.Trust)}
		}
	})
	for i := range lessons {
		if entries[i] != nil {
			into.EntrySamples = append(into.EntrySamples, *entries[i])
		}
		if articles[i] != nil {
			into.ArticleSamples = append(into.ArticleSamples, *articles[i])
		}
	}
	return err
}

func renumber(samples []rank.Sample, by int) []rank.Sample {
	for i := range samples {
		samples[i].Question += by
	}
	return samples
}

func entryOptions() rank.Options {
	o := rank.Defaults(rank.Classify)
	o.Trees, o.Leaves = 80, 8
	return o
}

func articleOptions() rank.Options {
	o := rank.Defaults(rank.Rank)
	o.Trees, o.Leaves, o.Least, o.Rate = 120, 16, 0.5, 0.09
	return o
}

// study looks for every lesson, on every core, and returns the samples in the order of the lessons.
func (t *Teacher) study(ctx context.Context, lessons []Lesson, except map[string]struct{}, scope knowledge.Scope, samples func(Lesson, knowledge.Found, int) []rank.Sample) ([]rank.Sample, error) {
	found := make([][]rank.Sample, len(lessons))
	err := t.each(ctx, lessons, knowledge.Query{Limit: studiedLimit, Except: except, Scope: scope, Study: true}, func(i int, f knowledge.Found) {
		found[i] = samples(lessons[i], f, i)
	})
	var all []rank.Sample
	for _, one := range found {
		all = append(all, one...)
	}
	return all, err
}

// each looks for every lesson on every core, as the query says.
func (t *Teacher) each(ctx context.Context, lessons []Lesson, as knowledge.Query, do func(i int, f knowledge.Found)) error {
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(lessons) {
					return nil
				}
				f, err := t.index.Find(ctx, t.query(lessons[i], as))
				if err != nil {
					return fmt.Errorf("study: %w", err)
				}
				do(i, f)
			}
		})
	}
	return group.Wait()
}

func (t *Teacher) query(l Lesson, q knowledge.Query) knowledge.Query {
	q.Text, q.Day, q.Group, q.Leave = l.Text, l.Day, l.Group, t.Leave
	if l.Own {
		q.Unask = l.Text
	}
	if l.Bare {
		q.Leave |= knowledge.PartArticles
	}
	switch {
	case l.Self != "":
		q.Except = together(q.Except, map[string]struct{}{l.Self: {}})
	case len(t.Apart) > 0:
		q.Except = together(q.Except, t.Apart)
	}
	return q
}

// together returns what is in either set; neither is changed.
func together(a, b map[string]struct{}) map[string]struct{} {
	if len(a) == 0 {
		return b
	}
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// decisive returns the lessons that articles are learned from: ways of asking are many, and a part will do.
func decisive(lessons []Lesson) (kept []Lesson) {
	for i, l := range lessons {
		if len(l.Cites) > 0 && !l.Bare && (!l.Own || i%ownArticles == 0) {
			kept = append(kept, l)
		}
	}
	return kept
}

func (t *Teacher) entrySamples(l Lesson, f knowledge.Found, n int) (samples []rank.Sample) {
	for _, h := range f.Entries[:min(studiedEntries, len(f.Entries))] {
		if l.Not != "" && h.Slug != l.Not {
			continue
		}
		samples = append(samples, rank.Sample{Features: h.Features, Question: n, Right: l.rightEntry(h.Slug, t.cites[h.Slug]), Weight: l.Weight})
	}
	return samples
}

func (t *Teacher) articleSamples(l Lesson, f knowledge.Found, n int) (samples []rank.Sample) {
	for place, h := range f.Articles {
		if right := l.rightArticle(h); right == 0 && place >= studiedArticles && place%studiedEvery != 0 {
			continue // of what is far behind a part will do
		}
		samples = append(samples, rank.Sample{Features: h.Features, Question: n, Right: l.rightArticle(h), Weight: min(l.Weight, 1)})
	}
	return samples
}

// rightAnswer says whether the best entry, or what is named beside it, decides the lesson.
func (t *Teacher) rightAnswer(l Lesson, f knowledge.Found, best knowledge.Hit) bool {
	return l.rightEntry(best.Slug, t.cites[best.Slug]) > 0 || slices.ContainsFunc(f.Beside(0), func(h knowledge.Hit) bool { return l.rightArticle(h) > 0 })
}
