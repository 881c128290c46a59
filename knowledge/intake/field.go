package intake

import (
	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// item is one value of a key, with the line where it stands.
type item struct {
	line int
	text string
}

// field is one key of an entry: the front matter, a spreadsheet's column and a Word form share them.
type field struct {
	key  string
	list bool                           // several values
	set  func(d *draft, values []item)  // of a key that is not a list: exactly one
	get  func(knowledge.Entry) []string // as the canonical form has them; none where the key is left out
}

// fields returns the keys of an entry in the order in which the canonical form has them.
func fields() []field {
	return []field{
		{"编号", false, setSlug, func(e knowledge.Entry) []string { return one(e.Slug) }},
		{"类型", false, setKind, func(e knowledge.Entry) []string { return one(e.Kind.Chinese()) }},
		{"问题", false, setTitle("问题"), titleOf(true)},
		{"标题", false, setTitle("标题"), titleOf(false)},
		listField("问法", func(e *knowledge.Entry) *[]string { return &e.Asks }),
		textField("领域", func(e *knowledge.Entry) *string { return &e.Field }),
		listField("主题", func(e *knowledge.Entry) *[]string { return &e.Topics }),
		{"对象", true, setFor, groupNames},
		{"依据", true, setCites, citeTexts},
		{"相关", true, setRelated, func(e knowledge.Entry) []string { return e.Related }},
		{"电话", true, setPhones, func(e knowledge.Entry) []string { return e.Phones }},
		listField("关键词", func(e *knowledge.Entry) *[]string { return &e.Keywords }),
		{"状态", false, setState, func(e knowledge.Entry) []string { return one(stateName(e.State)) }},
		textField("审核人", func(e *knowledge.Entry) *string { return &e.Reviewer }),
		dayField("审核日", func(e *knowledge.Entry) *pufa.Day { return &e.Reviewed }),
		dayField("复核日", func(e *knowledge.Entry) *pufa.Day { return &e.Review }),
		textField("待核", func(e *knowledge.Entry) *string { return &e.Check }),
		textField("来源", func(e *knowledge.Entry) *string { return &e.Source }),
	}
}

func fieldOf(key string) (field, bool) {
	for _, f := range fields() {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func textField(key string, at func(*knowledge.Entry) *string) field {
	return field{
		key: key,
		set: func(d *draft, v []item) { *at(&d.entry) = oneLine(v[0].text) },
		get: func(e knowledge.Entry) []string { return one(*at(&e)) },
	}
}

// listField keeps each value once, in order.
func listField(key string, at func(*knowledge.Entry) *[]string) field {
	return field{
		key:  key,
		list: true,
		set: func(d *draft, v []item) {
			for _, it := range v {
				*at(&d.entry) = appendNew(*at(&d.entry), oneLine(it.text))
			}
		},
		get: func(e knowledge.Entry) []string { return *at(&e) },
	}
}

func appendNew(list []string, s string) []string {
	if s == "" {
		return list
	}
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

func dayField(key string, at func(*knowledge.Entry) *pufa.Day) field {
	return field{
		key: key,
		set: func(d *draft, v []item) {
			text := oneLine(v[0].text)
			if text == "" {
				return
			}
			day, err := pufa.ParseDay(text)
			if err != nil {
				d.add(v[0].line, "“%s”：%s", key, pufa.Say(err))
				return
			}
			*at(&d.entry) = day
		},
		get: func(e knowledge.Entry) []string { return one(string(*at(&e))) },
	}
}

func titleOf(question bool) func(knowledge.Entry) []string {
	return func(e knowledge.Entry) []string {
		if (e.Kind == knowledge.KindQA) != question {
			return nil
		}
		return one(e.Title)
	}
}

func groupNames(e knowledge.Entry) []string {
	var names []string
	for _, g := range e.For {
		names = append(names, g.Chinese())
	}
	return names
}

// citeTexts writes citations as readCites reads them.
func citeTexts(e knowledge.Entry) []string {
	var texts []string
	for _, c := range e.Cites {
		law, article := "《"+c.Law+"》", c
		article.Law = ""
		text := article.String()[len("《》"):]
		if c.Version != "" {
			law += "（" + string(c.Version) + "）"
		}
		texts = append(texts, law+text)
	}
	return texts
}
