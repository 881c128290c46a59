package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pufa/pufa"
)

func TestOpenRefusesAddressesItDoesNotKnow(t *testing.T) {
	for _, address := range []string{"", "sqlite:", "mysql://localhost/pufa", "data/pufa.db", "postgres://[bad"} {
		_, err := Open(t.Context(), address)
		if pufa.KindOf(err) != pufa.Invalid {
			t.Errorf("Open(%q) = %v, want an Invalid error", address, err)
		}
	}
}

func TestOpenDoesNotTellThePassword(t *testing.T) {
	for _, address := range []string{
		"postgres://pufa:hunter2@127.0.0.1:1/pufa?connect_timeout=1",
		"postgres://pufa:hunter2@127.0.0.1:notaport/pufa",
	} {
		_, err := Open(t.Context(), address)
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(pufa.Say(err), "hunter2") {
			t.Errorf("Open = %v, want an error without the password", err)
		}
	}
}

func TestOpenAgainKeepsWhatWasStored(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			first := open(t, address)
			if err := NewSettings(first).PutSetting(t.Context(), "starter", "3"); err != nil {
				t.Fatal(err)
			}
			value, err := NewSettings(open(t, address)).Setting(t.Context(), "starter")
			if err != nil || value != "3" {
				t.Errorf("Setting = %q, %v, want 3", value, err)
			}
		})
	}
}

// A data folder of an earlier program gets what is new and keeps what it has.
func TestAnOlderDatabaseIsBroughtUpToDate(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			old, err := connect(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			provider, err := old.provider()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := provider.UpTo(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			if err := NewSettings(old).PutSetting(t.Context(), "starter", "3"); err != nil {
				t.Fatal(err)
			}
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
			db := open(t, address)
			if err := NewJudgements(db).PutJudgement(t.Context(), judged("k", noon)); err != nil {
				t.Error(err)
			}
			if value, err := NewSettings(db).Setting(t.Context(), "starter"); err != nil || value != "3" {
				t.Errorf("Setting = %q, %v, want 3", value, err)
			}
		})
	}
}

func TestManyOpenTheSameEmptyDatabaseAtOnce(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					db, err := Open(t.Context(), address)
					if err != nil {
						t.Errorf("Open: %v", err)
						return
					}
					if err := db.Check(t.Context()); err != nil {
						t.Errorf("Check: %v", err)
					}
					if err := db.Close(); err != nil {
						t.Errorf("Close: %v", err)
					}
				})
			}
			all.Wait()
		})
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	for _, d := range databases {
		t.Run(d.name, func(t *testing.T) {
			address := d.fresh(t)
			db := open(t, address)
			err := db.write(t.Context(), func(ctx context.Context, tx querier) error {
				_, err := exec(ctx, tx, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, $1)`, true)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), address); pufa.KindOf(err) != pufa.Conflict || !strings.Contains(pufa.Say(err), "升级") {
				t.Errorf("Open = %v, want a Conflict that says to upgrade", err)
			}
			if err := db.Check(t.Context()); pufa.KindOf(err) != pufa.Conflict {
				t.Errorf("Check = %v, want a Conflict", err)
			}
		})
	}
}

func TestDatabaseFilesAreForTheirOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "数据 ?#%41")
	open(t, "sqlite:"+filepath.Join(folder, "pufa.db"))
	for _, name := range []string{"pufa.db", "pufa.db-wal", "pufa.db-shm", "pufa.db.lock"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
		} else if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has permissions %o, want 600", name, info.Mode().Perm())
		}
	}
}

func TestCheckFindsATornFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pufa.db")
	db, err := Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if _, _, err := NewInbox(db).Settle(t.Context(), exchange(strings.Repeat("m", i+1), "f")); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tear := content[len(content)*9/10:]
	for i := range min(len(tear), 3*4096) {
		tear[i] ^= 0x5a
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, "sqlite:"+path).Check(t.Context()); err == nil || !strings.Contains(pufa.Say(err), "备份") {
		t.Errorf("Check = %v, want an error that says to restore a backup", err)
	}
}

func TestOpenRefusesAFileThatIsNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pufa.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), "sqlite:"+path); err == nil || !strings.Contains(pufa.Say(err), "备份") {
		t.Errorf("Open = %v, want an error that says to restore a backup", err)
	}
}
