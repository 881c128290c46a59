package intake

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge"
)

// para is one paragraph of a document that has no front matter.
type para struct {
	line    int
	text    string
	heading bool
	ready   bool // the text is Markdown already
}

var (
	keyLine = regexp.MustCompile(`^\**([\p{Han}]{1,5})\**[:：]\**\s*((?s).*)$`)
	ordinal = regexp.MustCompile(`^([一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.．]\s*|^[（(][一二三四五六七八九十]{1,3}[）)]\s*`)
)

// outline reads a document from its first paragraph to its last: a title, lines such as “领域：邻里”,
// the answer or lead, then parts under headings. What is no key is text: nothing is dropped.
type outline struct {
	*draft
	kind    knowledge.EntryKind // as told by the importer; "" by the content
	open    string              // the key whose values the next paragraphs are; "" none
	texts   []para              // of the part that is being read
	heading string
	parts   bool // the first part has begun
	body    bool // the answer or lead has begun
	asked   bool // the title stood behind 问题
}

func (o *outline) read(paras []para) {
	for _, p := range paras {
		o.para(p)
	}
	o.flush()
	o.settle()
}

func (o *outline) para(p para) {
	key, rest := o.keyOf(p)
	switch {
	case key != "" && rest == "":
		o.open = key
	case key != "":
		o.value(p.line, key, rest)
	case p.heading && o.entry.Title != "":
		o.begin(p)
	case o.open != "":
		o.more(p)
	case o.entry.Title == "":
		o.put(titleKey(o.kind), item{p.line, p.text})
	default:
		o.texts = append(o.texts, p)
		o.body = true
	}
}

// keyOf returns the key that a paragraph begins with and what stands behind it. Keys stand before the
// answer; behind it only the answer itself may have one, and the rest is text.
func (o *outline) keyOf(p para) (key, rest string) {
	head := p.text
	if m := keyLine.FindStringSubmatch(p.text); m != nil {
		head, rest = m[1], strings.TrimSpace(m[2])
	} else if !p.heading {
		return "", ""
	}
	key = columnKey(head)
	switch {
	case key == columnNumber:
		return "", ""
	case o.parts || o.body && key != columnAnswer:
		return "", ""
	}
	return key, rest
}

func (o *outline) value(line int, key, text string) {
	o.open = ""
	switch key {
	case columnTitle:
		o.title(line, text)
	case columnAnswer:
		o.texts = append(o.texts, para{line: line, text: text})
		o.body = true
	case "依据":
		o.looseCites(line, text)
	case "编号":
		o.number(line, text)
	case "审核日", "复核日":
		o.put(key, item{line, plainDay(text)})
	default:
		o.putText(line, key, text)
	}
}

// number takes the slug; a number such as 17 names the entry within its file only.
func (o *outline) number(line int, text string) {
	if digits.MatchString(text) {
		o.entry.Slug = fileSlug(o.file, text)
		return
	}
	o.put("编号", item{line, text})
}

// title takes the question; a first line that was taken for it becomes a way to ask.
func (o *outline) title(line int, text string) {
	if o.asked {
		o.add(line, "一个文件只写一条，这里又有一个“问题”；几条一起请做成表格（.xlsx 或 .csv），每行一条")
		return
	}
	if o.entry.Title != "" && o.entry.Title != text {
		o.entry.Asks = appendNew(o.entry.Asks, o.entry.Title)
	}
	o.asked, o.entry.Title, o.titleKey = true, "", ""
	o.put(columnTitle, item{line, text})
}

// more reads a paragraph behind a key that stood alone: of a list one value after the other.
func (o *outline) more(p para) {
	key := o.open
	text := strings.TrimSpace(bullet.ReplaceAllString(ordinal.ReplaceAllString(p.text, ""), ""))
	f, _ := fieldOf(key)
	if key == columnAnswer || !f.list {
		o.value(p.line, key, p.text)
		return
	}
	o.value(p.line, key, text)
	o.open = key
}

func (o *outline) begin(p para) {
	o.flush()
	o.open, o.parts = "", true
	o.heading = strings.Trim(ordinal.ReplaceAllString(strings.TrimSpace(p.text), ""), " *：:")
	if o.heading == "" {
		o.heading = p.text
	}
}

func (o *outline) flush() {
	var lines []string
	for _, p := range o.texts {
		lines = append(lines, p.markdown(o.parts))
	}
	o.texts = nil
	if o.parts {
		text := strings.Join(lines, "\n\n")
		o.entry.Sections = append(o.entry.Sections, knowledge.Section{Heading: oneLine(o.heading), Text: text})
		return
	}
	o.entry.Body = strings.Join(lines, "\n")
}

// document reads one entry out of a document without front matter.
func (r reader) document(path string, paras []para) (knowledge.Entry, error) {
	d := newDraft(&problems{file: path}, r.citer)
	o := outline{draft: d, kind: r.kind}
	o.read(paras)
	if d.entry.Slug == "" && d.seen["编号"] == 0 {
		d.entry.Slug = fileSlug(path, "")
	}
	return d.finish(1, r.as)
}

func (p para) markdown(escape bool) string {
	switch {
	case escape && !p.ready:
		return markdownText(p.text)
	case !escape && p.ready:
		return unescape(strings.TrimSpace(p.text))
	default:
		return strings.TrimSpace(p.text)
	}
}

// settle tells the kind by the content and takes the citations of the text where none were named.
func (o *outline) settle() {
	o.leads()
	if o.entry.Kind == "" && o.seen["类型"] == 0 {
		o.entry.Kind = o.guess()
	}
	if o.entry.Title != "" {
		o.titleKey = titleKey(o.entry.Kind)
	}
	if o.entry.Kind == knowledge.KindCase {
		o.nameSections()
	}
	if len(o.cites) == 0 && len(o.entry.Cites) == 0 {
		o.entry.Cites = textCites(o.citer, wholeText(o.entry))
	}
}

func (o *outline) guess() knowledge.EntryKind {
	switch {
	case o.kind != "":
		return o.kind
	case o.asked:
		return knowledge.KindQA
	}
	for _, s := range o.entry.Sections {
		if caseHeading(s.Heading) == "案情" {
			return knowledge.KindCase
		}
	}
	if strings.HasSuffix(o.entry.Title, "？") || strings.HasSuffix(o.entry.Title, "?") {
		return knowledge.KindQA
	}
	return knowledge.KindMaterial
}

// knownHeading reports whether a short line by itself is a heading that entries usually have.
func knownHeading(text string) bool {
	text = strings.Trim(ordinal.ReplaceAllString(strings.TrimSpace(text), ""), "：: 【】")
	switch text {
	case "怎么办", "带什么", "期限", "常见误区", "找谁", "办理流程", "所需材料", "注意事项", "温馨提示":
		return true
	}
	return caseHeading(text) != ""
}

// looksHeading reports whether a paragraph set bold is a heading and not an emphasised sentence.
func looksHeading(text string) bool {
	const most = 40
	text = strings.TrimSpace(text)
	return utf8.RuneCountInString(text) <= most && !strings.ContainsAny(text, "。；\n")
}

func isKeyLine(line string) bool {
	m := keyLine.FindStringSubmatch(line)
	return m != nil && columnKey(m[1]) != ""
}
