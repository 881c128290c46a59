package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Citer recognises citations in a text and resolves them as of a day; *knowledge.Catalogue is one.
type Citer interface {
	Cite(text string, on pufa.Day) []knowledge.Citation
}

var (
	versionForm = regexp.MustCompile(`[（(]\s*(\d{4}-\d{1,2}-\d{1,2})\s*[）)]`)
	connectors  = regexp.MustCompile(`以及|规定|[和与及或的依据根据按照]`)
)

// citation returns what an entry keeps of a recognised citation: whether the law is in force is told
// anew for each reader.
func citation(c knowledge.Citation) knowledge.Citation {
	return knowledge.Citation{
		Law: c.Law, Article: c.Article, Paragraph: c.Paragraph, Item: c.Item, Version: c.Version,
	}
}

// readCites reads a text that consists of citations of one law, which may carry the version in
// brackets: 《劳动合同法》（2012-12-28）第八十五条. Without brackets the version is the one in force
// on the day of review, and none where that day is unknown. reason is what is wrong, "" for nothing.
func readCites(citer Citer, text string, reviewed pufa.Day) (cites []knowledge.Citation, reason string) {
	text = oneLine(text)
	plain, version, reason := cutVersion(text)
	if reason != "" {
		return nil, reason
	}
	found := citer.Cite(plain, reviewed)
	if len(found) == 0 {
		return nil, "认不出“" + short(text) + "”是哪部法律的哪一条，请写成：《劳动法》第五十条"
	}
	if rest := leftOver(plain, found); rest != "" {
		return nil, "“依据”里只写法律和条号，“" + short(rest) + "”请写到正文里"
	}
	for _, c := range found {
		if version != "" && c.Law != found[0].Law {
			return nil, "写了版本日期的“依据”，一行只能写一部法律，请把《" + c.Law + "》另起一行"
		}
		c = citation(c)
		if version != "" || reviewed == "" {
			c.Version = version
		}
		cites = append(cites, c)
	}
	return cites, ""
}

// cutVersion takes the version in brackets out of the text.
func cutVersion(text string) (plain string, version pufa.Day, reason string) {
	all := versionForm.FindAllStringSubmatchIndex(text, -1)
	switch len(all) {
	case 0:
		return text, "", ""
	case 1:
	default:
		return "", "", "一行“依据”只能写一个版本日期，请分成几行写"
	}
	m := all[0]
	day, err := pufa.ParseDay(text[m[2]:m[3]])
	if err != nil {
		return "", "", "版本日期" + pufa.Say(err)
	}
	return text[:m[0]] + text[m[1]:], day, ""
}

// leftOver returns the words of a text that belong to no citation and say something.
func leftOver(text string, cites []knowledge.Citation) string {
	var b strings.Builder
	at := 0
	for _, c := range cites {
		if c.Start > at {
			b.WriteString(text[at:min(c.Start, len(text))])
		}
		at = max(at, c.End)
	}
	if at < len(text) {
		b.WriteString(text[at:])
	}
	rest := b.String()
	says := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if !strings.ContainsFunc(connectors.ReplaceAllString(rest, ""), says) {
		return ""
	}
	return strings.TrimSpace(rest)
}

// textCites returns the articles that a running text cites, each once; of a text that names laws only,
// the laws. Versions stay open: the text is as old as it is.
func textCites(citer Citer, text string) []knowledge.Citation {
	var articles, laws []knowledge.Citation
	for _, c := range citer.Cite(text, "") {
		c = citation(c)
		c.Version = ""
		list := &articles
		if c.Article.Main == 0 {
			list = &laws
		}
		if !slices.Contains(*list, c) {
			*list = append(*list, c)
		}
	}
	if len(articles) == 0 {
		return laws
	}
	return articles
}
