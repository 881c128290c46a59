package store

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

func entry(slug string, state knowledge.State, cites ...knowledge.Citation) knowledge.Entry {
	return knowledge.Entry{
		ID: pufa.NewID(), Slug: slug, Kind: knowledge.KindQA, Title: "老板拖欠工资怎么办？", Asks: []string{"不发工资 找谁"},
		Body: "先打12333。", Sections: []knowledge.Section{{Heading: "怎么办", Text: "1. 留证据"}}, Field: "劳动用工",
		Topics: []string{"欠薪"}, For: []pufa.Group{pufa.Residents}, Cites: cites, Related: []string{"other"},
		Phones: []string{"12333"}, Keywords: []string{"工资"}, State: state, Source: "起始库", Reviewer: "王",
		Reviewed: "2026-11-22", Review: "2027-11-01", Check: "", Hash: "hash of " + slug,
	}
}

func putEntries(t *testing.T, db *DB, entries ...knowledge.Entry) {
	t.Helper()
	for _, e := range entries {
		if changed, err := NewEntries(db).PutEntry(t.Context(), e); err != nil || !changed {
			t.Fatalf("PutEntry(%s) = %v, %v, want changed", e.Slug, changed, err)
		}
	}
}

func slugs(t *testing.T) func(entries []knowledge.Entry, err error) []string {
	return func(entries []knowledge.Entry, err error) (s []string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			s = append(s, e.Slug)
			if e.Body != "" || e.Sections != nil || e.Title == "" {
				t.Errorf("%s in a list has body %q, sections %v, title %q", e.Slug, e.Body, e.Sections, e.Title)
			}
		}
		return s
	}
}

var article7 = knowledge.Citation{Law: "示例邻里互助促进法", Article: knowledge.Number{Main: 7, Sub: 1}, Paragraph: 2, Item: 3,
	Version: "2024-06-28", Repealed: true, Successor: "示例社区法"}

func TestEntryComesBackByIDAndSlug(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		want := entry("laodong", knowledge.Starter, article7, knowledge.Citation{Law: "示例社区法"})
		putEntries(t, db, want)
		for _, name := range []string{string(want.ID), want.Slug} {
			got, err := NewEntries(db).Entry(t.Context(), name)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("Entry(%s): %v %s", name, err, diff)
			}
		}
		if _, err := NewEntries(db).Entry(t.Context(), "nobody"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("%v is not NotFound", err)
		}
	})
}

func TestEntryChangesWithItsHashOrState(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		e := entry("laodong", knowledge.Draft, article7)
		putEntries(t, db, e)
		if changed, err := NewEntries(db).PutEntry(t.Context(), e); err != nil || changed {
			t.Errorf("the same entry again = %v, %v, want unchanged", changed, err)
		}
		id := e.ID
		e.ID, e.State = pufa.NewID(), knowledge.Reviewed
		putEntries(t, db, e)
		e.Hash, e.Cites = "another", nil
		putEntries(t, db, e)
		got, err := NewEntries(db).Entry(t.Context(), "laodong")
		if err != nil || got.ID != id || got.Cites != nil || got.State != knowledge.Reviewed {
			t.Errorf("Entry = %+v, %v, want the first ID %s, reviewed, without citations", got, err, id)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM citations`); n != 0 {
			t.Errorf("%d citations are left behind", n)
		}
	})
}

func TestListSelectsByKindAndState(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		c := entry("c-1", knowledge.Reviewed)
		c.Kind = knowledge.KindCase
		putEntries(t, db, entry("b", knowledge.Draft), entry("a-z", knowledge.Reviewed), entry("a1", knowledge.Draft), c)
		s, list := slugs(t), NewEntries(db).List
		for _, got := range []struct {
			what string
			got  []string
			want []string
		}{
			{"all", s(list(t.Context(), "", "")), []string{"a-z", "a1", "b", "c-1"}},
			{"drafts", s(list(t.Context(), "", knowledge.Draft)), []string{"a1", "b"}},
			{"cases", s(list(t.Context(), knowledge.KindCase, "")), []string{"c-1"}},
			{"reviewed questions", s(list(t.Context(), knowledge.KindQA, knowledge.Reviewed)), []string{"a-z"}},
			{"materials", s(list(t.Context(), knowledge.KindMaterial, "")), nil},
		} {
			if diff := cmp.Diff(got.want, got.got); diff != "" {
				t.Errorf("%s: %s", got.what, diff)
			}
		}
	})
}

func TestCitedByNamesAnsweringEntriesOnce(t *testing.T) {
	twice := article7
	twice.Version, twice.Item = "1999-01-01", 1
	whole := knowledge.Citation{Law: article7.Law}
	each(t, func(t *testing.T, db *DB) {
		putEntries(t, db, entry("starter", knowledge.Starter, article7, twice), entry("draft", knowledge.Draft, article7),
			entry("retired", knowledge.Retired, article7), entry("reviewed", knowledge.Reviewed, twice),
			entry("whole", knowledge.Reviewed, whole))
		s, by := slugs(t), NewEntries(db)
		if diff := cmp.Diff([]string{"reviewed", "starter"}, s(by.CitedBy(t.Context(), article7.Law, article7.Article))); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"whole"}, s(by.CitedBy(t.Context(), article7.Law, knowledge.Number{}))); diff != "" {
			t.Error("whole law:", diff)
		}
	})
}

func TestFeedTellsEachSubjectOnceWithItsNewestRevision(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		feed := NewFeed(db)
		if r, err := feed.Revision(t.Context()); err != nil || r != 0 {
			t.Errorf("Revision of an empty base = %d, %v", r, err)
		}
		l, e := smallLaw(), entry("laodong", knowledge.Draft)
		putLaws(t, db, l)
		putEntries(t, db, e)
		l.Hash = "again"
		putLaws(t, db, l)

		changes := func(after int64, limit int) []knowledge.Change {
			found, err := feed.Changes(context.Background(), after, limit)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		ofEntry := knowledge.Change{Revision: 2, Subject: knowledge.SubjectEntry, ID: e.ID}
		ofLaw := knowledge.Change{Revision: 3, Subject: knowledge.SubjectLaw, ID: l.ID}
		for _, c := range []struct{ want, got []knowledge.Change }{
			{[]knowledge.Change{ofEntry, ofLaw}, changes(0, 10)},
			{[]knowledge.Change{ofEntry}, changes(0, 1)},
			{[]knowledge.Change{ofLaw}, changes(2, 10)},
			{nil, changes(3, 10)},
		} {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Error(diff)
			}
		}
		if r, err := feed.Revision(t.Context()); err != nil || r != 3 {
			t.Errorf("Revision = %d, %v, want 3", r, err)
		}
	})
}
