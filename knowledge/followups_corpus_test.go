package knowledge_test

import (
	"slices"
	"testing"

	"github.com/pufa/pufa/knowledge"
)

// What is said to decide a judged follow-up is the law: every citation names an article of a version in force.
func TestFollowUpsCiteArticlesInForce(t *testing.T) {
	requireData(t)
	laws, err := corpusLaws()
	must(t, err)
	type key struct {
		law     string
		article knowledge.Number
	}
	inForce := map[key]bool{}
	for _, l := range laws {
		if !l.InForce(corpusDay) {
			continue
		}
		for _, a := range l.Articles {
			inForce[key{l.Name, a.Number}] = true
		}
	}
	for _, j := range readLines[judged](t, "../tests/judged/followups.jsonl") {
		if len(j.Cites) == 0 && !slices.Contains([]string{"smalltalk"}, j.Kind) {
			t.Errorf("%s: nothing decides it", j.ID)
		}
		for i, c := range citations(t, j.Cites) {
			if !inForce[key{c.Law, c.Article}] {
				t.Errorf("%s: not in force: %s%s", j.ID, c.Law, j.Cites[i].Article)
			}
		}
	}
}
