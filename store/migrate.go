package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/pufa/pufa"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date; of several processes one does the work and the others wait.
func (db *DB) migrate(ctx context.Context) (err error) {
	release, err := db.guard(ctx)
	if err != nil {
		return fmt.Errorf("wait for the schema: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	provider, err := db.provider()
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if current > target {
		return pufa.Errorf(pufa.Conflict,
			"数据库由更新版本的普法程序写过（结构第 %d 版，本程序只认到第 %d 版）：请升级本程序后再打开，数据未作改动", current, target)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring schema up to date: %w", err)
	}
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(db.dialect, db.schema, files, goose.WithDisableGlobalRegistry(true))
}

// checkSchema reads the version without goose's provider, whose only connection the writer may hold.
func (db *DB) checkSchema(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	want := sources[len(sources)-1].Version
	have, err := one(ctx, db.read, scanInt, `
		SELECT version_id FROM goose_db_version WHERE is_applied ORDER BY version_id DESC LIMIT 1`)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if have != want {
		return pufa.Errorf(pufa.Conflict, "数据库结构是第 %d 版，本程序要第 %d 版：请用同一版本的程序", have, want)
	}
	return nil
}
