package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// command runs one command line on a data folder and returns its status and what it printed.
func command(t *testing.T, data string, args ...string) (status int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(t.Context(), append(args, "--data", data), streams{in: strings.NewReader(""), out: &stdout, err: &stderr}, nil)
	return status, stdout.String(), stderr.String()
}

func TestExitStatuses(t *testing.T) {
	data := t.TempDir()
	for _, c := range []struct {
		line, says string
		status     int
	}{
		{"version", "pufa", exitDone},
		{"reach", "这段时间还没有记录", exitDone},
		{"entry show nothing", "没有编号为", exitFailed},
		{"law show 示例邻里互助促进法", "没有导入", exitFailed},
		{"ask", "请写上要问的话", exitUsage},
		{"search -n 0 工资", "请写 1 到 1000", exitUsage},
		{"reach --from 2026-13-01", "不是日期", exitUsage},
		{"reach --from 2026-12-04 --to 2026-12-03", "晚于结束的日期", exitUsage},
		{"cite --on 昨天", "不是日期", exitUsage},
		{"ask 工资 --as x", `--as 不能写“x”，可以写："residents","enterprises"`, exitUsage},
		{"nothing", "没有这个命令", exitUsage},
	} {
		status, out, errs := command(t, data, strings.Fields(c.line)...)
		if status != c.status || !strings.Contains(out+errs, c.says) {
			t.Errorf("pufa %s: status %d, want %d, says %q", c.line, status, c.status, out+errs)
		}
	}
}

func TestAnImportTellsOfRefusalsAndDrafts(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"good.csv": "问题,答案\n借梯子不还怎么办？,先好好说。\n",
		"bad.md":   "---\n类型: 问答\n作者: 我\n问题: 啊？\n---\n答\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data := t.TempDir()
	status, out, _ := command(t, data, "import", folder)
	if status != exitFailed || !strings.Contains(out, "bad.md:3: 没有“作者”这个键") || !strings.Contains(out, "其中 1 篇是草稿") {
		t.Errorf("status %d, says %q", status, out)
	}
	status, out, _ = command(t, data, "import", "--json", folder)
	var sum struct {
		Questions struct{ New, Unchanged int }
		Refused   []struct {
			File string
			Line int
		}
	}
	if err := json.Unmarshal([]byte(out), &sum); err != nil {
		t.Fatal(err)
	}
	if status != exitFailed || sum.Questions.New != 0 || sum.Questions.Unchanged != 1 || len(sum.Refused) != 1 || sum.Refused[0].Line != 3 {
		t.Errorf("the second import: status %d, %+v", status, sum)
	}
	if strings.Contains(out, `"Line"`) {
		t.Errorf("keys of JSON are in lower case elsewhere: %s", out)
	}
}
