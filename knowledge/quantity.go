package knowledge

import "regexp"

// Kinds of numbers that questions ask for.
const (
	numberOfTime = 1 << iota
	numberOfMultiple
	numberOfMoney
	numberOfAge
	numberOfShare
	numberOfOther
)

// quantities finds numbers with units in a folded text, but not the numbers of articles and laws.
var quantities = regexp.MustCompile(`\d+分之\d+|\d+(?:\.\d+)?(?:%|倍|工作天|天|月|年|岁|小时|分钟|周|元|次|人|份|户|克|分贝|平方米|米|公里|n)`)

// quantity is a number with its unit, folded: 30天.
type quantity struct {
	text string
	kind int
}

// quantitiesIn returns the distinct numbers with units of a text.
func quantitiesIn(text string) (found []quantity) {
	seen := map[string]bool{}
	for _, s := range quantities.FindAllString(dates.ReplaceAllString(FoldFacts(text), ""), -1) {
		if !seen[s] {
			seen[s] = true
			found = append(found, quantity{s, kindOfNumber(s)})
		}
	}
	return found
}

// dates are no facts of their own: 2021年1月1日 is when a law began.
var dates = regexp.MustCompile(`(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}天)?|第\d+[次年款条项]|1次性|1人1次`)

var kindsOfNumbers = []struct {
	units *regexp.Regexp
	kind  int
}{
	{regexp.MustCompile(`(天|月|年|小时|分钟|周)$`), numberOfTime},
	{regexp.MustCompile(`(倍|n)$`), numberOfMultiple},
	{regexp.MustCompile(`元$`), numberOfMoney},
	{regexp.MustCompile(`岁$`), numberOfAge},
	{regexp.MustCompile(`%$|分之`), numberOfShare},
}

func kindOfNumber(folded string) int {
	for _, k := range kindsOfNumbers {
		if k.units.MatchString(folded) {
			return k.kind
		}
	}
	return numberOfOther
}

var asksForNumber = []struct {
	words *regexp.Regexp
	kinds int
}{
	{regexp.MustCompile(`多久|多长|几天|多少天|几个月|几年|期限|时效|时限|什么时候|啥时候|来得及|过期|超过|过了|几天内|多少小时|还能.{0,6}吗|晚了|拖`), numberOfTime},
	{regexp.MustCompile(`[赔补]|几倍|退一`), numberOfMultiple | numberOfMoney},
	{regexp.MustCompile(`多大|几岁|未成年|年龄|\d岁`), numberOfAge},
	{regexp.MustCompile(`罚`), numberOfMoney | numberOfMultiple | numberOfShare},
	{regexp.MustCompile(`多少|几成|比例|百分|扣|利息|利率`), numberOfMoney | numberOfShare | numberOfMultiple},
	{regexp.MustCompile(`判|坐牢|拘|关几|犯罪|犯法|进去|抓`), numberOfTime},
	{regexp.MustCompile(`多少(户|人|业主)|几户|同意`), numberOfShare},
}

// numbersAsked returns which kinds of numbers a question asks for; 0 where it asks for none.
func numbersAsked(question string) (kinds int) {
	for _, a := range asksForNumber {
		if a.words.MatchString(question) {
			kinds |= a.kinds
		}
	}
	return kinds
}
