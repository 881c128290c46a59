package calendar

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is confirmed stands in the newest text of the law, in the article that is named, with its name.
func TestTheStatutesSetWhatIsConfirmed(t *testing.T) {
	laws := filepath.Join("..", "..", "..", "shared", "data", "laws")
	if _, err := os.Stat(laws); err != nil {
		if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), "data") {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	basis := regexp.MustCompile(`^《(.+)》(第.+条)$`)
	article := regexp.MustCompile(`(?m)^第[零一二三四五六七八九十百]+条`)
	for _, e := range mustLoad(t).Entries() {
		m := basis.FindStringSubmatch(e.Basis)
		if m == nil {
			continue
		}
		files, err := filepath.Glob(filepath.Join(laws, "*", m[1]+"(*).md"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s: no text of %s: %v", e.Name, m[1], err)
			continue
		}
		slices.Sort(files)
		text, err := os.ReadFile(files[len(files)-1])
		if err != nil {
			t.Fatal(err)
		}
		found := false
		starts := append(article.FindAllStringIndex(string(text), -1), []int{len(text), len(text)})
		for i, at := range starts[:len(starts)-1] {
			if string(text[at[0]:at[1]]) == m[2] && strings.Contains(string(text[at[0]:starts[i+1][0]]), e.Name) {
				found = true
			}
		}
		if !found {
			t.Errorf("%s does not set %s in %s", filepath.Base(files[len(files)-1]), e.Name, e.Basis)
		}
	}
}
