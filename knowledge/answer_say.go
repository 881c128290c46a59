package knowledge

import (
	"context"
	"slices"

	"github.com/pufa/pufa"
)

// reviewed answers with the best entry.
func (a *Answerer) reviewed(ctx context.Context, q question, f findings) (Answer, error) {
	best := f.entries[0]
	cases, err := a.cases(ctx, q, best.Entry, f.cases)
	if err != nil {
		return Answer{}, err
	}
	sources := q.shelf.sources(best.Cites, q.Day)
	answer := Answer{
		Verdict: VerdictReviewed, Confidence: best.confidence, Entry: &best.Entry,
		Sources: sources, Cases: cases, Notices: q.timeNotices(sources),
	}
	for _, h := range best.beside {
		if q.shelf.inForce(h, q.Day) {
			answer.Beside = append(answer.Beside, q.shelf.source(Citation{Law: h.Law, Article: h.Article, Version: h.Version}, q.Day))
		}
	}
	answer.Quotes, err = a.quotes(ctx, q, best.Entry, sources, answer.Beside, f.articles)
	if err != nil {
		return Answer{}, err
	}
	for _, other := range f.entries[1:] {
		if other.confidence >= a.costs.likely()/beside && len(answer.Choices) < mostChoices {
			answer.Choices = append(answer.Choices, entryChoice(other.Entry))
		}
	}
	return answer, nil
}

// articles answers with the closest articles, word for word.
func (a *Answerer) articles(ctx context.Context, q question, f findings) (Answer, error) {
	best := f.articles[0]
	var hits []Hit
	for _, other := range f.articles[:min(mostPassages, len(f.articles))] {
		if other.Score >= best.Score*closeScore {
			hits = append(hits, other.Hit)
		}
	}
	passages, err := a.passages(ctx, q, hits)
	if err != nil {
		return Answer{}, err
	}
	var cites []Citation
	for _, h := range hits {
		cites = append(cites, Citation{Law: h.Law, Article: h.Article, Version: h.Version})
	}
	sources := q.shelf.sources(cites, q.Day)
	cases, err := a.cases(ctx, q, Entry{Cites: cites}, f.cases)
	return Answer{
		Verdict: VerdictArticle, Confidence: best.confidence, Passages: passages,
		Sources: sources, Cases: cases, Notices: q.timeNotices(sources),
	}, err
}

// closeScore is how close to the best article another one must be to be shown beside it.
const closeScore = 0.8

// passages reads the articles of the hits.
func (a *Answerer) passages(ctx context.Context, q question, hits []Hit) (passages []Passage, err error) {
	for _, h := range hits {
		law, ok := q.shelf.byID(h.Law, h.LawID)
		if !ok {
			continue
		}
		article, err := a.laws.Article(ctx, h.ID)
		if pufa.KindOf(err) == pufa.NotFound {
			continue // gone since it was indexed
		}
		if err != nil {
			return nil, err
		}
		passages = append(passages, Passage{Law: law, Article: article})
	}
	return passages, nil
}

// choices offers what may be meant, at least that likely; where only one thing is, what comes next is offered beside
// it. Nothing is said where nothing is likely: of a bare topic many things are meant, none of them likely by itself.
func (a *Answerer) choices(ctx context.Context, q question, f findings, least float64) (Answer, error) {
	answer := Answer{Verdict: VerdictChoices}
	answer.offer(f, least)
	if len(answer.Choices) == 0 {
		return Answer{Verdict: VerdictNothing}, nil
	}
	if len(answer.Choices) < mostChoices {
		answer.offer(f, a.costs.likely()/beside)
	}
	if len(answer.Choices) < 2 {
		return Answer{Verdict: VerdictNothing}, nil
	}
	err := a.addGists(ctx, q, f, answer.Choices)
	return answer, err
}

// addGists tells of each choice in one line what it says.
func (a *Answerer) addGists(ctx context.Context, q question, f findings, choices []Choice) error {
	for i := range choices {
		c := &choices[i]
		if c.Slug != "" {
			at := slices.IndexFunc(f.entries, func(e foundEntry) bool { return e.Slug == c.Slug })
			e := f.entries[at].Entry
			c.Gist = gistFrom(q.words, e, q.shelf.toldIn(e))
			continue
		}
		src := q.shelf.source(c.Cites[0], q.Day)
		sentences, err := a.sentences(ctx, q, src)
		if err != nil {
			return err
		}
		c.Gist = bestSentence(newInquiry(q.words, ""), sentences)
	}
	return nil
}

// beside is how much less likely what stands beside a likely choice may be.
const beside = 4

// offer makes the choices anew: entries, then articles, each at least that likely.
func (answer *Answer) offer(f findings, least float64) {
	answer.Choices, answer.Confidence = nil, 0
	for _, e := range f.entries {
		if e.confidence >= least && len(answer.Choices) < mostChoices {
			answer.Choices = append(answer.Choices, entryChoice(e.Entry))
			answer.Confidence = max(answer.Confidence, e.confidence)
		}
	}
	for _, h := range f.articles {
		if h.confidence >= least && h.Article.Main > 0 && len(answer.Choices) < mostChoices {
			answer.Choices = append(answer.Choices, articleChoice(h.Hit))
			answer.Confidence = max(answer.Confidence, h.confidence)
		}
	}
}

func entryChoice(e Entry) Choice {
	return Choice{Text: e.Title, Slug: e.Slug, Cites: e.Cites}
}

func articleChoice(h Hit) Choice {
	c := Citation{Law: h.Law, Article: h.Article, Version: h.Version}
	return Choice{Text: Citation{Law: h.Law, Article: h.Article}.String(), Cites: []Citation{c}}
}

// cases returns up to two cases for an answer: those it names as related, those that cite one of its
// articles, then those whose words are close.
func (a *Answerer) cases(ctx context.Context, q question, e Entry, near []Entry) (found []Entry, err error) {
	add := func(c Entry) {
		same := func(o Entry) bool { return o.Slug == c.Slug }
		if c.Kind == KindCase && c.Slug != e.Slug && len(found) < mostCases && !slices.ContainsFunc(found, same) {
			c.Body, c.Sections = "", nil
			found = append(found, c)
		}
	}
	for _, slug := range e.Related {
		related, err := a.entry(ctx, q.shelf, slug)
		switch {
		case pufa.KindOf(err) == pufa.NotFound:
		case err != nil:
			return nil, err
		case related.State.Answers():
			add(related)
		}
	}
	for _, c := range e.Cites {
		if len(found) >= mostCases {
			break
		}
		citing, err := a.citing(ctx, q.shelf, c)
		if err != nil {
			return nil, err
		}
		for _, c := range citing {
			add(c)
		}
	}
	for _, c := range near {
		add(c)
	}
	return found, nil
}
