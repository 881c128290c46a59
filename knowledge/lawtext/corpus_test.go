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
	"github.com/pufa/pufa"
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

func checkFacts(t *testing.T, laws map[string]knowledge.Law) {
	type facts struct {
		Name, Part, Level  string
		Version, Effective pufa.Day
		Articles, Annexes  int
		Headings           []string // of the second article, or of the only one
	}
	tests := map[string]facts{
		"民法典/合同编.md":  {"民法典", "合同编", "法律", "2020-05-28", "2021-01-01", 526, 0, []string{"合同编", "第一分编 通则", "第一章 一般规定"}},
		"民法典/附则.md":   {"民法典", "附则", "法律", "2020-05-28", "2021-01-01", 2, 0, []string{"附则"}},
		"刑法/刑法.md":    {"刑法", "", "法律", "2023-12-29", "", 505, 2, []string{"第一编 总则", "第一章 刑法的任务、基本原则和适用范围"}},
		"宪法/宪法.md":    {"宪法", "", "宪法", "2018-03-11", "", 143, 0, []string{"第一章 总纲"}},
		"刑法/刑法修正案.md": {"刑法修正案", "", "法律", "1999-12-25", "1999-12-25", 0, 0, nil},
		"行政法规/保障中小企业款项支付条例(2025-03-17).md": {"保障中小企业款项支付条例", "", "行政法规", "2025-03-17", "2025-06-01", 37, 0, []string{"第一章 总则"}},
		"经济法/个人所得税法(2018-08-31).md":        {"个人所得税法", "", "法律", "2018-08-31", "", 22, 1, nil},
	}
	for path, want := range tests {
		l := laws[path]
		got := facts{Name: l.Name, Part: l.Part, Level: l.Level, Version: l.Version, Effective: l.Effective, Articles: len(l.Articles), Annexes: len(l.Annexes)}
		if len(l.Articles) > 1 {
			got.Headings = l.Articles[1].Headings
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", path, diff)
		}
	}
}

// checkRegister compares the days of effect that the texts themselves name with the register.
func checkRegister(t *testing.T, laws map[string]knowledge.Law) {
	data, err := os.ReadFile(filepath.Join(corpusRoot, "validity.csv"))
	if err != nil {
		missing(t, "data", err.Error())
	}
	reg, err := lawtext.Validity("validity.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	repealed, known := 0, 0
	for path, l := range laws {
		applied := reg.Apply(l)
		if l.Effective != "" && l.Effective != applied.Effective {
			t.Errorf("%s takes effect on %s, the register says %s", path, l.Effective, applied.Effective)
		}
		if l.Level != applied.Level || applied.Version == "" {
			t.Errorf("%s: level %s, version %q, the register says %s", path, l.Level, applied.Version, applied.Level)
		}
		if applied.Repealed {
			repealed++
		}
		if applied.Effective != "" {
			known++
		}
	}
	if repealed < 80 || known < 1100 {
		t.Errorf("%d laws repealed, %d days of effect known: too few", repealed, known)
	}
}

func BenchmarkCorpus(b *testing.B) {
	files := corpus(b)
	size := 0
	for _, data := range files {
		size += len(data)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		parsed(b, files)
	}
}
