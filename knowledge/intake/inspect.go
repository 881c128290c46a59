package intake

import (
	"context"
	"strings"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// Texts is where an inspection looks articles up.
type Texts interface {
	// Law returns one version with its articles. NotFound where the text is not there.
	Law(ctx context.Context, name string, version pufa.Day) (knowledge.Law, error)
}

// Inspection holds entries against every rule before they are published: what a program can tell of
// them. Check, which an import runs, is a part of it.
type Inspection struct {
	Catalogue *knowledge.Catalogue
	Texts     Texts             // nil: articles are not looked up
	Day       pufa.Day          // on which laws must be in force
	Beside    []knowledge.Entry // what the entries will stand beside: related ones may be there, ways to ask must differ
}

// EntryFile is an entry with the file that it was read from.
type EntryFile struct {
	Path  string
	Text  string // "" where the file is no text
	Entry knowledge.Entry
}

// Report is what an inspection found.
type Report struct {
	Entries  int       `json:"entries"`
	Refused  int       `json:"refused"` // entries and files with an error
	Errors   int       `json:"errors"`
	Warnings int       `json:"warnings"`
	Unseen   int       `json:"unseen"` // citations of laws whose text is not there
	Findings []Finding `json:"findings"`
}

// Run inspects the entries together. The error is one of Texts or ctx's.
func (in Inspection) Run(ctx context.Context, files []EntryFile, unread []Refusal) (Report, error) {
	i := inspector{Inspection: in, asks: make(Asks), known: make(map[string]bool), laws: make(map[string]*shape)}
	own := make(map[string]bool, len(files))
	for _, f := range files {
		own[f.Entry.Slug], i.known[f.Entry.Slug] = true, true
	}
	for _, e := range in.Beside {
		i.known[e.Slug] = true
		if !own[e.Slug] {
			i.asks.remember(e)
		}
	}
	for _, r := range unread {
		i.add(Finding{File: r.File, Line: r.Line, Rule: RuleReading, Level: LevelError, Text: r.Reason})
	}
	for _, f := range files {
		if err := i.entry(ctx, f); err != nil {
			return Report{}, err
		}
	}
	i.report.Entries = len(files)
	return i.report, nil
}

// remember notes the ways to ask of an entry that is not inspected itself.
func (a Asks) remember(e knowledge.Entry) {
	if e.Kind == knowledge.KindQA {
		a[askKey(e.Title)] = e.Slug
	}
	for _, ask := range e.Asks {
		a[askKey(ask)] = e.Slug
	}
}

// inspector is one run of an Inspection.
type inspector struct {
	Inspection
	asks    Asks
	known   map[string]bool // slugs
	laws    map[string]*shape
	report  Report
	refused string // the file counted as refused last: findings come file by file
}

func (i *inspector) add(f Finding) {
	if f.Level == LevelError {
		i.report.Errors++
		if f.File != i.refused {
			i.report.Refused++
			i.refused = f.File
		}
	} else {
		i.report.Warnings++
	}
	i.report.Findings = append(i.report.Findings, f)
}

func (i *inspector) entry(ctx context.Context, f EntryFile) error {
	c := checker{entry: f.Entry, found: Check(f.Entry, i.Catalogue, i.asks)}
	if err := i.articles(ctx, &c); err != nil {
		return err
	}
	c.wording()
	c.manyAsks()
	c.plain()
	if f.Entry.Kind != knowledge.KindCase { // of which Check has told it
		c.private()
	}
	c.related(i.known)
	c.due(i.Day)
	for _, found := range c.found {
		found.File, found.Line = f.Path, lineNear(f.Text, found.near)
		i.add(found)
	}
	return nil
}

// lineNear returns the first line that holds all of the words; 0 where none does.
func lineNear(text string, words []string) int {
	if len(words) == 0 {
		return 0
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		held := true
		for _, w := range words {
			held = held && strings.Contains(line, w)
		}
		if held {
			return n
		}
	}
	return 0
}

func (c *checker) related(known map[string]bool) {
	for _, slug := range c.entry.Related {
		if !known[slug] {
			c.say(LevelError, RuleRelated, []string{slug}, "“相关”里的 %s 不在库里，请核对编号", slug)
		}
	}
}

// due tells of a day of review that is over.
func (c *checker) due(today pufa.Day) {
	if day := c.entry.Review; day != "" && day < today {
		c.say(LevelWarning, RuleReview, []string{"复核日"}, "复核日%s已过，请再看一遍", day.Chinese())
	}
}
