package knowledge

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

// Cite returns the citations in a text of any origin, in the order in which they stand, as of a day
// ("" for what is newest): whether the law is repealed, by what it was replaced, and which version
// is in force where the text names none. A list or range gives one citation for each article. A law
// in book-title marks without an article gives one with a zero Article; outside of such marks a name
// without an article is no citation. Start and End are bytes of text.
func (c *Catalogue) Cite(text string, on pufa.Day) []Citation {
	return c.cite("", text, on)
}

// CiteWithin is Cite for the text of a law itself, in which 本法 (本条例, 本解释…) means that law.
func (c *Catalogue) CiteWithin(law, text string, on pufa.Day) []Citation {
	if e, ok := c.Find(law); ok {
		law = e.Name
	}
	return c.cite(law, text, on)
}

func (c *Catalogue) cite(own, text string, on pufa.Day) []Citation {
	s := scanner{catalogue: c, own: own, on: on, src: fold(text), byKind: make(map[string]mention)}
	s.text, s.spare = s.src.text, maxPlaces
	for p := 0; p < len(s.text); {
		p = max(s.step(p), p+1)
	}
	return s.found
}

// scanner goes over one folded text from left to right.
type scanner struct {
	grammar
	catalogue *Catalogue
	src       folded
	own       string // the law whose text it is; "" for none
	on        pufa.Day
	byKind    map[string]mention // the last law named of each kind: 法, 条例, 解释…
	short     []nameEntry        // what the text itself says to call a law: 以下简称
	quoted    string             // the law whose article is being quoted: 本法 in the quotation is that law
	quotable  mention            // the last law of which an article was named, with the end of that
	found     []Citation
}

// mention is a law as it is named at one place.
type mention struct {
	law     string
	version pufa.Day // where the text names one
	titled  bool     // in book-title marks
	start   int
	end     int
}

// step looks for a law at p and returns from where to go on.
func (s *scanner) step(p int) int {
	r, size := utf8.DecodeRuneInString(s.text[p:])
	var m mention
	switch r {
	case '《':
		m = s.title(p)
	case '“':
		s.quote(p)
	case '”':
		s.quoted = ""
	case '同', '该', '本', '前', '上':
		m = s.pronoun(p)
	}
	if m.law == "" && r != '《' {
		m = s.bare(p)
	}
	if m.law == "" && len(s.short) > 0 {
		m = s.shortened(p)
	}
	if m.law == "" {
		return p + size
	}
	return s.mentioned(m)
}

// mentioned reads the articles after a law and returns where they end.
func (s *scanner) mentioned(m mention) int {
	at, inside := s.gap(&m)
	s.places = s.places[:0]
	end := at
	if at >= 0 && s.acceptsNumber(at) {
		end = s.articles(at)
	}
	if len(s.places) == 0 {
		if inside > m.end {
			m.end = inside
		}
		s.remember(m)
		if m.titled && s.isLawAlone(m.law) {
			s.emit(m, place{start: m.start, end: m.end})
		}
		return m.end
	}
	s.remember(m)
	s.places[0].start = m.start
	for _, pl := range s.places {
		s.emit(m, pl)
	}
	s.quotable = mention{law: m.law, end: end}
	return end
}

// maxSays bounds, in bytes, what stands between an article and its quotation: 的规定是：
const maxSays = 45

func (s *scanner) quote(p int) {
	if s.quotable.law != "" && p-s.quotable.end <= maxSays {
		s.quoted = s.quotable.law
	}
}

// countWords follow 条 where a bare numeral counts things instead of naming an article.
var countWords = []string{"建议", "意见", "措施", "亮点", "新规", "解读", "问答", "知识", "要点", "变化", "热点", "常识"}

// acceptsNumber refuses 民法典10条新规: without 第 the numeral must not be a count.
func (s *scanner) acceptsNumber(p int) bool {
	if strings.HasPrefix(s.text[p:], "第") {
		return true
	}
	_, _, q, ok := number(s.text, p)
	if !ok {
		return false
	}
	rest, isArticle := strings.CutPrefix(s.text[q:], "条")
	return !isArticle || prefixOf(rest, countWords...) == ""
}

// emit adds a citation of the law at the place.
func (s *scanner) emit(m mention, at place) {
	c := Citation{Law: m.law, Article: at.article, Paragraph: at.paragraph, Item: at.item}
	c.Start, c.End = s.src.span(at.start, at.end)
	c.Version = m.version
	if e, ok := s.catalogue.laws[m.law]; ok {
		e.date(&c, s.on)
	}
	s.found = append(s.found, c)
}

// date tells how the law stands on the day, and names a version where the citation does not: the one
// in force, the last one of a repealed law.
func (e Enactment) date(c *Citation, on pufa.Day) {
	if on == "" {
		on = latest
	}
	if c.Repealed = e.repealedOn(on); c.Repealed {
		c.Successor = e.Successor
	}
	if c.Version != "" {
		return
	}
	if v, ok := e.AsOf(on); ok {
		c.Version = v.Version
	} else if c.Repealed && len(e.Versions) > 0 {
		c.Version = e.Versions[len(e.Versions)-1].Version
	}
}

// kinds are the words that a later 该法 or 同条例 takes up, longest first.
var kinds = []string{"法典", "条例", "规定", "办法", "解释", "细则", "法"}

// kindOf returns the kind of law that its name ends with; "" for others.
func kindOf(law string) string {
	if i := strings.LastIndex(law, "（"); i > 0 && strings.HasSuffix(law, "）") {
		law = law[:i]
	}
	if strings.HasSuffix(law, "通则") || strings.HasSuffix(law, "总则") {
		return "法"
	}
	i := slices.IndexFunc(kinds, func(k string) bool { return strings.HasSuffix(law, k) })
	if i < 0 {
		return ""
	}
	return kinds[i]
}

func (s *scanner) remember(m mention) {
	kind := kindOf(m.law)
	s.byKind[kind] = m
	if kind == "法典" {
		s.byKind["法"] = m
	}
}

// pronoun reads 同法, 该条例, 前述解释, and 本法 within a law, where an article follows.
func (s *scanner) pronoun(p int) mention {
	who := prefixOf(s.text[p:], "同", "该", "本", "前述", "上述")
	q := p + len(who)
	kind := prefixOf(s.text[q:], "司法解释", "实施细则", "实施条例")
	q += len(kind)
	if kind == "" {
		kind = prefixOf(s.text[q:], kinds...)
		q += len(kind)
	}
	if who == "" || kind == "" {
		return mention{}
	}
	kind = strings.TrimPrefix(strings.TrimPrefix(kind, "司法"), "实施")
	m := s.byKind[kind]
	if who == "本" {
		own := cmp.Or(s.quoted, s.own)
		if k := kindOf(own); k != kind && (kind != "法" || k != "法典") {
			return mention{}
		}
		m = mention{law: own}
	}
	m.titled, m.start, m.end = false, p, q
	return m
}
