package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge"
)

// maxAnswer is how many characters an answer may have: what fits on a phone without scrolling.
const maxAnswer = 300

// Rule is what a finding is about.
type Rule string

// The rules of checking.
const (
	RuleReading   Rule = "reading"   // the file could not be read for sure
	RuleCitation  Rule = "citation"  // a citation that the catalogue does not know, or no citation at all
	RuleLength    Rule = "length"    // an answer too long for a phone, a part without text
	RulePrivate   Rule = "private"   // a name or number that may belong to a person
	RuleDuplicate Rule = "duplicate" // a way to ask that two entries share
	RuleReview    Rule = "review"    // no day for the next look, something left to check
	RuleAsks      Rule = "asks"      // too few ways to ask, or one copied from another
	RulePlain     Rule = "plain"     // an answer that is hard to read
	RuleRelated   Rule = "related"   // a related entry that is not there
)

func rules() []Rule {
	return []Rule{RuleReading, RuleCitation, RulePrivate, RuleDuplicate, RuleAsks, RuleLength, RulePlain, RuleRelated, RuleReview}
}

// Level says what follows from a finding.
type Level string

// The levels of findings.
const (
	LevelError   Level = "error"   // pufa check refuses the entry; an import takes it all the same
	LevelWarning Level = "warning" // for a person to look at
)

// Chinese returns the rule's name as reports have it.
func (r Rule) Chinese() string {
	switch r {
	case RuleReading:
		return "文件读取"
	case RuleCitation:
		return "法律依据"
	case RuleLength:
		return "篇幅"
	case RulePrivate:
		return "个人信息"
	case RuleDuplicate:
		return "问法重复"
	case RuleReview:
		return "审核"
	case RuleAsks:
		return "问法"
	case RulePlain:
		return "好读"
	case RuleRelated:
		return "相关"
	default:
		return string(r)
	}
}

// Finding is something in an entry that a person should look at.
type Finding struct {
	File  string `json:"file"`           // "" where the entry does not come from a file
	Line  int    `json:"line,omitempty"` // from 1; 0 where it is not told
	Slug  string `json:"entry"`
	Rule  Rule   `json:"rule"`
	Level Level  `json:"level"`
	Text  string `json:"text"` // Chinese

	near []string // words that stand on the line meant
}

// String returns 文件 编号: 话.
func (f Finding) String() string {
	return strings.Join(slices.DeleteFunc([]string{f.File, f.Slug}, func(s string) bool { return s == "" }), " ") + ": " + f.Text
}

// Asks remembers which entry is asked in which words. Check fills it; one Asks serves all entries that
// must differ.
type Asks map[string]string

// Check looks through one entry: citations, length, private data, ways to ask, review.
func Check(e knowledge.Entry, catalogue Catalogue, asks Asks) []Finding {
	c := checker{entry: e}
	c.citations(catalogue)
	c.length()
	if e.Kind == knowledge.KindCase {
		for _, found := range privateData(wholeText(e)) {
			c.say(LevelError, RulePrivate, quotedIn(found), "%s", found)
		}
	}
	c.asks(asks)
	c.review()
	return c.found
}

type checker struct {
	entry knowledge.Entry
	found []Finding
}

// say adds a finding. near is what stands on the line that it speaks of.
func (c *checker) say(level Level, rule Rule, near []string, format string, args ...any) {
	c.found = append(c.found, Finding{Slug: c.entry.Slug, Level: level, Rule: rule, near: near, Text: fmt.Sprintf(format, args...)})
}

// unlessOpen is the level of what is refused, but for entries that say themselves what is still open.
func (c *checker) unlessOpen() Level {
	if c.entry.Check != "" {
		return LevelWarning
	}
	return LevelError
}

func (c *checker) citations(catalogue Catalogue) {
	if len(c.entry.Cites) == 0 && c.entry.Kind != knowledge.KindMaterial {
		level := LevelError
		if c.entry.Kind == knowledge.KindCase { // old collections name none
			level = LevelWarning
		}
		c.say(level, RuleCitation, nil, "没有法律依据")
	}
	told := make(map[string]bool)
	for _, cite := range c.entry.Cites {
		if told[cite.Law+string(cite.Version)] {
			continue
		}
		told[cite.Law+string(cite.Version)] = true
		law, ok := catalogue.Find(cite.Law)
		near := []string{cite.Law}
		switch {
		case !ok:
			c.say(LevelError, RuleCitation, near, "《%s》不在法律目录里，请核对名称", cite.Law)
		case cite.Version != "" && !slices.ContainsFunc(law.Versions, func(v knowledge.EnactmentVersion) bool { return v.Version == cite.Version }):
			c.say(LevelError, RuleCitation, near, "法律目录里没有《%s》%s的版本，请核对日期", cite.Law, cite.Version.Chinese())
		case law.Repealed && c.entry.Kind != knowledge.KindCase:
			c.say(c.unlessOpen(), RuleCitation, near, "《%s》已废止%s，请改引现行法律", cite.Law, successor(law))
		}
	}
}

func successor(law knowledge.Enactment) string {
	if law.Successor == "" {
		return ""
	}
	return "（由《" + law.Successor + "》取代）"
}

func (c *checker) length() {
	if n := utf8.RuneCountInString(c.entry.Body); c.entry.Kind == knowledge.KindQA && n > maxAnswer {
		c.say(LevelError, RuleLength, c.body(), "答案有 %d 字，超过 %d 字，请把细节移到小标题下面", n, maxAnswer)
	}
	for _, s := range c.entry.Sections {
		if strings.TrimSpace(s.Text) == "" {
			c.say(LevelError, RuleLength, []string{"##", s.Heading}, "小标题“%s”下面没有内容", s.Heading)
		}
	}
}

// body returns the words with which the answer begins.
func (c *checker) body() []string {
	first, _, _ := strings.Cut(c.entry.Body, "\n")
	return []string{first}
}

func (c *checker) asks(asks Asks) {
	own := make(map[string]bool)
	for i, text := range append([]string{c.entry.Title}, c.entry.Asks...) {
		if i == 0 && c.entry.Kind != knowledge.KindQA {
			continue
		}
		key := askKey(text)
		other, known := asks[key]
		switch {
		case key == "":
		case own[key]:
			c.say(LevelError, RuleDuplicate, []string{text}, "问法“%s”写了两次", short(text))
		case known && other != c.entry.Slug:
			c.say(LevelError, RuleDuplicate, []string{text}, "问法“%s”在 %s 里也有", short(text), other)
		default:
			asks[key] = c.entry.Slug
		}
		own[key] = true
	}
}

// askKey makes ways to ask alike that differ in punctuation and blanks only.
func askKey(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n　，。？！、；：,.?!;:“”\"'", r) {
			return -1
		}
		return r
	}, text))
}

func (c *checker) review() {
	if c.entry.Review == "" && c.entry.State.Answers() {
		c.say(LevelError, RuleReview, nil, "没有复核日，请写上哪一天前再看一遍")
	}
	if c.entry.State == knowledge.Reviewed && (c.entry.Reviewer == "" || c.entry.Reviewed == "") {
		c.say(LevelWarning, RuleReview, []string{"状态:"}, "状态是已审，但没有写审核人或审核日")
	}
	if c.entry.Check != "" {
		until := "核好以前是草稿，不会用来答复"
		if c.entry.State == knowledge.Starter {
			until = "答复时会写明"
		}
		c.say(LevelWarning, RuleReview, []string{"待核:"}, "待核：%s（%s）", short(c.entry.Check), until)
	}
}
