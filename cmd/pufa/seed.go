package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
	"github.com/pufa/pufa/knowledge/starter"
)

const seededKey = "starter_pack"

// seed stores the starter pack where this data folder does not have it, or has an older one. An entry
// that the office has made its own is left alone.
func (b *base) seed(ctx context.Context) error {
	files, print, err := starterFiles()
	if err != nil {
		return err
	}
	stored, err := b.settings.Setting(ctx, seededKey)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return err
	}
	if stored == print {
		return nil
	}
	catalogue, err := knowledge.LoadCatalogue()
	if err != nil {
		return err
	}
	// Side by side, so that the store commits many at once.
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(seedsAtOnce)
	for path, data := range files {
		group.Go(func() error {
			if err := b.seedEntry(each, catalogue, path, data); err != nil {
				return fmt.Errorf("seed %s: %w", path, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return b.settings.PutSetting(ctx, seededKey, print)
}

const seedsAtOnce = 64

// starterFiles reads the pack's files and returns them with a fingerprint of the whole.
func starterFiles() (files map[string][]byte, fingerprint string, err error) {
	files, sum := map[string][]byte{}, sha256.New()
	err = fs.WalkDir(starter.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		data, err := starter.Files.ReadFile(path)
		files[path] = data
		fmt.Fprintf(sum, "%s %d\n", path, len(data))
		sum.Write(data)
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("read the starter pack: %w", err)
	}
	return files, hex.EncodeToString(sum.Sum(nil)), nil
}

func (b *base) seedEntry(ctx context.Context, catalogue *knowledge.Catalogue, path string, data []byte) error {
	e, err := intake.ParseEntry(path, data, knowledge.Starter, catalogue)
	if err != nil {
		return err
	}
	old, err := b.entries.Entry(ctx, e.Slug)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return err
	}
	if err == nil && (old.Source != e.Source || old.State != knowledge.Starter && old.State != knowledge.Draft) {
		return nil
	}
	_, err = b.entries.PutEntry(ctx, e)
	return err
}
