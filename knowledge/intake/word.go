package intake

import (
	"regexp"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
	"github.com/pufa/pufa/knowledge/docx"
)

var headingStyle = regexp.MustCompile(`(?i)^(heading ?\d?|title|subtitle|标题 ?\d?|副标题)$`)

// parseWord reads a Word file: one entry, or a table of questions with a row for each.
func (r reader) parseWord(path string, data []byte) ([]knowledge.Entry, error) {
	all, err := docx.Read(data)
	if err != nil {
		return nil, refuse(path, 0, "%s", pufa.Say(err))
	}
	if hasQuestionTable(all) {
		return r.wordTable(path, all)
	}
	paras := make([]para, 0, len(all))
	for i, p := range all {
		paras = append(paras, wordPara(i+1, p))
	}
	e, err := r.document(path, paras)
	if err != nil {
		return nil, err
	}
	return []knowledge.Entry{e}, nil
}

func wordPara(line int, p docx.Paragraph) para {
	text := strings.TrimSpace(p.Text)
	switch {
	case p.Cell:
		return para{line: line, text: rowText(text)}
	case headingStyle.MatchString(p.Style), knownHeading(text), p.Bold && looksHeading(text):
		return para{line: line, text: oneLine(text), heading: true}
	case p.List:
		return para{line: line, text: "- " + text}
	default:
		return para{line: line, text: text}
	}
}

// rowText writes a table's row in a line: as a key with its value where it is one.
func rowText(row string) string {
	cells := strings.Split(row, "\t")
	if len(cells) == 2 && columnKey(cells[0]) != "" {
		return columnKey(cells[0]) + "：" + cells[1]
	}
	return strings.Join(cells, "｜")
}

// hasQuestionTable reports whether a row has the headings of a table of questions.
func hasQuestionTable(all []docx.Paragraph) bool {
	for _, p := range all {
		if p.Cell && isHeader(strings.Split(p.Text, "\t")) {
			return true
		}
	}
	return false
}

func (r reader) wordTable(path string, all []docx.Paragraph) ([]knowledge.Entry, error) {
	t := table{reader: r, batch: newBatch(path)}
	for i, p := range all {
		switch {
		case p.Cell:
			t.row(i+1, strings.Split(p.Text, "\t"))
		case t.keys == nil && t.caption == "":
			t.caption = p.Text
		default:
			t.add(i+1, "表格外面还有文字“%s”，请写进表格里或删去", short(p.Text))
		}
	}
	t.end()
	return t.result()
}
