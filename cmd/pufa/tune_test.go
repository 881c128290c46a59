package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot/exam"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
)

func TestTuningHasAnIndexOfItsOwnWhereAnotherHoldsThatOfTheFolder(t *testing.T) {
	data := t.TempDir()
	if status, out, errs := command(t, data, "ask", "物业费太高能不能不交"); status != exitDone {
		t.Fatalf("the folder is not there: %d %q", status, out+errs)
	}
	var errs bytes.Buffer
	s, err := newSession(cli{Data: data}, streams{out: &errs, err: &errs}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	err = s.withBase(t.Context(), func(b *base) error {
		held, err := index.Open(t.Context(), s.indexDir(), b.laws, b.entries, b.feed, s.log)
		if err != nil {
			return err
		}
		defer func() { _ = held.Close() }()
		return s.withOwnIndex(t.Context(), b, func(own *index.Index) error {
			hits, err := own.Search(context.Background(), knowledge.Query{Text: "物业费太高能不能不交", Day: pufa.DayOf(s.now())})
			found = len(hits)
			return err
		})
	})
	if err != nil || found == 0 {
		t.Errorf("%d hits: %v", found, err)
	}
	if left, _ := filepath.Glob(filepath.Join(data, "index-for-tune-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A question that stands alone teaches what a new question after another one is; one that is held out teaches nothing.
func TestQuestionsThatStandAloneArePutAfterOthers(t *testing.T) {
	cited := func(q, prev, split string) exam.Line {
		l := exam.Line{Q: q, Prev: prev, Split: split}
		if err := json.Unmarshal([]byte(`[{"law":"民法典","article":"第一条"}]`), &l.Cites); err != nil {
			t.Fatal(err)
		}
		return l
	}
	var before []string
	for i := range unrelatedStep {
		if l, _ := after(cited(fmt.Sprint(i), "", "tune"), &before); l.Prev != "" {
			t.Errorf("the question %d comes after %q", i, l.Prev)
		}
	}
	if l, trust := after(cited("又一个", "", "tune"), &before); l.Prev != "0" || trust != trustUnrelated {
		t.Errorf("comes after %q, counts %v", l.Prev, trust)
	}
	if l, _ := after(cited("留出的", "", "held"), &before); l.Prev != "" {
		t.Errorf("a question that is held out comes after %q", l.Prev)
	}
	if l, trust := after(cited("那多久", "离婚", "tune"), &before); l.Prev != "离婚" || trust != 1 {
		t.Errorf("a follow-up comes after %q, counts %v", l.Prev, trust)
	}
}
