package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func texts(all []sentence) (found []string) {
	for _, s := range all {
		found = append(found, s.text)
	}
	return found
}

func TestSentences(t *testing.T) {
	long := "借用农具逾期不还的，经村民小组督促，仍然不还的，按照每日五元支付使用费，但是因为生病不能归还的，可以晚三十日归还，不支付使用费"
	for text, want := range map[string][]string{
		"": nil,
		"一句。又一句；“第三句。”\n第四句": {"一句。", "又一句；", "“第三句。”", "第四句"},
		long: {
			"借用农具逾期不还的，经村民小组督促，仍然不还的，按照每日五元支付使用费……",
			"……仍然不还的，按照每日五元支付使用费，但是因为生病不能归还的，可以晚三十日归还……",
		},
		strings.ReplaceAll(strings.ReplaceAll(long, "三十日", "几日"), "五元", "一些"): {"借用农具逾期不还的，经村民小组督促，仍然不还的，按照每日一些支付使用费……"},
	} {
		if diff := cmp.Diff(want, texts(sentencesOf(text, 40))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func TestAnItemIsReadWithWhatStandsOverTheList(t *testing.T) {
	a := Article{Paragraphs: []Paragraph{{
		Text:  "农具按时归还。有下列情形之一的，不予处罚：",
		Items: []Item{{"（一）", "因病不能归还的；"}, {"（二）", "农具已经交给村里保管的；"}, {"（三）", "其他情形。"}},
	}}}
	want := []string{
		"农具按时归还。", "有下列情形之一的，不予处罚：", "有下列情形之一的，不予处罚：（一）因病不能归还的；",
		"有下列情形之一的，不予处罚：……（二）农具已经交给村里保管的；", "（三）其他情形。",
	}
	if diff := cmp.Diff(want, texts(articleSentences(a))); diff != "" {
		t.Error(diff)
	}
}

func TestAGistIsTheSentenceThatIsAskedFor(t *testing.T) {
	e := Entry{
		Title: "邻居借了农具不还怎么办？", Body: "先好好说，**别吵**。\n15天内要还；逾期不还的，每天可以要5元。农具坏了，按价赔给你，旧的打折，谁弄坏的谁来赔。",
		Sections: []Section{{Heading: "期限", Text: "起诉一般3年内。"}, {Heading: "怎么办", Text: "1. 找村里调解，7天。"}},
	}
	for question, want := range map[string]string{
		"几天内要还":       "15天内要还；逾期不还的，每天可以要5元。",
		"农具被弄坏了谁赔":    "农具坏了，按价赔给你，旧的打折，谁弄坏的谁来赔。起诉一般3年内。",
		"过了多久就不能起诉了呀": "起诉一般3年内。",
	} {
		if got := gistOf(question, e); !strings.Contains(got, want) {
			t.Errorf("%s: got %s", question, got)
		}
	}
	if got := gistOf("随便", Entry{}); got != "" {
		t.Errorf("an empty entry says %s", got)
	}
}

func TestAGistIsNeverCutWithinANumber(t *testing.T) {
	for before := 40; before < 50; before++ {
		got := cutGist(strings.Repeat("字", before) + "123456.5元" + strings.Repeat("尾", 20))
		head := strings.TrimRight(got, "尾元…")
		if n := len([]rune(got)); n > longestGist || strings.ContainsAny(head, "123456") && !strings.HasSuffix(head, "123456.5") {
			t.Errorf("got %s", got)
		}
	}
}
