package store

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/reach"
	"github.com/pufa/pufa/schedule"
)

// noon is when things happen in these tests: 2026-11-22 12:00:00.123456 in China.
var noon = time.Date(2026, 11, 22, 4, 0, 0, 123456000, time.UTC)

// databases are the two on which every test of this package runs; each opener returns the address
// of a fresh, empty one.
var databases = []struct {
	name  string
	fresh func(testing.TB) string
}{
	{"sqlite", func(tb testing.TB) string { return "sqlite:" + filepath.Join(tb.TempDir(), "pufa.db") }},
	{"postgres", freshSchema},
}

// freshSchema returns the address of a new schema, which goes with the test.
func freshSchema(tb testing.TB) string {
	tb.Helper()
	address := os.Getenv("PUFA_TEST_POSTGRES")
	if address == "" {
		address = "postgres://postgres@127.0.0.1:5432/test?sslmode=disable"
	}
	server, err := sql.Open("pgx", address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { server.Close() })
	if err := server.PingContext(tb.Context()); err != nil {
		require(tb, "postgres", "no PostgreSQL answers: "+err.Error())
	}
	schema := "pufa_" + strings.ReplaceAll(string(pufa.NewID()), "-", "")
	if _, err := server.Exec(`CREATE SCHEMA ` + schema); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if _, err := server.Exec(`DROP SCHEMA ` + schema + ` CASCADE`); err != nil {
			tb.Error(err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	settings := u.Query()
	settings.Set("search_path", schema)
	u.RawQuery = settings.Encode()
	return u.String()
}

// require skips the test for want of what is named, or fails it where PUFA_TEST_REQUIRE asks for it.
func require(tb testing.TB, what, reason string) {
	tb.Helper()
	if strings.Contains(","+os.Getenv("PUFA_TEST_REQUIRE")+",", ","+what+",") {
		tb.Fatal(reason)
	}
	tb.Skip(reason)
}

func open(tb testing.TB, address string) *DB {
	tb.Helper()
	db, err := Open(context.Background(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	return db
}

// each runs the test on a fresh database of either kind.
func each(t *testing.T, test func(t *testing.T, db *DB)) {
	t.Helper()
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) { test(t, open(t, d.fresh(t))) })
	}
}

// count returns the single number that a statement finds.
func count(tb testing.TB, db *DB, text string, args ...any) int64 {
	tb.Helper()
	n, err := one(context.Background(), db.read, scanInt, text, args...)
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return n
}

// What the wiring relies on.
var (
	_ knowledge.Laws       = Laws{}
	_ knowledge.Entries    = Entries{}
	_ knowledge.Feed       = Feed{}
	_ knowledge.Judgements = Judgements{}
	_ bot.Inbox            = Inbox{}
	_ bot.Inquiries        = Inquiries{}
	_ bot.Outbox           = Outbox{}
	_ reach.Ledger         = Ledger{}
	_ reach.Events         = Events{}
	_ schedule.Campaigns   = Campaigns{}
	_ schedule.Agenda      = Campaigns{}
	_ schedule.Deliveries  = Deliveries{}
	_ schedule.Parts       = Deliveries{}
	_ schedule.Followers   = Followers{}
)
