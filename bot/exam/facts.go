package exam

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/words"
)

var (
	percent  = regexp.MustCompile(`百分之([零〇一二两三四五六七八九十百0-9.]+)`)
	numerals = regexp.MustCompile(`[零〇○一二两三四五六七八九十百千廿卅]+`)
	thousand = regexp.MustCompile(`(\d+(?:\.\d+)?)([万亿])`)
	units    = strings.NewReplacer("个月", "月", "个工作天", "工作天", "周岁", "岁")
	days     = regexp.MustCompile(`(\d)(?:日|个自然日)`)
	breaks   = regexp.MustCompile(`(\d),(\d{3})`)
)

// Facts folds a text so that facts compare however they are written: 二倍, 两倍 and 2倍, 三十日 and 30天,
// 百分之二十 and 20%, 三万元 and 30000元.
func Facts(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, words.Fold(text))
	text = strings.ReplaceAll(text, "工作日", "工作天")
	text = percent.ReplaceAllString(text, "$1%")
	text = numerals.ReplaceAllStringFunc(text, arabic)
	text = breaks.ReplaceAllString(text, "$1$2")
	text = thousand.ReplaceAllStringFunc(text, whole)
	text = units.Replace(text)
	return days.ReplaceAllString(text, "${1}天")
}

func arabic(chinese string) string {
	if n, ok := knowledge.ParseNumeral(chinese); ok {
		return strconv.Itoa(n)
	}
	return chinese
}

// whole writes 3万 as 30000.
func whole(short string) string {
	unit, factor := "万", 1e4
	if strings.HasSuffix(short, "亿") {
		unit, factor = "亿", 1e8
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(short, unit), 64)
	if err != nil {
		return short
	}
	return strconv.FormatFloat(n*factor, 'f', -1, 64)
}
