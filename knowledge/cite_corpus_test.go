package knowledge

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pufa/pufa"
)

// sharedData returns the folder of data beside the project; it skips where that is absent.
func sharedData(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), "data") {
			t.Fatalf("the data is required: %v", err)
		}
		t.Skipf("the data is not here: %v", err)
	}
	return dir
}

var titledArticle = regexp.MustCompile(`《[^《》]*(?:[《〈][^》〉]*[》〉][^《》]*)?》(?:[（(][^（）()]*[）)])*第[一二三四五六七八九十百千零\d]+条`)

func TestCiteFindsEveryTitledArticleOfTheCases(t *testing.T) {
	c := loadCatalogue(t)
	files, err := filepath.Glob(filepath.Join(sharedData(t, "cases"), "*", "*.md"))
	if err != nil || len(files) != 52 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	titled, cited := 0, 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		all := c.Cite(text, citeDay)
		cited += len(all)
		for _, at := range titledArticle.FindAllStringIndex(text, -1) {
			if strings.Contains(text[at[0]:at[1]], "协议》") { // a contract
				continue
			}
			titled++
			if !slices.ContainsFunc(all, func(x Citation) bool { return x.Start == at[0] && x.End >= at[1] && x.Article.Main > 0 }) {
				t.Errorf("%s: not recognised: %s", filepath.Base(file), text[at[0]:at[1]])
			}
		}
	}
	t.Logf("%d citations, %d of an article right behind a title", cited, titled)
}

func TestCatalogueKnowsEveryLawOfTheConsultations(t *testing.T) {
	c := loadCatalogue(t)
	f, err := os.Open(sharedData(t, "questions/consultations.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	answers, cited := 0, 0
	for lines.Scan() {
		var q struct {
			Answer    string
			Citations []struct {
				Law     string
				Version pufa.Day
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		for _, x := range q.Citations {
			e, ok := c.Find(x.Law)
			if !ok || e.Name != x.Law {
				t.Errorf("Find(%q) = %q, %t", x.Law, e.Name, ok)
			}
			known := func(v EnactmentVersion) bool { return v.Version == x.Version }
			if x.Version != "" && !slices.ContainsFunc(e.Versions, known) {
				t.Errorf("%s has no version %s", x.Law, x.Version)
			}
		}
		answers++
		cited += len(c.Cite(q.Answer, citeDay))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d citations in %d answers", cited, answers)
}

// BenchmarkCite reads laws, in which citations are dense.
func BenchmarkCite(b *testing.B) {
	c := loadCatalogue(b)
	files, err := filepath.Glob(filepath.Join(sharedData(b, "laws"), "司法解释", "*.md"))
	if err != nil {
		b.Fatal(err)
	}
	var text strings.Builder
	for _, file := range files[:100] {
		s, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		text.Write(s)
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		c.Cite(text.String(), citeDay)
	}
}

func BenchmarkLoadCatalogue(b *testing.B) {
	for b.Loop() {
		loadCatalogue(b)
	}
}
