package intake

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/pufa/pufa/knowledge"
)

// plainForm is a value that YAML reads as the same text without quotes, whatever the parser.
var plainForm = regexp.MustCompile(`^[\p{Han}a-zA-Z《“（][\p{Han}a-zA-Z0-9《》“”（）、，。？！；：·-]*$`)

var notPlain = regexp.MustCompile(`^(?i:true|false|null|yes|no|on|off|y|n)$`)

// FormatEntry writes the canonical form: ParseEntry reads the same entry back, as long as it is one
// that ParseEntry or the importer made. A line of the text that would begin a section is escaped.
func FormatEntry(e knowledge.Entry) []byte {
	var b bytes.Buffer
	b.WriteString(fence + "\n")
	for _, f := range fields() {
		writeField(&b, f, f.get(e))
	}
	b.WriteString(fence + "\n")
	writeText(&b, e.Body)
	for _, s := range e.Sections {
		b.WriteString("\n## " + oneLine(s.Heading) + "\n")
		writeText(&b, s.Text)
	}
	return b.Bytes()
}

func writeField(b *bytes.Buffer, f field, values []string) {
	if len(values) == 0 {
		return
	}
	b.WriteString(f.key + ":")
	if !f.list {
		b.WriteString(" " + yamlText(values[0]) + "\n")
		return
	}
	b.WriteByte('\n')
	for _, v := range values {
		b.WriteString("  - " + yamlText(v) + "\n")
	}
}

// yamlText writes a text so that YAML reads it as this text: plain where it is harmless, else in
// double quotes, whose escapes Go and YAML share.
func yamlText(s string) string {
	if plainForm.MatchString(s) && !notPlain.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}

func writeText(b *bytes.Buffer, text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		if sectionLine.MatchString(line) || titleLine.MatchString(line) {
			b.WriteByte('\\')
		}
		b.WriteString(line + "\n")
	}
}
