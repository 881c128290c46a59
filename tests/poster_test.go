package tests

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A poster from the plan to the ledger: reviewed, on display from its moment, scanned with a camera and
// within WeChat, counted by both.
func TestAPosterFromDraftToTheLedger(t *testing.T) {
	settings := "public_url: https://pufa.example.cn\nwechat: {account: service}\ncampaigns: {every: 1s}\n" +
		"office:\n  staff: [{name: 小李, role: editor}, {name: 王律师, role: adviser}]\n"
	h, data, run := office(t, settings)
	china := time.FixedZone("Asia/Shanghai", 8*60*60)
	now := time.Now().In(china)
	at := time.Date(now.Year(), now.Month(), now.Day()+1, 9, 0, 0, 0, china)
	out := run("campaign", "new", "--title", "海报", "--channel", "offline", "--entry", "laodong-tuoqian-gongzi",
		"--at", at.Format("2006-01-02 15:04"), "--by", "小李")
	if strings.Contains(out, "还要改") {
		t.Fatalf("the plan has faults: %s", out)
	}
	id := regexp.MustCompile(`编号 (\S+)`).FindStringSubmatch(out)[1]
	run("campaign", "submit", id, "--by", "小李")
	run("campaign", "approve", id, "--by", "王律师")
	h.call("POST", "/sim/clock", map[string]string{"advance": time.Until(at.Add(time.Second)).String()}, nil)
	eventually(t, func() bool {
		return strings.Contains(run("campaign", "show", id), "已发　扫码 0 人次（0 台设备）")
	})
	code := regexp.MustCompile(`https://pufa\.example\.cn/screen/([a-z0-9]{8})`).FindStringSubmatch(run("campaign", "show", id))[1]

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	phone := &http.Client{Jar: jar}
	for range 2 {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.pages+"/s/"+code, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 14)")
		resp, err := phone.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), "工资") {
			t.Fatalf("a scan leads to %s, %v", resp.Status, err)
		}
	}
	auntie, _ := h.follower("王阿姨", "resident", "")
	for range 2 {
		h.call("POST", "/sim/followers/"+auntie+"/scan", map[string]string{"scene": "poster-" + code}, nil)
	}
	uncle, _ := h.follower("李大爷", "resident", "poster-"+code)
	for who, want := range map[string]string{auntie: "您扫的是海报", uncle: "欢迎关注"} {
		var screen []struct {
			Text string `json:"text"`
		}
		h.call("GET", "/sim/followers/"+who+"/conversation", nil, &screen)
		all := ""
		for _, s := range screen {
			all += s.Text + "\n"
		}
		if !strings.Contains(all, want) || !strings.Contains(all, "您扫的是海报") {
			t.Errorf("after a scan within WeChat: %s", all)
		}
	}
	if show := run("campaign", "show", id); !strings.Contains(show, "扫码 3 人次（3 台设备）") {
		t.Errorf("the scans: %s", show)
	}
	next := at.AddDate(0, 0, 1).Format("2006-01-02")
	if got := run("reach", "--to", next); !regexp.MustCompile(`海报扫码\s+3\s+3\s+0\s+扫码`).MatchString(got) {
		t.Errorf("the ledger: %s", got)
	}
	if _, errs, status := pufa(t, data, "", "campaign", "poster", id, "--out", "x.png", "--wechat", "--config", filepath.Join(data, "config.yaml")); status != 1 || !strings.Contains(errs, "wechat.app_id") {
		t.Errorf("WeChat's code without an account: %d, %s", status, errs)
	}
}
