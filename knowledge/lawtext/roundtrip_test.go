package lawtext_test

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
)

// TestRealLawsInTheOfficialLayout prints laws of the collection as the national database does, with
// a table of contents, and reads them again.
func TestRealLawsInTheOfficialLayout(t *testing.T) {
	laws := parsed(t, sample(corpus(t)))
	if len(laws) < 50 {
		t.Fatalf("%d laws to try, want 50", len(laws))
	}
	for path, l := range laws {
		lines := printed(l)
		got, err := lawtext.Text("a.txt", []byte(strings.Join(lines, "\n")))
		if err != nil {
			t.Errorf("%s as text: %v", path, err)
			continue
		}
		same(t, path+" as text", l, got)
		got, err = lawtext.Text("a.txt", []byte(strings.Join(wrapped(lines), "\n")))
		if err != nil {
			t.Errorf("%s as wrapped text: %v", path, err)
			continue
		}
		if articlesOf(l) != articlesOf(got) { // where a line ends with a sentence, its paragraph may too
			t.Errorf("%s as wrapped text has other words", path)
		}
		if !slices.Equal(contents(l), contents(got)) {
			t.Errorf("%s as wrapped text has other headings", path)
		}
		got, err = lawtext.Docx("a.docx", word(t, lines))
		if err != nil {
			t.Errorf("%s as Word file: %v", path, err)
			continue
		}
		same(t, path+" as Word file", l, got)
	}
}

// sample takes every twenty-fifth file, in the order of paths, and the longest codes, as far as they
// hold whole laws with articles.
func sample(files map[string][]byte) map[string][]byte {
	var paths []string
	for path, data := range files {
		if _, ok := odd(path); ok {
			continue
		}
		if bytes.Contains(data, []byte("\n第一条 ")) && !strings.HasPrefix(path, "民法典/") {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	out := map[string][]byte{}
	const long = 160_000 // bytes: the codes of procedure and their interpretations
	for i, path := range paths {
		if i%25 == 0 || len(files[path]) > long || path == "刑法/刑法.md" {
			out[path] = files[path]
		}
	}
	return out
}

func same(t *testing.T, what string, want, got knowledge.Law) {
	t.Helper()
	if squeeze(want.Title) != squeeze(got.Title) {
		t.Errorf("%s: title %s, want %s", what, got.Title, want.Title)
	}
	if !reflect.DeepEqual(want.Preface, got.Preface) {
		t.Errorf("%s: preface (-want +got)\n%s", what, clip(cmp.Diff(want.Preface, got.Preface)))
	}
	if !reflect.DeepEqual(want.Articles, got.Articles) { // cmp is slow on a code of laws
		t.Errorf("%s: articles (-want +got)\n%s", what, clip(cmp.Diff(want.Articles, got.Articles)))
	}
	if len(want.Annexes) != len(got.Annexes) {
		t.Errorf("%s: %d annexes, want %d", what, len(got.Annexes), len(want.Annexes))
	}
}

func clip(s string) string { return s[:min(len(s), 1500)] }

// printed renders a law line by line in the layout of the national database.
func printed(l knowledge.Law) []string {
	lines := breakTitle(l.Title)
	if len(l.History) > 0 {
		lines = append(lines, "（"+strings.Join(l.History, "　")+"）")
	}
	if contents := contents(l); len(contents) > 0 {
		lines = append(lines, "目　　录")
		lines = append(lines, contents...)
		lines = append(lines, "")
	}
	lines = append(lines, flat(l.Preface)...)
	var before []string
	for _, a := range l.Articles {
		lines = append(lines, changed(before, a.Headings)...)
		before = a.Headings
		text := flat(a.Paragraphs)
		if len(text) == 0 {
			text = []string{""}
		}
		text[0] = "　　" + a.Number.String() + "　" + strings.TrimPrefix(text[0], "　　")
		lines = append(lines, text...)
	}
	for _, a := range l.Annexes {
		lines = append(lines, strings.Replace(a.Title, "附 ", "附：\n", 1))
		lines = append(lines, strings.Split(a.Text, "\n")...)
	}
	return strings.Split(strings.Join(lines, "\n"), "\n")
}

func breakTitle(title string) []string {
	if rest, ok := strings.CutPrefix(title, "中华人民共和国"); ok {
		return []string{"中华人民共和国", rest}
	}
	return []string{title}
}

func contents(l knowledge.Law) []string {
	var lines, before []string
	for _, a := range l.Articles {
		lines = append(lines, changed(before, a.Headings)...)
		before = a.Headings
	}
	return lines
}

// changed returns the headings that begin here, spaced as in print.
func changed(before, now []string) []string {
	for i, h := range now {
		if i >= len(before) || before[i] != h {
			var lines []string
			for _, h := range now[i:] {
				lines = append(lines, spaced(h))
			}
			return lines
		}
	}
	return nil
}

func spaced(h string) string {
	number, words, ok := strings.Cut(h, " ")
	if r := []rune(words); ok && len(r) == 2 {
		words = string(r[0]) + "　　" + string(r[1])
	}
	return strings.TrimSpace(number + "　" + words)
}

func flat(list []knowledge.Paragraph) []string {
	var lines []string
	for _, p := range list {
		text := []string{p.Text}
		for _, it := range p.Items {
			text = append(text, it.Label+it.Text)
		}
		for _, s := range strings.Split(strings.Join(text, "\n"), "\n") {
			if s != "" {
				lines = append(lines, "　　"+s)
			}
		}
	}
	return lines
}

// wrapped breaks every indented line after so many characters, as converted files do.
func wrapped(lines []string) []string {
	const width = 38
	var out []string
	for _, s := range lines {
		r := []rune(s)
		for strings.HasPrefix(s, "　　") && len(r) > width {
			out = append(out, string(r[:width]))
			r = r[width:]
		}
		out = append(out, string(r))
	}
	return out
}
