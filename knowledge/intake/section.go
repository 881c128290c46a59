package intake

import (
	"regexp"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

var (
	sectionLine = regexp.MustCompile(`^##([^#].*)?$`)
	titleLine   = regexp.MustCompile(`^#\s`)
)

// readBody splits Markdown at its second-level headings: what stands before the first is the body.
// line is the line of the file on which the text begins.
func (d *draft) readBody(text string, line int) {
	var heading string
	var part []string
	inSection := false
	flush := func() {
		body := strings.Trim(strings.Join(part, "\n"), "\n")
		if inSection {
			d.entry.Sections = append(d.entry.Sections, knowledge.Section{Heading: heading, Text: trimRight(body)})
		} else {
			d.entry.Body = strings.TrimSpace(body)
		}
		part = part[:0]
	}
	for i, l := range strings.Split(text, "\n") {
		switch {
		case titleLine.MatchString(l):
			d.add(line+i, "正文里的小标题用两个井号 ##；标题写在开头的说明里")
		case sectionLine.MatchString(l):
			flush()
			heading, inSection = strings.TrimSpace(l[len("##"):]), true
			if heading == "" {
				d.add(line+i, "## 后面没有小标题的文字")
			}
		default:
			part = append(part, l)
		}
	}
	flush()
}

// trimRight removes blanks at the end; those at the front may belong to Markdown.
func trimRight(s string) string { return strings.TrimRight(s, " \t\n") }
