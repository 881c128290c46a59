package intake

import (
	"regexp"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// infoEnd ends the preamble of the Markdown of public collections, of laws and cases alike.
const infoEnd = "<!-- INFO END -->"

var comment = regexp.MustCompile(`(?m)^[ \t]*<!--[^>]*-->[ \t]*\n?`)

// caseHeading returns the heading of a case explanation that stands for one found in judgments and
// collections; "" where none fits.
func caseHeading(heading string) string {
	switch strings.TrimSpace(heading) {
	case "案情", "基本案情", "简要案情", "案情回顾", "案情简介", "案件事实":
		return "案情"
	case "争议焦点", "案件焦点", "焦点问题":
		return "争议焦点"
	case "处理结果", "裁判结果", "法院裁判", "法院判决", "裁决结果", "调解结果":
		return "处理结果"
	case "法律分析", "案例分析", "案件分析", "裁判理由", "法官解读", "适用解析", "以案释法", "法官说法", "律师解读":
		return "法律分析"
	case "典型意义", "案例意义", "社会意义":
		return "典型意义"
	case "提示建议", "法官提示", "法官提醒", "律师提示", "普法提示", "温馨提示":
		return "提示建议"
	default:
		return ""
	}
}

// LooksLikeCase reports whether a Markdown text is a case as public collections have it: a preamble,
// then the parts of a case under second-level headings.
func LooksLikeCase(text string) bool {
	_, rest, ok := strings.Cut(text, infoEnd)
	if !ok {
		return false
	}
	for line := range strings.SplitSeq(rest, "\n") {
		if sectionLine.MatchString(line) && caseHeading(line[len("##"):]) != "" {
			return true
		}
	}
	return false
}

// parseCase reads a case: the first heading is its title, what else stands before the end of the
// preamble its source, the folder its field, and the articles cited in the text its citations.
func (r reader) parseCase(path string, data []byte) (knowledge.Entry, error) {
	text, err := readUTF8(path, data)
	if err != nil {
		return knowledge.Entry{}, err
	}
	d := newDraft(&problems{file: path}, r.citer)
	preamble, rest, _ := strings.Cut(text, infoEnd)
	d.entry.Kind = knowledge.KindCase
	d.entry.Field = r.folder
	d.entry.Slug = fileSlug(path, "")
	d.readPreamble(preamble)
	d.readBody(comment.ReplaceAllStringFunc(rest, blankLine), 1+strings.Count(preamble, "\n"))
	d.leads()
	d.nameSections()
	d.entry.Cites = textCites(r.citer, wholeText(d.entry))
	return d.finish(1, r.as)
}

// blankLine takes a comment's place, so that lines keep their numbers and paragraphs stay apart.
func blankLine(comment string) string {
	return strings.Repeat("\n", strings.Count(comment, "\n"))
}

func (d *draft) readPreamble(preamble string) {
	var source []string
	for i, line := range strings.Split(preamble, "\n") {
		title, isTitle := strings.CutPrefix(line, "# ")
		switch line = strings.TrimSpace(line); {
		case line == "":
		case isTitle && d.titleKey == "":
			d.put("标题", item{i + 1, title})
		default:
			source = append(source, line)
		}
	}
	d.entry.Source = strings.Join(source, "，")
}

// leads moves headings without text before the first part, such as the name of the case under its
// lesson, to the lead.
func (d *draft) leads() {
	for len(d.entry.Sections) > 0 && d.entry.Sections[0].Text == "" {
		d.entry.Body = strings.TrimSpace(d.entry.Body + "\n" + d.entry.Sections[0].Heading)
		d.entry.Sections = d.entry.Sections[1:]
	}
}

// nameSections gives sections the names of design: the first that fits takes the name, unless another
// has it already; the others keep theirs.
func (d *draft) nameSections() {
	taken := make(map[string]bool)
	for _, s := range d.entry.Sections {
		taken[s.Heading] = true
	}
	for i, s := range d.entry.Sections {
		name := caseHeading(s.Heading)
		if name == "" || taken[name] {
			continue
		}
		taken[name] = true
		d.entry.Sections[i].Heading = name
	}
}

// wholeText returns every word of an entry that a reader sees.
func wholeText(e knowledge.Entry) string {
	var b strings.Builder
	b.WriteString(e.Title + "\n" + e.Body)
	for _, s := range e.Sections {
		b.WriteString("\n" + s.Heading + "\n" + s.Text)
	}
	return b.String()
}
