package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func judged(key string, at time.Time) knowledge.Judgement {
	return knowledge.Judgement{
		ID: pufa.NewID(), Key: key, Question: "老板不给钱，我的号[手机号]", Previous: "老板跑了", Group: pufa.Residents,
		Source: knowledge.JudgedHelpful, Entry: "laodong-tuoqian-gongzi", Right: true, At: at,
		Cites: []knowledge.Citation{{Law: "劳动合同法", Article: knowledge.Number{Main: 30}, Version: "2012-12-28"}},
	}
}

func judgementsOf(t *testing.T, db *DB, since time.Time) []knowledge.Judgement {
	t.Helper()
	found, err := NewJudgements(db).Judgements(t.Context(), since)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestJudgementsComeBackWholeAndInOrder(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		late, early := judged("late", noon), judged("early", noon.Add(-time.Hour))
		late.Source, late.Right, late.By, late.Cites = knowledge.JudgedUnhelpful, false, "小李", nil
		for _, j := range []knowledge.Judgement{late, early} {
			if err := NewJudgements(db).PutJudgement(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]knowledge.Judgement{early, late}, judgementsOf(t, db, time.Time{})); diff != "" {
			t.Error(diff)
		}
		if got := judgementsOf(t, db, noon); len(got) != 1 || got[0].Key != "late" {
			t.Errorf("since noon: %+v", got)
		}
	})
}

func TestTheSameJudgementAgainChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		first, again := judged("same", noon), judged("same", noon.Add(time.Hour))
		again.Entry = "another"
		for _, j := range []knowledge.Judgement{first, again} {
			if err := NewJudgements(db).PutJudgement(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]knowledge.Judgement{first}, judgementsOf(t, db, time.Time{})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestASourceThatIsNoneIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		j := judged("k", noon)
		j.Source = "rumour"
		if err := NewJudgements(db).PutJudgement(t.Context(), j); err == nil {
			t.Error("stored")
		}
	})
}

func TestJudgementsAreSettledWithTheirExchange(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Judgements = []knowledge.Judgement{judged("a", noon), judged("b", noon)}
		settle(t, db, x)
		again := exchange("m1", asker)
		again.Judgements = []knowledge.Judgement{judged("c", noon)}
		if _, first, err := NewInbox(db).Settle(t.Context(), again); err != nil || first {
			t.Errorf("a retry is first: %v, %v", first, err)
		}
		if got := judgementsOf(t, db, time.Time{}); len(got) != 2 {
			t.Errorf("%d judgements, want the two of the first settlement", len(got))
		}
		broken := exchange("m2", asker)
		broken.Judgements = []knowledge.Judgement{judged("d", noon), {Key: "e", Source: "rumour"}}
		if _, _, err := NewInbox(db).Settle(t.Context(), broken); err == nil {
			t.Fatal("half an exchange is settled")
		}
		if n := count(t, db, `SELECT COUNT(*) FROM judgements`) + count(t, db, `SELECT COUNT(*) FROM inbox`); n != 3 {
			t.Errorf("%d rows of judgements and inbox, want 3: half an exchange is none", n)
		}
	})
}

// What is stored stays when the person goes, because it does not lead to them.
func TestJudgementsOutliveThePersonTheyCannotBeTracedTo(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		x := exchange("m1", asker)
		x.Judgements = []knowledge.Judgement{judged("a", noon)}
		settle(t, db, x)
		gone := exchange("m2", asker)
		gone.Forget = true
		settle(t, db, gone)
		if got := judgementsOf(t, db, time.Time{}); len(got) != 1 {
			t.Errorf("judgements %+v", got)
		}
	})
}
