package main

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"github.com/pufa/pufa"
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
