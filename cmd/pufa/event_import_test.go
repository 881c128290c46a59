package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// registry runs commands of an office that keeps events.
type registry struct {
	t      *testing.T
	config string
}

func newRegistry(t *testing.T) registry {
	t.Helper()
	r := registry{t: t, config: filepath.Join(t.TempDir(), "config.yaml")}
	text := "data: " + t.TempDir() + "\noffice: {communities: [幸福社区], staff: [{name: 小李, role: editor}]}\n"
	if err := os.WriteFile(r.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r registry) says(status int, args []string, want ...string) {
	r.t.Helper()
	var out bytes.Buffer
	got := run(context.Background(), append(args, "--config", r.config), streams{in: strings.NewReader(""), out: &out, err: &out}, nil)
	if got != status {
		r.t.Errorf("%v ends with %d", args, got)
	}
	for _, w := range want {
		if !strings.Contains(out.String(), w) {
			r.t.Errorf("%v does not say %q:\n%s", args, w, out.String())
		}
	}
}

func (r registry) workbook(rows [][]any, options ...excelize.Options) string {
	r.t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			r.t.Fatal(err)
		}
	}
	path := filepath.Join(r.t.TempDir(), "台账.xlsx")
	if err := book.SaveAs(path, options...); err != nil {
		r.t.Fatal(err)
	}
	return path
}

func TestAnOldWorkbookIsImported(t *testing.T) {
	r := newRegistry(t)
	r.says(0, []string{"stock", "add", "折页"}, "已加上“折页”")
	r.says(0, []string{"stock", "in", "折页", "500", "--by", "小李"}, "库房 500")
	first := r.workbook([][]any{{"2026年台账"}, {"日期", "活动名称", "人数", "折页（份）"}, {46086.375, "反诈讲座", 80, 120}, {46088, "送法", "约30", nil}})
	r.says(1, []string{"event", "import", first, "--by", "小李"}, `--map "折页（份）=不导入"`)
	r.says(0, []string{"event", "import", first, "--by", "小李", "--map", "折页（份）=份数"},
		"2026年3月5日（周四） 09:00　反诈讲座（讲座）　80 人（现场估算）　折页 120 份", "登记了 2 场")
	r.says(0, []string{"stock", "list"}, "库房 380")
	next := r.workbook([][]any{{"2026年台账"}, {"日期", "活动名称", "人数", "折页（份）"}, {46100, "普法课", 40, 40}, {46086.375, "反诈讲座", 80, 120}})
	r.says(0, []string{"event", "import", next, "--by", "小李"}, "登记了 1 场；已经导入过 1 场")
	r.says(0, []string{"stock", "reconcile", "--from", "2026-01-01", "--to", "2026-12-31"}, "台账发放资料 160 份，库存减少 160 份，一致")

	locked := r.workbook([][]any{{"日期", "活动名称"}}, excelize.Options{Password: "secret"})
	r.says(1, []string{"event", "import", locked, "--by", "小李"}, "加了密码")
	r.says(1, []string{"follower", "import", locked}, "加了密码")
}
