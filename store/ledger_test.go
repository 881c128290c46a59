package store

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

func rowOf(key string, day pufa.Day, follower pufa.FollowerKey) reach.Entry {
	return reach.Entry{Key: key, At: day.Time(), Day: day, Kind: reach.Answered, Basis: reach.System, People: 1, Times: 2, Follower: follower}
}

func TestTheSameFactTwiceIsOneRow(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		ledger := NewLedger(db)
		for _, c := range []struct {
			rows []reach.Entry
			want int
		}{
			{nil, 0},
			{[]reach.Entry{rowOf("a", "2026-11-22", "p")}, 1},
			{[]reach.Entry{rowOf("a", "2026-11-23", "q"), rowOf("b", "2026-11-22", "p"), rowOf("b", "2026-11-22", "p")}, 1},
		} {
			if added, err := ledger.Append(t.Context(), c.rows...); err != nil || added != c.want {
				t.Errorf("Append of %d rows = %d, %v, want %d", len(c.rows), added, err, c.want)
			}
		}
	})
}

func TestPeopleAreDistinctWithinThePeriod(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		event := reach.Entry{Key: "event", Day: "2026-11-30", Kind: "event", Basis: reach.Estimated, People: 80, Times: 80, Copies: 200}
		correction := event
		correction.Key, correction.People, correction.Times, correction.Copies = "correction", -30, -30, 0
		added, err := NewLedger(db).Append(t.Context(),
			rowOf("1", "2026-11-01", "p"), rowOf("2", "2026-11-30", "p"), rowOf("3", "2026-11-15", "q"),
			rowOf("4", "2026-10-31", "before"), rowOf("5", "2026-12-01", "after"), rowOf("6", "2026-11-02", ""),
			event, correction)
		if err != nil || added != 8 {
			t.Fatal(added, err)
		}
		got, err := NewLedger(db).Totals(t.Context(), "2026-11-01", "2026-11-30")
		want := []reach.Total{
			{Kind: reach.Answered, Basis: reach.System, Rows: 4, Times: 8, People: 3},
			{Kind: "event", Basis: reach.Estimated, Rows: 2, Times: 50, People: 50, Copies: 200},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Error(err, diff)
		}
	})
}

func TestWhatIsKnownOfASubject(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		about := func(e reach.Entry, subject string) reach.Entry { e.Subject = subject; return e }
		nobody := about(rowOf("d", "2026-11-24", ""), "campaign:1")
		nobody.Basis = reach.Platform
		ledger := NewLedger(db)
		if _, err := ledger.Append(t.Context(), about(rowOf("a", "2026-11-22", "p"), "campaign:1"), about(rowOf("b", "2026-11-23", "p"), "campaign:1"),
			about(rowOf("c", "2026-11-23", "q"), "campaign:2"), nobody, rowOf("e", "2026-11-23", "q")); err != nil {
			t.Fatal(err)
		}
		got, err := ledger.Subject(t.Context(), "campaign:1")
		want := []reach.Total{
			{Kind: reach.Answered, Basis: reach.Platform, Rows: 1, Times: 2, People: 1},
			{Kind: reach.Answered, Basis: reach.System, Rows: 2, Times: 4, People: 1},
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
		if got, err := ledger.Subject(t.Context(), ""); err != nil || len(got) > 0 {
			t.Errorf("nothing in particular: %v, %v", got, err)
		}
	})
}

func TestARowWithoutADayCountsForItsMomentInChina(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		row := rowOf("late in the evening", "", "p")
		row.At = time.Date(2026, 12, 31, 16, 30, 0, 0, time.UTC)
		if _, err := NewLedger(db).Append(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		if got, err := NewLedger(db).Totals(t.Context(), "2027-01-01", "2027-01-01"); err != nil || len(got) != 1 {
			t.Errorf("Totals of the new year = %v, %v, want the row", got, err)
		}
	})
}

// Triggers cannot be written in one text for both databases, so the rule is kept here.
func TestOnlyForgettingChangesTheLedger(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	change := regexp.MustCompile(`(?is)(update|delete\s+from|truncate)\s+ledger\b[^` + "`" + `]*`)
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, change.FindAllString(string(content), -1)...)
	}
	want := []string{`UPDATE ledger SET follower = $2 WHERE follower = $1 AND follower <> ''`}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

func TestSettings(t *testing.T) {
	each(t, func(t *testing.T, db *DB) {
		settings := NewSettings(db)
		if _, err := settings.Setting(t.Context(), "starter"); pufa.KindOf(err) != pufa.NotFound {
			t.Errorf("%v is not NotFound", err)
		}
		for _, value := range []string{"1", "2", ""} {
			if err := settings.PutSetting(t.Context(), "starter", value); err != nil {
				t.Fatal(err)
			}
			if got, err := settings.Setting(t.Context(), "starter"); err != nil || got != value {
				t.Errorf("Setting = %q, %v, want %q", got, err, value)
			}
		}
	})
}
