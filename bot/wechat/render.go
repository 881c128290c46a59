package wechat

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/bot"
)

// What a text may hold. WeChat: a passive reply of about 2048 bytes; 600 Chinese characters are
// 1800 of them. Markup counts.
const (
	maxRunes = 600
	maxBytes = 2048

	choiceRunes = 30  // longer choices are sent back by number
	labelRunes  = 40  // longer choices are shown cut
	bodyShare   = 200 // runes that choices leave to the body, where it needs them
	answerShare = 460 // the same where the body is the answer and the choices are only related
	tailShare   = 300 // runes of a last paragraph that is kept when the text is cut
	linkBytes   = 300 // a link longer than this is left out
	more        = "……"
)

// room is what is left of the limits.
type room struct{ runes, bytes int }

func (r room) less(s string) room {
	return room{r.runes - utf8.RuneCountInString(s), r.bytes - len(s)}
}

func (r room) holds(s string) bool {
	left := r.less(s)
	return left.runes >= 0 && left.bytes >= 0
}

// Render writes a reply as a WeChat text: the words, cut at the end of a sentence where they are
// too long; the choices, numbered and clickable; and the link to the page with the whole text under
// base ("" for no link). It is within 600 characters and 2048 bytes in all, and "" for a reply
// without words and choices. The last paragraph, which names the sources and says whose word it is,
// outlives a cut, and an answer goes before what is only related to it. An answer ends by asking whether
// it helped. Markup in the reply's texts is shown, never obeyed.
func Render(reply bot.Reply, base string) string {
	text := clean(reply.Text)
	if text == "" && len(reply.Choices) == 0 {
		return ""
	}
	link := pageLink(reply, base)
	if helped := reply.HelpedLine(); helped != "" {
		link = "\n\n" + helped + link
	}
	all := room{maxRunes, maxBytes}.less(link)
	share, title := bodyShare, "\n"
	if related := reply.ChoicesTitle(); related != "" {
		share, title = answerShare, "\n\n"+related
	}
	menu := menuLines(title, reply.Choices, all.less(fit(text, room{share, 3 * share})))
	return tappable(strings.TrimSpace(fit(text, all.less(menu))+menu+link), reply.HelpedLine())
}

// tappable makes links of the two words that say whether the answer helped, where there is room for them.
func tappable(text, helped string) string {
	i := strings.LastIndex(text, helped)
	if helped == "" || i < 0 {
		return text
	}
	line := strings.NewReplacer(
		bot.Helped, clickText(bot.Helped, "901", bot.Helped), bot.NotHelped, clickText(bot.NotHelped, "902", bot.NotHelped)).Replace(helped)
	if long := text[:i] + line + text[i+len(helped):]; (room{maxRunes, maxBytes}).holds(long) {
		return long
	}
	return text
}

// fit returns the text, cut where it must be: before its last paragraph where that is short.
func fit(text string, r room) string {
	if r.holds(text) {
		return text
	}
	tail := ""
	if i := strings.LastIndex(text, "\n\n"); i > 0 && utf8.RuneCountInString(text[i:]) <= min(tailShare, r.runes*2/3) {
		text, tail = text[:i], text[i:]
	}
	r = r.less(more + tail)
	head, _ := Cut(text, r.runes, r.bytes)
	return strings.TrimSpace(head) + more + tail
}

// clean makes a text of ours fit to show: no markup, no characters that WeChat cannot carry.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '<': // an anchor needs them, a reader does not
			return '＜'
		case r == '>':
			return '＞'
		case r == '\r' || !inXML(r):
			return -1
		default:
			return r
		}
	}, s)
	return strings.TrimSpace(s)
}

// pageLink leads to the page with the whole text; "" where there is none.
func pageLink(reply bot.Reply, base string) string {
	address := pageAddress(reply, base)
	if address == "" {
		return ""
	}
	words := "看全文"
	if strings.HasPrefix(reply.Path, bot.SettingsPath+"?") {
		words = "打开订阅设置（30 分钟内有效）"
	}
	return "\n\n<a href=\"" + address + "\">" + words + "</a>"
}

// pageAddress returns the page's address with everything escaped. It says that the reader comes from an
// answer, unless it says something else. Large print is asked for by ?large=1.
func pageAddress(reply bot.Reply, base string) string {
	if reply.Path == "" || base == "" {
		return ""
	}
	u, err := url.Parse(strings.TrimSuffix(base, "/") + reply.Path)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	q := u.Query()
	if !q.Has("from") && !strings.HasPrefix(reply.Path, bot.SettingsPath+"?") {
		q.Set("from", "answer")
	}
	if reply.Large {
		q.Set("large", "1")
	}
	u.RawQuery = q.Encode()
	address := u.String()
	if len(address) > linkBytes || strings.ContainsAny(address, "\"<>") {
		return ""
	}
	return address
}

// menuLines writes the choices under their title, a line each. Where they do not all fit, the last ones lose first
// their link, then their place; a reader can pick every one that is shown by typing its number.
func menuLines(title string, choices []bot.Choice, r room) string {
	lines := []string{title}
	for i, c := range choices {
		lines = append(lines, clickable(i+1, c))
	}
	for i := len(choices); i > 0 && !r.holds(strings.Join(lines, "")); i-- {
		lines[i] = numbered(i, label(choices[i-1]))
	}
	for len(lines) > 1 && !r.holds(strings.Join(lines, "")) {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 1 {
		return ""
	}
	return strings.Join(withGists(lines, choices, r), "")
}

// withGists puts under each choice what it says in a line, as far as there is room: the last ones lose it first.
func withGists(lines []string, choices []bot.Choice, r room) []string {
	r = r.less(strings.Join(lines, ""))
	for i, c := range choices[:len(lines)-1] {
		gist := oneLine(c.Gist)
		if gist == "" {
			continue
		}
		gist = "\n   " + gist
		if !r.holds(gist) {
			break
		}
		lines[i+1] += gist
		r = r.less(gist)
	}
	return lines
}

func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// clickable is a choice that sends its text, with its id, when it is tapped.
func clickable(number int, c bot.Choice) string {
	content := label(c)
	if utf8.RuneCountInString(content) > choiceRunes {
		content = strconv.Itoa(number)
	}
	return numbered(number, clickText(content, choiceID(number, c), label(c)))
}

// clickText is a link that sends the content, with the id, when it is tapped.
func clickText(content, id, label string) string {
	return "<a href=\"weixin://bizmsgmenu?msgmenucontent=" + escape(content) + "&msgmenuid=" + escape(id) + "\">" + label + "</a>"
}

// choiceID is what a tap sends back with the text; choices without an id go by their number.
func choiceID(number int, c bot.Choice) string {
	return cmp.Or(c.ID, strconv.Itoa(number))
}

func numbered(number int, text string) string {
	return "\n" + strconv.Itoa(number) + ". " + text
}

// label is a choice's text on one line.
func label(c bot.Choice) string {
	text := oneLine(c.Text)
	head, rest := Cut(text, labelRunes, 3*labelRunes)
	if rest != "" {
		return head + "…"
	}
	return text
}

// escape makes a text fit for a parameter of a weixin: address. Chinese stays as it is, as accounts
// write it in practice; only what would end or change the address is escaped.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r <= ' ' || strings.ContainsRune(`%&+#=?"'<>\`, r) || r == 0x7F {
			fmt.Fprintf(&b, "%%%02X", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
