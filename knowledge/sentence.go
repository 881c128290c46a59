package knowledge

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pufa/pufa/knowledge/words"
)

// sentence is a sentence of an article or of an entry, or some clauses of a long one, ready to be compared
// with questions.
type sentence struct {
	text       string
	terms      []string // distinct
	quantities []quantity
	effects    int
	item       []string // its terms, where it is one of a list: those that stand over the list are not among them
}

func newSentence(text string) sentence {
	s := sentence{text: text, quantities: quantitiesIn(text), effects: effectsIn(text)}
	words.Split(text, func(term string) { s.terms = append(s.terms, term) })
	slices.Sort(s.terms)
	s.terms = slices.Compact(s.terms)
	return s
}

// tells reports whether the sentence holds a number that people ask for.
func (s sentence) tells() bool {
	return slices.ContainsFunc(s.quantities, func(n quantity) bool { return n.kind != numberOfOther })
}

var sentenceEnds = regexp.MustCompile(`[^。；！？\n]+[。；！？]?[”』）]?`)

// sentencesOf splits a text into sentences; one that is longer than most, in runes, gives a piece around each
// of its clauses with a number.
func sentencesOf(text string, most int) (found []sentence) {
	for _, whole := range sentenceEnds.FindAllString(text, -1) {
		whole = strings.TrimSpace(whole)
		switch n := utf8.RuneCountInString(whole); {
		case n == 0:
		case n <= most:
			found = append(found, newSentence(whole))
		default:
			for _, piece := range piecesOf(whole, most) {
				found = append(found, newSentence(piece))
			}
		}
	}
	return found
}

// articleSentences are the sentences of an article; an item of a list is one together with what stands over the list.
func articleSentences(a Article) (found []sentence) {
	for _, p := range a.Paragraphs {
		found = append(found, sentencesOf(p.Text, longestQuote)...)
		ends := sentenceEnds.FindAllString(p.Text, -1)
		for i, it := range p.Items {
			text := it.Label + it.Text
			if head := strings.TrimSpace(ends[max(0, len(ends)-1)]); i > 0 {
				text = head + "……" + text
			} else {
				text = head + text
			}
			if utf8.RuneCountInString(text) > longestQuote || strings.HasPrefix(it.Text, "其他") {
				found = append(found, sentencesOf(it.Label+it.Text, longestQuote)...)
				continue
			}
			s := newSentence(text)
			s.item = newSentence(it.Text).terms
			found = append(found, s)
		}
	}
	return found
}

var clauseEnds = regexp.MustCompile(`[^，：、]+[，：、]*`)

// piecesOf returns what fits around each clause with a number of a long sentence, with an ellipsis where
// something is left off. Where no clause has one, it is the beginning.
func piecesOf(long string, most int) (pieces []string) {
	clauses := clauseEnds.FindAllString(long, -1)
	for i, c := range clauses {
		if len(quantitiesIn(c)) == 0 {
			continue
		}
		piece := around(clauses, i, most)
		if len(pieces) == 0 || pieces[len(pieces)-1] != piece {
			pieces = append(pieces, piece)
		}
	}
	if len(pieces) == 0 {
		return []string{around(clauses, 0, most)}
	}
	return pieces
}

// around joins the i-th clause with its neighbours, those before it first, as far as they fit.
func around(clauses []string, i, most int) string {
	from, to, length := i, i+1, utf8.RuneCountInString(clauses[i])
	for from > 0 && length+utf8.RuneCountInString(clauses[from-1]) <= most {
		from--
		length += utf8.RuneCountInString(clauses[from])
	}
	for to < len(clauses) && length+utf8.RuneCountInString(clauses[to]) <= most {
		length += utf8.RuneCountInString(clauses[to])
		to++
	}
	text := strings.Join(clauses[from:to], "")
	if from > 0 {
		text = "……" + text
	}
	if to < len(clauses) {
		text = strings.TrimRight(text, "，：、") + "……"
	}
	return text
}

// inquiry is a question as sentences are compared with it.
type inquiry struct {
	terms map[string]float64 // how much each of its terms counts
	kinds int                // of numbers that it asks for

	effects int // that it may be about
}

// newInquiry reads a question; topic is what it was understood to be about.
func newInquiry(question, topic string) inquiry {
	q := inquiry{terms: map[string]float64{}, kinds: numbersAsked(question), effects: effectsAsked(question)}
	add := func(terms []string, counts float64) {
		for _, t := range terms {
			q.terms[t] = max(q.terms[t], counts)
		}
	}
	of := words.Read(topic)
	add(of.More, 0.25)
	add(of.Terms, 0.5)
	asked := words.Read(question)
	add(asked.More, 0.5)
	add(asked.Terms, 1)
	return q
}

// fit is how well a sentence fits the question; rare tells how much each term says among all the sentences.
func (q inquiry) fit(s sentence, rare func(term string) float64) (score float64) {
	for _, t := range s.terms {
		if counts := q.terms[t]; counts > 0 {
			score += counts * rare(t)
		}
	}
	return score / math.Sqrt(float64(20+len(s.terms)))
}

// asksFor reports whether the question asks for a number of that kind.
func (q inquiry) asksFor(n quantity) bool { return q.kinds&n.kind != 0 }

// rarity tells of each term how few of the sentences hold it. Few sentences tell little: they count as some more.
func rarity(all []sentence) func(term string) float64 {
	holding := map[string]int{}
	for _, s := range all {
		for _, t := range s.terms {
			holding[t]++
		}
	}
	return func(term string) float64 {
		return math.Log1p(float64(max(len(all), 20)) / float64(1+holding[term]))
	}
}
