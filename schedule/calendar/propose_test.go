package calendar

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/knowledge"
)

// books are the entries of a small knowledge base; a search finds those whose title has the words.
type books struct {
	entries []knowledge.Entry
	err     error
}

func (b books) List(context.Context, knowledge.EntryKind, knowledge.State) ([]knowledge.Entry, error) {
	return b.entries, b.err
}

func (b books) Search(_ context.Context, q knowledge.Query) ([]knowledge.Hit, error) {
	var hits []knowledge.Hit
	for _, e := range b.entries {
		if strings.Contains(e.Title, q.Text) || e.Slug == "always-found" {
			hits = append(hits, knowledge.Hit{Slug: e.Slug, Score: 0.5})
		}
	}
	return hits, nil
}

func qa(slug, title string, topics ...string) knowledge.Entry {
	return knowledge.Entry{Slug: slug, Kind: knowledge.KindQA, Title: title, Topics: topics, State: knowledge.Reviewed}
}

func proposed(t *testing.T, id string, entries ...knowledge.Entry) Proposal {
	t.Helper()
	p, err := Propose(t.Context(), books{entries: entries}, must(t, mustLoad(t), id).In(2026)[0])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func slugs(p Proposal) (all []string) {
	for _, piece := range p.Pieces {
		all = append(all, piece.Slug)
	}
	return all
}

func TestAProposalServesSeveralTopicsAndHasACase(t *testing.T) {
	var entries []knowledge.Entry
	for i := range 6 {
		entries = append(entries, qa(fmt.Sprintf("shanyang-%d", i), "子女不赡养怎么办", "赡养"))
	}
	entries = append(entries, qa("yizhu", "遗嘱怎么写", "遗嘱"), qa("baojianpin", "买了保健品能退吗", "保健品"))
	story := qa("anli", "老人把房子要了回来", "赡养")
	story.Kind = knowledge.KindCase
	p := proposed(t, "laonian-jie", append(entries, story)...)
	want := []string{"baojianpin", "shanyang-0", "yizhu", "shanyang-1", "anli"}
	if diff := cmp.Diff(want, slugs(p)); diff != "" {
		t.Errorf("pieces (-want +got):\n%s", diff)
	}
	if p.Title != "2026年老年节普法" || !strings.Contains(p.Purpose, "2026年10月18日（周日）是老年节（依据：《老年人权益保障法》第十二条）") {
		t.Errorf("%s: %s", p.Title, p.Purpose)
	}
	if diff := cmp.Diff([]string{"养老"}, p.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

func TestWhatOnlyTheSearchFindsIsNotProposed(t *testing.T) {
	draft := qa("caogao", "赡养", "赡养")
	draft.State = knowledge.Draft
	weak := qa("suibian", "退货")
	weak.Asks = []string{"给养老院买的能退吗"}
	p := proposed(t, "laonian-jie", qa("always-found", "别的事"), draft, weak)
	if len(p.Pieces) != 0 || len(p.Missing) != 4 {
		t.Errorf("proposed %v, missing %v", slugs(p), p.Missing)
	}
}

func TestAPieceSaysWhyItIsThereAndWhatToHeed(t *testing.T) {
	e := qa("laoren", "老人的赡养费", "赡养费")
	e.State, e.Check, e.Review = knowledge.Starter, "当地标准", "2026-06-01"
	e.Cites = []knowledge.Citation{{Law: "老年人权益保障法", Article: knowledge.Number{Main: 14}}}
	p := proposed(t, "laonian-jie", e)
	if len(p.Pieces) != 1 {
		t.Fatalf("proposed %v", slugs(p))
	}
	if diff := cmp.Diff([]string{"主题“赡养费”", "引用《老年人权益保障法》", "检索“赡养”排第 1"}, p.Pieces[0].Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	want := []string{"起始库的内容，发之前请本单位审核", "待核：当地标准", "到时已过复核日（2026年6月1日）"}
	if diff := cmp.Diff(want, p.Pieces[0].Heed); diff != "" {
		t.Errorf("what to heed (-want +got):\n%s", diff)
	}
}

func TestAProposalIsTheSameWhateverOrderTheEntriesCome(t *testing.T) {
	var entries []knowledge.Entry
	for i := range 9 {
		entries = append(entries, qa(fmt.Sprintf("e-%d", i), "赡养", "赡养", "遗嘱"))
	}
	want := slugs(proposed(t, "laonian-jie", entries...))
	slices.Reverse(entries)
	if diff := cmp.Diff(want, slugs(proposed(t, "laonian-jie", entries...))); diff != "" {
		t.Errorf("in another order (-want +got):\n%s", diff)
	}
}

func TestAShelfThatFailsIsToldOf(t *testing.T) {
	broken := errors.New("broken")
	_, err := Propose(t.Context(), books{err: broken}, must(t, mustLoad(t), "laonian-jie").In(2026)[0])
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
