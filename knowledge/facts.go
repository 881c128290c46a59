package knowledge

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/pufa/pufa/knowledge/words"
)

var (
	perHundred = regexp.MustCompile(`百分之([零〇一二两三四五六七八九十百0-9.]+)`)
	numerals   = regexp.MustCompile(`[零〇○一二两三四五六七八九十百千廿卅]+`)
	breaks     = regexp.MustCompile(`(\d),(\d{3})`)
	dashes     = regexp.MustCompile(`(\d[千万亿年月天元倍岁%]{0,2})(?:至|~|—+|–|-)(\d)`)
	tenths     = regexp.MustCompile(`(\d)成([^立年本员功为人交]|$)`)
	openRange  = regexp.MustCompile(`(\d+(?:\.\d+)?)(千|万|亿)?到(\d+(?:\.\d+)?)(千|万|亿)?(年|个月|月|天|日|元|倍|岁|周岁|小时|%)`)
	halfShare  = regexp.MustCompile(`(%)到(\d+(?:\.\d+)?)([^\d.%千万亿年月天元倍岁]|$)`)
	thousands  = regexp.MustCompile(`(\d+(?:\.\d+)?)([千万亿])(\d{4})?`)
	unitNames  = strings.NewReplacer("不能", "不得", "不许", "不得", "不准", "不得", "12个月", "1年", "个月", "月", "个工作天", "工作天", "周岁", "岁", "半年", "6月", "双倍", "2倍", "以内", "内")
	days       = regexp.MustCompile(`(\d)(?:日|个自然日)`)
	bothEnds   = regexp.MustCompile(`(\d(?:%|年|月|天|元|倍|岁)?)以上(\d+(?:\.\d+)?(?:%|年|月|天|元|倍|岁))以下`)
	atMost     = regexp.MustCompile(`(?:最高|最多|至多|不超过|不得超过)(?:可以|可|能|会|要)?(?:判处|判|罚款|罚|处|关|拘留)?(\d+(?:\.\d+)?(?:%|年|月|天|元|倍|小时))(?:以下)?`)
	atLeast    = regexp.MustCompile(`(?:最少|至少|不低于|不得低于|不少于|不得少于)(\d+(?:\.\d+)?(?:%|年|月|天|元|倍|小时))(?:以上)?`)
	shares     = regexp.MustCompile(`\d+(?:\.\d+)?%`)
)

// FoldFacts folds a text so that facts compare however they are written: 二倍, 两倍 and 2倍, 三十日 and
// 30天, 百分之二十 and 20%, 三万元 and 30000元, 五万元以上十万元以下 and 5万到10万元, 最高3年 and 三年以下;
// 不得开除 and 不能开除.
func FoldFacts(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, words.Fold(text))
	text = strings.ReplaceAll(text, "工作日", "工作天")
	text = perHundred.ReplaceAllString(text, "$1%")
	text = numerals.ReplaceAllStringFunc(text, arabic)
	text = breaks.ReplaceAllString(text, "$1$2")
	text = dashes.ReplaceAllString(text, "${1}到$2")
	text = tenths.ReplaceAllString(text, "${1}0%$2")
	text = openRange.ReplaceAllStringFunc(text, closeRange)
	text = halfShare.ReplaceAllString(text, "${1}到$2%$3")
	text = thousands.ReplaceAllStringFunc(text, inFull)
	text = unitNames.Replace(text)
	text = days.ReplaceAllString(text, "${1}天")
	text = bothEnds.ReplaceAllString(text, "${1}到$2")
	text = atMost.ReplaceAllString(text, "${1}以下")
	text = atLeast.ReplaceAllString(text, "${1}以上")
	return shares.ReplaceAllStringFunc(text, asMultiple)
}

func arabic(chinese string) string {
	if n, ok := ParseNumeral(chinese); ok {
		return strconv.Itoa(n)
	}
	return chinese
}

// closeRange gives both ends of a range the unit that it has once: 3到10年 is 3年到10年, 5到10万元
// 5万元到10万元, 5000到5万元 5000元到5万元.
func closeRange(text string) string {
	m := openRange.FindStringSubmatch(text)
	from, scale := m[1], m[2]
	if scale == "" && m[4] != "" && len(from) < len("1000") {
		scale = m[4]
	}
	return from + scale + m[5] + "到" + m[3] + m[4] + m[5]
}

// inFull writes 3万 as 30000 and 1万5000 as 15000.
func inFull(short string) string {
	m := thousands.FindStringSubmatch(short)
	factor := map[string]float64{"千": 1e3, "万": 1e4, "亿": 1e8}[m[2]]
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return short
	}
	n *= factor
	if rest, err := strconv.Atoi(m[3]); err == nil {
		if m[2] != "万" {
			return strconv.FormatFloat(n, 'f', -1, 64) + m[3]
		}
		n += float64(rest)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// asMultiple writes what is more than the whole as a multiple: 150% is 1.5倍.
func asMultiple(share string) string {
	n, err := strconv.ParseFloat(strings.TrimSuffix(share, "%"), 64)
	if err != nil || n < 100 {
		return share
	}
	return strconv.FormatFloat(n/100, 'f', -1, 64) + "倍"
}
