package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pufa/pufa"
)

// byName shows the articles that the question names, and nothing else: in the version in force on the
// asking day, or at the time that the question speaks of. A law that has been replaced is answered with
// the articles of its successor that are closest.
func (a *Answerer) byName(ctx context.Context, q question) (Answer, error) {
	answer := Answer{Verdict: VerdictArticle, Confidence: 1}
	for _, c := range q.cites[:min(mostPassages, len(q.cites))] {
		src := q.shelf.source(c, q.asOf())
		if q.then != "" {
			src.Citation.Version = src.InForce
		}
		answer.Sources = append(answer.Sources, src)
		passages, notices, err := a.named(ctx, q, src)
		if err != nil {
			return Answer{}, err
		}
		answer.Passages = append(answer.Passages, passages...)
		answer.Notices = append(answer.Notices, notices...)
	}
	answer.Passages = answer.Passages[:min(mostPassages, len(answer.Passages))]
	if len(q.cites) > mostPassages {
		answer.Notices = append(answer.Notices, fmt.Sprintf("您一次问了%d条，这里先列出前%d条。", len(q.cites), mostPassages))
	}
	answer.Notices = append(answer.Notices, q.timeNotices(answer.Sources)...)
	cases, err := a.cases(ctx, q, Entry{Cites: q.cites[:1]}, nil)
	answer.Cases = cases
	return answer, err
}

// bareLaw answers a message that is nothing but a law's name: whether it is in force, and how to ask for
// an article. ok is false for every other message.
func (q question) bareLaw() (answer Answer, ok bool) {
	name := strings.Trim(q.Text, "《》 　。？?！!")
	e, ok := q.shelf.catalogue.Find(name)
	if !ok || !slices.Contains(append(e.Aliases, e.Name, e.Title), name) {
		return Answer{}, false
	}
	src := q.shelf.source(Citation{Law: e.Name}, q.Day)
	notice := src.Notice
	switch {
	case src.Citation.Repealed:
	case src.InForce == "" && notice == "":
		notice = "《" + e.Name + "》现在是否有效，请以国家法律法规数据库为准。"
	default:
		notice = fmt.Sprintf("《%s》现行有效。想看哪一条，直接发条号，比如“%s第十条”。", e.Name, e.Name)
		if src.Notice != "" {
			notice += "\n" + src.Notice + "。"
		}
	}
	return Answer{Verdict: VerdictArticle, Confidence: 1, Sources: []Source{src}, Notices: []string{notice}}, true
}

// named returns what can be shown of one named article and what must be said about it.
func (a *Answerer) named(ctx context.Context, q question, src Source) (passages []Passage, notices []string, err error) {
	c := src.Citation
	if c.Repealed {
		return a.succeeded(ctx, q, src)
	}
	if !src.Imported {
		return nil, []string{missing(c)}, nil
	}
	law, err := a.law(ctx, q.shelf, src.LawID)
	if err != nil {
		return nil, nil, err
	}
	article, last, ok := law.article(c.Article)
	if !ok {
		return nil, []string{noSuchArticle(c, law, last)}, nil
	}
	if src.InForce != "" && law.Version != src.InForce {
		notices = append(notices, fmt.Sprintf("库中没有《%s》%s的版本，以下是%s的版本。", c.Law, src.InForce.Chinese(), law.Version.Chinese()))
	} else if src.Notice != "" {
		notices = append(notices, src.Notice+"。")
	}
	return []Passage{{Law: law.withoutArticles(), Article: article}}, notices, nil
}

// noSuchArticle says that the law has no article with this number.
func noSuchArticle(c Citation, law Law, last Number) string {
	version := ""
	if law.Version != "" {
		version = "（" + law.Version.Chinese() + "的版本）"
	}
	if last.Main == 0 {
		return fmt.Sprintf("《%s》%s不分条，没有%s。", c.Law, version, c.Article)
	}
	if c.Article.Order() > last.Order() {
		return fmt.Sprintf("《%s》%s到%s为止，没有%s。", c.Law, version, last, c.Article)
	}
	return fmt.Sprintf("《%s》%s没有%s。", c.Law, version, c.Article)
}

// succeeded answers for an article of a law that has been replaced: which law took its place, and that
// law's articles closest to the old one's words, or to the question where those are not in the base.
func (a *Answerer) succeeded(ctx context.Context, q question, src Source) (passages []Passage, notices []string, err error) {
	notices = []string{src.Notice + "。"}
	successor := q.shelf.current(src.Citation.Successor, q.Day)
	if successor == "" {
		return nil, notices, nil
	}
	words, err := a.oldWords(ctx, q, src)
	if err != nil {
		return nil, nil, err
	}
	if words == "" || len(q.shelf.versions[successor]) == 0 {
		return nil, append(notices, missing(src.Citation)), nil
	}
	hits, err := a.search.Search(ctx, Query{Text: words, Scope: ScopeArticles, Limit: 2, Law: successor, Day: q.Day})
	if err != nil {
		return nil, nil, err
	}
	hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.Words < closeScore*hits[0].Words })
	passages, err = a.passages(ctx, q, hits)
	if len(passages) > 0 {
		notices = append(notices, fmt.Sprintf("以下是《%s》中与原%s内容最接近的条文。", successor, src.Citation.Article))
	}
	return passages, notices, err
}

// oldWords returns the words of an article that is no longer in force; "" where they are not in the base.
func (a *Answerer) oldWords(ctx context.Context, q question, src Source) (string, error) {
	if !src.Imported {
		return "", nil
	}
	law, err := a.law(ctx, q.shelf, src.LawID)
	if err != nil {
		return "", err
	}
	article, _, _ := law.article(src.Citation.Article)
	return article.Text(), nil
}

// current follows successors to the one in force; "" where none is known.
func (s *shelf) current(name string, on pufa.Day) string {
	var seen []string
	for name != "" && !slices.Contains(seen, name) {
		e, ok := s.catalogue.Find(name)
		if !ok || !e.repealedOn(on) {
			return name
		}
		seen = append(seen, name)
		name = e.Successor
	}
	return ""
}
