package wechatsim

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Template is a template of subscription notifications that the account has.
type Template struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Keys     []string `json:"keys"` // thing1, time2: a notification has all of them and no other
	LongTerm bool     `json:"long_term"`
}

// longTerm reports whether one accept of the template is good for any number of sends.
func (p *Platform) longTerm(id string) bool {
	return slices.Contains(p.opts.LongTerm, id) ||
		slices.ContainsFunc(p.opts.Templates, func(t Template) bool { return t.ID == id && t.LongTerm })
}

// checkNotice refuses what the template does not take. Where no templates are given any id is one.
func (p *Platform) checkNotice(in noticeRequest) error {
	if len(p.opts.Templates) == 0 {
		return nil
	}
	at := slices.IndexFunc(p.opts.Templates, func(t Template) bool { return t.ID == in.TemplateID })
	if at < 0 {
		return fail(40037)
	}
	for _, key := range p.opts.Templates[at].Keys {
		value := strings.TrimSpace(in.Data[key].Value)
		if most := keywordRunes(key); value == "" || most > 0 && utf8.RuneCountInString(value) > most {
			return apiError{47003, "argument invalid! data." + key + ".value invalid"}
		}
	}
	if len(in.Data) != len(p.opts.Templates[at].Keys) {
		return apiError{47003, "argument invalid! data does not fit the template"}
	}
	return nil
}

// keywordRunes is how long a keyword of the kind may be; 0: no matter.
func keywordRunes(key string) int {
	switch strings.TrimRight(key, "0123456789") {
	case "thing":
		return 20
	case "character_string", "number", "letter":
		return 32
	case "phrase", "symbol":
		return 5
	case "name":
		return 10
	}
	return 0
}

// ownTemplates lists the account's templates as the console shows them.
func (p *Platform) ownTemplates(*call) (object, error) {
	list := []object{}
	for _, t := range p.opts.Templates {
		kind := 2
		if t.LongTerm {
			kind = 3
		}
		content := ""
		for _, key := range t.Keys {
			content += "关键词:{{" + key + ".DATA}}\n"
		}
		list = append(list, object{"priTmplId": t.ID, "title": t.Name, "content": content, "type": kind})
	}
	return object{"data": list}, nil
}
