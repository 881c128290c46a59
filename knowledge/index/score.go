package index

import (
	"context"
	"math"
)

// The constants of BM25, measured on the consultations: k1 between 0.9 and 1.2 and b between 0.5 and
// 0.75 are alike. Lengths are compared with a fixed length, so that importing a law moves no score.
const (
	k1            = 1.2
	articleLength = 95 // pairs in an average article with its law's name and headings
	plainLength   = 40
	bodyLength    = 250
)

// A pair of characters in more than a tenth of the articles says nothing and costs most of the time.
// In a small base much is that common by chance.
const (
	common    = 0.1
	smallBase = 1000
)

// A base smaller than this is taken for one of this size where rarity is told: one word in ten
// documents is not common, and confidence, which is learned on a full base, holds in a small one too.
const fullArticles = 50000

// What a term counts that the question does not hold itself.
const (
	factorMore  = 0.5 // what law calls its words
	factorSound = 0.7 // what sounds like them
)

// searchField is a field of the index with how it counts.
type searchField struct {
	name   string
	b      float32
	length float32
}

// The fields, in the order of stands.in and of tally's channels.
const (
	inArticle = iota
	inPlain
	inBody
	fieldCount
)

var searchFields = [fieldCount]searchField{
	inArticle: {name: fieldArticle, b: 0.6, length: articleLength},
	inPlain:   {name: fieldPlain, b: 0.4, length: plainLength},
	inBody:    {name: fieldBody, b: 0.6, length: bodyLength},
}

// term is one term of a question.
type term struct {
	text   string
	factor float32 // 1 for the question's own
	own    bool
	says   float32 // how much it says among articles; 0 for what is too common to be looked at
	rare   float32 // how much it says among ways of asking
	stands *stands
}

// weigh sets what the terms say: among articles nothing for what is too common, unless nothing rarer is
// asked for; among ways of asking the mean of how rare they are there and among articles, for a few
// hundred entries alone cannot tell.
func (v *view) weigh(terms []term, bare bool) {
	if bare { // nothing but the ways of asking tells how rare a term is
		for i := range terms {
			terms[i].rare = v.book.rarityOf(terms[i].text)
			terms[i].says = terms[i].rare * terms[i].factor
		}
		return
	}
	rare := float64(v.articles) * common
	tells := false
	for i := range terms {
		count := terms[i].stands.articles
		tells = tells || terms[i].own && count > 0 && float64(count) <= rare
	}
	if v.articles < smallBase || !tells {
		rare = float64(v.articles)
	}
	for i := range terms {
		count := terms[i].stands.articles
		among := rarity(count, max(v.articles, fullArticles))
		if float64(count) <= rare {
			terms[i].says = among * terms[i].factor
		}
		terms[i].rare = (among + v.book.rarityOf(terms[i].text)) / 2
	}
}

// rarityOf returns how rare a term is among the ways of asking.
func (b *book) rarityOf(text string) float32 {
	if n, ok := b.numbers[text]; ok {
		return b.terms[n].rarity
	}
	return rarity(0, max(len(b.asks), fewestAsks))
}

// rarity is the inverse document frequency of BM25.
func rarity(count uint64, of int) float32 {
	n, total := float64(count), float64(of)
	return float32(math.Log(1 + max(0, total-n+0.5)/(n+0.5)))
}

// tally is what the documents have collected, by document number. Between two uses it is all zeros.
type tally struct {
	docs    []collected
	touched []uint32
}

// collected is what one document has collected.
type collected struct {
	own     float32 // its words, of an entry its body
	more    float32 // for what law calls the question's words
	plain   float32 // what an article means in plain words
	matched float32 // the weight of the question's terms in its words or its plain words
	length  float32 // pairs in an article
	touched bool
}

func (t *tally) grow(n int) {
	if len(t.docs) < n {
		t.docs = make([]collected, n)
	}
}

func (t *tally) clear() {
	for _, d := range t.touched {
		t.docs[d] = collected{}
	}
	t.touched = t.touched[:0]
}

// collect adds up the BM25 scores of the terms over the fields.
func (s *search) collect(ctx context.Context, leave [fieldCount]bool) error {
	for i := range s.terms {
		if err := ctx.Err(); err != nil {
			return err
		}
		if s.terms[i].says == 0 {
			continue
		}
		for f := range searchFields {
			if leave[f] {
				continue
			}
			found, err := s.postings(ctx, &s.terms[i], f)
			if err != nil {
				return err
			}
			s.tally.add(found, &s.terms[i], f)
		}
	}
	return nil
}

func (t *tally) add(found []posting, of *term, field int) {
	weight, f := of.says*(k1+1), searchFields[field]
	for _, p := range found {
		d := &t.docs[p.doc]
		if !d.touched {
			d.touched = true
			t.touched = append(t.touched, p.doc)
		}
		score := weight * p.times / (p.times + k1*(1-f.b+f.b*p.length/f.length))
		d.take(field, score, p.length, of)
	}
}

// take adds a score where it belongs.
func (d *collected) take(field int, score, length float32, of *term) {
	switch field {
	case inPlain:
		d.plain += score
		return
	case inArticle:
		d.length = length
	}
	if !of.own {
		d.more += score
		return
	}
	d.own += score
	d.matched += of.says
}
