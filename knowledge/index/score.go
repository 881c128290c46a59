package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// The constants of BM25, measured on the consultations: k1 between 0.9 and 1.2 and b between 0.5 and
// 0.75 are alike. Lengths are compared with a fixed length, so that importing a law moves no score.
const (
	k1            = 1.2
	articleLength = 95 // pairs in an average article with its law's name and headings
	askLength     = 60
	bodyLength    = 250
)

// A pair of characters in more than a tenth of the articles says nothing and costs most of the time.
// In a small base much is that common by chance.
const (
	common    = 0.1
	smallBase = 1000
)

// A base smaller than these is taken for one of these sizes where rarity is told: one word in ten
// documents is not common, and confidence, which is learned on a full base, holds in a small one too.
const (
	fullArticles = 50000
	fullEntries  = 300
)

// searchField is a field with how it counts. Weight 0 is looked up for its counts only.
type searchField struct {
	name    string
	weight  float32
	b       float32
	length  float32
	matches bool // its terms count as matched
}

func articleFields() []searchField {
	return []searchField{{name: fieldArticle, weight: 1, b: 0.6, length: articleLength, matches: true}}
}

func entryFields() []searchField {
	return []searchField{
		{name: fieldAsk, weight: 1, b: 0.3, length: askLength, matches: true},
		{name: fieldBody, weight: 0.3, b: 0.6, length: bodyLength},
		{name: fieldArticle},
	}
}

// term is one term of a question with where it stands in each field.
type term struct {
	text     string
	weight   float32 // how much it says
	postings []index.TermFieldReader
}

// lookUp opens the postings of the terms in the fields. The caller closes them.
func (v *view) lookUp(ctx context.Context, texts []string, fields []searchField) (found []term, err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, closeTerms(found))
		}
	}()
	for _, text := range texts {
		t := term{text: text}
		for _, f := range fields {
			scored := f.weight > 0
			postings, err := v.snapshot.TermFieldReader(ctx, []byte(text), f.name, scored, scored, false)
			if err != nil {
				return append(found, t), fmt.Errorf("look up a term: %w", err)
			}
			t.postings = append(t.postings, postings)
		}
		found = append(found, t)
	}
	return found, nil
}

func closeTerms(terms []term) (err error) {
	for _, t := range terms {
		for _, p := range t.postings {
			err = errors.Join(err, p.Close())
		}
	}
	return err
}

// weighForArticles sets what the terms say among articles: 0 for what is too common to say anything,
// unless nothing rarer is asked for.
func (v *view) weighForArticles(terms []term) {
	rare := float64(v.articles) * common
	tells := func(t term) bool {
		count := t.postings[0].Count()
		return count > 0 && float64(count) <= rare
	}
	if v.articles < smallBase || !slices.ContainsFunc(terms, tells) {
		rare = float64(v.articles)
	}
	for i, t := range terms {
		if count := t.postings[0].Count(); float64(count) <= rare {
			terms[i].weight = rarity(count, max(v.articles, fullArticles))
		}
	}
}

// weighForEntries sets what the terms say among entries: the mean of how rare they are there and
// among articles, for a few dozen entries alone cannot tell.
func (v *view) weighForEntries(terms []term) {
	for i, t := range terms {
		among, beside := t.postings[0].Count(), t.postings[2].Count()
		terms[i].weight = (rarity(among, max(len(v.entries), fullEntries)) + rarity(beside, max(v.articles, fullArticles))) / 2
	}
}

// rarity is the inverse document frequency of BM25.
func rarity(count uint64, of int) float32 {
	n, total := float64(count), float64(of)
	return float32(math.Log(1 + max(0, total-n+0.5)/(n+0.5)))
}

func sumWeights(terms []term) (sum float32) {
	for _, t := range terms {
		sum += t.weight
	}
	return sum
}

// tally is what the documents have collected, by document number. Between two uses it is all zeros.
type tally struct {
	score   []float32
	matched []float32 // the weight of the terms that the document holds in a field that matches
	touched []uint32
}

func (t *tally) grow(n int) {
	if len(t.score) < n {
		t.score, t.matched = make([]float32, n), make([]float32, n)
	}
}

func (t *tally) clear() {
	for _, d := range t.touched {
		t.score[d], t.matched[d] = 0, 0
	}
	t.touched = t.touched[:0]
}

// collect adds up the BM25 scores of the terms over the fields.
func (t *tally) collect(ctx context.Context, terms []term, fields []searchField) error {
	for _, term := range terms {
		if err := ctx.Err(); err != nil {
			return err
		}
		if term.weight == 0 {
			continue
		}
		for j, f := range fields {
			if f.weight == 0 {
				continue
			}
			if err := t.add(term.postings[j], term.weight, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tally) add(postings index.TermFieldReader, says float32, f searchField) error {
	var posting index.TermFieldDoc
	weight := f.weight * says * (k1 + 1)
	for {
		p, err := postings.Next(&posting)
		if err != nil {
			return fmt.Errorf("read postings: %w", err)
		}
		if p == nil {
			return nil
		}
		d := uint32(p.ID.Value())
		if int(d) >= len(t.score) {
			return fmt.Errorf("document %d of %d: %w", d, len(t.score), errTorn)
		}
		if t.score[d] == 0 {
			t.touched = append(t.touched, d)
		}
		if f.matches {
			t.matched[d] += says
		}
		// Bleve keeps a field's length n as the norm 1/√n.
		tf, length := float32(p.Freq), 1/float32(p.Norm*p.Norm)
		t.score[d] += weight * tf / (tf + k1*(1-f.b+f.b*length/f.length))
	}
}
