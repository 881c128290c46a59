package knowledge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pufa/pufa/knowledge"
)

// tally counts what became of the questions of one kind.
type tally struct {
	n        int
	expected int // has the verdict that was expected
	right    int // what is shown cites a right article
	offered  int // it or one of its choices does
	wrong    int // an answer or articles are shown, and none of them is right
}

// TestJudgedQuestions measures the answers on the collection of laws and the starter pack. The floors lie
// a little under what was measured. What has nothing to do with law never comes here by itself: the bot
// declines it, and tests hold the two together.
func TestJudgedQuestions(t *testing.T) {
	requireData(t)
	laws, err := corpusLaws()
	must(t, err)
	r := newRoom(t, laws, starterPack(t))
	kinds := map[string]*tally{}
	for _, j := range readLines[judged](t, "../tests/judged/answer.jsonl") {
		if kinds[j.Kind] == nil {
			kinds[j.Kind] = new(tally)
		}
		answer := r.ask(t, j.asked())
		outcome := kinds[j.Kind].count(answer, citations(t, j.Cites), j.Expect)
		t.Logf("%-13s %-8s %.2f  %s %s → %s", j.ID, outcome, answer.Confidence, j.Prev, j.Q, says(answer))
	}
	for kind, k := range kinds {
		t.Logf("%-11s n %3d  expected %3d  right %3d  right or offered %3d  wrong %3d", kind, k.n, k.expected, k.right, k.offered, k.wrong)
	}
	for _, floor := range []struct {
		what      string
		got, want int
	}{
		{"articles by name", kinds["article"].right, kinds["article"].n},
		{"bare topics with choices", kinds["topic"].expected, kinds["topic"].n * 8 / 10},
		{"colloquial right", kinds["colloquial"].right, kinds["colloquial"].n * 7 / 10},
		{"colloquial right or offered", kinds["colloquial"].offered, kinds["colloquial"].n * 95 / 100},
		{"colloquial not wrong", kinds["colloquial"].n - kinds["colloquial"].wrong, kinds["colloquial"].n * 95 / 100},
		{"follow-ups right or offered", kinds["followup"].offered, kinds["followup"].n * 6 / 10},
	} {
		if floor.got < floor.want {
			t.Errorf("%s: %d, at least %d", floor.what, floor.got, floor.want)
		}
	}
}

// count adds an answer and says in a word what became of the question.
func (k *tally) count(a knowledge.Answer, wanted []knowledge.Citation, expect knowledge.Verdict) string {
	k.n++
	if a.Verdict == expect {
		k.expected++
	}
	shown := a.Verdict == knowledge.VerdictReviewed || a.Verdict == knowledge.VerdictArticle
	switch {
	case shown && hitsAny(shownCites(a), wanted):
		k.right++
		k.offered++
		return "right"
	case slices.ContainsFunc(a.Choices, func(c knowledge.Choice) bool { return hitsAny(c.Cites, wanted) }):
		k.offered++
		return "offered"
	case shown:
		k.wrong++
		return "wrong"
	default:
		return strings.ToLower(string(a.Verdict))
	}
}

// shownCites is what the answer itself cites.
func shownCites(a knowledge.Answer) (cites []knowledge.Citation) {
	for _, p := range a.Passages {
		cites = append(cites, knowledge.Citation{Law: p.Law.Name, Article: p.Article.Number})
	}
	if a.Entry != nil {
		cites = append(cites, a.Entry.Cites...)
	}
	return cites
}

func hitsAny(cites, wanted []knowledge.Citation) bool {
	return slices.ContainsFunc(cites, func(c knowledge.Citation) bool {
		return slices.ContainsFunc(wanted, func(w knowledge.Citation) bool { return w.Law == c.Law && w.Article == c.Article })
	})
}
