package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// commandsBeside are commands on the data folder of a running server with what they must print.
func commandsBeside(laws string) []struct {
	args []string
	want string
} {
	return []struct {
		args []string
		want string
	}{
		{[]string{"import", laws}, "法律法规：新增 1"},
		{[]string{"law", "list"}, "2020-05-01\t有效\t法律\t示例邻里互助促进法"},
		{[]string{"law", "show", "示例邻里互助促进法"}, "邻居借用梯子的，应当及时归还"},
		{[]string{"ask", "老板拖欠工资怎么办"}, "/e/laodong-tuoqian-gongzi"},
		{[]string{"search", "--kind", "entry", "拖欠工资"}, "工资"},
		{[]string{"entry", "show", "laodong-tuoqian-gongzi"}, "编号: laodong-tuoqian-gongzi"},
		{[]string{"inquiry", "list"}, "没有等着答复的咨询"},
		{[]string{"reach"}, "人次"},
		{[]string{"doctor"}, "检索索引：pufa serve 正在使用"},
	}
}

func writeSampleLaw(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "示例邻里互助促进法(2020-05-01).md"), []byte(sampleLaw), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestCommandsWorkBesideARunningServer(t *testing.T) {
	t.Parallel()
	data, laws := t.TempDir(), writeSampleLaw(t)
	h := open(t, data)
	for _, c := range commandsBeside(laws) {
		out, errs, status := pufa(t, data, "", c.args...)
		if status != 0 || !strings.Contains(out, c.want) {
			t.Errorf("pufa %s ends with %d and prints %q, which lacks %q: %s", c.args[0], status, out, c.want, errs)
		}
	}
	who, _ := h.follower("王阿姨", "resident", "")
	eventually(t, func() bool { // the server has heard of what was imported beside it
		return strings.Contains(h.say(who, "示例邻里互助促进法第二条").Reply.Text, "应当及时归还")
	})
	eventually(t, func() bool {
		out, _, _ := pufa(t, data, "", "search", "--kind", "article", "归还梯子")
		return strings.Contains(out, "《示例邻里互助促进法》第二条")
	})
}

func TestASecondServerOnTheSameFolderIsRefusedInWords(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	open(t, data)
	_, errs, status := pufa(t, data, "", "serve", "--listen", "127.0.0.1:0", "--simulator", "127.0.0.1:0")
	if status != 1 || !strings.Contains(errs, "已经有一个 pufa 在用，请先停掉它，或用 --data 换一个文件夹") {
		t.Errorf("a second server ends with %d: %s", status, errs)
	}
}

func TestAnAddressInUseIsNamed(t *testing.T) {
	t.Parallel()
	h := open(t, t.TempDir())
	taken := strings.TrimPrefix(h.pages, "http://")
	_, errs, status := pufa(t, t.TempDir(), "", "serve", "--listen", taken, "--simulator", "127.0.0.1:0")
	if status != 1 || !strings.Contains(errs, "地址 "+taken+" 用不了") {
		t.Errorf("a server on a taken address ends with %d: %s", status, errs)
	}
}

func TestCommandsWorkAfterTheServerWasKilled(t *testing.T) {
	t.Parallel()
	v := newVictim(t)
	v.start()
	v.kill()
	if out, errs, status := pufa(t, v.data, "", "ask", "老板拖欠工资怎么办"); status != 0 || !strings.Contains(out, "劳动") {
		t.Errorf("ask ends with %d: %s %s", status, out, errs)
	}
}
