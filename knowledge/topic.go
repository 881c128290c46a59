package knowledge

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa"
)

const (
	topicDepth = 60   // entries among which the plainest of a topic are looked for
	linkCounts = 0.15 // how much it adds to an entry that another one names it as related
)

// topic offers of a bare topic the plainest entries that are about it first. Whether anything is offered is told by
// how likely anything is.
func (a *Answerer) topic(ctx context.Context, q question, f findings) (Answer, error) {
	answer, err := a.choices(ctx, q, f, a.costs.likely()/beside)
	if err != nil || answer.Verdict != VerdictChoices {
		return answer, err
	}
	plain, err := a.plainest(ctx, q)
	if err != nil || len(plain) == 0 {
		return answer, err
	}
	likely := answer.Choices
	answer.Choices = nil
	for _, e := range plain {
		answer.Choices = append(answer.Choices, entryChoice(e.Entry))
	}
	for _, c := range likely {
		same := func(o Choice) bool { return o.Text == c.Text }
		if len(answer.Choices) < mostChoices && !slices.ContainsFunc(answer.Choices, same) {
			answer.Choices = append(answer.Choices, c)
		}
	}
	f.entries = slices.Concat(plain, f.entries)
	return answer, a.addGists(ctx, q, f, answer.Choices)
}

// plainest returns the entries that are about the topic by their own words, those first that are asked for with the
// least besides it and that many others about it name as related.
func (a *Answerer) plainest(ctx context.Context, q question) ([]foundEntry, error) {
	word := marks.ReplaceAllString(q.Text, "")
	found, err := a.search.Find(ctx, Query{Text: q.words, Scope: ScopeEntries, Limit: topicDepth, Day: q.Day, Group: q.Group})
	if err != nil {
		return nil, err
	}
	var about []foundEntry
	links := map[string]int{}
	for _, h := range found.Entries {
		e, err := a.entry(ctx, q.shelf, string(h.ID))
		if pufa.KindOf(err) == pufa.NotFound {
			continue // gone since it was indexed
		}
		if err != nil {
			return nil, err
		}
		for _, slug := range e.Related {
			links[slug]++
		}
		if e.State.Answers() && e.Kind == KindQA && plainness(e, word) > 0 {
			about = append(about, foundEntry{Entry: e})
		}
	}
	plain := func(e foundEntry) float64 {
		return plainness(e.Entry, word) * meantFor(e.Entry, q) * (1 + linkCounts*float64(links[e.Slug]))
	}
	slices.SortStableFunc(about, func(a, b foundEntry) int { return cmp.Compare(plain(b), plain(a)) })
	return about[:min(mostChoices, len(about))], nil
}

// plainness is how much the topic makes of an entry's question, of the ways in which it is asked and of its topics.
func plainness(e Entry, word string) (plain float64) {
	share := func(text string) float64 {
		if !strings.Contains(text, word) {
			return 0
		}
		return float64(utf8.RuneCountInString(word)) / float64(utf8.RuneCountInString(marks.ReplaceAllString(text, "")))
	}
	for _, ask := range e.Asks {
		plain += share(ask)
	}
	named := 0.0
	for _, t := range e.Topics {
		named = max(named, share(t))
	}
	return plain + 2*share(e.Title) + named
}
