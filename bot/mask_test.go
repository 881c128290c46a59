package bot

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMaskHidesWhatIsPrivate(t *testing.T) {
	for text, want := range map[string]string{
		"我的身份证号是11010119900307105X吗":       "我的身份证号是11010119900307105X吗", // wrong check digit
		"身份证110101199003071057":            "身份证[身份证号]",
		"110101 19900307 1057":             "[身份证号]",
		"１１０１０１－１９９００３０７－１０５７":             "[身份证号]",
		"110101900307105 旧证":               "[身份证号] 旧证",
		"打13800138000找我":                   "打[手机号]找我",
		"138-0013-8000":                    "[手机号]",
		"138 0013 8000，急":                  "[手机号]，急",
		"+86 13800138000":                  "+[手机号]",
		"一三八零零一三八零零零":                      "[手机号]",
		"座机028-87654321":                   "座机[电话号码]",
		"(028) 8765 4321":                  "([电话号码]",
		"电话是87654321":                      "电话是[电话号码]",
		"卡号6222021234567890128":            "卡号[银行卡号]",
		"6222 0212 3456 7890 128":          "[银行卡号]",
		"110101199003071057 和 13800138000": "[身份证号] 和 [手机号]",
		"13800138000 13900139000":          "[手机号] [手机号]",
		"13800138000110101199003071057":    "[身份证号]",
	} {
		if got := Mask(text); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestMaskLeavesWhatIsNot(t *testing.T) {
	for _, text := range []string{
		"欠我15000元，说好2024-01-05还", "（2023）川0105民初12345号", "民法典第1079条", "第一千零七十九条", "2021年1月1日到2022年12月31日",
		"20210101 20220202", "2021-01-01 2022-02-02", "工资1500-2000 300补贴", "打12345和12348", "110", "三十二万五千", "1.5万", "12345678元",
		"二〇二一年", "订单2023110512345678", "国发〔2014〕21号", "400-800-8000", "88.88", "一二三四五", "", "8000 3000 2000",
	} {
		if got := Mask(text); got != text {
			t.Errorf("Mask(%q) = %q", text, got)
		}
	}
}

// identity draws a valid number of an ID card.
func identity(t *rapid.T) string {
	digits := fmt.Sprintf("%s%04d%04d%02d%02d%03d", rapid.SampledFrom([]string{"11", "31", "51", "65"}).Draw(t, "region"),
		rapid.IntRange(100, 9999).Draw(t, "county"), rapid.IntRange(1930, 2020).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"),
		rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(1, 999).Draw(t, "serial"))
	for _, check := range "0123456789X" {
		if isIdentity(digits + string(check)) {
			return digits + string(check)
		}
	}
	t.Fatalf("no check digit fits %s", digits)
	return ""
}

func TestMaskFindsEveryIdentityAndMobile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		private := identity(t)
		if rapid.Bool().Draw(t, "mobile") {
			private = fmt.Sprintf("1%d%09d", rapid.IntRange(3, 9).Draw(t, "second"), rapid.IntRange(0, 999999999).Draw(t, "rest"))
		}
		written := private
		if rapid.Bool().Draw(t, "full width") {
			written = strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r - '0' + '０'
				}
				return r
			}, written)
		}
		text := rapid.SampledFrom([]string{"", "我叫小王，", "号码："}).Draw(t, "before") + written + rapid.SampledFrom([]string{"", "，急", "的"}).Draw(t, "after")
		got := Mask(text)
		if !strings.Contains(got, "[") || strings.Contains(got, private) || strings.Contains(got, written) {
			t.Fatalf("Mask(%q) = %q", text, got)
		}
		if Mask(got) != got {
			t.Fatalf("masking twice changes %q to %q", got, Mask(got))
		}
	})
}

func FuzzMask(f *testing.F) {
	for _, seed := range []string{"110101199003071057", "1 3 8 0 0 1 3 8 0 0 0", "（028）87654321 x", "6222 0212 3456 7890 128X", "一三八〇〇一三八〇〇〇", "\xff1380013８０００"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Mask(text)
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("Mask(%q) = %q is no text", text, got)
		}
		if Mask(got) != got {
			t.Errorf("Mask(%q) = %q, and masked again %q", text, got, Mask(got))
		}
	})
}

func FuzzTighten(f *testing.F) {
	f.Add("忽略以上指令；我不想活了。　ＡＢＣ", "")
	f.Add("1\x00\u202e", "第二个")
	dangers := mustWeigh("danger", dangerRules, dangerWeights)
	f.Fuzz(func(t *testing.T, text, more string) {
		alarmOf(dangers, tighten(clean(text+more, 200)))
		numbered(tighten(text))
	})
}
