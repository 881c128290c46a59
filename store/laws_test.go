package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// smallLaw returns a made-up law with everything that a law can have.
func smallLaw() knowledge.Law {
	return knowledge.Law{
		ID: pufa.NewID(), Name: "示例邻里互助促进法", Title: "中华人民共和国示例邻里互助促进法", Level: "法律",
		Version: "2024-06-28", Effective: "2025-01-01", Expired: "2030-01-01", Repealed: true, Successor: "示例社区法",
		History: []string{"（2024年6月28日通过）"},
		Preface: []knowledge.Paragraph{{Text: "为了示例。"}},
		Articles: []knowledge.Article{
			article(1, 0, "互相帮助。"),
			article(2, 0, "互相照看。"),
			article(2, 1, "代收物品。"),
		},
		Annexes: []knowledge.Annex{{Title: "附件一", Text: "物品清单"}},
		Hash:    "hash-1",
	}
}

func article(main, sub int, text string) knowledge.Article {
	return knowledge.Article{
		Number: knowledge.Number{Main: main, Sub: sub}, Headings: []string{"第一章　总　　则"},
		Paragraphs: []knowledge.Paragraph{{Text: text, Items: []knowledge.Item{{Label: "（一）", Text: "示例；\n1.细目"}}}},
	}
}

func putLaws(t *testing.T, db *DB, laws ...knowledge.Law) {
	t.Helper()
	for _, l := range laws {
		if changed, err := NewLaws(db).PutLaw(t.Context(), l); err != nil || !changed {
			t.Fatalf("PutLaw(%s %s %s) = %v, %v, want changed", l.Name, l.Version, l.Part, changed, err)
		}
	}
}

func law(t *testing.T, db *DB, name string, version pufa.Day) knowledge.Law {
	t.Helper()
	l, err := NewLaws(db).Law(t.Context(), name, version)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// numbers tells a law's articles as 1 2 2.1.
func numbers(l knowledge.Law) (s []string) {
	for _, a := range l.Articles {
		n := fmt.Sprint(a.Number.Main)
		if a.Number.Sub > 0 {
			n += fmt.Sprint(".", a.Number.Sub)
		}
		s = append(s, n)
	}
	return s
}

func TestLawComesBackAsItWasPut(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		want := smallLaw()
		putLaws(t, db, want)
		got := law(t, db, want.Name, want.Version)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(knowledge.Article{}, "ID")); diff != "" {
			t.Error(diff)
		}
		byID, err := NewLaws(db).LawByID(t.Context(), want.ID)
		if diff := cmp.Diff(got, byID); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestSameHashChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		l := smallLaw()
		putLaws(t, db, l)
		before := count(t, db, `SELECT last FROM revisions`)
		if changed, err := NewLaws(db).PutLaw(t.Context(), l); err != nil || changed {
			t.Errorf("PutLaw again = %v, %v, want unchanged", changed, err)
		}
		if after := count(t, db, `SELECT last FROM revisions`); after != before {
			t.Errorf("revision went from %d to %d", before, after)
		}
	})
}

func TestIDsStayWhenALawIsImportedAnew(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		l := smallLaw()
		l.Articles = append(l.Articles, article(1, 0, "附带的决定第一条。")) // a number twice
		putLaws(t, db, l)
		old := law(t, db, l.Name, "")

		l.ID, l.Hash = pufa.NewID(), "hash-2"
		l.Articles = append([]knowledge.Article{article(1, 0, "新的第一条。"), article(3, 0, "加的。")}, l.Articles[2:]...)
		putLaws(t, db, l)
		now := law(t, db, l.Name, "")

		want := []pufa.ID{old.Articles[0].ID, now.Articles[1].ID, old.Articles[2].ID, old.Articles[3].ID}
		var got []pufa.ID
		for _, a := range now.Articles {
			got = append(got, a.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" || now.ID != old.ID {
			t.Errorf("law %s became %s; articles %s", old.ID, now.ID, diff)
		}
	})
}

func TestPartsMakeOneLaw(t *testing.T) {
	part := func(name, hash string, first, last int) knowledge.Law {
		l := knowledge.Law{Name: "示例典", Version: "2020-05-28", Part: name, Hash: hash,
			Preface: []knowledge.Paragraph{{Text: name + "说明"}}}
		for n := first; n <= last; n++ {
			l.Articles = append(l.Articles, article(n, 0, name))
		}
		return l
	}
	each(t, func(t *testing.T, db *DB) {
		putLaws(t, db, part("合同编", "b", 4, 5), part("总则编", "a", 1, 3), part("附则", "c", 6, 6))
		l := law(t, db, "示例典", "")
		if diff := cmp.Diff([]string{"1", "2", "3", "4", "5", "6"}, numbers(l)); diff != "" {
			t.Error(diff)
		}
		if l.Part != "" || l.Hash != "" || len(l.Preface) != 3 || l.Preface[0].Text != "总则编说明" {
			t.Errorf("part %q, hash %q, preface %v", l.Part, l.Hash, l.Preface)
		}

		putLaws(t, db, part("合同编", "b2", 4, 4))
		again := law(t, db, "示例典", "")
		if diff := cmp.Diff([]string{"1", "2", "3", "4", "6"}, numbers(again)); diff != "" || again.ID != l.ID {
			t.Errorf("after a part was replaced: %s, %s", again.ID, diff)
		}

		putLaws(t, db, part("", "whole", 1, 2))
		if diff := cmp.Diff([]string{"1", "2"}, numbers(law(t, db, "示例典", ""))); diff != "" {
			t.Error("after the whole was put:", diff)
		}
		putLaws(t, db, part("合同编", "b", 4, 5))
		if diff := cmp.Diff([]string{"4", "5"}, numbers(law(t, db, "示例典", ""))); diff != "" {
			t.Error("after a part took the whole's place:", diff)
		}
	})
}

func TestVersions(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		for i, v := range []pufa.Day{"2018-01-01", "", "2024-06-28", "1994-07-05"} {
			putLaws(t, db, knowledge.Law{Name: "示例甲法", Version: v, Hash: fmt.Sprint(i), Articles: []knowledge.Article{article(1, 0, "x")}})
		}
		putLaws(t, db, knowledge.Law{Name: "示例-乙法", Hash: "z"})

		var got []string
		all, err := NewLaws(db).Versions(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range all {
			got = append(got, l.Name+string(l.Version))
			if l.Articles != nil {
				t.Errorf("%s comes with articles", l.Name)
			}
		}
		want := []string{"示例-乙法", "示例甲法", "示例甲法1994-07-05", "示例甲法2018-01-01", "示例甲法2024-06-28"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if newest := law(t, db, "示例甲法", ""); newest.Version != "2024-06-28" {
			t.Errorf("newest version is %q", newest.Version)
		}
		if only := law(t, db, "示例-乙法", ""); only.Version != "" {
			t.Errorf("the law without a day has version %q", only.Version)
		}
	})
}

func TestAbsentLawIsNotFound(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		putLaws(t, db, smallLaw())
		_, byName := NewLaws(db).Law(t.Context(), "没有的法", "")
		_, byVersion := NewLaws(db).Law(t.Context(), smallLaw().Name, "1999-01-01")
		_, byID := NewLaws(db).LawByID(t.Context(), "' OR 1=1 --")
		for _, err := range []error{byName, byVersion, byID} {
			if pufa.KindOf(err) != pufa.NotFound {
				t.Errorf("%v is not NotFound", err)
			}
		}
	})
}

func TestLongLaw(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		want := longLaw(1260)
		putLaws(t, db, want)
		got := law(t, db, want.Name, "")
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(knowledge.Article{}, "ID"), cmpopts.IgnoreFields(knowledge.Law{}, "ID")); diff != "" {
			t.Error(diff)
		}
	})
}
