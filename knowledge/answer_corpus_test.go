package knowledge_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/intake"
	"github.com/pufa/pufa/knowledge/lawtext"
	"github.com/pufa/pufa/knowledge/starter"
)

// dataFolder holds the collection of laws and the consultations.
const dataFolder = "../../shared/data"

// corpusDay is a day on which the collection is complete.
const corpusDay = pufa.Day("2025-04-30")

func requireData(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(dataFolder); err == nil {
		return
	}
	const reason = "no ../shared/data: the collection of laws is not here"
	if strings.Contains(","+os.Getenv("PUFA_TEST_REQUIRE")+",", ",data,") {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// corpusLaws is the whole collection, read once.
var corpusLaws = sync.OnceValues(func() (laws []knowledge.Law, err error) {
	validity, err := os.ReadFile(filepath.Join(dataFolder, "laws/validity.csv"))
	if err != nil {
		return nil, err
	}
	register, err := lawtext.Validity("validity.csv", validity)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(filepath.Join(dataFolder, "laws"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		law, err := lawtext.Markdown(path, text)
		laws = append(laws, register.Apply(law))
		return err
	})
	return laws, err
})

type cited struct {
	Law     string   `json:"law"`
	Article string   `json:"article"`
	Version pufa.Day `json:"version"`
}

func citations(t testing.TB, list []cited) (cites []knowledge.Citation) {
	t.Helper()
	for _, c := range list {
		n, ok := knowledge.ParseNumber(c.Article)
		if !ok {
			t.Fatalf("no article number: %q", c.Article)
		}
		cites = append(cites, knowledge.Citation{Law: c.Law, Article: n, Version: c.Version})
	}
	return cites
}

// judged is one line of tests/judged/answer.jsonl.
type judged struct {
	ID     string            `json:"id"`
	Q      string            `json:"q"`
	Prev   string            `json:"prev"`
	Kind   string            `json:"kind"`
	Cites  []cited           `json:"cites"`
	Must   []string          `json:"must"`
	Expect knowledge.Verdict `json:"expect"`
}

func (j judged) asked() knowledge.Asked {
	return knowledge.Asked{Text: j.Q, Previous: j.Prev, Day: corpusDay}
}

func readLines[T any](t testing.TB, path string) (lines []T) {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	for line := range bytes.Lines(data) {
		var item T
		must(t, json.Unmarshal(line, &item))
		lines = append(lines, item)
	}
	return lines
}

// starterPack returns the entries that ship with the product.
func starterPack(t testing.TB) (pack []knowledge.Entry) {
	t.Helper()
	catalogue, err := knowledge.LoadCatalogue()
	must(t, err)
	must(t, fs.WalkDir(starter.Files, ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := starter.Files.ReadFile(path)
		if err != nil {
			return err
		}
		e, err := intake.ParseEntry(path, text, knowledge.Starter, catalogue)
		pack = append(pack, e)
		return err
	}))
	return pack
}
