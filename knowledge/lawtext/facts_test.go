package lawtext_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
)

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
