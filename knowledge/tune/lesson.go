package tune

import (
	"hash/crc32"
	"slices"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Lesson is a question of which is known what answers it.
type Lesson struct {
	Text   string
	Day    pufa.Day
	Group  pufa.Group
	Cites  []knowledge.Citation // the articles that decide it, by law and number; none: nothing answers it
	Slug   string               // the entry that answers it, where that is known
	Not    string               // an entry that does not answer it; nothing else is known then
	Self   string               // the entry that holds this very question: it is not looked at
	Own    bool                 // the question is one of Slug's ways of asking, which is not looked at
	Weight float32              // how much it counts among the others
	Trust  float32              // how much it counts where it is told how sure to be: 0 for questions unlike those of strangers
	Bare   bool                 // it is asked of an office that has no laws yet
	Fold   int                  // in which turn of a cross-validation it is held out; -1 never
}

// Folds is in how many turns lessons are held out.
const Folds = 5

// FoldOf is the turn in which a question is held out: by its words, so that it never moves.
func FoldOf(text string) int { return int(crc32.ChecksumIEEE([]byte(text)) % Folds) }

// rightEntry says whether the entry answers the lesson.
func (l Lesson) rightEntry(slug string, cites []knowledge.Citation) float32 {
	if l.Slug != "" {
		if l.Slug == slug {
			return 1
		}
		if !l.Own {
			return 0
		}
		// Another entry on the same article is not wrong, only not the one.
		if len(l.Cites) > 0 && len(cites) > 0 && same(l.Cites[0], cites[0]) {
			return 0.5
		}
		return 0
	}
	return truth(slices.ContainsFunc(cites, l.cites))
}

// rightArticle says whether the article decides the lesson.
func (l Lesson) rightArticle(h knowledge.Hit) float32 {
	return truth(l.cites(knowledge.Citation{Law: h.Law, Article: h.Article}))
}

func (l Lesson) cites(c knowledge.Citation) bool {
	return slices.ContainsFunc(l.Cites, func(w knowledge.Citation) bool { return same(w, c) })
}

func same(a, b knowledge.Citation) bool { return a.Law == b.Law && a.Article == b.Article }

func truth(is bool) float32 {
	if is {
		return 1
	}
	return 0
}
