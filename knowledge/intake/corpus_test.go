package intake

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa/knowledge"
)

// require skips a test whose surroundings are missing, or fails it where PUFA_TEST_REQUIRE names them.
func require(t *testing.T, what, reason string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), what) {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

func data(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		require(t, "data", "../shared/data/"+name+" is not there")
	}
	return path
}

// shelf is a store in memory.
type shelf struct {
	mu      sync.Mutex
	laws    map[string]knowledge.Law // without articles
	entries map[string]knowledge.Entry
	texts   int // articles stored
	put     func()
}

func newShelf() *shelf {
	return &shelf{laws: make(map[string]knowledge.Law), entries: make(map[string]knowledge.Entry), put: func() {}}
}

func (s *shelf) PutLaw(_ context.Context, l knowledge.Law) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put()
	key := lawKey(l, l.Part)
	if s.laws[key].Hash == l.Hash {
		return false, nil
	}
	s.texts += len(l.Articles)
	l.Articles, l.Preface, l.Annexes = nil, nil, nil
	s.laws[key] = l
	return true, nil
}

func (s *shelf) Versions(context.Context, string) ([]knowledge.Law, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []knowledge.Law
	for _, l := range s.laws {
		out = append(out, l)
	}
	return out, nil
}

func (s *shelf) PutEntry(_ context.Context, e knowledge.Entry) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put()
	old := s.entries[e.Slug]
	s.entries[e.Slug] = e
	return old.Hash != e.Hash || old.State != e.State, nil
}

func (s *shelf) List(context.Context, knowledge.EntryKind, knowledge.State) ([]knowledge.Entry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []knowledge.Entry
	for _, e := range s.entries {
		out = append(out, e)
	}
	return out, nil
}

func catalogue(t testing.TB) *knowledge.Catalogue {
	t.Helper()
	c, err := knowledge.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func importAll(t *testing.T, s *shelf, opts Options, paths ...string) Summary {
	t.Helper()
	sum, err := NewImporter(s, s, catalogue(t)).Run(context.Background(), paths, opts)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestRealQuestionsAndCases(t *testing.T) {
	paths := []string{data(t, "questions"), data(t, "cases")}
	s := newShelf()
	opts := Options{As: knowledge.Reviewed}
	first := importAll(t, s, opts, paths...)
	if len(first.Refused) > 0 {
		t.Fatalf("refused: %v", first.Refused)
	}
	want := [2]Count{{New: 1234}, {New: 52}}
	if diff := cmp.Diff(want, [2]Count{first.Questions, first.Cases}); diff != "" {
		t.Error(diff)
	}
	second := importAll(t, s, opts, paths...)
	want = [2]Count{{Unchanged: 1234}, {Unchanged: 52}}
	if diff := cmp.Diff(want, [2]Count{second.Questions, second.Cases}); diff != "" {
		t.Errorf("the second time: %s", diff)
	}
	uncited := 0
	for _, e := range s.entries {
		if e.Kind == knowledge.KindCase && len(e.Cites) == 0 {
			uncited++
		}
	}
	if testing.Verbose() {
		report(t, first)
	}
	const nameNone = 11 // cases whose text names no law at all
	if uncited != nameNone {
		t.Errorf("%d of 52 cases have no citation, want %d", uncited, nameNone)
	}
}

func report(t *testing.T, s Summary) {
	t.Helper()
	var b strings.Builder
	if err := s.Report(&b); err != nil {
		t.Fatal(err)
	}
	t.Log(b.String())
	for _, f := range s.Findings {
		if f.Rule == RulePrivate {
			t.Log(f)
		}
	}
}

// TestNoWordOfACaseIsLost compares the characters of each case file with those of its entry.
func TestNoWordOfACaseIsLost(t *testing.T) {
	s := newShelf()
	root := data(t, "cases")
	importAll(t, s, Options{}, root)
	for _, e := range s.entries {
		files, err := filepath.Glob(filepath.Join(root, e.Field, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(files, func(f string) bool { return fileSlug(f, "") == e.Slug })
		if i < 0 {
			t.Fatalf("%s has no file in %s", e.Slug, e.Field)
		}
		raw, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		kept := letters(e.Source + wholeText(e))
		for _, line := range strings.Split(string(raw), "\n") {
			heading := sectionLine.MatchString(line) && caseHeading(line[2:]) != ""
			if !heading && !strings.HasPrefix(line, "<!--") && !strings.Contains(kept, letters(line)) {
				t.Errorf("%s lost %q", files[i], line)
			}
		}
	}
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("# \t\n　，", r) {
			return -1
		}
		return r
	}, s)
}

func TestRealLaws(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	root := data(t, "laws")
	s := newShelf()
	first := importAll(t, s, Options{}, root)
	if len(first.Refused) > 0 || first.Laws.New+first.Repeated != first.Files {
		report(t, first)
		t.Errorf("%d of %d files are new laws, %d refused", first.Laws.New, first.Files, first.RefusedFiles())
	}
	second := importAll(t, s, Options{}, root)
	if second.Laws != (Count{Unchanged: first.Laws.New}) {
		t.Errorf("the second time: %+v", second.Laws)
	}
}
