package calendar

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pufa/pufa"
)

const (
	someDate = `(\d{1,2})(?:月|-)(\d{1,2})日?`
	someList = "12月4日、5月、5月第三个周日、3月最后一个周一、2月最后一天、农历九月初九、5月15日所在周、4月20日至26日、每年另定"
)

var (
	datePattern    = regexp.MustCompile(`^` + someDate + `$`)
	monthPattern   = regexp.MustCompile(`^(\d{1,2})月(?:全月)?$`)
	endPattern     = regexp.MustCompile(`^(\d{1,2})月(?:最后一天|末日)$`)
	weekdayPattern = regexp.MustCompile(`^(\d{1,2})月(?:的)?(?:第([一二三四五1-5])|(最后一))个(?:星期|周|礼拜)([一二三四五六日天])$`)
	weekPattern    = regexp.MustCompile(`^` + someDate + `所在(?:的)?周$`)
	betweenPattern = regexp.MustCompile(`^` + someDate + `至(?:(\d{1,2})(?:月|-))?(\d{1,2})日?$`)
	lunarPattern   = regexp.MustCompile(`^农历(闰?)(正|十[一二]|[一二三四五六七八九十冬腊])月(初[一二三四五六七八九十]|十[一二三四五六七八九]|二十|廿[一二三四五六七八九]|二十[一二三四五六七八九]|三十)$`)

	ruleFold = strings.NewReplacer(" ", "", "　", "", "号", "日", "每年另定", "另定", "每年", "",
		"—", "至", "–", "至", "～", "至", "~", "至", "到", "至")
)

// longest is how many days a run of dates may have; a longer one is a slip of the pen.
const longest = 93

// ParseRule reads a rule as people write it: 12月4日 (also 12-04), 5月, 5月第三个周日, 3月最后一个周一,
// 2月最后一天, 农历九月初九, 5月15日所在周, 4月20日至26日, 每年另定. The error is Invalid and says what to write.
func ParseRule(text string) (Rule, error) {
	found, err := parseDays(ruleFold.Replace(text))
	if err != nil {
		return Rule{}, err
	}
	if found == nil {
		return Rule{}, pufa.Errorf(pufa.Invalid, "“%s”看不懂，请写成这样：%s", text, someList)
	}
	return Rule{text: text, days: found}, nil
}

func parseDays(text string) (days, error) {
	if text == "另定" {
		return announced{}, nil
	}
	for _, form := range []struct {
		pattern *regexp.Regexp
		read    func(m []string) (days, error)
	}{
		{datePattern, readFixed}, {monthPattern, readMonth}, {endPattern, readEnd}, {weekdayPattern, readWeekday},
		{weekPattern, readWeek}, {betweenPattern, readBetween}, {lunarPattern, readLunar},
	} {
		if m := form.pattern.FindStringSubmatch(text); m != nil {
			return form.read(m)
		}
	}
	return nil, nil
}

func readFixed(m []string) (days, error) {
	d, err := readDate(m[1], m[2])
	return fixed{d}, err
}

func readMonth(m []string) (days, error) {
	month, err := readMonthNumber(m[1])
	return wholeMonth{month}, err
}

func readEnd(m []string) (days, error) {
	month, err := readMonthNumber(m[1])
	return monthEnd{month}, err
}

func readWeekday(m []string) (days, error) {
	month, err := readMonthNumber(m[1])
	n := 0
	if m[3] == "" {
		n = max(numeral(m[2]), number(m[2]))
	}
	day := numeral(m[4]) // 0 for 日 and 天, as time.Sunday
	return weekday{month, n, time.Weekday(day)}, err
}

func readWeek(m []string) (days, error) {
	d, err := readDate(m[1], m[2])
	return weekOf{d}, err
}

func readBetween(m []string) (days, error) {
	first, err := readDate(m[1], m[2])
	if err != nil {
		return nil, err
	}
	if m[3] == "" {
		m[3] = m[1]
	}
	last, err := readDate(m[3], m[4])
	if err != nil {
		return nil, err
	}
	b := between{first, last}
	span := b.in(2024)[0] // a leap year: the longest that it can be
	if n := span.Days(); n < 1 || n > longest {
		return nil, pufa.Errorf(pufa.Invalid, "“%s”的先后不对，或超过 %d 天，请检查是不是写反了", span.Chinese(), longest)
	}
	return b, nil
}

func readLunar(m []string) (days, error) {
	if m[1] != "" {
		return nil, pufa.Errorf(pufa.Invalid, "不能写闰月：闰月不是每年都有。去掉“闰”字，逢闰月时按前一个月算")
	}
	month := map[string]int{"正": 1, "冬": 11, "腊": 12}[m[2]]
	if month == 0 {
		month = numeral(m[2])
	}
	return lunar{month, numeral(strings.TrimPrefix(strings.Replace(m[3], "廿", "二十", 1), "初"))}, nil
}

func readMonthNumber(text string) (int, error) {
	month := number(text)
	if month < 1 || month > 12 {
		return 0, pufa.Errorf(pufa.Invalid, "没有%s月，月份是 1 到 12", text)
	}
	return month, nil
}

func readDate(month, day string) (date, error) {
	d := date{number(month), number(day)}
	if !d.valid() {
		return d, pufa.Errorf(pufa.Invalid, "没有%s月%s日这一天，请检查", month, day)
	}
	return d, nil
}

// number reads decimal digits; 0 for anything else.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// numeral reads a Chinese number below 100; 0 for anything else.
func numeral(text string) int {
	tens, ones, found := strings.Cut(text, "十")
	if !found {
		tens, ones = "零", text
	}
	if tens == "" {
		tens = "一"
	}
	return 10*digit(tens) + digit(ones)
}

func digit(text string) int {
	for i, r := range []rune("零一二三四五六七八九") {
		if text == string(r) {
			return i
		}
	}
	return 0
}

// parseYear reads what a year's own days are: a date, a run of dates, or 无 for none in that year.
func parseYear(year int, text string) ([]Span, error) {
	folded := ruleFold.Replace(text)
	if folded == "无" {
		return nil, nil
	}
	if year < firstYear || year > lastYear {
		return nil, pufa.Errorf(pufa.Invalid, "年份“%d”不对，请写 %d 到 %d", year, firstYear, lastYear)
	}
	found, err := parseDays(folded)
	if err != nil {
		return nil, err
	}
	switch found.(type) {
	case fixed, between:
		if spans := found.in(year); len(spans) > 0 {
			return spans, nil
		}
		return nil, pufa.Errorf(pufa.Invalid, "%d 年没有“%s”这一天，请检查", year, text)
	default:
		return nil, pufa.Errorf(pufa.Invalid, "“%s”看不懂，请写这一年的日子，如 12月4日至10日；当年没有就写 无", text)
	}
}

// The years that the calendar reaches: days are text and compare as such, lunar months were checked within.
const (
	firstYear = 2000
	lastYear  = 2100
)

// CheckYear refuses a year that the calendar does not reach.
func CheckYear(year int) error {
	if year < firstYear || year > lastYear {
		return &pufa.Error{Kind: pufa.Invalid, Say: fmt.Sprintf("年份是 %d，请写 %d 到 %d", year, firstYear, lastYear)}
	}
	return nil
}
