package reach

import (
	"strings"

	"github.com/pufa/pufa"
)

// creditDigits are the characters of a unified social credit code by their value (GB 32100-2015).
const creditDigits = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditLength is registrar, category, 6 digits of the area, 9 of the organisation, check character.
const creditLength = 18

// NeatCreditCode returns a unified social credit code as it is kept, of one as people type it: in
// capitals, without spaces, dashes and full-width characters.
func NeatCreditCode(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch {
		case strings.ContainsRune(" \u3000\t-", r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		default:
			return r
		}
	}, code)
}

// CheckCreditCode refuses what is not a unified social credit code (统一社会信用代码) by GB 32100-2015,
// with what to do. The code is neat already.
func CheckCreditCode(code string) error {
	if n := len([]rune(code)); n != creditLength {
		return pufa.Errorf(pufa.Invalid, "统一社会信用代码要 18 位，现在是 %d 位，请对照营业执照再抄一遍，没有就不写", n)
	}
	sum, weight := 0, 1
	for i, r := range code {
		value := strings.IndexRune(creditDigits, r)
		switch {
		case strings.ContainsRune("IOSVZ", r):
			return pufa.Errorf(pufa.Invalid, "统一社会信用代码里没有字母 %c（避免和数字混淆），请对照营业执照再抄一遍", r)
		case value < 0:
			return pufa.Errorf(pufa.Invalid, "统一社会信用代码只有数字和大写字母，第 %d 位写错了，请对照营业执照再抄一遍", i+1)
		case i >= 2 && i < 8 && value > 9:
			return pufa.Errorf(pufa.Invalid, "统一社会信用代码第 3 到 8 位是地区的数字，第 %d 位写错了，请对照营业执照再抄一遍", i+1)
		case i == creditLength-1 && value != (31-sum%31)%31:
			return pufa.Errorf(pufa.Invalid, "统一社会信用代码的最后一位（校验码）对不上，有一位抄错了，请对照营业执照再抄一遍")
		}
		sum, weight = sum+value*weight, weight*3%31
	}
	return nil
}
