package knowledge

import (
	"strings"
	"unicode/utf8"
)

// place is one article, 款 or 项 that a list names, with the bytes of the folded text that name it.
type place struct {
	article    Number
	paragraph  int
	item       int
	start, end int
}

// grammar reads what follows the name of a law: articles, 款 and 项, in lists and ranges.
//
//	articles   = group { [separator | to] group }
//	group      = [第] number { (separator | to) [第] number } 条 [之 number …] details
//	details    = { [separator | to] (paragraphs 款 | items 项) }
type grammar struct {
	text   string
	places []place
	spare  int // how many more places ranges may expand to
}

// The bounds of expansion: a longer range gives its two ends only.
const (
	maxRange  = 200
	maxPlaces = 20_000
	maxNumber = 9999 // Numeral writes no more
)

// articles reads a list of articles at p and returns where it ends; p where there is none.
func (g *grammar) articles(p int) int {
	end, ok := g.group(p, false)
	if !ok {
		return p
	}
	for {
		next, ok := g.following(end)
		if !ok {
			return end
		}
		end = next
	}
}

// following reads one more group after a separator. After a comma or a semicolon, and where nothing
// separates, only 第 goes on with the list.
func (g *grammar) following(p int) (end int, ok bool) {
	if q, ok := to(g.text, p); ok {
		return g.group(q, true)
	}
	q, strong := separator(g.text, p)
	if !strong && !strings.HasPrefix(g.text[q:], "第") {
		return p, false
	}
	return g.group(q, false)
}

// group reads numbers up to 条 and what belongs to the last of them. through: the first number ends a
// range that begins with the last place.
func (g *grammar) group(p int, through bool) (end int, ok bool) {
	mark := len(g.places)
	for {
		n, start, q, ok := number(g.text, p)
		if !ok || n > maxNumber {
			g.places = g.places[:mark]
			return p, false
		}
		found := place{article: Number{Main: n}, start: start, end: q}
		if mid, after, ok := middleSub(g.text, q); ok { // 第一百二十之一条
			found.article.Sub, q = mid, after
		}
		if after, ok := article(g.text, q); ok {
			found.end = after
			return g.closeGroup(found, through), true
		}
		g.add(found, through)
		if p, through, ok = next(g.text, q); !ok {
			g.places = g.places[:mark]
			return p, false
		}
	}
}

// closeGroup takes the last number of a group with its 之 and details.
func (g *grammar) closeGroup(found place, through bool) int {
	subs, end := subs(g.text, found.end)
	if len(subs) > 0 {
		found.article.Sub, found.end = subs[0].n, subs[0].end
	}
	g.add(found, through)
	for _, s := range subs[min(1, len(subs)):] {
		g.add(place{article: Number{found.article.Main, s.n}, start: s.start, end: s.end}, s.through)
	}
	return g.details(end)
}

// add appends the place, and before it those that lie between it and the last one where it ends a
// range.
func (g *grammar) add(found place, through bool) {
	if through && len(g.places) > 0 {
		for _, n := range between(g.places[len(g.places)-1].article, found.article) {
			if g.spare--; g.spare < 0 {
				break
			}
			g.places = append(g.places, place{article: n, start: found.start, end: found.end})
		}
	}
	g.places = append(g.places, found)
}

// between returns the articles after a and before b; nothing where b comes first or is too far.
func between(a, b Number) []Number {
	var all []Number
	if a.Main == b.Main {
		for s := a.Sub + 1; s < b.Sub && b.Sub-a.Sub <= maxRange; s++ {
			all = append(all, Number{a.Main, s})
		}
		return all
	}
	if b.Main-a.Main >= maxRange {
		return nil
	}
	for m := a.Main + 1; m < b.Main; m++ {
		all = append(all, Number{Main: m})
	}
	if b.Sub > 0 && b.Main > a.Main {
		all = append(all, Number{Main: b.Main})
	}
	return all
}

// details reads the 款 and 项 of the last article and returns where they end.
func (g *grammar) details(p int) int {
	for first := true; ; first = false {
		q, through := to(g.text, p)
		if !through {
			var strong bool
			q, strong = separator(g.text, p)
			if !strong && !g.attached(q, first && q == p) {
				return p
			}
			if strong && first && !g.attached(q, false) {
				return p
			}
		}
		list, kind, end := units(g.text, q)
		if len(list) == 0 {
			return p
		}
		list[0].through = through
		for _, u := range list {
			g.detail(u, kind)
		}
		p = skipSubitem(g.text, end)
	}
}

func (g *grammar) last() *place { return &g.places[len(g.places)-1] }

// attached reports whether what stands at p belongs to the last article without a separator: it begins
// with 第 or a bracket, or follows 条 or 款 directly, as in 10条2款1项.
func (g *grammar) attached(p int, directly bool) bool {
	last := g.last()
	return directly || last.paragraph > 0 && last.item == 0 || prefixOf(g.text[p:], "第", "(") != ""
}

// detail narrows the last place down to the unit, or adds a place beside it.
func (g *grammar) detail(u unit, kind string) {
	field := func(p *place) *int {
		if kind == "款" {
			return &p.paragraph
		}
		return &p.item
	}
	last := *g.last()
	if *field(&last) == 0 && (kind == "项" || last.item == 0) {
		*field(g.last()), g.last().end = u.n, u.end
		return
	}
	from := *field(&last) + 1
	if !u.through || u.n-from > maxRange {
		from = u.n
	}
	for n := from; n <= u.n; n++ {
		if g.spare--; g.spare < 0 && n < u.n {
			continue
		}
		add := place{article: last.article, paragraph: last.paragraph, start: u.start, end: u.end}
		*field(&add) = n
		g.places = append(g.places, add)
	}
}

// number reads [第]number at p; start is where it begins, end after the numeral.
func number(text string, p int) (n, start, end int, ok bool) {
	q := p + len(prefixOf(text[p:], "第"))
	end = q
	for end < len(text) && end-q < 40 {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !strings.ContainsRune("0123456789零〇○一二三四五六七八九十百千两", r) {
			break
		}
		end += size
	}
	n, ok = ParseNumeral(text[q:end])
	return n, p, end, ok && n > 0
}

// prefixOf returns the first of the words with which s begins, "" for none.
func prefixOf(s string, words ...string) string {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}

// next reads what joins two numbers within one group: a list or a range.
func next(text string, p int) (after int, through, ok bool) {
	if q, ok := to(text, p); ok {
		return q, true, true
	}
	q, strong := separator(text, p)
	return q, false, strong
}

// separator reads what stands between members of a list. strong is false where it is weak (a comma,
// a semicolon) or missing.
func separator(text string, p int) (after int, strong bool) {
	if w := prefixOf(text[p:], "以及", "或者", "、", "和", "及", "与", "或", "并", "/", ",第", "，第", "；第", ";第", "，", "；"); w != "" {
		weak := strings.TrimSuffix(w, "第")
		return p + len(weak), weak == w && w != "，" && w != "；"
	}
	return p, false
}

// to reads what stands in a range.
func to(text string, p int) (after int, ok bool) {
	w := prefixOf(text[p:], "至", "到", "-", "－", "—", "–", "~", "～")
	return p + len(w), w != ""
}
