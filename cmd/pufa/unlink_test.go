package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/reach"
)

// unlinkable is an office with followers, one of whom was answered.
func unlinkable(t *testing.T) (o office, s *session, key pufa.FollowerKey) {
	o = newOffice(t, 3)
	o.run(exitDone, "follower", "pull")
	s, err := newSession(cli{Config: o.config}, streams{in: strings.NewReader(""), out: os.Stdout, err: os.Stderr}, o.env)
	if err != nil {
		t.Fatal(err)
	}
	use(t, s, func(b *base, k reach.Keyer) {
		key = k.Key(o.people[0])
		now := time.Date(2026, 11, 25, 9, 0, 0, 0, pufa.Zone)
		for i, f := range []pufa.FollowerKey{key, key, k.Key(o.people[1])} {
			row := reach.Entry{Key: "answered:" + string(rune('a'+i)), At: now, Day: pufa.DayOf(now), Kind: reach.Answered, Basis: reach.System, People: 1, Times: 1, Follower: f}
			if _, err := b.ledger.Append(t.Context(), row); err != nil {
				t.Fatal(err)
			}
		}
	})
	return o, s, key
}

func use(t *testing.T, s *session, f func(*base, reach.Keyer)) {
	t.Helper()
	err := s.withBase(t.Context(), func(b *base) error {
		k, err := s.keyer(t.Context(), b)
		if err == nil {
			f(b, k)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func totals(t *testing.T, b *base) []reach.Total {
	t.Helper()
	found, err := b.ledger.Totals(t.Context(), "2026-01-01", "2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestUnlinkedNobodyCanBeTracedAndEverybodyStays(t *testing.T) {
	o, s, old := unlinkable(t)
	var before []reach.Total
	use(t, s, func(b *base, _ reach.Keyer) { before = totals(t, b) })
	if out := o.run(exitUsage, "follower", "unlink"); !strings.Contains(out, "不能反悔") {
		t.Errorf("without --yes: %s", out)
	}
	if out := o.run(exitDone, "follower", "unlink", "--yes"); !strings.Contains(out, "3 个粉丝") {
		t.Errorf("unlinked: %s", out)
	}
	use(t, s, func(b *base, k reach.Keyer) {
		if diff := cmp.Diff(before, totals(t, b)); diff != "" {
			t.Errorf("totals have changed: %s", diff)
		}
		if k.Key(o.people[0]) == old {
			t.Error("the key is the same as before")
		}
		for _, id := range o.people {
			if address, err := b.followers.Address(t.Context(), k.Key(id)); err != nil || address != id {
				t.Errorf("a follower is lost: %v", err)
			}
		}
		if address, err := b.followers.Address(t.Context(), old); err != nil || address != "" {
			t.Errorf("the old key still leads to %q, %v", address, err)
		}
	})
	if _, err := os.Stat(s.nextKeyPath()); !os.IsNotExist(err) {
		t.Errorf("the new secret lies about: %v", err)
	}
}

// A power cut after the database has taken the new secret, before its file is in place.
func TestAnUnlinkingThatWasCutOffIsFinished(t *testing.T) {
	o, s, old := unlinkable(t)
	kept, err := os.ReadFile(s.keyPath())
	if err != nil {
		t.Fatal(err)
	}
	o.run(exitDone, "follower", "unlink", "--yes")
	if err := os.Rename(s.keyPath(), s.nextKeyPath()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.keyPath(), kept, 0o600); err != nil {
		t.Fatal(err)
	}
	use(t, s, func(b *base, k reach.Keyer) {
		if k.Key(o.people[0]) == old {
			t.Error("the old secret is in use")
		}
	})
	if err := os.WriteFile(s.keyPath(), kept, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := o.run(exitFailed, "follower", "unlink", "--yes"); !strings.Contains(out, "不是一套") || !strings.Contains(out, filepath.Base(s.keyPath())) {
		t.Errorf("with the old secret again: %s", out)
	}
}
