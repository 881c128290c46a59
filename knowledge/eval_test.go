package knowledge_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// shelfOf finds the same articles for every question: 甲法 1, 2, 3 and so on.
type shelfOf int

func (n shelfOf) Search(_ context.Context, q knowledge.Query) (hits []knowledge.Hit, err error) {
	for i := range int(n) {
		hits = append(hits, knowledge.Hit{Law: "甲法", Article: knowledge.Number{Main: i + 1}})
	}
	if q.Text == "坏" {
		return nil, errors.New("torn")
	}
	return hits[:min(q.Limit, len(hits))], nil
}

func TestEvaluate(t *testing.T) {
	const file = `{"id": 1, "question": "甲", "citations": [{"law": "甲法", "article": "第一条"}]}
{"id": "b", "question": "乙", "citations": [{"law": "甲法", "article": "第四条"}, {"law": "甲法", "article": "4"}, {"law": "乙法", "article": "第四条"}]}

{"id": 3, "question": "丙", "citations": [{"law": "甲法", "article": "第二十条"}, {"law": "甲法", "article": "第五条"}]}
{"id": 4, "question": "丁", "citations": [{"law": "甲法", "article": "第一百零一条"}]}
{"id": 5, "question": "戊", "citations": []}`
	got, err := knowledge.Evaluate(context.Background(), shelfOf(200), strings.NewReader(file), "2026-11-22")
	must(t, err)
	want := knowledge.Evaluation{
		N: 4, Skipped: 1,
		MRR10: (1 + 1.0/4 + 1.0/5) / 4,
		R5:    (1 + 0.5 + 0.5) / 4, R10: (1 + 0.5 + 0.5) / 4, R20: (1 + 0.5 + 1) / 4, R100: (1 + 0.5 + 1) / 4,
		Hit1: 1.0 / 4, Hit3: 1.0 / 4, Hit5: 3.0 / 4,
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
}

func TestEvaluateRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		kind pufa.Kind
		say  string
	}{
		"what is no JSON":      {"{\"question\": \"甲\"}\nnonsense", pufa.Invalid, "第2行"},
		"a line without words": {`{"id": 1}`, pufa.Invalid, "第1行"},
		"a search that fails":  {`{"question": "坏", "citations": [{"law": "甲法", "article": "1"}]}`, pufa.Internal, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := knowledge.Evaluate(context.Background(), shelfOf(3), strings.NewReader(c.file), "")
			if pufa.KindOf(err) != c.kind || err == nil || !strings.Contains(pufa.Say(err), c.say) {
				t.Errorf("got %v", err)
			}
		})
	}
	none, err := knowledge.Evaluate(context.Background(), shelfOf(3), strings.NewReader(""), "")
	if err != nil || none.N != 0 || none.MRR10 != 0 {
		t.Errorf("an empty file: %+v, %v", none, err)
	}
}
