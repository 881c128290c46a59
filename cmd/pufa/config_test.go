package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pufa/pufa"
)

func TestShippedConfigSaysTheDefaults(t *testing.T) {
	got, err := loadConfig("../../config.yaml", true, nil)
	if err != nil {
		t.Fatalf("the shipped config.yaml is refused: %s", pufa.Say(err))
	}
	if diff := cmp.Diff(defaultConfig(), got); diff != "" {
		t.Errorf("config.yaml differs from the built-in defaults (-built-in +file):\n%s", diff)
	}
}

func TestShippedConfigExplainsEveryLine(t *testing.T) {
	data, err := os.ReadFile("../../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(data), "\n") {
		isMenu := strings.Contains(line, "name: ") && strings.Contains(line, "-") || strings.Contains(line, "sub:")
		isSection := strings.HasSuffix(line, ":")
		if line == "" || strings.HasPrefix(line, "#") || isMenu || isSection {
			continue
		}
		if !strings.Contains(line, "# ") {
			t.Errorf("config.yaml:%d has no explanation: %s", i+1, line)
		}
	}
}

func TestConfigRefusals(t *testing.T) {
	tests := []struct {
		name, yaml, want string
	}{
		{"a misspelt key is met with the right one", "listen: 127.0.0.1:1\nofice:\n  name: 甲\n", ":2：没有“ofice”这个设置，是不是想写“office”"},
		{"a secret does not belong in the file", "wechat:\n  token: abc\n", "改用环境变量 PUFA_WECHAT_TOKEN"},
		{"a wrong type names the line", "wechat:\n  verified: 也许\n", ":2：值的类型不对，这里要写 true 或 false"},
		{"a duration needs its unit", "answers:\n  deadline: 很快\n", ":2：时长要写成"},
		{"an impossible mode lists the possible ones", "wechat:\n  mode: secure\n", ":2：wechat.mode “secure”不对，只能写 plain、compatible、safe"},
		{"a deadline beyond WeChat's five seconds", "answers:\n  deadline: 6s\n", ":2：answers.deadline 是 6s，只能在"},
		{"a key written twice", "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n", "写了两次"},
		{"an address without a port", "listen: localhost\n", ":1：listen “localhost”不是监听地址"},
		{"not YAML at all", "listen: [\n", "不是正确的 YAML"},
		{"another database", "database:\n  url: mysql://x\n", ":2：database.url 不是 PostgreSQL 地址"},
		{"an account without its token", "wechat:\n  app_id: wx1\n", "PUFA_WECHAT_TOKEN 没有设置"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.yaml")
			if err := os.WriteFile(path, []byte(tt.yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := loadConfig(path, true, nil)
			if got := pufa.Say(err); err == nil || !strings.Contains(got, tt.want) {
				t.Errorf("refusal = %q, want it to say %q", got, tt.want)
			}
		})
	}
}

func TestEmptyAndMissingConfigMeansDefaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	if _, err := loadConfig(path, false, nil); err != nil {
		t.Errorf("a missing file that nobody named is refused: %v", err)
	}
	if _, err := loadConfig(path, true, nil); err == nil {
		t.Error("a missing file that was named is accepted")
	}
	if err := os.WriteFile(path, []byte("# 只有注释\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadConfig(path, true, nil); err != nil {
		t.Errorf("an empty file is refused: %v", err)
	}
}

func TestSecretsComeFromFilesAndAreNeverPrinted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("tiny-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := loadConfig("nowhere.yaml", false, []string{"PUFA_WECHAT_TOKEN_FILE=" + path})
	if err != nil {
		t.Fatal(err)
	}
	if got := cfg.Secrets.WeChatToken.Reveal(); got != "tiny-secret" {
		t.Errorf("token = %q, want the file's content without its line feed", got)
	}
	for _, form := range []string{"%v", "%+v", "%s", "%#v"} {
		if out := fmt.Sprintf(form, cfg); strings.Contains(out, "tiny-secret") {
			t.Errorf("%s prints the secret", form)
		}
	}
}

func TestASecretGivenTwiceIsRefused(t *testing.T) {
	_, err := loadSecrets([]string{"PUFA_WECHAT_TOKEN=a", "PUFA_WECHAT_TOKEN_FILE=b"})
	if got := pufa.Say(err); !strings.Contains(got, "只能设置一个") {
		t.Errorf("refusal = %q", got)
	}
}
