package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge"
)

const (
	disclaimer  = "以上是普法宣传，不是对您这件事的法律意见。"
	statuteLine = "以上是法律原文，供了解法律用，不是对您这件事的法律意见。"
	// roomy is what a reply holds in characters before the channel must cut: sources and the last
	// line are to be read, so that steps give way to them.
	roomy = 500
	// roomForDays is what the section on deadlines may take of it.
	roomForDays = 120
)

// entryText is a reviewed entry as it is read on a phone: the answer, its deadlines, what the articles say
// with numbers that it leaves out, the steps as far as there is room, the sources, cases, and whose word it is.
func entryText(a knowledge.Answer) string {
	e := a.Entry
	text := plain(e.Body)
	if e.Check != "" {
		text += "\n\n【待核】" + e.Check
	}
	for _, s := range e.Sections {
		if s.Heading == "期限" { // short, and what is missed by not knowing it is lost
			text += stepLines(s, roomForDays)
		}
	}
	text += quoteLines(a.Quotes)
	tail := strings.Join(tailLines(a), "\n")
	room := roomy - utf8.RuneCountInString(text) - utf8.RuneCountInString(tail)
	if room < 0 && len(a.Cases) > 1 {
		a.Cases = a.Cases[:1]
		tail = strings.Join(tailLines(a), "\n")
	}
	for _, s := range e.Sections {
		if s.Heading == "怎么办" || s.Heading == "提示建议" {
			text += stepLines(s, room)
		}
	}
	return text + "\n\n" + tail
}

// quoteLines are the articles' own words, each with the article's name.
func quoteLines(quotes []knowledge.Quote) string {
	var lines []string
	for _, q := range quotes {
		lines = append(lines, "“"+q.Text+"”（"+q.Citation.String()+"）")
	}
	if len(lines) == 0 {
		return ""
	}
	return "\n\n条文说：" + strings.Join(lines, "\n")
}

// stepLines returns the section's first lines that fit, whole.
func stepLines(s knowledge.Section, room int) string {
	lines := strings.Split(plain(s.Text), "\n")
	text := "\n\n" + s.Heading + "："
	used := utf8.RuneCountInString(text)
	for i, line := range lines {
		rest := stepsLeft
		if i == len(lines)-1 {
			rest = ""
		}
		if used += utf8.RuneCountInString(line) + 1; used+utf8.RuneCountInString(rest) > room {
			if i == 0 {
				return ""
			}
			return text + stepsLeft
		}
		text += "\n" + line
	}
	return text
}

const stepsLeft = "\n（后面的步骤见全文）"

func tailLines(a knowledge.Answer) []string {
	lines := sourceLines(a.Sources)
	if beside := besideLine(a.Beside); beside != "" {
		lines = append(lines, beside)
	}
	lines = append(lines, a.Notices...)
	for _, c := range a.Cases {
		lines = append(lines, "相关案例："+c.Title)
	}
	if len(a.Entry.Phones) > 0 {
		lines = append(lines, "电话："+strings.Join(a.Entry.Phones, "、"))
	}
	return append(lines, reviewLine(*a.Entry), disclaimer)
}

// reviewLine says who stands behind the text and since when.
func reviewLine(e knowledge.Entry) string {
	day := e.Reviewed.Chinese()
	switch {
	case e.State == knowledge.Starter && day != "":
		return "【" + e.State.Chinese() + "】核对于" + day
	case e.State == knowledge.Starter:
		return "【" + e.State.Chinese() + "】"
	case day != "":
		return "审核于" + day
	default:
		return "已审核"
	}
}

// articleText is the statute word for word: the first article whole, the others where there is room.
func articleText(a knowledge.Answer) string {
	var b strings.Builder
	var more []string
	for i, p := range a.Passages {
		name := "《" + p.Law.Name + "》" + p.Article.Number.String()
		whole := name + since(p.Law.Effective) + "：\n" + p.Article.Text() + "\n\n"
		if i > 0 && utf8.RuneCountInString(b.String()+whole) > roomy {
			more = append(more, name)
			continue
		}
		b.WriteString(whole)
	}
	if len(more) > 0 {
		b.WriteString("另见" + strings.Join(more, "、") + "。\n")
	}
	for _, notice := range articleNotices(a) {
		b.WriteString(notice + "\n")
	}
	if len(a.Passages) == 0 {
		return strings.TrimRight(b.String(), "\n")
	}
	return b.String() + statuteLine
}

// articleNotices leaves out what a source says where the answer's own notices say it already.
func articleNotices(a knowledge.Answer) []string {
	notices := append([]string(nil), a.Notices...)
	said := strings.Join(a.Notices, "\n")
	for _, s := range a.Sources {
		if s.Notice != "" && !strings.Contains(said, s.Notice) {
			notices = append(notices, s.Citation.String()+"："+s.Notice)
		}
	}
	return notices
}

// citationsOf names the sources with the version in force on the asking day.
func citationsOf(a knowledge.Answer) []knowledge.Citation {
	var cites []knowledge.Citation
	for _, s := range slices.Concat(a.Sources, a.Beside) {
		c := s.Citation
		if s.InForce != "" && c.Version == "" { // else the number is that of the version it was checked in
			c.Version = s.InForce
		}
		cites = append(cites, c)
	}
	if len(cites) > 0 {
		return cites
	}
	for _, p := range a.Passages {
		cites = append(cites, knowledge.Citation{Law: p.Law.Name, Article: p.Article.Number, Version: p.Law.Version})
	}
	return cites
}

func entryPath(slug string) string { return "/e/" + slug }

// articlePath leads to an article: /law/民法典/1079, /law/刑法/287之2; to a law where none is named.
func articlePath(c knowledge.Citation) string {
	path := "/law/" + c.Law
	if c.Article.Main > 0 {
		path += "/" + strconv.Itoa(c.Article.Main)
	}
	if c.Article.Sub > 0 {
		path += "之" + strconv.Itoa(c.Article.Sub)
	}
	return path
}

var (
	mdLink   = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	mdMark   = regexp.MustCompile("\\*\\*|__|`")
	mdBullet = regexp.MustCompile(`(?m)^[ \t]*[-*+][ \t]+`)
	mdHead   = regexp.MustCompile(`(?m)^#{1,6}[ \t]+|^>[ \t]?`)
	mdBlank  = regexp.MustCompile(`\n[ \t]*\n+`)
)

// plain returns the Markdown of an entry as plain text: the marks of emphasis, links and headings go,
// lists keep their numbers or get a dot.
func plain(markdown string) string {
	text := strings.ReplaceAll(markdown, "\r\n", "\n")
	text = mdLink.ReplaceAllString(text, "$1")
	text = mdBullet.ReplaceAllString(text, "· ")
	text = mdHead.ReplaceAllString(text, "")
	text = mdMark.ReplaceAllString(text, "")
	return strings.TrimSpace(mdBlank.ReplaceAllString(text, "\n"))
}

// Preview returns an entry as a reply shows it. Nothing is stored, and no cases are looked for.
func Preview(e knowledge.Entry, sources []knowledge.Source) string {
	return entryText(knowledge.Answer{Entry: &e, Sources: sources})
}
