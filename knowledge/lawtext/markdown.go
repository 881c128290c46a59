package lawtext

import "strings"

// infoEnd ends the preamble of a file of the collection.
const infoEnd = "<!-- INFO END -->"

// fromMarkdown takes a file of the collection apart. Its headings, and only they, are marked by #;
// without the marker the text is read like one in the layout of the national database.
func fromMarkdown(text string) source {
	head, _, ok := strings.Cut(text, infoEnd)
	if !ok {
		lines := plainLines(text)
		for i := range lines {
			lines[i] = marked(lines[i])
		}
		return fromText(lines)
	}
	s := source{marked: true}
	last := 1 + strings.Count(head, "\n")
	for i, raw := range splitLines(text) {
		l := marked(line{text: clean(raw), no: i + 1})
		switch {
		case l.text == "" || strings.HasPrefix(l.text, "<!--"):
		case l.no > last:
			s.body = append(s.body, l)
		case l.depth == 1 && s.title == "":
			s.title = l.text
		case l.depth == 1 && s.part == "":
			s.part = l.text
		default:
			s.history = append(s.history, l.text)
		}
	}
	s.settleHead()
	return s
}

// marked reads the marks of markdown: # before a heading, | around the cells of a table.
func marked(l line) line {
	t := strings.TrimLeft(l.text, "#")
	if depth := len(l.text) - len(t); depth > 0 {
		const deepest = 6 // that markdown knows
		return line{text: strings.TrimSpace(t), no: l.no, depth: min(depth, deepest)}
	}
	if strings.HasPrefix(t, "|") && strings.HasSuffix(t, "|") && len(t) > 1 {
		if strings.Trim(t, "|-: ") == "" {
			return line{no: l.no}
		}
		row := strings.Split(strings.Trim(t, "|"), "|")
		return line{text: cells(row), no: l.no, row: true}
	}
	return l
}

// settleHead puts right what slipped over the marker in either direction: the title printed again
// over the text, the number and the last words of the history under it.
func (s *source) settleHead() {
	s.history = joinOpen(withoutTitle(s.history, s.title))
	s.body = s.body[repeated(s.body, s.title):]
	for first := true; len(s.body) > 0; first = false {
		l := s.body[0]
		switch {
		case l.depth > 0:
			return
		case first && closes(l.text) && len(s.history) > 0:
			s.history[len(s.history)-1] += l.text
		case historic(l.text):
			s.history = append(s.history, l.text)
		default:
			return
		}
		s.body = s.body[1:]
	}
}

// repeated returns how many lines at the start of the body print the title again.
func repeated(body []line, title string) int {
	joined := ""
	for i := 0; i < len(body) && i < maxTitleLines; i++ {
		joined += compact(body[i].text)
		if sameTitle(joined, title) {
			return i + 1
		}
	}
	return 0
}

func sameTitle(a, b string) bool {
	plain := strings.NewReplacer("、", "", " ", "", "　", "")
	return a != "" && plain.Replace(compact(a)) == plain.Replace(compact(b))
}

// withoutTitle leaves out the lines of the preamble that print the title again.
func withoutTitle(history []string, title string) []string {
	for i := range history {
		joined := ""
		for j := i; j < len(history) && j < i+maxTitleLines; j++ {
			joined += history[j]
			if sameTitle(joined, title) {
				return append(history[:i:i], history[j+1:]...)
			}
		}
	}
	return history
}

// joinOpen joins a line that breaks off within book-title marks or brackets to the next.
func joinOpen(history []string) []string {
	var out []string
	joined := 0
	for _, s := range history {
		if len(out) > 0 && joined < maxTitleLines && opens(out[len(out)-1]) {
			out[len(out)-1] += s
			joined++
			continue
		}
		out, joined = append(out, s), 0
	}
	return out
}

func opens(s string) bool {
	return strings.Count(s, "《") > strings.Count(s, "》") || depth(s) > 0
}

// closes reports whether the line ends a bracket that it does not begin.
func closes(s string) bool { return depth(s) < 0 && endsIn(s, "）)") }

// depth returns how many brackets are open at the end of the text, negative where more were closed.
func depth(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case '（', '(':
			n++
		case '）', ')':
			n--
		}
	}
	return n
}
