package intake

import (
	"regexp"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

var phoneForm = regexp.MustCompile(`^\+?[0-9]{2,5}([- ]?[0-9]+)*(转[0-9]+)?$`)

func setSlug(d *draft, v []item) {
	slug := oneLine(v[0].text)
	if !ValidSlug(slug) {
		d.add(v[0].line, "编号“%s”只能用小写字母、数字和连字符，最多 80 个，例如 laodong-tuoqian-gongzi", short(slug))
		return
	}
	d.entry.Slug = slug
}

// kinds are the kinds of entries as files name them.
func kinds() []knowledge.EntryKind {
	return []knowledge.EntryKind{knowledge.KindQA, knowledge.KindCase, knowledge.KindMaterial}
}

func setKind(d *draft, v []item) {
	name := oneLine(v[0].text)
	for _, k := range kinds() {
		if k.Chinese() == name {
			d.entry.Kind = k
			return
		}
	}
	d.add(v[0].line, "类型“%s”不认识，请写：问答、以案释法、宣传资料 中的一个", short(name))
}

func setTitle(key string) func(*draft, []item) {
	return func(d *draft, v []item) {
		title := oneLine(v[0].text)
		if title == "" {
			d.add(v[0].line, "“%s”后面没有内容", key)
			return
		}
		if d.titleKey != "" {
			d.add(v[0].line, "“问题”和“标题”只写一个：问答写“问题”，以案释法和宣传资料写“标题”")
			return
		}
		d.entry.Title, d.titleKey, d.titleLine = title, key, v[0].line
	}
}

func setFor(d *draft, v []item) {
	seen := make(map[pufa.Group]bool)
	for _, it := range v {
		switch name := oneLine(it.text); name {
		case "":
		case "所有人":
			seen[pufa.Residents], seen[pufa.Enterprises] = true, true
		case pufa.Residents.Chinese():
			seen[pufa.Residents] = true
		case pufa.Enterprises.Chinese():
			seen[pufa.Enterprises] = true
		default:
			d.add(it.line, "对象“%s”不认识，请写：居民、企业；两者都适用时不写", short(name))
		}
	}
	if len(seen) != 1 {
		return
	}
	for g := range seen {
		d.entry.For = []pufa.Group{g}
	}
}

// setCites keeps the citations for finish: their version depends on the day of review.
func setCites(d *draft, v []item) { d.cites = append(d.cites, v...) }

func setRelated(d *draft, v []item) {
	for _, it := range v {
		slug := oneLine(it.text)
		if slug != "" && !ValidSlug(slug) {
			d.add(it.line, "“相关”里的“%s”不是编号，请写另一条的“编号”，例如 laodong-qianxin-zhongcai", short(slug))
			continue
		}
		d.entry.Related = appendNew(d.entry.Related, slug)
	}
}

func setPhones(d *draft, v []item) {
	for _, it := range v {
		phone := oneLine(it.text)
		if phone != "" && !phoneForm.MatchString(phone) {
			d.add(it.line, "电话“%s”请只写号码，例如 \"12348\" 或 \"0571-12345678\"", short(phone))
			continue
		}
		d.entry.Phones = appendNew(d.entry.Phones, phone)
	}
}

func stateName(s knowledge.State) string {
	switch s {
	case knowledge.Starter:
		return "起始"
	case "":
		return knowledge.Draft.Chinese()
	default:
		return s.Chinese()
	}
}

func setState(d *draft, v []item) {
	name := oneLine(v[0].text)
	for _, s := range []knowledge.State{knowledge.Draft, knowledge.Starter, knowledge.Reviewed, knowledge.Retired} {
		if name == stateName(s) || name == s.Chinese() {
			d.entry.State = s
			return
		}
	}
	if name != "" {
		d.add(v[0].line, "状态“%s”不认识，请写：草稿、起始、已审、停用 中的一个", short(name))
	}
}

// splitList takes the values of a cell or a line apart: at line ends and semicolons, and at commas
// where the values are single words.
func splitList(key, text string) []string {
	marks := "\n；;"
	switch key {
	case "主题", "对象", "关键词", "电话":
		marks += "、，,"
	case "相关":
		marks += "、，, "
	}
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
