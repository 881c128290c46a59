package intake

import (
	"cmp"
	"context"

	"github.com/pufa/pufa"
	"github.com/pufa/pufa/knowledge"
)

// shape is what of a law's text citations are held against: 款 of each article, with how many 项 each
// has. A number may stand twice: a decision printed after a law counts its articles anew.
type shape struct{ articles map[knowledge.Number][][]int }

func shapeOf(l knowledge.Law) *shape {
	s := shape{articles: make(map[knowledge.Number][][]int, len(l.Articles))}
	for _, a := range l.Articles {
		items := make([]int, len(a.Paragraphs))
		for i, p := range a.Paragraphs {
			items[i] = len(p.Items)
		}
		s.articles[a.Number] = append(s.articles[a.Number], items)
	}
	return &s
}

// lacks returns what of the citation the law does not have: 条, 款, 项; "" where all of it is there.
func (s *shape) lacks(c knowledge.Citation) string {
	if c.Article.Main == 0 {
		return ""
	}
	missing := "条"
	for _, paragraphs := range s.articles[c.Article] {
		if c.Paragraph > len(paragraphs) {
			missing = "款"
			continue
		}
		if c.Paragraph > 0 {
			paragraphs = paragraphs[c.Paragraph-1 : c.Paragraph]
		}
		if c.Item == 0 || hasItem(paragraphs, c.Item) {
			return ""
		}
		missing = "项"
	}
	return missing
}

func hasItem(paragraphs []int, item int) bool {
	for _, items := range paragraphs {
		if items >= item {
			return true
		}
	}
	return false
}

// articles holds the citations against the versions in force and against the texts of the laws.
func (i *inspector) articles(ctx context.Context, c *checker) error {
	told := make(map[string]bool)
	for _, cite := range c.entry.Cites {
		if _, known := i.Catalogue.Find(cite.Law); !known {
			continue // Check has told it
		}
		src := i.Catalogue.Resolve(cite, i.Day)
		if name := cite.Law + string(cite.Version); !told[name] {
			told[name] = true
			c.inForce(src)
		}
		law, err := i.law(ctx, src.Citation.Law, cmp.Or(cite.Version, src.InForce))
		switch {
		case err != nil:
			return err
		case law == nil:
			i.report.Unseen++
			continue
		}
		if missing := law.lacks(cite); missing != "" {
			c.say(LevelError, RuleCitation, []string{cite.Law, cite.Article.String()}, "%s：这个版本里没有这一%s，请核对原文", cite, missing)
		}
	}
	return nil
}

// inForce refuses a version that is not in force on the day. A case was decided by the law of its time,
// and an entry with 待核 tells the reader. A repealed law has been told of by Check, and of what the
// catalogue does not know nothing is said.
func (c *checker) inForce(src knowledge.Source) {
	cite := src.Citation
	if cite.Repealed || cite.Version == "" || src.Governs(cite.Version) || src.InForce == "" && src.Notice == "" {
		return
	}
	level := c.unlessOpen()
	if c.entry.Kind == knowledge.KindCase {
		level = LevelWarning
	}
	if src.InForce == "" {
		c.say(level, RuleCitation, []string{cite.Law}, "%s", src.Notice)
		return
	}
	c.say(level, RuleCitation, []string{cite.Law}, "《%s》%s的版本现在不施行，施行的是%s的版本：请改引，或在“待核”里写明", cite.Law, cite.Version.Chinese(),
		src.InForce.Chinese())
}

// law returns the shape of a law version; nil where its text is not there.
func (i *inspector) law(ctx context.Context, name string, version pufa.Day) (*shape, error) {
	if i.Texts == nil || version == "" {
		return nil, nil
	}
	key := name + " " + string(version)
	if s, known := i.laws[key]; known {
		return s, nil
	}
	l, err := i.Texts.Law(ctx, name, version)
	if err != nil && pufa.KindOf(err) != pufa.NotFound {
		return nil, err
	}
	i.laws[key] = nil
	if err == nil && len(l.Articles) > 0 {
		i.laws[key] = shapeOf(l)
	}
	return i.laws[key], nil
}
