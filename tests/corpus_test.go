package tests

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestAnOfficerImportsTheNationalLawsAndAsksThem(t *testing.T) {
	folder, data := dataFolder(t), t.TempDir()
	out, errs, status := pufa(t, data, "", "import", filepath.Join(folder, "laws"))
	if status != 0 || !strings.Contains(out, "没有导入 0 个") {
		t.Fatalf("import ends with %d: %s %s", status, out, errs)
	}
	if again, _, _ := pufa(t, data, "", "import", filepath.Join(folder, "laws")); !strings.Contains(again, "新增 0，更新 0") {
		t.Errorf("the same import again changes something: %s", again)
	}
	out, _, _ = pufa(t, data, "", "ask", "民法典 1079 条")
	if !strings.Contains(out, "感情确已破裂") || !strings.Contains(out, "2021年1月1日起施行") {
		t.Errorf("the article is not shown word for word: %s", out)
	}
	if out, _, _ = pufa(t, data, "", "ask", "婚姻法第三十二条"); !strings.Contains(out, "民法典") || !strings.Contains(out, "废止") {
		t.Errorf("a repealed law does not lead to its successor: %s", out)
	}
	out, errs, status = pufa(t, data, "", "eval", "--json", filepath.Join(folder, "questions", "consultations.jsonl"))
	var figures struct {
		N   int
		MRR float64 `json:"MRR@10"`
		R10 float64 `json:"R@10"`
	}
	if err := json.Unmarshal([]byte(out), &figures); err != nil || status != 0 {
		t.Fatalf("eval ends with %d: %v %s", status, err, errs)
	}
	if figures.N != 1234 || figures.MRR < 0.41 || figures.R10 < 0.51 {
		t.Errorf("retrieval of articles fell below the floor: %+v", figures)
	}
}
