package index_test

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
)

// TestGrowth measures how the cost of a search grows with the base: the collection once, in part, and many
// times over under other names, as the regulations of many places would be.
//
//	PUFA_GROWTH=10000,60000,300000,1000000 go test ./knowledge/index -run Growth -v -timeout 60m -cpu 1
func TestGrowth(t *testing.T) {
	sizes := os.Getenv("PUFA_GROWTH")
	if sizes == "" {
		t.Skip("PUFA_GROWTH is not set: the measurement takes many minutes")
	}
	collection, err := corpus()
	must(t, err)
	questions := consultationQuestions(t)
	for size := range strings.SplitSeq(sizes, ",") {
		n, err := strconv.Atoi(size)
		must(t, err)
		measureGrowth(t, collection, n, questions)
	}
}

func measureGrowth(t *testing.T, from *base, articles int, questions []string) {
	b, have := newBase(), 0
	for copied := 0; have < articles; copied++ {
		for _, id := range slices.Sorted(maps.Keys(from.laws)) {
			if have >= articles {
				break
			}
			law := from.laws[id]
			law.Articles = slices.Clone(law.Articles)
			if copied > 0 {
				law.Name = fmt.Sprintf("%s%d号", law.Name, copied)
			}
			b.law(law)
			have += len(law.Articles)
		}
	}
	dir, start := t.TempDir(), time.Now()
	x, err := index.Open(context.Background(), dir, b, b, b, slog.New(slog.DiscardHandler))
	must(t, err)
	must(t, x.CatchUp(context.Background(), nil))
	built := time.Since(start)
	var took []time.Duration
	for i := range 1500 {
		start := time.Now()
		_, err := x.Find(context.Background(), knowledge.Query{Text: questions[i%len(questions)], Day: "2025-04-30"})
		must(t, err)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	var memory runtime.MemStats
	b = nil
	runtime.GC()
	runtime.ReadMemStats(&memory)
	t.Logf("%8d articles: built in %s, %d MiB on disk, %d MiB of heap, search p50 %.1f ms, p99 %.1f ms", have, built.Round(time.Second),
		sizeOf(t, dir)>>20, memory.HeapAlloc>>20, ms(took[len(took)/2]), ms(took[len(took)*99/100]))
	must(t, x.Close())
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func sizeOf(t *testing.T, dir string) (size int64) {
	must(t, filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	}))
	return size
}
