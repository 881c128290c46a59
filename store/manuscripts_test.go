package store

import (
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/editing"
)

func TestAManuscriptTakesItsEntrysPlaceOnce(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			db := open(t, d.fresh(t))
			s := NewManuscripts(db)
			step := editing.Version{Action: "修改", By: pufa.Staff{Name: "小李", Role: pufa.Editor}, At: noon, Text: "---\n---\n"}
			m := editing.Manuscript{Slug: "a", Kind: knowledge.KindQA, Title: "试用期", Text: step.Text, Revision: 1, Authors: []string{"小李"}, By: "小李", At: noon}
			if err := s.PutManuscript(t.Context(), m, step); err != nil {
				t.Fatal(err)
			}
			if err := s.PutManuscript(t.Context(), m, step); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("the same revision again: %v", err)
			}
			m.Revision, m.Submitted = 2, true
			if err := s.PutManuscript(t.Context(), m, step); err != nil {
				t.Fatal(err)
			}
			e := knowledge.Entry{Slug: "a", Kind: knowledge.KindQA, Title: "试用期 100%", Field: "劳动用工", State: knowledge.Reviewed, Hash: "h"}
			if err := s.PublishEntry(t.Context(), e, 1, step); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("an old revision is published: %v", err)
			}
			if err := s.PublishEntry(t.Context(), e, 2, step); err != nil {
				t.Fatal(err)
			}
			if err := s.PublishEntry(t.Context(), e, 2, step); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("it is published twice: %v", err)
			}
			if _, err := s.Manuscript(t.Context(), "a"); pufa.KindOf(err) != pufa.NotFound {
				t.Errorf("it is still there: %v", err)
			}
			m.Revision = 3
			if err := s.PutManuscript(t.Context(), m, step); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("it comes back: %v", err)
			}
			if versions, err := s.EntryVersions(t.Context(), "a"); err != nil || len(versions) != 3 || versions[0].Number != 3 {
				t.Errorf("%+v %v", versions, err)
			}
			for f, want := range map[EntryFilter]int{{}: 1, {Field: "劳动用工", Text: "100%"}: 1, {Field: "劳动"}: 0, {Text: "a"}: 1, {Kind: knowledge.KindCase}: 0, {State: knowledge.Reviewed}: 1, {Text: "100_"}: 0} {
				if page, all, err := s.EntriesOf(t.Context(), f, 0, 10); err != nil || all != want || len(page) != want {
					t.Errorf("%+v: %d of %d, %v", f, len(page), all, err)
				}
			}
		})
	}
}
