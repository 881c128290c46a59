package intake

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

var (
	headNoise = regexp.MustCompile(`[\s*＊:：]+|[（(][^）)]*[）)]`)
	digits    = regexp.MustCompile(`^[0-9]+$`)
	looseDay  = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
)

// The columns of a table that are no keys of an entry.
const (
	columnTitle  = "问题"
	columnAnswer = "答案"
	columnNumber = "序号"
)

// columnKey returns the key that a column's heading stands for; "" for a heading of its own.
func columnKey(head string) string {
	head = headNoise.ReplaceAllString(head, "")
	switch head {
	case "问题", "标题", "题目", "提问", "咨询问题", "常见问题", "问":
		return columnTitle
	case "答案", "回答", "答复", "解答", "参考答案", "标准答案", "答复内容", "答":
		return columnAnswer
	case "问法", "其他问法", "相似问法", "相似问题", "相似问", "同义问题", "同义问法", "常见问法":
		return "问法"
	case "依据", "法律依据", "法条", "法条依据", "法规依据", "政策依据", "引用", "引用法条":
		return "依据"
	case "领域", "分类", "类别", "法律领域", "业务领域", "所属领域", "问题分类":
		return "领域"
	case "对象", "适用对象", "面向对象", "受众", "适用人群":
		return "对象"
	case "主题", "标签":
		return "主题"
	case "关键词", "关键字":
		return "关键词"
	case "电话", "联系电话", "咨询电话":
		return "电话"
	case "来源", "出处":
		return "来源"
	case "审核日", "审核日期":
		return "审核日"
	case "复核日", "复核日期":
		return "复核日"
	case columnNumber:
		return columnNumber
	}
	if _, ok := fieldOf(head); ok {
		return head
	}
	return ""
}

// table reads the rows of one sheet.
type table struct {
	reader
	*batch
	sheet   string // its name, "" where there is only one
	caption string // what stands alone above the headings
	heads   []string
	keys    []string // of each column; "" for a heading of its own
}

// row reads one row: the first that holds more than a caption has the headings.
func (t *table) row(line int, cells []string) {
	filled := 0
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
		if cells[i] != "" {
			filled++
		}
	}
	switch {
	case filled == 0:
	case t.keys != nil:
		t.entry(line, cells)
	case filled == 1 && t.caption == "":
		t.caption = strings.Join(cells, "")
	default:
		t.header(line, cells)
	}
}

// end tells what was missing when all rows are read.
func (t *table) end() {
	if t.keys == nil && t.caption != "" {
		t.header(1, nil)
	}
}

func (t *table) header(line int, cells []string) {
	t.heads, t.keys = cells, make([]string, len(cells))
	found := make(map[string]bool)
	for i, head := range cells {
		key := columnKey(head)
		if key != "" && found[key] {
			t.say(line, "列名“%s”和前面的一列意思相同，请合并成一列", head)
		}
		found[key], t.keys[i] = true, key
	}
	if !isHeader(cells) {
		t.say(line, "第一行要是列名，至少有“问题”和“答案”两列，还可以有问法、依据、领域、对象等；不是问答的工作表请删去")
	}
}

// isHeader reports whether cells are the headings of a table of questions.
func isHeader(cells []string) bool {
	title, answer := false, false
	for _, c := range cells {
		key := columnKey(c)
		title, answer = title || key == columnTitle, answer || key == columnAnswer
	}
	return title && answer
}

func (t *table) say(line int, format string, args ...any) {
	if t.sheet != "" {
		format, args = "工作表“%s”："+format, append([]any{t.sheet}, args...)
	}
	t.add(line, format, args...)
}

func (t *table) entry(line int, cells []string) {
	d := newDraft(&t.problems, t.citer)
	d.entry.Kind = t.kind
	var title, number string
	for i, text := range cells {
		if text == "" {
			continue
		}
		if i >= len(t.keys) || t.heads[i] == "" {
			t.say(line, "第 %d 列有内容“%s”，但没有列名", i+1, short(text))
			continue
		}
		switch t.keys[i] {
		case columnTitle:
			title = text
		case "编号":
			number = text
		default:
			d.cell(line, t.heads[i], t.keys[i], text)
		}
	}
	d.nameRow(line, title, number)
	if d.entry.Source == "" {
		d.entry.Source = oneLine(t.caption)
	}
	t.finish(d, line, t.as)
}

// nameRow sets title and slug. A number such as 17 names the row within its file only.
func (d *draft) nameRow(line int, title, number string) {
	if d.entry.Kind == "" && d.seen["类型"] == 0 {
		d.entry.Kind = knowledge.KindQA
	}
	d.put(titleKey(d.entry.Kind), item{line, title})
	if number == "" || digits.MatchString(number) {
		d.entry.Slug = fileSlug(d.file, rowName(number, title))
		return
	}
	d.put("编号", item{line, number})
}

// cell takes one cell into the entry; a column of its own becomes a section.
func (d *draft) cell(line int, head, key, text string) {
	switch key {
	case columnAnswer:
		d.entry.Body = text
	case "":
		d.entry.Sections = append(d.entry.Sections, knowledge.Section{Heading: oneLine(head), Text: markdownText(text)})
	case columnNumber:
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			d.cell(line, head, "", text)
		}
	case "依据":
		d.looseCites(line, text)
	case "审核日", "复核日":
		d.put(key, item{line, plainDay(text)})
	default:
		d.putText(line, key, text)
	}
}

// putText fills a key from running text: of a list, the text is taken apart.
func (d *draft) putText(line int, key, text string) {
	if f, _ := fieldOf(key); f.list {
		d.put(key, items(line, splitList(key, text))...)
		return
	}
	d.put(key, item{line, text})
}

// plainDay writes a day as spreadsheets and people have it (2026/1/5, 2026年1月5日) as 2026-01-05.
func plainDay(text string) string {
	m := looseDay.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	pad := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	return m[1] + "-" + pad(m[2]) + "-" + pad(m[3])
}

// looseCites reads citations as people note them, with the words of the law behind: those words are
// kept as a section.
func (d *draft) looseCites(line int, text string) {
	var whole []knowledge.Citation
	words := false
	for _, part := range splitList("依据", text) {
		cites, reason := readCites(d.citer, part, d.entry.Reviewed)
		if reason != "" {
			cites, words = textCites(d.citer, part), true
		}
		whole = append(whole, cites...)
	}
	if len(whole) == 0 {
		d.add(line, "“依据”里的“%s”认不出是哪部法律的哪一条，请写成：《劳动法》第五十条", short(text))
	}
	for _, c := range whole {
		d.addCite(c)
	}
	if words {
		d.entry.Sections = append(d.entry.Sections, knowledge.Section{Heading: "依据", Text: markdownText(text)})
	}
}
