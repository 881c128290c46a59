package intake

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge"
)

// What an entry may have, in characters. Lengths follow from a phone's screen; the others were held
// against the 746 entries that waited for the starter pack, of which two broke a limit (a title): a limit
// that many entries break teaches nobody.
const (
	minAnswer   = 20
	maxTitle    = 40
	maxLead     = 80  // of a case
	fewestAsks  = 10  // of a question in the starter pack
	mostAlike   = 0.6 // of two ways to ask: pairs of characters that they share, of all that they have
	maxMean     = 45  // of a sentence, in the mean
	maxSentence = 110
	maxLegalese = 3 // words of statutes in an answer
)

// wording tells lengths that Check leaves alone.
func (c *checker) wording() {
	e := c.entry
	if n := utf8.RuneCountInString(e.Body); e.Kind == knowledge.KindQA && n < minAnswer && (n > 0 || e.Check == "") {
		c.say(LevelError, RuleLength, c.body(), "答案只有 %d 字，不到 %d 字，请把话说完", n, minAnswer)
	}
	if n := utf8.RuneCountInString(e.Body); e.Kind == knowledge.KindCase && n > maxLead {
		c.say(LevelError, RuleLength, c.body(), "开头的启示有 %d 字，超过 %d 字，请缩成一句话", n, maxLead)
	}
	if n := utf8.RuneCountInString(e.Title); n > maxTitle {
		c.say(LevelError, RuleLength, []string{e.Title}, "标题有 %d 字，超过 %d 字", n, maxTitle)
	}
}

// manyAsks holds a question of the starter pack to enough ways to ask, and any entry to different ones.
func (c *checker) manyAsks() {
	e := c.entry
	if n := len(e.Asks); e.Kind == knowledge.KindQA && e.State == knowledge.Starter && n < fewestAsks {
		c.say(LevelError, RuleAsks, []string{"问法:"}, "问法只有 %d 个，起始库的问答至少要 %d 个", n, fewestAsks)
	}
	pairs := make([]map[[2]rune]bool, len(e.Asks))
	for i, ask := range e.Asks {
		pairs[i] = pairsOf(askKey(ask))
		for j := range i {
			if alike := jaccard(pairs[i], pairs[j]); alike > mostAlike && askKey(ask) != askKey(e.Asks[j]) {
				c.say(LevelError, RuleAsks, []string{ask}, "问法“%s”与“%s”太像（相同的字对占 %.0f%%），请换一种人、换一个角度来问",
					short(ask), short(e.Asks[j]), alike*100)
				break
			}
		}
	}
}

func pairsOf(text string) map[[2]rune]bool {
	runes := []rune(text)
	pairs := make(map[[2]rune]bool, len(runes))
	for i := 1; i < len(runes); i++ {
		pairs[[2]rune{runes[i-1], runes[i]}] = true
	}
	return pairs
}

func jaccard(a, b map[[2]rune]bool) float64 {
	shared := 0
	for p := range a {
		if b[p] {
			shared++
		}
	}
	if all := len(a) + len(b) - shared; all > 0 {
		return float64(shared) / float64(all)
	}
	return 0
}

// plain holds an answer to what somebody who has not studied law reads at one go.
func (c *checker) plain() {
	if c.entry.Kind != knowledge.KindQA || c.entry.Body == "" {
		return
	}
	all, count := 0, 0
	for _, s := range sentences(c.entry.Body) {
		n := letterCount(s)
		all, count = all+n, count+1
		if n > maxSentence {
			c.say(LevelError, RulePlain, c.body(), "“%s”这一句有 %d 字，超过 %d 字，请断开", short(s), n, maxSentence)
		}
	}
	if count > 0 && all > maxMean*count {
		c.say(LevelError, RulePlain, c.body(), "平均一句 %d 字，超过 %d 字，请写短句", all/count, maxMean)
	}
	if found := legalese(c.entry.Body); len(found) > maxLegalese {
		c.say(LevelError, RulePlain, c.body(), "法言法语有 %d 处（%s），超过 %d 处，请换成平常话", len(found), strings.Join(found, "、"), maxLegalese)
	}
}

// sentences splits a text where a reader takes breath.
func sentences(text string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！？；!?;\n", r) }) {
		if letterCount(s) > 0 {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

func letterCount(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// The words of statutes, and names of laws, in which they are at home. 系 is one where it does not stand
// in a word of everyday: 关系, 联系, 系统.
var (
	statuteWords = regexp.MustCompile(`应当|予以|之规定|该条款|依照前款|前款|若干|系`)
	lawNames     = regexp.MustCompile(`《[^》]*》`)
	everydayXi   = regexp.MustCompile(`[关联体派维干世直]系|系[统列数着上好紧]`)
)

func legalese(text string) []string {
	text = lawNames.ReplaceAllString(text, "")
	return statuteWords.FindAllString(everydayXi.ReplaceAllString(text, ""), -1)
}

// private tells names and numbers of persons.
func (c *checker) private() {
	for _, found := range privateData(wholeText(c.entry)) {
		c.say(LevelError, RulePrivate, quotedIn(found), "%s", found)
	}
}

// quotedIn returns what a finding quotes.
func quotedIn(found string) []string {
	_, rest, _ := strings.Cut(found, "“")
	value, _, ok := strings.Cut(rest, "”")
	if !ok {
		return nil
	}
	return []string{value}
}
