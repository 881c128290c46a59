package intake

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheManualIsTrue reads docs/entries.md as an office would: its examples are taken, and its tables
// name the keys and columns that there are.
func TestTheManualIsTrue(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "entries.md"))
	if err != nil {
		t.Fatal(err)
	}
	manual := string(raw)
	examples := regexp.MustCompile("(?s)```markdown\n(.*?)```").FindAllStringSubmatch(manual, -1)
	if len(examples) < 2 {
		t.Fatal("the manual has lost its examples")
	}
	laws := catalogue(t)
	for _, m := range examples {
		e, err := ParseEntry("", []byte(m[1]), "", laws)
		if err != nil {
			t.Errorf("%v\n%s", err, m[1])
		}
		for _, f := range Check(e, laws, make(Asks)) {
			if f.Rule == RuleCitation || f.Rule == RulePrivate {
				t.Error(f)
			}
		}
	}
	for _, f := range fields() {
		if !strings.Contains(manual, "\n| "+f.key+" |") {
			t.Errorf("the manual does not explain %s", f.key)
		}
	}
	_, tables, _ := strings.Cut(manual, "\n## 二")
	tables, _, _ = strings.Cut(tables, "\n## 三")
	for _, m := range regexp.MustCompile(`(?m)^\| (\p{Han}{2,3}) \| (\p{Han}+(?:、\p{Han}+)*) \|$`).FindAllStringSubmatch(tables, -1) {
		for _, name := range strings.Split(m[2], "、") {
			if columnKey(name) != m[1] && m[1] != "标准列名" {
				t.Errorf("the column %s is %q, the manual says %s", name, columnKey(name), m[1])
			}
		}
	}
}

func TestTheManualsWordFileIsRead(t *testing.T) {
	body := wordP("问题：楼上半夜总拖椅子，怎么办？") + wordP("问法：楼上太吵睡不着；邻居半夜有噪音") + wordP("领域：邻里") +
		wordP("依据：《民法典》第二百八十八条") + wordP("答案：先心平气和地说一次；说不通，请居委会来调解。") +
		wordBold("怎么办") + wordP("1. 记三天时间。") + wordP("2. 找居委会。")
	r := testReader()
	r.citer = catalogue(t)
	got, err := r.parseWord("linli.docx", wordFile(t, body))
	if err != nil || len(got[0].Asks) != 2 || got[0].Field != "邻里" || len(got[0].Cites) != 1 || len(got[0].Sections) != 1 {
		t.Errorf("%+v %v", got, err)
	}
}
