package knowledge

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// bare reads a law named without marks. 某市…条例 and 德国民法典 are others' laws, not the nation's of
// the same name.
func (s *scanner) bare(p int) mention {
	e := s.catalogue.names.find(s.text[p:])
	if e.law == "" {
		return mention{}
	}
	before := s.text[max(0, p-len("澳大利亚")):p]
	kind := kindOf(e.law)
	if foreign.MatchString(before) || kind != "法" && kind != "法典" && local.MatchString(before) {
		return mention{}
	}
	return mention{law: e.law, start: p, end: p + len(e.text)}
}

var foreign = regexp.MustCompile(`(?:[德法美英韩泰]国|日本|瑞士|奥地利|意大利|荷兰|瑞典|俄罗斯|苏联|欧盟|加拿大|澳大利亚|新加坡|越南|印度|魁北克|台湾|台湾地区|香港|澳门)$`)

var local = regexp.MustCompile(`(?:[省市区县州盟旗]|北京|上海|天津|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|深圳|广州|杭州)$`)

// maxShort bounds how many names of its own a text may introduce.
const maxShort = 32

// shortened reads a name that the text itself has introduced. Bare 解释 or 规定 is too general.
func (s *scanner) shortened(p int) mention {
	for _, e := range s.short {
		if strings.HasPrefix(s.text[p:], e.text) && !generic.MatchString(e.text) {
			return mention{law: e.law, start: p, end: p + len(e.text)}
		}
	}
	return mention{}
}

var generic = regexp.MustCompile(`^(?:解释|司法解释|规定|办法|条例|细则|通知|意见|决定|法|本\p{Han}{1,2})$`)

// longName is a name, in bytes, that stands for nothing but the law.
const longName = 36

// gap returns where articles may begin after the mention, −1 where nothing may: after what stands in
// round brackets (the number of a document, a short name, a version), after headings, 的 or 中. inside
// is the end of brackets that belong to the name even where no article follows.
func (s *scanner) gap(m *mention) (at, inside int) {
	at = m.end
	if !m.titled {
		at += len(prefixOf(s.text[at:], "”", "\"", "」", "】", "’", ")"))
		if m.end-m.start >= longName { // whose opening mark was forgotten
			at += len(prefixOf(s.text[at:], "》"))
		}
	}
	for strings.HasPrefix(s.text[at:], "(") {
		end := bracketed(s.text[at:])
		if end < 0 {
			return -1, inside
		}
		content := s.text[at+1 : at+end]
		if _, _, q, ok := number(content, 0); ok && strings.HasPrefix(content[q:], "条") {
			return at + 1, inside
		}
		if s.belongs(content, m) {
			inside = at + end + 1
		}
		at += end + 1
	}
	at = s.headings(at)
	at += len(prefixOf(s.text[at:], "规定的", "在", "中的", "里的", "里面", "当中", "的", "中", "里", "之", "：", ":"))
	return at, inside
}

// belongs takes what brackets behind a name say: a short name for later, the version.
func (s *scanner) belongs(content string, m *mention) bool {
	short := shortName.FindStringSubmatch(content)
	if short != nil {
		name := strings.TrimRight(short[1], "》”\"」’")
		if name != "" && len(s.short) < maxShort {
			s.short = append(s.short, nameEntry{name, m.law})
		}
	}
	v := s.catalogue.version(m.law, content)
	if v != "" && !strings.Contains(content, "号") {
		m.version = v
		return true
	}
	return short != nil
}

var shortName = regexp.MustCompile(`(?:简称|下称|统称)(?:为)?[：:]?[《“"「‘]?([^《》“”"，。、；()]{2,40})`)

// maxBracket bounds, in bytes of folded text, what may stand in brackets between a name and an article.
const maxBracket = 400

// bracketed returns where the bracket closes with which s begins; −1 where it does not soon.
func bracketed(s string) int {
	depth := 0
	for i, r := range s[:min(len(s), maxBracket)] {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		case '\n':
			return -1
		}
	}
	return -1
}

var (
	numberedPart = regexp.MustCompile(`^第[一二三四五六七八九十]{1,3}(?:编|分编|章|节)`)
	namedPart    = regexp.MustCompile(`^·?[^\P{Han}和及与或本该第]{0,10}?(?:编|分编|分则|总则|通则|附则|章|节)`)
)

// headings passes over 第五编婚姻家庭第四章离婚 and 总则编 before an article.
func (s *scanner) headings(p int) int {
	for range 4 {
		rest := s.text[p:min(len(s.text), p+90)]
		if n := len(numberedPart.FindString(rest)); n > 0 {
			p += n + len(headingWords(rest[n:]))
			continue
		}
		n := len(namedPart.FindString(rest))
		if n == 0 {
			return p
		}
		p += n
	}
	return p
}

// headingWords returns the words of a heading up to the next 第, none where it does not come soon.
func headingWords(s string) string {
	words, _, found := strings.Cut(s, "第")
	if !found || utf8.RuneCountInString(words) > 10 || strings.ContainsAny(words, "，。；：、《》()\n") {
		return ""
	}
	return words
}
