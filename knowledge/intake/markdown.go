package intake

import (
	"regexp"
	"strings"
)

var (
	markup   = regexp.MustCompile("[\\\\*_`<~]")
	lineMark = regexp.MustCompile(`^[#>=+-]`)
	bullet   = regexp.MustCompile(`^(-\s+|[•·●■◆▪]\s*)`)
)

// markdownLine writes one paragraph of plain text as Markdown that shows the same words; a line that
// begins with a bullet becomes a list's.
func markdownLine(text string) string {
	text = markup.ReplaceAllString(strings.TrimSpace(text), `\$0`)
	if mark := bullet.FindString(text); mark != "" {
		return "- " + text[len(mark):]
	}
	if lineMark.MatchString(text) {
		return `\` + text
	}
	return text
}

// markdownText writes plain text as Markdown: a paragraph for each line.
func markdownText(text string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			out = append(out, markdownLine(line))
		}
	}
	return strings.Join(out, "\n\n")
}
