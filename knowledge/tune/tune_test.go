package tune_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/index"
	"github.com/pufa/pufa/knowledge/intake"
	"github.com/pufa/pufa/knowledge/starter"
	"github.com/pufa/pufa/knowledge/tune"
	"github.com/pufa/pufa/store"
)

type cited struct {
	Law, Article string
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func cites(list []cited) (found []knowledge.Citation) {
	for _, c := range list {
		n, ok := knowledge.ParseNumber(c.Article)
		if !ok {
			panic(c.Article)
		}
		found = append(found, knowledge.Citation{Law: c.Law, Article: n})
	}
	return found
}

// TestExperiment is for trying things: PUFA_DB names a data folder with laws.
func TestExperiment(t *testing.T) {
	data := os.Getenv("PUFA_DB")
	if data == "" {
		t.Skip("PUFA_DB is not set")
	}
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(data, "pufa.db"))
	must(t, err)
	defer db.Close()
	catalogue, err := knowledge.LoadCatalogue()
	must(t, err)
	entries := store.NewEntries(db)
	var pack, all []knowledge.Entry
	must(t, fs.WalkDir(starter.Files, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := starter.Files.ReadFile(path)
		must(t, err)
		e, err := intake.ParseEntry(path, text, knowledge.Starter, catalogue)
		must(t, err)
		pack = append(pack, e)
		return nil
	}))
	for _, extra := range strings.Fields(os.Getenv("PUFA_PACK")) {
		must(t, filepath.WalkDir(extra, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".md" {
				return err
			}
			text, err := os.ReadFile(path)
			must(t, err)
			e, err := intake.ParseEntry(path, text, knowledge.Starter, catalogue)
			if err != nil {
				t.Log(err)
				return nil
			}
			pack = append(pack, e)
			return nil
		}))
	}
	raw, err := os.ReadFile("../../../shared/data/questions/consultations.jsonl")
	must(t, err)
	for line := range bytes.Lines(raw) {
		var c struct {
			ID        int
			Question  string
			Answer    string
			Keywords  []string
			Citations []cited
		}
		must(t, json.Unmarshal(line, &c))
		slug := fmt.Sprintf("consult-%d", c.ID)
		all = append(all, knowledge.Entry{Slug: slug, Kind: knowledge.KindQA, Title: c.Question, Body: c.Answer, Keywords: c.Keywords, State: knowledge.Reviewed, Hash: slug, Cites: cites(c.Citations)})
	}
	all = append(all, pack...)
	for _, e := range all {
		_, err := entries.PutEntry(ctx, e)
		must(t, err)
	}
	x, err := index.Open(ctx, filepath.Join(data, "index2"), store.NewLaws(db), entries, store.NewFeed(db), slog.New(slog.DiscardHandler))
	must(t, err)
	defer x.Close()
	must(t, x.CatchUp(ctx, nil))
	consults := tune.FromConsultations(all, "2025-04-30")
	asks := tune.FromEntries(pack, "2025-04-30")
	t.Logf("%d entries, %d consultations, %d asks", len(pack), len(consults), len(asks))
	judged := map[string][]tune.Lesson{}
	files, _ := filepath.Glob("/tmp/pk/judged/*.jsonl")
	for _, f := range files {
		raw, err := os.ReadFile(f)
		must(t, err)
		for line := range bytes.Lines(raw) {
			var c struct {
				Q, Prev, Kind string
				Cites         []cited
			}
			if json.Unmarshal(line, &c) != nil {
				continue
			}
			if (c.Kind == "resident" || c.Kind == "enterprise") && len(c.Cites) > 0 {
				judged[c.Kind] = append(judged[c.Kind], tune.Judged(c.Q, "2025-04-30", "", cites(c.Cites), ""))
			}
		}
	}
	teacher := tune.NewTeacher(x, all)
	show := func(what string, r tune.Retrieval) {
		m := r.Mean()
		t.Logf("%-22s n %4d MRR %.3f R@5 %.3f R@10 %.3f R@100 %.3f hit1 %.3f entry1 %.3f entry3 %.3f answered %.3f wrong %.3f", what, m.N, m.MRR10, m.R5, m.R10, m.R100, m.Hit1, m.Entry1, m.Entry3, m.Answered, m.Wrong)
	}
	var before, after tune.Retrieval
	beforeJ, afterJ := map[string]*tune.Retrieval{}, map[string]*tune.Retrieval{}
	sure, err := knowledge.ShippedConfidence()
	must(t, err)
	shipped, err := index.Shipped()
	must(t, err)
	folds := tune.Folds
	if os.Getenv("PUFA_FOLDS") != "" {
		fmt.Sscan(os.Getenv("PUFA_FOLDS"), &folds)
	}
	for fold := range folds {
		start := time.Now()
		except := map[string]struct{}{}
		var train, test []tune.Lesson
		for _, l := range consults {
			if l.Fold == fold {
				except[l.Self] = struct{}{}
				test = append(test, l)
			} else {
				train = append(train, l)
			}
		}
		train = append(train, asks...)
		x.Use(shipped)
		r, err := teacher.Measure(ctx, test, except, sure)
		must(t, err)
		before.Add(r)
		judgeAll := func(into map[string]*tune.Retrieval) {
			for kind, list := range judged {
				if into[kind] == nil {
					into[kind] = &tune.Retrieval{}
				}
				var held []tune.Lesson
				for _, l := range list {
					if l.Fold == fold {
						held = append(held, l)
					}
				}
				r, err := teacher.Measure(ctx, held, nil, sure)
				must(t, err)
				into[kind].Add(r)
			}
		}
		judgeAll(beforeJ)
		for _, list := range judged {
			for _, l := range list {
				if l.Fold != fold {
					train = append(train, l)
				}
			}
		}
		learned, err := teacher.Learn(ctx, train, except)
		must(t, err)
		sure = learned.Confidence
		if fold == 0 {
			r := knowledge.MeasureReliability(learned.EntrySamples, learned.Confidence.Entry)
			t.Logf("entries: n %d Brier %.3f %v", r.N, r.Brier, r.Bins)
		}
		r, err = teacher.Measure(ctx, test, except, sure)
		must(t, err)
		after.Add(r)
		judgeAll(afterJ)
		if os.Getenv("PUFA_MISSES") != "" {
			for _, l := range test {
				f, err := x.Find(ctx, knowledge.Query{Text: l.Text, Day: l.Day, Limit: 1000, Except: except})
				must(t, err)
				at := map[string]int{}
				for i, h := range f.Articles {
					at[h.Law+h.Article.String()] = i + 1
				}
				line := ""
				for _, c := range l.Cites {
					line += fmt.Sprintf(" %s%s:%d", c.Law, c.Article, at[c.Law+c.Article.String()])
				}
				line += " |"
				for _, h := range f.Articles[:4] {
					line += fmt.Sprintf(" %s%s", h.Law, h.Article)
				}
				t.Log(l.Text, line)
			}
		}
		show(fmt.Sprintf("fold %d %s", fold, time.Since(start).Round(time.Second)), r)
	}
	show("before", before)
	show("after", after)
	for kind := range beforeJ {
		show(kind+" before", *beforeJ[kind])
		show(kind+" after", *afterJ[kind])
	}
}
