package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/access"
	"github.com/pufa/pufa/reach/report"
)

// Snapshots implements report.Shelf. There is no way to change what it keeps.
type Snapshots struct{ db *DB }

// NewSnapshots returns the locked reports in db.
func NewSnapshots(db *DB) Snapshots { return Snapshots{db} }

// PutSnapshot implements report.Shelf.
func (s Snapshots) PutSnapshot(ctx context.Context, r report.Report) error {
	doc, err := document(r)
	if err != nil {
		return err
	}
	locked := time.Time{}
	if r.LockedAt != nil {
		locked = *r.LockedAt
	}
	err = s.db.write(ctx, func(ctx context.Context, tx querier) error {
		note(ctx, access.Note{Action: "锁定报表", Subject: "snapshot:" + string(r.Snapshot), Name: r.Title})
		_, err := exec(ctx, tx, `INSERT INTO report_snapshots (id, locked, hash, doc) VALUES ($1, $2, $3, $4)`,
			r.Snapshot, micros(locked), hashOf(doc), doc)
		return err
	})
	if err != nil {
		return fmt.Errorf("put a locked report: %w", err)
	}
	return nil
}

func hashOf(doc string) string {
	sum := sha256.Sum256([]byte(doc))
	return hex.EncodeToString(sum[:])
}

// Snapshots implements report.Shelf.
func (s Snapshots) Snapshots(ctx context.Context) ([]report.Report, error) {
	found, err := query(ctx, s.db.read, scanSnapshot, `SELECT hash, doc FROM report_snapshots ORDER BY locked DESC, id DESC`)
	if err != nil {
		return nil, fmt.Errorf("locked reports: %w", err)
	}
	return found, nil
}

// Snapshot implements report.Shelf.
func (s Snapshots) Snapshot(ctx context.Context, id pufa.ID) (report.Report, error) {
	found, err := one(ctx, s.db.read, scanSnapshot, `SELECT hash, doc FROM report_snapshots WHERE id = $1`, id)
	if err != nil {
		return found, fmt.Errorf("locked report %s: %w", id, absent(err, "没有编号是“%s”的锁定报表，用 pufa report snapshots 查看有哪些", id))
	}
	return found, nil
}

// scanSnapshot refuses what is not as it was locked.
func scanSnapshot(r row) (found report.Report, err error) {
	var hash, doc string
	if err := r.Scan(&hash, &doc); err != nil {
		return found, err
	}
	if hashOf(doc) != hash {
		return found, &pufa.Error{Say: "有一份锁定的报表和锁定时不一样了，数据库被改动过：请从备份核对", Err: fmt.Errorf("hash of a snapshot is not %s", hash)}
	}
	return found, parse(doc, &found)
}
