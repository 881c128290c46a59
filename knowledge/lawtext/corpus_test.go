package lawtext_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
)

const corpusRoot = "../../../shared/data/laws"

// corpus returns the files of the collection, by their paths within it.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(corpusRoot, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(corpusRoot, path)
		files[filepath.ToSlash(rel)] = data
		return err
	})
	if err != nil {
		missing(t, "data", "没有 "+corpusRoot+"："+err.Error())
	}
	return files
}

// missing skips a test that lacks something, unless PUFA_TEST_REQUIRE names it.
func missing(t testing.TB, what, reason string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("PUFA_TEST_REQUIRE"), ","), what) {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// parsed reads every file; each refusal is a failure.
func parsed(t testing.TB, files map[string][]byte) map[string]knowledge.Law {
	t.Helper()
	laws := make(map[string]knowledge.Law, len(files))
	for path, data := range files {
		l, err := lawtext.Markdown(path, data)
		if err != nil {
			t.Errorf("refused: %v", err)
			continue
		}
		laws[path] = l
	}
	return laws
}

// plainArticle is the collection's own rule: a line that begins with 第…条 begins an article.
var plainArticle = regexp.MustCompile(`^第[一二三四五六七八九十百千零]+ ?条(?:之[一二三四五六七八九十]+)?`)

// odd names the files of the collection in which that rule is wrong, with the right count.
func odd(path string) (count int, ok bool) {
	switch path {
	case "行政法规/飞行基本规则(2007-10-18).md": // every chapter is one line
		return 124, true
	case "宪法/宪法修正案（2018年）.md": // quotes the articles that it inserts
		return 21, true
	case "司法解释/最高人民法院关于适用《婚姻法》若干问题的解释（二）的补充规定(2017-02-28).md": // the amended text is annexed
		return 0, true
	default:
		return 0, false
	}
}

func TestCorpus(t *testing.T) {
	files := corpus(t)
	laws := parsed(t, files)
	t.Run("articles are counted as in the source", func(t *testing.T) { countArticles(t, files, laws) })
	t.Run("articles have the words of the source", func(t *testing.T) { compareWords(t, files, laws) })
	t.Run("no line is lost", func(t *testing.T) { findLines(t, files, laws) })
	t.Run("names, days, levels and headings are known", func(t *testing.T) { checkFacts(t, laws) })
	t.Run("the register agrees", func(t *testing.T) { checkRegister(t, laws) })
}

func countArticles(t *testing.T, files map[string][]byte, laws map[string]knowledge.Law) {
	for path, l := range laws {
		var want []string
		for _, s := range body(files[path]) {
			if m := plainArticle.FindString(s); m != "" {
				want = append(want, strings.ReplaceAll(m, " ", ""))
			}
		}
		var got []string
		for _, a := range l.Articles {
			got = append(got, a.Number.String())
		}
		if count, ok := odd(path); ok {
			if len(got) != count {
				t.Errorf("%s: %d articles, want %d", path, len(got), count)
			}
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-source +parsed)\n%s", path, diff)
		}
	}
}

// body returns the lines after the preamble without what cannot be seen.
func body(data []byte) []string {
	_, text, _ := strings.Cut(string(data), "<!-- INFO END -->")
	var lines []string
	for _, s := range strings.Split(text, "\n") {
		s = strings.TrimSpace(strings.ReplaceAll(s, "\u200b", ""))
		if s != "" && !strings.HasPrefix(s, "<!--") {
			lines = append(lines, s)
		}
	}
	return lines
}

// squeeze leaves only what is text: no white space, no marks of markdown, one form of brackets.
func squeeze(s string) string {
	s = strings.NewReplacer("(", "（", ")", "）", ":", "：", "#", "", "|", "", "\u200b", "").Replace(s)
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func articlesOf(l knowledge.Law) string {
	var b strings.Builder
	for _, a := range l.Articles {
		b.WriteString(a.Number.String())
		b.WriteString(a.Text())
	}
	return squeeze(b.String())
}

// everything returns all words of a parsed law.
func everything(l knowledge.Law) string {
	preface := knowledge.Article{Paragraphs: l.Preface}
	b := []string{l.Title, strings.Replace(l.Title, "院、最", "院最", 1), l.Part, strings.Join(l.History, ""), preface.Text()}
	var before []string
	for _, a := range l.Articles {
		for i, h := range a.Headings {
			if i >= len(before) || before[i] != h {
				b = append(b, h)
			}
		}
		before = a.Headings
		b = append(b, a.Number.String(), a.Text())
	}
	for _, a := range l.Annexes {
		b = append(b, a.Title, a.Text)
	}
	return squeeze(strings.Join(b, ""))
}

func compareWords(t *testing.T, files map[string][]byte, laws map[string]knowledge.Law) {
	for path, l := range laws {
		if _, ok := odd(path); ok || len(l.Articles) == 0 {
			continue
		}
		want := sourceArticles(body(files[path]), l)
		if got := articlesOf(l); got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			t.Errorf("%s differs after %q", path, got[max(0, at-60):at])
		}
	}
}

// sourceArticles is the source from the first article to the annexes without its headings. Headings
// that the source does not mark, or breaks over two lines, are known from the parsed law.
func sourceArticles(lines []string, l knowledge.Law) string {
	headings := map[string]bool{}
	for _, a := range l.Articles {
		for _, h := range a.Headings {
			headings[squeeze(h)] = true
		}
	}
	annex := ""
	if len(l.Annexes) > 0 {
		annex = squeeze(l.Annexes[0].Title)
	}
	var b strings.Builder
	begun, open := false, ""
	for _, s := range lines {
		begun = begun || plainArticle.MatchString(s)
		plain := squeeze(s)
		switch {
		case !begun:
		case strings.HasPrefix(s, "附") && annex != "" && strings.HasPrefix(plain, annex[:len("附")]) && strings.HasPrefix(annex+"：", strings.TrimRight(plain, "：")),
			annex != "" && plain == annex:
			return b.String()
		case strings.HasPrefix(s, "#"):
			open = plain
		case open != "" && headings[open+plain] || headings[plain]:
			open = ""
		default:
			open = ""
			b.WriteString(plain)
		}
	}
	return b.String()
}

func findLines(t *testing.T, files map[string][]byte, laws map[string]knowledge.Law) {
	brackets := strings.NewReplacer("（", "", "）", "", "：", "")
	for path, l := range laws {
		all := everything(l)
		at, bare := 0, ""
		for _, s := range strings.Split(string(files[path]), "\n") {
			plain := squeeze(s)
			if strings.HasPrefix(plain, "<!--") || strings.Trim(plain, "-") == "" || path == "行政法规/飞行基本规则(2007-10-18).md" {
				continue
			}
			if next := strings.Index(all[at:], plain); next >= 0 {
				at += next
				continue
			}
			if bare == "" {
				bare = brackets.Replace(all)
			}
			if !strings.Contains(all, plain) && !strings.Contains(bare, brackets.Replace(plain)) {
				t.Errorf("%s lost %q", path, s)
			}
		}
	}
	const glued = "行政法规/飞行基本规则(2007-10-18).md"
	source := squeeze(strings.Join(body(files[glued]), ""))
	if got := everything(laws[glued]); !strings.HasSuffix(got, source) {
		t.Errorf("%s: lines that hold many articles lost words", glued)
	}
}
