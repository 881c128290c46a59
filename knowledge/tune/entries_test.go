package tune_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/rank"
	"github.com/pufa/pufa/knowledge/tune"
	"github.com/pufa/pufa/store"
)

func TestEntriesOffline(t *testing.T) {
	data := os.Getenv("PUFA_DB")
	if data == "" {
		t.Skip()
	}
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(data, "pufa.db"))
	must(t, err)
	defer db.Close()
	entries := store.NewEntries(db)
	x, err := index.Open(ctx, filepath.Join(data, "index2"), store.NewLaws(db), entries, store.NewFeed(db), slog.New(slog.DiscardHandler))
	must(t, err)
	defer x.Close()
	must(t, x.CatchUp(ctx, nil))
	list, err := entries.List(ctx, "", "")
	must(t, err)
	citesOf := map[string][]knowledge.Citation{}
	var pack []knowledge.Entry
	except := map[string]struct{}{}
	consult := os.Getenv("PUFA_CONSULT") != ""
	for _, e := range list {
		full, err := entries.Entry(ctx, e.Slug)
		must(t, err)
		citesOf[e.Slug] = full.Cites
		if len(full.Asks) > 0 {
			pack = append(pack, full)
		} else if !consult {
			except[e.Slug] = struct{}{}
		}
	}
	t.Log(len(pack))
	asks := tune.FromEntries(pack, "2025-04-30")
	var judged []tune.Lesson
	var ids []string
	files, _ := filepath.Glob("/tmp/pk/judged/*.jsonl")
	for _, f := range files {
		raw, err := os.ReadFile(f)
		must(t, err)
		for line := range bytes.Lines(raw) {
			var c struct {
				ID            string
				Q, Prev, Kind string
				Cites         []cited
			}
			if json.Unmarshal(line, &c) != nil || len(c.Cites) == 0 || c.Prev != "" {
				continue
			}
			judged = append(judged, tune.Judged(c.Q, "2025-04-30", "", cites(c.Cites), ""))
			ids = append(ids, c.ID)
		}
	}
	names, _ := index.Features()
	gather := func(ls []tune.Lesson) [][]rank.Sample {
		out := make([][]rank.Sample, len(ls))
		for i, l := range ls {
			q := knowledge.Query{Text: l.Text, Day: l.Day, Limit: 20, Study: true, Except: except, Scope: knowledge.ScopeEntries}
			if l.Own {
				q.Unask = l.Text
			}
			f, err := x.Find(ctx, q)
			must(t, err)
			for _, h := range f.Entries {
				right := tune.RightEntry(l, h.Slug, citesOf[h.Slug])
				out[i] = append(out[i], rank.Sample{Features: h.Features, Question: i, Right: right, Weight: l.Weight})
			}
			if len(f.Entries) == 0 {
				out[i] = nil
			}
		}
		return out
	}
	start := time.Now()
	a, j := gather(asks), gather(judged)
	t.Log(time.Since(start), len(a), len(j))
	for _, cfg := range []struct {
		name         string
		trees, leafs int
		ask, judged  float32
		obj          rank.Objective
	}{
		{"base", 120, 12, 0.4, 2, rank.Classify},
		{"asks only", 120, 12, 0.4, 0, rank.Classify},
		{"judged only", 60, 6, 0, 2, rank.Classify},
		{"small", 60, 6, 0.4, 4, rank.Classify},
		{"rank", 100, 8, 0.4, 4, rank.Rank},
	} {
		var n, top1, top3, top4, sure, sureRight float64
		for fold := range tune.Folds {
			var train []rank.Sample
			for i := range a {
				if cfg.ask > 0 {
					for _, s := range a[i] {
						s.Weight = cfg.ask
						train = append(train, s)
					}
				}
			}
			for i := range j {
				if judged[i].Fold != fold && cfg.judged > 0 {
					for _, s := range j[i] {
						s.Question += len(a)
						s.Weight = cfg.judged
						train = append(train, s)
					}
				}
			}
			o := rank.Defaults(cfg.obj)
			o.Trees, o.Leaves = cfg.trees, cfg.leafs
			if cfg.obj == rank.Rank {
				o.Least = 0.5
			}
			forest := rank.Train(names, train, o)
			for i := range j {
				if judged[i].Fold != fold {
					continue
				}
				n++
				type sc struct {
					s     float32
					right bool
				}
				var best [4]sc
				for k := range best {
					best[k].s = -100
				}
				for _, s := range j[i] {
					c := sc{forest.Score(s.Features), s.Right > 0}
					for k := range best {
						if c.s > best[k].s {
							best[k], c = c, best[k]
						}
					}
				}
				if best[0].right {
					top1++
				}
				if best[0].right || best[1].right || best[2].right {
					top3++
				}
				if best[0].right || best[1].right || best[2].right || best[3].right {
					top4++
				} else if cfg.name == "base" {
					fmt.Println("MISS", ids[i], judged[i].Text, judged[i].Cites[0].String())
				}
				if best[0].s > 1.386 {
					sure++
					if best[0].right {
						sureRight++
					}
				}
			}
		}
		t.Logf("%-12s n %3.0f top1 %.3f top3 %.3f top4 %.3f sure %.3f right of those %.3f", cfg.name, n, top1/n, top3/n, top4/n, sure/n, sureRight/max(sure, 1))
	}
}
