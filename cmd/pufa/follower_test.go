package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/pufa/pufa/bot/wechatsim"
)

// office is a data folder with a real account, which stands on the simulator.
type office struct {
	t      *testing.T
	config string
	env    []string
	sim    *wechatsim.Platform
	people []string
}

func newOffice(t *testing.T, followers int) office {
	t.Helper()
	sim := wechatsim.New(wechatsim.Options{AppID: "wxb11529c136998cb6", AppSecret: "secret-of-the-account", Token: "AAAAA",
		Account: wechatsim.Service, Verified: true, Limits: wechatsim.Limits{PageOfUsers: 3}})
	api := httptest.NewServer(sim.Handler())
	t.Cleanup(api.Close)
	t.Cleanup(sim.Close)
	o := office{t: t, sim: sim, config: filepath.Join(t.TempDir(), "config.yaml"),
		env: []string{"PUFA_WECHAT_TOKEN=AAAAA", "PUFA_WECHAT_SECRET=secret-of-the-account"}}
	text := fmt.Sprintf("data: %s\nwechat: {app_id: wxb11529c136998cb6, mode: plain, account: service, api: %s}\noffice: {communities: [幸福社区, 和平社区]}\n",
		t.TempDir(), api.URL)
	if err := os.WriteFile(o.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range followers {
		id := sim.Introduce(fmt.Sprintf("居民丙%d", i), wechatsim.Resident)
		if _, err := sim.FollowAs(t.Context(), id, ""); err != nil {
			t.Fatal(err)
		}
		o.people = append(o.people, id)
	}
	return o
}

// run returns all that a command says, which never holds an openid.
func (o office) run(want int, args ...string) string {
	o.t.Helper()
	var out bytes.Buffer
	status := run(context.Background(), append(args, "--config", o.config), streams{in: strings.NewReader(""), out: &out, err: &out}, o.env)
	if status != want {
		o.t.Errorf("%v ends with %d: %s", args, status, out.String())
	}
	for _, id := range o.people {
		if strings.Contains(out.String(), id) {
			o.t.Errorf("%v tells an openid: %s", args, out.String())
		}
	}
	return out.String()
}

func (o office) says(text string, want ...string) {
	o.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			o.t.Errorf("%q does not say %q", text, w)
		}
	}
}

func (o office) file(name, text string) string {
	o.t.Helper()
	path := filepath.Join(o.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

func TestFollowersOfBeforeArePulledAndDescribed(t *testing.T) {
	o := newOffice(t, 7)
	o.says(o.run(0, "follower", "pull"), "拉了 7 人：新增 7，更新 0，没有变化 0")
	o.says(o.run(0, "follower", "pull"), "拉了 7 人：新增 0，更新 0，没有变化 7")

	table := o.file("名单.csv", "\ufeffopenid,社区,行业,标签\n"+o.people[0]+",幸福社区,餐饮,重点、培训过\n\n"+o.people[1]+",和平社区,,\no-stranger,幸福社区,,\n")
	o.says(o.run(0, "follower", "import", table), "3 行：改了 2 人，0 人没有变化", "第 5 行的人不在粉丝里")
	o.says(o.run(0, "follower", "import", table), "改了 0 人，2 人没有变化")
	o.says(o.run(0, "follower", "list", "--trade", "三小一摊"), "幸福社区　餐饮　", "共 1 人")
	o.says(o.run(0, "follower", "list", "--community", "和平社区", "--community", "幸福社区"), "共 2 人")
	o.says(o.run(0, "follower", "list", "--community", "和平社区", "--tag", "重点"), "共 0 人")
	o.says(o.run(2, "follower", "list", "--tag", "没有的"), "没有标签“没有的”，可选：", "重点")
	o.says(o.run(2, "follower", "list", "--community", "别处"), "可选：幸福社区、和平社区")

	listed := o.run(0, "follower", "list", "--tag", "重点")
	id, _, _ := strings.Cut(listed, "　")
	o.says(o.run(0, "follower", "set", id, "--trade", "快递", "--tag", "无"), "已改好")
	o.says(o.run(0, "follower", "set", id, "--trade", "快递"), "没有改动")
	o.says(o.run(2, "follower", "set", id, "--trade", "占卜"), "没有行业“占卜”，可选：餐饮")
	o.says(o.run(1, "follower", "set", "ffffff0", "--trade", "快递"), "没有标识以")
	o.says(o.run(0, "follower", "list", "--trade", "快递"), "共 1 人")
}

func TestATableWithAMistakeChangesNothing(t *testing.T) {
	o := newOffice(t, 2)
	o.run(0, "follower", "pull")
	for name, c := range map[string]struct{ text, say string }{
		"an unknown community": {"openid,社区\n" + o.people[0] + ",幸福社区\n" + o.people[1] + ",别处\n", "表.csv:3：没有社区“别处”，可选：幸福社区、和平社区"},
		"an unknown trade":     {"openid,社区,行业\n" + o.people[0] + ",幸福社区,占卜\n", "表.csv:2：没有行业“占卜”"},
		"nobody named":         {"openid,社区\n,幸福社区\n", "表.csv:2：缺少 openid"},
		"somebody twice":       {"openid,社区\n" + o.people[0] + ",幸福社区\n" + o.people[0] + ",和平社区\n", "表.csv:3：和第 2 行是同一个人"},
		"an unknown column":    {"openid,社区,电话\n", "表.csv:1：不认识列“电话”"},
		"no openid column":     {"社区,行业\n幸福社区,餐饮\n", "表.csv:1：第一行要写 openid"},
		"an open quote":        {"openid,社区\n\"" + o.people[0] + ",幸福社区\n", "引号不成对"},
		"nothing":              {"", "是空的"},
		"a long tag":           {"openid,标签\n" + o.people[0] + "," + strings.Repeat("长", 31) + "\n", "最多 30 个"},
	} {
		o.says(o.run(1, "follower", "import", o.file("表.csv", c.text)), c.say)
		if listed := o.run(0, "follower", "list", "--community", "幸福社区"); !strings.Contains(listed, "共 0 人") {
			t.Errorf("%s: something was imported: %s", name, listed)
		}
	}
}

func TestAWorkbookIsReadLikeATable(t *testing.T) {
	o := newOffice(t, 2)
	o.run(0, "follower", "pull")
	book := excelize.NewFile()
	for cell, value := range map[string]string{"A1": "标签", "B1": "openid", "A2": "重点", "B2": o.people[1]} {
		if err := book.SetCellStr("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "名单.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	o.says(o.run(0, "follower", "import", path), "1 行：改了 1 人")
	o.says(o.run(0, "follower", "list", "--tag", "重点"), "共 1 人")
}

func TestAnInterruptedPullGoesOn(t *testing.T) {
	o := newOffice(t, 8)
	o.sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultQuota, Path: "cgi-bin/user/get", After: 1})
	o.says(o.run(1, "follower", "pull"), "拉了 3 人：新增 3", "再运行一次会接着拉", "次数已用完")
	o.sim.ClearFaults()
	o.says(o.run(0, "follower", "pull"), "接着上次", "拉了 5 人：新增 5")
	o.says(o.run(0, "follower", "list"), "共 8 人")

	o.sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultQuota, Path: "cgi-bin/user/get", After: 1})
	o.run(1, "follower", "pull")
	o.sim.ClearFaults()
	o.sim.InjectFault(wechatsim.Fault{Kind: wechatsim.FaultCode, Code: 40003, Path: "cgi-bin/user/get"})
	o.says(o.run(0, "follower", "pull"), "接着上次", "拉了 8 人：新增 0")
}
