package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// secrets are values that stand nowhere else.
func secrets() map[string]string {
	return map[string]string{
		"PUFA_WECHAT_TOKEN":            "tokenthatnobodysees",
		"PUFA_WECHAT_AES_KEY":          "aeskeythatnobodyseesaeskeythatnobodyseesAES",
		"PUFA_WECHAT_SECRET":           "appsecretthatnobodysees",
		"PUFA_WECHAT_PREVIOUS_TOKEN":   "oldtokenthatnobodysees",
		"PUFA_WECHAT_PREVIOUS_AES_KEY": "oldaeskeythatnobodyseesoldaeskeythatnobodyA",
		"PUFA_FOLLOWER_KEY":            "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2",
	}
}

const talkative = `log:
  level: debug
public_url: https://pufa.example.gov.cn
wechat:
  app_id: wx0123456789abcdef
  api: http://127.0.0.1:1
`

func seesNoSecret(t *testing.T, what, text string) {
	t.Helper()
	for name, value := range secrets() {
		if strings.Contains(text, value) {
			t.Errorf("%s prints %s: %s", what, name, text)
		}
	}
}

// TestNoCommandPrintsASecret runs every command as talkative as it gets, with an account whose API does
// not answer, so that the errors of calls are printed as well.
func TestNoCommandPrintsASecret(t *testing.T) {
	for name, value := range secrets() {
		t.Setenv(name, value)
	}
	data, settings := t.TempDir(), filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(settings, []byte(talkative), 0o600); err != nil {
		t.Fatal(err)
	}
	tell := func(args ...string) {
		out, errs, _ := pufa(t, data, "不是 JSON\n", append(args, "--config", settings)...)
		seesNoSecret(t, "pufa "+strings.Join(args, " "), out+errs)
	}
	for _, args := range [][]string{
		{"--help"}, {"import", settings}, {"import", writeSampleLaw(t)}, {"ask", "老板拖欠工资怎么办"}, {"ask", "--jsonl"},
		{"cite"}, {"eval", settings}, {"search", "工资"}, {"law", "list"}, {"law", "show", "民法典"}, {"entry", "list"},
		{"entry", "show", "nothing"}, {"inquiry", "list"}, {"inquiry", "answer", "1", "好"}, {"menu", "show"},
		{"menu", "publish"}, {"reach"}, {"doctor"}, {"doctor", "--json"}, {"version"}, {"nonsense"},
	} {
		tell(args...)
	}
	h := open(t, data, "--config", settings)
	tell("serve")
	tell("ask", "老板拖欠工资怎么办")
	h.close()
	seesNoSecret(t, "pufa serve", h.log.String())
}

func TestThePasswordOfTheDatabaseIsNotPrinted(t *testing.T) {
	for _, address := range []string{
		"postgres://pufa:passwordthatnobodysees@127.0.0.1:1/pufa", "postgres://pufa:passwordthatnobodysees@[oops/pufa",
		"mysql://pufa:passwordthatnobodysees@127.0.0.1/pufa",
	} {
		t.Setenv("PUFA_DATABASE_URL", address)
		for _, command := range []string{"doctor", "ask", "serve"} {
			out, errs, status := pufa(t, t.TempDir(), "", command)
			if command == "ask" {
				out, errs, status = pufa(t, t.TempDir(), "", command, "你好")
			}
			if status != 1 || strings.Contains(out+errs, "passwordthatnobodysees") {
				t.Errorf("pufa %s ends with %d: %s%s", command, status, out, errs)
			}
		}
	}
}
