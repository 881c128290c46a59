package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
)

func TestMomentsKeepMicrosecondsAndComeBackInUTC(t *testing.T) {
	for _, c := range []struct {
		name string
		in   time.Time
		want time.Time
	}{
		{"none", time.Time{}, time.Time{}},
		{"china", time.Date(2026, 12, 4, 8, 0, 0, 123456789, pufa.Zone), time.Date(2026, 12, 4, 0, 0, 0, 123456000, time.UTC)},
		{"before 1970", time.Date(1949, 10, 1, 0, 0, 0, 0, time.UTC), time.Date(1949, 10, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := moment(micros(c.in)); got != c.want {
				t.Errorf("came back as %v, want %v", got, c.want)
			}
		})
	}
}

func TestTextIsCleanedOnTheWayIn(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		for _, c := range []struct{ name, in, want string }{
			{"plain", "工资", "工资"},
			{"NUL", "工\x00资二\x00", "工资二"},
			{"not UTF-8", "工\xff\xfe资", "工\uFFFD\uFFFD资"},
			{"half a character", "工资"[:5], "工\uFFFD\uFFFD"},
			{"backslashes and u0000", `\u0000 \\u0000 \`, `\u0000 \\u0000 \`},
			{"NUL after a backslash", "\\\x00u0000", `\u0000`},
		} {
			l := knowledge.Law{Name: c.in, Hash: "h", Articles: []knowledge.Article{{Number: knowledge.Number{Main: 1},
				Paragraphs: []knowledge.Paragraph{{Text: c.in}}}}}
			putLaws(t, db, l)
			got := law(t, db, c.in, "")
			if got.Name != c.want || got.Articles[0].Text() != c.want {
				t.Errorf("%s: came back as %q and %q, want %q", c.name, got.Name, got.Articles[0].Text(), c.want)
			}
		}
	})
}

func TestVeryLongTextIsKept(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		want := bot.Reply{Verdict: bot.VerdictAnswer, Text: strings.Repeat("条", 1<<20)}
		_, _, err := NewInbox(db).Settle(t.Context(), bot.Exchange{MessageID: "long", Reply: want})
		if err != nil {
			t.Fatal(err)
		}
		got, err := NewInbox(db).Settled(t.Context(), "long")
		if err != nil || got.Text != want.Text {
			t.Errorf("a text of %d bytes came back with %d, %v", len(want.Text), len(got.Text), err)
		}
	})
}

func FuzzDocumentCleansAsCleanDoes(f *testing.F) {
	f.Add("工资\x00\\u0000\\\\\x00\xff")
	f.Add("\xe5\xb7\x00\x84")
	f.Fuzz(func(t *testing.T, s string) {
		text, err := document([]string{s})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := parse(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{clean(s)}, got); diff != "" {
			t.Error(diff)
		}
	})
}
