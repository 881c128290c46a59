package bot

import (
	"strings"
	"testing"
)

func TestRulesReadAsTheyAreWritten(t *testing.T) {
	rules, err := parseRules(strings.Join([]string{
		"# a comment", "let 火 (火|焰)", "same 失活 失火", "erase 火锅", "never 电影", "asks 赔", "now 正在", "unless 以前",
		"kind 火灾", "call 119 火警", "say 快离开", "always 大{火}", "sure 失{火}", "likely 烟 && 呛", "unless 抽烟",
	}, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for text, fires := range map[string]bool{
		"大火": true, "大焰赔": true, "失火": true, "失活了": true, "失火谁赔": false, "正在失火谁赔": true, "烟很呛": true, "呛人的烟": true,
		"烟": false, "抽烟呛人": false, "以前烟很呛": false, "正在抽烟呛人": true, "电影里大火": false, "大火锅": false,
	} {
		if got := len(rules.find(text)) == 1; got != fires {
			t.Errorf("%q fires: %v, want %v", text, got, fires)
		}
	}
}

func TestTheEndOfALongStorySpeaksForItself(t *testing.T) {
	rules, err := parseRules("asks 赔\nkind 火灾\nsure 失火\nsure 浓烟 && !煮")
	if err != nil {
		t.Fatal(err)
	}
	story := strings.Repeat("房东一直不肯赔钱", 8)
	for text, fires := range map[string]bool{
		"不肯赔失火": false, story + "这件事从春天一直拖到现在没有结果刚才我家里突然失火": true, "失火" + story: false,
		"浓烟": true, "煮面浓烟": false,
	} {
		if got := len(rules.find(text)) == 1; got != fires {
			t.Errorf("%q fires: %v, want %v", text, got, fires)
		}
	}
}

func TestWeightsJoinInAsTheOddsSay(t *testing.T) {
	rules, err := parseRules("odds 0 -1\nasks 赔\nkind 失火\nsure 失火\nalways 救火\nkind 别的\nweighs 119")
	if err != nil {
		t.Fatal(err)
	}
	rules.weights, err = parseWeights("ordinary 119\n烧 0 400\n租 900 0")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"失火": "失火", "房子里面烧了": "别的", "烧一": "", "房子里面烧了赔": "", "失火租租租": "", "救火租租租": "失火", "房子租": "",
	} {
		got := ""
		if found, _, _ := rules.judge(text); len(found) == 1 {
			got = found[0].name
		}
		if got != want {
			_, odds := rules.weights.weigh(text)
			t.Errorf("%q is taken for %q, want %q (odds %.2f)", text, got, want, odds)
		}
	}
}

func TestFaultyWeightsAreRefusedWithTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"ordinary 119\n烧 1": "line 2: 1 weights for 2 outcomes", "ordinary 119\n烧 1 2\n火 1 x": "line 3: ", "ordinary 119\n烧 1 99999": "line 2: ",
		"": "no outcomes", "ordinary": "no outcomes",
	} {
		if _, err := parseWeights(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestFaultyRulesAreRefusedWithTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"sure 火":              "line 1: sure before the first kind",
		"\nkind a\nsure (":    "line 3: sure: ",
		"kind a\nsure a && )": "line 2: sure: ",
		"call 110":            "line 1: call wants two words",
		"call 110 报警":         "line 1: call before the first kind",
		"shout a":             "line 1: unknown word",
	} {
		if _, err := parseRules(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What a text needs is only there to save time: it never hides a match.
func TestNeedsHideNoMatch(t *testing.T) {
	texts := []string{"你好", "1110000101", "1加1等于几"}
	for _, name := range []string{"danger.jsonl", "smalltalk.jsonl"} {
		for i, j := range readJudged(t, name) {
			if i%10 == 0 {
				texts = append(texts, tighten(j.Q))
			}
		}
	}
	for _, rules := range []ruleset{mustRules("d", dangerRules), mustRules("e", elsewhereRules), mustRules("g", greetingRules), mustRules("c", commandRules)} {
		for _, k := range rules.kinds {
			for _, p := range append(append(append([]pattern{}, k.always...), k.sure...), k.likely...) {
				for _, e := range p {
					for _, text := range texts {
						if e.re.MatchString(text) && !e.may(runesOf(text)) {
							t.Fatalf("%s matches %q but is not tried", e.re, text)
						}
					}
				}
			}
		}
	}
}
