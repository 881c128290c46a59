package knowledge

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// maxTitle bounds a title, in bytes of folded text: the longest official ones have about 300.
const maxTitle = 600

// title reads a law in book-title marks at p; a zero mention where what stands there is no law.
func (s *scanner) title(p int) mention {
	window := s.text[p:min(len(s.text), p+maxTitle)]
	end := closing(window)
	if end < 0 {
		return mention{}
	}
	inner := window[len("《"):end]
	m := mention{titled: true, start: p, end: p + end + len("》")}
	if longer := s.continued(inner, m); longer.law != "" {
		return longer
	}
	if m.law, m.version = s.shortTitle(inner), ""; m.law != "" {
		return m
	}
	if m.law, m.version = s.catalogue.titled(inner); m.law != "" {
		return m
	}
	bare, edition := cutEdition(inner)
	if !isLawName(bare) {
		return mention{}
	}
	from, to := s.src.span(p+len("《"), p+len("《")+len(bare))
	m.law, m.version = LawName(s.src.source[from:to]), s.catalogue.version("", edition)
	return m
}

// continued reads a name that goes on after the marks, as in 《劳动合同法》实施条例第十八条. An article
// must follow: 《公司法》规定三 … may be the beginning of a sentence.
func (s *scanner) continued(inner string, m mention) mention {
	after := s.text[m.end:min(len(s.text), m.end+s.catalogue.names.longest)]
	name := dropInner.Replace(inner)
	e := s.catalogue.names.find(name + after)
	if len(e.text) <= len(name) {
		return mention{}
	}
	m.law, m.end = e.law, m.end+len(e.text)-len(name)
	if !s.articleFollows(m) {
		return mention{}
	}
	return m
}

// articleFollows reports whether an article can be read after the mention.
func (s *scanner) articleFollows(m mention) bool {
	before := len(s.short)
	at, _ := s.gap(&m)
	s.short = s.short[:before] // only looked ahead
	if at < 0 {
		return false
	}
	try := grammar{text: s.text, spare: 0}
	return try.articles(at) > at
}

// shortTitle resolves what the text itself says to call a law.
func (s *scanner) shortTitle(inner string) string {
	for _, e := range slices.Backward(s.short) {
		if e.text == inner {
			return e.law
		}
	}
	return ""
}

// titled resolves a folded title: with or without marks around it, with the year of a version, or
// one of the books of the civil code. law is "" where the catalogue does not know it.
func (c *Catalogue) titled(inner string) (law string, version pufa.Day) {
	for strings.HasPrefix(inner, "《") && closing(inner) == len(inner)-len("》") {
		inner = inner[len("《"):closing(inner)]
	}
	key := nameKey(inner)
	if law = c.keys[key]; law != "" {
		return law, ""
	}
	bare, edition := cutEdition(inner)
	if law = c.keys[nameKey(bare)]; law != "" {
		return law, c.version(law, edition)
	}
	if rest, ok := strings.CutPrefix(key, "民法典"); ok && bookOfCode.MatchString(rest) {
		return c.keys["民法典"], ""
	}
	return "", ""
}

var bookOfCode = regexp.MustCompile(`^(?:第\p{Han}编)?(?:总则|物权|合同|人格权|婚姻家庭|继承|侵权责任)编?$|^(?:总则|附则)$`)

// editionMark is what stands in round brackets behind a title to name a version.
var editionMark = regexp.MustCompile(`^(.+)\(([^()]*(?:[12]\d{3}|修正|修订|节选|施行|公布)[^()]*)\)$`)

// cutEdition separates 劳动合同法(2012修正) into the name and what names the version.
func cutEdition(inner string) (name, edition string) {
	if m := editionMark.FindStringSubmatch(inner); m != nil && !strings.HasPrefix(m[1], "宪法修正案") {
		return m[1], m[2]
	}
	return inner, ""
}

var (
	fullDay = regexp.MustCompile(`([12]\d{3})(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})`)
	yearOf  = regexp.MustCompile(`([12]\d{3})(?:年|修|版|\)|$)`)
)

// version finds the version that an edition names: by its day of effect, by its day as written, by
// its year where the catalogue knows a version of that year. "" where it names none.
func (c *Catalogue) version(law, edition string) pufa.Day {
	if m := fullDay.FindStringSubmatch(edition); m != nil {
		d, err := pufa.ParseDay(m[1] + "-" + twoDigits(m[2]) + "-" + twoDigits(m[3]))
		if err != nil {
			return "" // the text names a day that is none
		}
		return c.laws[law].versionOf(d)
	}
	m := yearOf.FindStringSubmatch(edition)
	if m == nil {
		return ""
	}
	for _, v := range slices.Backward(c.laws[law].Versions) {
		if strings.HasPrefix(string(v.Version), m[1]) {
			return v.Version
		}
	}
	return ""
}

// versionOf returns the version that came into force on the day; else the day, as that of a version.
func (e Enactment) versionOf(d pufa.Day) pufa.Day {
	for _, v := range e.Versions {
		if v.Effective == d {
			return v.Version
		}
	}
	return d
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

var (
	lawEnding  = regexp.MustCompile(`(?:法|法典|条例|规定|办法|细则|解释|通则|规则|规程|准则|标准|修正案|决定|批复|意见|通知|解答|纪要|复函|规范|指引|公约|协定|议定书|大纲|会计制度|公告|目录|罪名)(?:\((?:试行|暂行|草案|\p{Han}|\d{1,2}|\p{Han}{2})\))*$`)
	aloneEnd   = regexp.MustCompile(`(?:法|法典|条例|规定|办法|细则|解释|通则|修正案)(?:\([^()]*\))*$|^关于.*(?:决定|批复|意见|通知|解答|纪要|复函)(?:\([^()]*\))*$`)
	notLaw     = regexp.MustCompile(`(?:说法|方法|做法|看法|想法|书法|语法|用法|兵法|魔法|疗法|普法|执法|司法|守法|违法|合法|学法|释法|技法|算法|枪法|章法|手法|护法|打法|写法|玩法|活法|句法|历法|文法|佛法|家法|公司|员工手册)$|^(?:员工|本公司|我公司|小区|业主|班级|公司(?:考勤|员工|内部|奖惩|管理|规章|薪酬|财务|印章))|某\p{Han}{0,8}公司|(?:业主|居民|村民|小区|管理|文明)公约$|合同|协议`)
	aboutDeeds = regexp.MustCompile(`关于.*(?:合同|协议).*(?:规定|解释|批复|办法|条例|意见|通知|纪要|决定)|(?:合同|协议)\p{Han}{0,12}(?:法|条例|办法)`)
)

// isLawName reports whether a title that the catalogue does not know looks like an enactment's.
// Contracts, rules of companies and books do not.
func isLawName(title string) bool {
	if utf8.RuneCountInString(title) < 2 || generic.MatchString(title) || !lawEnding.MatchString(title) {
		return false
	}
	return !notLaw.MatchString(title) || aboutDeeds.MatchString(title)
}

// isLawAlone is stricter, for a title without an article.
func (s *scanner) isLawAlone(law string) bool {
	if _, known := s.catalogue.laws[law]; known {
		return true
	}
	return aloneEnd.MatchString(fold(law).text)
}
