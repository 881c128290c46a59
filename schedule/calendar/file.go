package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/pufa/pufa"
)

// item is what a file says of one entry: only what it names is changed.
type item struct {
	id   string
	line int
	sets []func(*Entry)
}

func (it item) change(e *Entry) {
	for _, set := range it.sets {
		set(e)
	}
}

// reader reads a file and gathers what it refuses.
type reader struct {
	path    string
	refused []string
}

func (r *reader) refuse(line int, format string, args ...any) {
	r.refused = append(r.refused, fmt.Sprintf("%s:%d：%s", r.path, line, fmt.Sprintf(format, args...)))
}

func (r *reader) err() error {
	if len(r.refused) == 0 {
		return nil
	}
	return &pufa.Error{Kind: pufa.Invalid, Say: strings.Join(r.refused, "\n")}
}

// items reads a list of entries. What is refused is left out.
func (r *reader) items(data []byte) []item {
	var found []item
	body := r.body(data)
	if body == nil {
		return nil
	}
	list, ok := body.(*ast.SequenceNode)
	if !ok {
		r.refuse(lineOf(body), "日历文件要写成列表：每一项以“- 编号: …”开头")
		return nil
	}
	lines := map[string]int{}
	for _, node := range list.Values {
		it, ok := r.item(node)
		if !ok {
			continue
		}
		if first, twice := lines[it.id]; twice {
			r.refuse(it.line, "编号“%s”在第 %d 行已经写过，请合成一项或换一个编号", it.id, first)
			continue
		}
		lines[it.id] = it.line
		found = append(found, it)
	}
	return found
}

// body returns the content of the file; nil where there is none or it is no YAML.
func (r *reader) body(data []byte) ast.Node {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		line := 1
		var located yaml.Error
		if errors.As(err, &located) && located.GetToken() != nil {
			line = located.GetToken().Position.Line
		}
		r.refuse(line, "不是正确的 YAML，请检查缩进、引号，和冒号（要用英文冒号，后面空一格）")
		return nil
	}
	for _, doc := range file.Docs {
		switch doc.Body.(type) {
		case nil, *ast.CommentNode, *ast.CommentGroupNode, *ast.NullNode:
		default:
			return doc.Body
		}
	}
	return nil
}

func lineOf(n ast.Node) int {
	if n == nil || n.GetToken() == nil {
		return 1
	}
	return n.GetToken().Position.Line
}

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *reader) item(node ast.Node) (it item, ok bool) {
	pairs, ok := r.pairs(node)
	if !ok {
		return it, false
	}
	it.line = lineOf(node)
	if len(pairs) > 0 {
		it.line = lineOf(pairs[0].Key)
	}
	before := len(r.refused)
	for _, pair := range pairs {
		r.pair(&it, pair)
	}
	if it.id == "" && len(r.refused) == before {
		r.refuse(it.line, "这一项没有写 编号，请写小写字母、数字和连字符，如 xianfa-zhou")
	}
	return it, len(r.refused) == before
}

// pairs returns the keys and values of a mapping.
func (r *reader) pairs(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	default:
		r.refuse(lineOf(node), "这里要写“键: 值”，一行一个，如“编号: xianfa-zhou”；冒号用英文的，后面空一格")
		return nil, false
	}
}

// pair reads one key of an entry.
func (r *reader) pair(it *item, pair *ast.MappingValueNode) {
	key, line := pair.Key.GetToken().Value, lineOf(pair.Key)
	read, known := setters()[key]
	if !known {
		r.refuse(line, "没有“%s”这个键，可以写：编号、名称、日子、各年、依据、待核、主题、资料、提前、停用、备注", key)
		return
	}
	if err := read(it, pair.Value, r); err != nil {
		r.refuse(line, "%s：%s", key, pufa.Say(err))
	}
}
