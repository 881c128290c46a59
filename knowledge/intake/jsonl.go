package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// question is a line of a .jsonl file of questions.
type question struct {
	ID        json.RawMessage `json:"id"` // a number or a text
	Question  string          `json:"question"`
	Asks      []string        `json:"asks"`
	Keywords  []string        `json:"keywords"`
	Answer    string          `json:"answer"`
	Field     string          `json:"field"`
	Citations []struct {
		Law     string `json:"law"`
		Article string `json:"article"`
		Version string `json:"version"`
	} `json:"citations"`
}

// parseQuestions reads a .jsonl file: a question with its answer on each line.
func (r reader) parseQuestions(path string, data []byte) ([]knowledge.Entry, error) {
	text, err := readUTF8(path, data)
	if err != nil {
		return nil, err
	}
	b := newBatch(path)
	line := 0
	for row := range strings.SplitSeq(text, "\n") {
		line++
		if strings.TrimSpace(row) != "" {
			r.question(b, line, row)
		}
	}
	return b.result()
}

func (r reader) question(b *batch, line int, row string) {
	var q question
	dec := json.NewDecoder(strings.NewReader(row))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		b.add(line, "%s", jsonReason(err))
		return
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		b.add(line, "一行只能有一个 JSON 对象")
		return
	}
	d := newDraft(&b.problems, r.citer)
	d.entry.Slug = fileSlug(b.file, rowName(string(bytes.Trim(q.ID, `"`)), q.Question))
	d.entry.Body = strings.TrimSpace(q.Answer)
	if d.entry.Body == "" {
		d.entry.Check = "答案还没有写"
	}
	d.put("问题", item{line, q.Question})
	d.put("问法", items(line, q.Asks)...)
	d.put("关键词", items(line, q.Keywords)...)
	d.put("领域", item{line, q.Field})
	for _, c := range q.Citations {
		d.quoted(line, c.Law, c.Article, c.Version)
	}
	b.finish(d, line, r.as)
}

// quoted adds a citation that is already taken apart.
func (d *draft) quoted(line int, law, article, version string) {
	c := knowledge.Citation{Law: strings.TrimPrefix(strings.Trim(oneLine(law), "《》"), "中华人民共和国")}
	if c.Law == "" {
		d.add(line, "citations 里有一条没有写法律名称（law）")
		return
	}
	if article != "" {
		var ok bool
		if c.Article, ok = knowledge.ParseNumber(article); !ok {
			d.add(line, "citations 里的条号“%s”认不出来，请写成：第五十条", short(article))
			return
		}
	}
	if version != "" {
		day, err := pufa.ParseDay(version)
		if err != nil {
			d.add(line, "citations 里的版本%s", pufa.Say(err))
			return
		}
		c.Version = day
	}
	d.addCite(c)
}

func items(line int, texts []string) []item {
	var out []item
	for _, t := range texts {
		out = append(out, item{line, t})
	}
	return out
}

// rowName is what tells a row from the others of its file for good: its number where it has one, else
// the question, so that rows may move.
func rowName(id, question string) string {
	if id != "" && id != "null" {
		return id
	}
	return oneLine(question)
}

func jsonReason(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return "“" + wrong.Field + "”的值类型不对：question、answer 是文字，keywords、citations 是列表"
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return "没有 " + name + " 这个字段，可以用的有：id、question、asks、keywords、answer、field、citations"
	}
	return "这一行不是完整的 JSON 对象，请检查引号、逗号和括号"
}
