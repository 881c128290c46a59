package calendar

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/pufa/pufa"
)

// setter reads the value of a key into an item.
type setter func(it *item, value ast.Node, r *reader) error

func setters() map[string]setter {
	return map[string]setter{
		"编号": setID,
		"名称": text(50, true, func(e *Entry, s string) { e.Name = s }),
		"依据": text(200, true, func(e *Entry, s string) { e.Basis = s }),
		"待核": text(200, false, func(e *Entry, s string) { e.Check = s }),
		"备注": text(500, false, func(e *Entry, s string) { e.Note = s }),
		"主题": list(func(e *Entry, l []string) { e.Topics = l }),
		"资料": list(func(e *Entry, l []string) { e.Stock = l }),
		"日子": setRule,
		"各年": setYears,
		"提前": setAhead,
		"停用": setOff,
	}
}

func setID(it *item, value ast.Node, _ *reader) error {
	id := value.GetToken().Value
	if !idPattern.MatchString(id) || len(id) > 50 {
		return pufa.Errorf(pufa.Invalid, "“%s”不行，请写小写字母、数字和连字符，最多 50 个，如 xianfa-zhou", id)
	}
	it.id = id
	return nil
}

// text reads a line of text of at most so many characters.
func text(most int, needed bool, set func(*Entry, string)) setter {
	return func(it *item, value ast.Node, _ *reader) error {
		s, err := textOf(value)
		switch {
		case err != nil:
			return err
		case needed && s == "":
			return pufa.Errorf(pufa.Invalid, "不能空着")
		case len([]rune(s)) > most:
			return pufa.Errorf(pufa.Invalid, "太长，最多 %d 个字，现在是 %d 个", most, len([]rune(s)))
		}
		it.sets = append(it.sets, func(e *Entry) { set(e, s) })
		return nil
	}
}

func textOf(value ast.Node) (string, error) {
	var s string
	switch value.(type) {
	case *ast.SequenceNode, *ast.MappingNode, *ast.MappingValueNode:
		return "", pufa.Errorf(pufa.Invalid, "这里只写一句话")
	}
	if err := yaml.NodeToValue(value, &s); err != nil {
		return "", &pufa.Error{Kind: pufa.Invalid, Say: "这里只写一句话", Err: err}
	}
	return plain(s), nil
}

// plain makes one line of a text, without control characters.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func list(set func(*Entry, []string)) setter {
	return func(it *item, value ast.Node, _ *reader) error {
		sequence, ok := value.(*ast.SequenceNode)
		if !ok {
			return pufa.Errorf(pufa.Invalid, "要写成列表，如 [消费维权, 网购]")
		}
		var words []string
		for _, node := range sequence.Values {
			s, err := textOf(node)
			if err != nil || s == "" {
				return pufa.Errorf(pufa.Invalid, "列表里每一项写一个词，如 [消费维权, 网购]")
			}
			words = append(words, s)
		}
		it.sets = append(it.sets, func(e *Entry) { set(e, slices.Clone(words)) })
		return nil
	}
}

func setRule(it *item, value ast.Node, _ *reader) error {
	s, err := textOf(value)
	if err != nil {
		return err
	}
	rule, err := ParseRule(s)
	if err != nil {
		return err
	}
	it.sets = append(it.sets, func(e *Entry) { e.Rule = rule })
	return nil
}

func setYears(it *item, value ast.Node, r *reader) error {
	var pairs []*ast.MappingValueNode
	switch n := value.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		return pufa.Errorf(pufa.Invalid, "一年一行，写成“2026: 12月1日至7日”；当年没有就写 无")
	}
	years := map[int][]Span{}
	for _, pair := range pairs {
		year := number(pair.Key.GetToken().Value)
		s, err := textOf(pair.Value)
		if err == nil {
			years[year], err = parseYear(year, s)
		}
		if err != nil {
			r.refuse(lineOf(pair.Key), "各年：%s", pufa.Say(err))
		}
	}
	it.sets = append(it.sets, func(e *Entry) {
		merged := maps.Clone(e.Years)
		if merged == nil {
			merged = map[int][]Span{}
		}
		maps.Copy(merged, years)
		e.Years = merged
	})
	return nil
}

func setAhead(it *item, value ast.Node, _ *reader) error {
	text := value.GetToken().Value
	n := number(text)
	if n < 0 || n > 365 || n == 0 && text != "0" {
		return pufa.Errorf(pufa.Invalid, "“%s”不对，请写提前几天开始准备，0 到 365", text)
	}
	it.sets = append(it.sets, func(e *Entry) { e.Ahead = n })
	return nil
}

func setOff(it *item, value ast.Node, _ *reader) error {
	off, known := map[string]bool{"是": true, "true": true, "否": false, "false": false}[value.GetToken().Value]
	if !known {
		return pufa.Errorf(pufa.Invalid, "“%s”不对，请写 是 或 否", value.GetToken().Value)
	}
	it.sets = append(it.sets, func(e *Entry) { e.Off = off })
	return nil
}
