package tune

import (
	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// How much lessons count: a way of asking was written by whoever wrote the answer and is too easy, a question
// judged by somebody else is what is to be learned.
const (
	weightAsk          = 0.4
	weightConsultation = 1
	weightJudged       = 4
	trustConsultation  = 0.03 // their matters are rarer than those that an office is asked about
)

// asksOfEntry is how many of an entry's ways of asking are learned from.
const asksOfEntry = 3

// FromEntries makes lessons of the ways people ask for entries, each to be found without itself.
func FromEntries(entries []knowledge.Entry, day pufa.Day) (lessons []Lesson) {
	for _, e := range entries {
		if !e.State.Answers() || len(e.Cites) == 0 {
			continue
		}
		step := max(1, len(e.Asks)/asksOfEntry)
		for i := 0; i < len(e.Asks); i += step {
			lessons = append(lessons, Lesson{
				Text: e.Asks[i], Day: day, Cites: e.Cites, Slug: e.Slug, Own: true, Weight: weightAsk, Fold: -1,
			})
		}
	}
	return lessons
}

// FromConsultations makes lessons of imported consultations: entries that hold one question, nothing that
// people ask besides.
func FromConsultations(entries []knowledge.Entry, day pufa.Day) (lessons []Lesson) {
	for _, e := range entries {
		if e.Kind != knowledge.KindQA || len(e.Asks) > 0 || len(e.Cites) == 0 || !e.State.Answers() {
			continue
		}
		lessons = append(lessons, Lesson{
			Text: e.Title, Day: day, Cites: e.Cites, Self: e.Slug, Weight: weightConsultation, Trust: trustConsultation, Fold: FoldOf(e.Title),
		})
	}
	return lessons
}

// FromJudgements makes lessons of what people said of answers.
func FromJudgements(judgements []knowledge.Judgement, day pufa.Day) (lessons []Lesson) {
	for _, j := range judgements {
		l := Judged(j.Question, day, j.Group, j.Cites, j.Entry)
		if j.Previous != "" {
			l.Text = j.Previous + "\n" + j.Question
		}
		switch {
		case !j.Right && j.Entry == "":
			continue
		case !j.Right:
			l.Slug, l.Cites, l.Not, l.Trust = "", nil, j.Entry, 0
		}
		lessons = append(lessons, l)
	}
	return lessons
}

// WithoutLaws returns the lessons as they are asked of an office that has not imported any laws.
func WithoutLaws(lessons []Lesson) (bare []Lesson) {
	for _, l := range lessons {
		l.Bare = true
		l.Weight /= 2
		bare = append(bare, l)
	}
	return bare
}

// Judged makes a lesson of a question that somebody judged.
func Judged(text string, day pufa.Day, group pufa.Group, cites []knowledge.Citation, entry string) Lesson {
	return Lesson{Text: text, Day: day, Group: group, Cites: cites, Slug: entry, Weight: weightJudged, Trust: 1, Fold: FoldOf(text)}
}
