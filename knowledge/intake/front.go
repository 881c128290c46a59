package intake

import (
	"errors"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFront bounds the front matter in bytes; no entry written by people comes near it.
const maxFront = 16 << 10

const fence = "---"

var badColon = regexp.MustCompile(`^\s*([\p{Han}]{2,3})(：|:\S)`)

// cutFront splits a canonical file at its fences. line is the line on which the rest begins.
func cutFront(text string) (front, rest string, line int, reason string) {
	lines := strings.SplitAfter(text, "\n")
	if strings.TrimRight(lines[0], " \t\n") != fence {
		return "", "", 0, "第一行要是三个短横线 ---，下面写“编号: …”等说明"
	}
	for i, l := range lines[1:] {
		if strings.TrimRight(l, " \t\n") != fence {
			continue
		}
		front = strings.Join(lines[1:i+1], "")
		if len(front) > maxFront {
			return "", "", 0, "开头的说明太长，只写编号、类型、问题等，正文写到第二个 --- 下面"
		}
		return front, strings.Join(lines[i+2:], ""), i + 3, ""
	}
	return "", "", 0, "开头的说明没有结束，请在说明下面单独写一行三个短横线 ---"
}

// frontLine is the line of the file on which the front matter's first line stands, less one.
const frontLine = 1

// readFront fills the draft from the YAML between the fences. ok is false where nothing could be
// read, so that what is missing need not be told.
func (d *draft) readFront(front string) (ok bool) {
	if d.badColons(front); len(d.list) > 0 {
		return false
	}
	file, err := parser.ParseBytes([]byte(front), 0)
	if err != nil {
		d.syntax(err)
		return false
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		d.add(1+frontLine, "开头的说明要写成“键: 值”，一行一个，例如“类型: 问答”")
		return false
	}
	pairs, ok := d.pairs(file.Docs[0].Body)
	for _, pair := range pairs {
		d.pair(pair)
	}
	return ok
}

// badColons tells the slips of the pen that YAML would take for something else.
func (d *draft) badColons(front string) {
	for i, l := range strings.Split(front, "\n") {
		m := badColon.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		if _, ok := fieldOf(m[1]); ok {
			d.add(i+1+frontLine, "“%s”后面要用英文冒号加一个空格，写成“%s: …”", m[1], m[1])
		}
	}
}

func (d *draft) syntax(err error) {
	line := 1
	var syntax yaml.Error
	if errors.As(err, &syntax) && syntax.GetToken() != nil {
		line = syntax.GetToken().Position.Line
	}
	d.add(line+frontLine, "这一行不合格式：每行写成“键: 值”，列表每项一行以“- ”开头并缩进两格；值里有冒号、引号、# 等符号时，整个值放进英文双引号")
}

func (d *draft) pairs(node ast.Node) (pairs []*ast.MappingValueNode, ok bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	default:
		d.add(lineOf(node), "开头的说明要写成“键: 值”，一行一个，例如“类型: 问答”")
		return nil, false
	}
}

func (d *draft) pair(pair *ast.MappingValueNode) {
	line := lineOf(pair.Key)
	key, ok := scalar(pair.Key)
	if !ok {
		d.add(line, "键要写成普通文字，例如“类型: 问答”")
		return
	}
	f, ok := fieldOf(key)
	if !ok {
		d.add(line, "没有“%s”这个键，可以用的有：%s", short(key), keyNames())
		return
	}
	if first := d.seen[key]; first > 0 {
		d.add(line, "“%s”写了两次，第 %d 行已经有了", key, first)
		return
	}
	d.seen[key] = line
	if values, ok := d.values(f, pair.Value); ok {
		d.set(f, values)
	}
}

func keyNames() string {
	var names []string
	for _, f := range fields() {
		names = append(names, f.key)
	}
	return strings.Join(names, "、")
}

// values reads what stands after a key: one text, or a list of texts.
func (d *draft) values(f field, node ast.Node) ([]item, bool) {
	if _, null := node.(*ast.NullNode); null && f.list {
		return nil, true
	}
	if !f.list {
		text, ok := scalar(node)
		if !ok {
			d.add(lineOf(node), "“%s”只写一个值，写成“%s: …”，不写成列表", f.key, f.key)
		}
		return []item{{lineOf(node), text}}, ok
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		d.add(lineOf(node), "“%s”要写成列表：%s: [第一个, 第二个]，或下面每行一个，以“- ”开头", f.key, f.key)
		return nil, false
	}
	var out []item
	for _, n := range list.Values {
		text, ok := scalar(n)
		if !ok {
			d.add(lineOf(n), "“%s”的每一项都写成普通文字；有冒号时整项放进英文双引号", f.key)
			return nil, false
		}
		out = append(out, item{lineOf(n), text})
	}
	return out, true
}

// scalar returns a plain value as it is written: 0571 stays 0571. Anchors, aliases, tags and nested
// values are none.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimRight(n.Value.Value, "\n"), true
	case *ast.NullNode:
		return "", true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, true
	default:
		return "", false
	}
}

func lineOf(node ast.Node) int {
	if node == nil || node.GetToken() == nil {
		return 1 + frontLine
	}
	return node.GetToken().Position.Line + frontLine
}
