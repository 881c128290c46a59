package calendar

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/pufa/pufa"
)

// holidays reads a file of years, each with its holidays:
//
//	2028:
//	  元旦: {放假: 1月1日至3日, 上班: [1月8日]}
func (r *reader) holidays(data []byte, h Holidays) {
	body := r.body(data)
	if body == nil {
		return
	}
	years, ok := r.pairs(body)
	if !ok {
		return
	}
	for _, year := range years {
		n := number(year.Key.GetToken().Value)
		if n < firstYear || n > lastYear {
			r.refuse(lineOf(year.Key), "“%s”不是年份，请写 2028: 这样，下面写这一年的节日", year.Key.GetToken().Value)
			continue
		}
		feasts, ok := r.pairs(year.Value)
		if !ok {
			continue
		}
		for _, feast := range feasts {
			r.feast(n, feast, h)
		}
	}
}

// feast reads one holiday of a year.
func (r *reader) feast(year int, feast *ast.MappingValueNode, h Holidays) {
	name := feast.Key.GetToken().Value
	parts, ok := r.pairs(feast.Value)
	if !ok {
		return
	}
	for _, part := range parts {
		var work bool
		switch key := part.Key.GetToken().Value; key {
		case "放假":
		case "上班":
			work = true
		default:
			r.refuse(lineOf(part.Key), "“%s”下面只写 放假 和 上班，没有“%s”", name, key)
			continue
		}
		days, err := restDays(year, part.Value)
		if err != nil {
			r.refuse(lineOf(part.Key), "%s：%s", name, pufa.Say(err))
		}
		for _, day := range days {
			h.set(year, day, restDay{name, work})
		}
	}
}

// restDays reads a date, a run of dates, or a list of them.
func restDays(year int, value ast.Node) ([]pufa.Day, error) {
	nodes := []ast.Node{value}
	if list, ok := value.(*ast.SequenceNode); ok {
		nodes = list.Values
	}
	var days []pufa.Day
	for _, node := range nodes {
		text, err := textOf(node)
		if err != nil {
			return nil, err
		}
		spans, err := parseYear(year, text)
		if err != nil {
			return nil, err
		}
		for _, span := range spans {
			for day := span.First; day <= span.Last; day = day.Add(1) {
				days = append(days, day)
			}
		}
	}
	return days, nil
}
