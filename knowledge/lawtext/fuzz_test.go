package lawtext_test

import (
	"strings"
	"testing"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/lawtext"
)

func FuzzLaw(f *testing.F) {
	for _, s := range []string{
		official,
		"# 示例法\n\n2024年12月26日 通过\n\n<!-- INFO END -->\n\n## 第一章 总则\n\n第一条 甲。 第二条 乙：（一）丙。\n\n| 表 | 格 |\n|---|---|\n",
		"# 示例法典\n# 总则\n<!-- INFO END -->\n##\n第九条 甲。\n第九条之一 乙。\n附件一\n附：\n",
		"示例批复\n（2024年1月8日通过\n一、甲：\n(一) 乙\n1. 丙\n目录\n序言",
		"# 示例法\n# 总则\n##\n一行\n第九条之一",
		"\xff\xfe\x2c\x7b\x00\x4e",
		"《示例法》已于2024年13月40日公布\n第〇条\n第一百条 \n第99999条之99999",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lawtext.LooksLikeLaw(string(data))
		for _, read := range []func(string, []byte) (knowledge.Law, error){lawtext.Markdown, lawtext.Text, lawtext.Docx} {
			l, err := read("法律/示例法(2024-12-26).md", data)
			if err != nil {
				if pufa.KindOf(err) != pufa.Invalid {
					t.Errorf("err = %v, want Invalid", err)
				}
				continue
			}
			inOrder(t, l)
		}
	})
}

// inOrder checks what every reader of a law relies on.
func inOrder(t *testing.T, l knowledge.Law) {
	t.Helper()
	if l.Name == "" || len(l.Hash) != 64 {
		t.Errorf("name %q, hash %q", l.Name, l.Hash)
	}
	last := 0
	for _, a := range l.Articles {
		if a.Number.Order() <= last {
			t.Errorf("%v does not follow", a.Number)
		}
		last = a.Number.Order()
		for _, h := range a.Headings {
			if strings.ContainsRune(h, '\n') {
				t.Errorf("heading %q", h)
			}
		}
	}
}
