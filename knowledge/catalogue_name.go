package knowledge

import (
	"slices"
	"strings"
)

const (
	republic   = "中华人民共和国"
	court      = "最高人民法院"
	procurator = "最高人民检察院"
)

// LawName turns a printed title into Law.Name: without 中华人民共和国, spaces and the book-title
// marks around it. Marks inside a title stay: 最高人民法院关于适用《民法典》时间效力的若干规定.
func LawName(title string) string {
	s := strings.Join(strings.Fields(title), " ")
	s = strings.ReplaceAll(s, court+" "+procurator, court+"、"+procurator)
	s = strings.Map(func(r rune) rune {
		if isBlank(r) {
			return -1
		}
		return r
	}, s)
	for strings.Contains(s, republic) {
		s = strings.ReplaceAll(s, republic, "")
	}
	for strings.HasPrefix(s, "《") && closing(s) == len(s)-len("》") {
		s = s[len("《"):closing(s)]
	}
	return s
}

// closing returns where the mark stands that closes the 《 with which s begins; −1 where none does.
func closing(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '《':
			depth++
		case '》':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// dropMarks takes marks, brackets and commas out of a folded name, so that 解释（一） and 解释一,
// 适用《民法典》 and 适用民法典 are one.
var dropMarks = strings.NewReplacer("《", "", "》", "", "(", "", ")", "", "、", "", "·", "", "“", "", "”", "")

// dropInner takes only the marks out, as people leave them out in running text.
var dropInner = strings.NewReplacer("《", "", "》", "")

// dropRound takes only the round brackets out.
var dropRound = strings.NewReplacer("(", "", ")", "")

// nameKey is the form under which a folded name is looked up.
func nameKey(folded string) string {
	key := dropMarks.Replace(folded)
	for _, short := range []string{"最高法院", "最高院", "最高法"} {
		if rest, ok := strings.CutPrefix(key, short); ok {
			return court + rest
		}
	}
	if rest, ok := strings.CutPrefix(key, "两高"); ok {
		return court + procurator + rest
	}
	return key
}

// newCatalogue indexes the laws under every form of their names. A form that two laws share is
// given to neither, unless it is the name of one.
func newCatalogue(laws map[string]Enactment) *Catalogue {
	c := &Catalogue{laws: laws, keys: make(map[string]string, 3*len(laws))}
	var entries []nameEntry
	put := func(form, law string) {
		folded := fold(form).text
		c.keys[nameKey(folded)] = law
		for _, s := range []string{folded, dropInner.Replace(folded), dropRound.Replace(dropInner.Replace(folded))} {
			entries = append(entries, nameEntry{s, law})
		}
	}
	for form, law := range shortForms(laws) {
		put(form, law)
	}
	for name := range laws {
		put(name, name)
	}
	c.names = newNameTable(entries)
	return c
}

// shortForms returns aliases, and titles without the court at their head, where they stand for one law.
func shortForms(laws map[string]Enactment) map[string]string {
	owners := make(map[string][]string)
	for name, e := range laws {
		forms := slices.Clone(e.Aliases)
		rest := strings.TrimPrefix(strings.TrimPrefix(name, court), "、"+procurator)
		if strings.HasPrefix(rest, "关于") {
			forms = append(forms, rest, court+rest)
		}
		for _, f := range forms {
			owners[f] = append(owners[f], name)
		}
	}
	forms := make(map[string]string, len(owners))
	for form, of := range owners {
		if len(of) == 1 {
			forms[form] = of[0]
		}
	}
	return forms
}
