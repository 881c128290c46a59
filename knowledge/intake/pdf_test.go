package intake

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/pufa/pufa/knowledge"
)

func neighbourPDF() []byte {
	return pdfFile([]string{
		"楼上半夜拖椅子怎么办？", "问法：邻居太吵；楼上有噪音", "领域：邻里", "对象：居民",
		"依据：《示例邻里互助促进法》第五条；《示例邻里互助促进法》第六条",
		"答案：先好好说，再找居委会。", "调解不收钱。", "1",
	}, []string{"怎么办", "1. 记下时间。", "2. 找居委会。", "- 2 -"})
}

func TestPDFWithText(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	got, warnings, err := testReader().parsePDF(context.Background(), "zao-yin.pdf", neighbourPDF())
	if err != nil {
		t.Fatal(err)
	}
	same(t, neighbour("zao-yin"), got)
	if len(warnings) != 1 || !strings.Contains(warnings[0], "有 2 行看起来是页码") {
		t.Errorf("warnings %q", warnings)
	}
}

func TestPDFWithoutPdftotextWarns(t *testing.T) {
	r := testReader()
	r.pdftotext = "no-such-program"
	got, warnings, err := r.parsePDF(context.Background(), "zao-yin.pdf", neighbourPDF())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Title, "楼上半夜拖椅子") || !strings.Contains(warnings[0], "没有安装 pdftotext") {
		t.Errorf("%+v, warnings %q", got, warnings)
	}
}

func TestPDFRefusals(t *testing.T) {
	for _, program := range []string{"pdftotext", "no-such-program"} {
		r := testReader()
		r.pdftotext = program
		for name, data := range map[string][]byte{
			"没有文字": pdfFile([]string{}),
			"打不开":  []byte("%PDF-1.4\nbroken"),
		} {
			if e, _, err := r.parsePDF(context.Background(), "a.pdf", data); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %+v, %v", program, e, err)
			}
		}
	}
}

func TestLinesOfAPageBecomeParagraphs(t *testing.T) {
	paras, _ := pdfParas("标题一行\n先好好说清楚，说不通的话再去找居委会帮\n忙调解，调解不收钱。\n怎么办\n带上 ID card and the\nlease copy\n")
	var got []string
	for _, p := range paras {
		got = append(got, p.text)
	}
	want := "标题一行|先好好说清楚，说不通的话再去找居委会帮忙调解，调解不收钱。|怎么办|带上 ID card and the lease copy"
	if strings.Join(got, "|") != want || !paras[2].heading {
		t.Errorf("got %q", got)
	}
}

func TestKindByContent(t *testing.T) {
	for title, want := range map[string]knowledge.EntryKind{
		"邻居太吵怎么办？": knowledge.KindQA, "安静公约": knowledge.KindMaterial,
	} {
		e, err := testReader().document("a.html", []para{{line: 1, text: title}, {line: 2, text: "好好说。"}})
		if err != nil || e.Kind != want {
			t.Errorf("%s is %q, %v", title, e.Kind, err)
		}
	}
}
