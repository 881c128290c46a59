package knowledge

import (
	"strings"
	"unicode/utf8"
)

// How long a line may be, in runes: two lines on a phone, three where the third brings a number.
const (
	shortGist   = 46
	longestGist = 60
)

// gistOf returns one line of what an entry says: the sentence of its answer or its deadlines that fits the question
// best, one with a number before others; where the question only names a matter, the first.
func gistOf(question string, e Entry) string { return gistFrom(question, e, e.sentences()) }

// gistFrom is gistOf with the entry's sentences at hand.
func gistFrom(question string, e Entry, told []sentence) string {
	if isTopic(question) {
		question = ""
	}
	return bestSentence(newInquiry(question, e.Title), told)
}

// sentences are those that a gist is taken from: of the entry's answer and of its deadlines.
func (e Entry) sentences() []sentence {
	return sentencesOf(bare(e.Body+"\n"+e.deadlines()), shortGist)
}

// deadlines returns the section on them; "" where there is none.
func (e Entry) deadlines() string {
	for _, s := range e.Sections {
		if s.Heading == "期限" {
			return s.Text
		}
	}
	return ""
}

// bestSentence returns the sentence that a reader is to see of them all, with its neighbours as far as they
// fit.
func bestSentence(asked inquiry, all []sentence) string {
	rare := rarity(all)
	best, most := 0, -1.0
	for i, s := range all {
		score := asked.fit(s, rare) + 0.5/float64(1+i) + numbersIn(s, asked)
		if score > most {
			best, most = i, score
		}
	}
	if len(all) == 0 {
		return ""
	}
	return cutGist(together(all, best))
}

// numbersIn is how much the numbers of a sentence count, those of the kind that is asked for most.
func numbersIn(s sentence, asked inquiry) (counts float64) {
	for _, n := range s.quantities {
		switch {
		case n.kind == numberOfOther:
		case asked.asksFor(n):
			return 0.9
		default:
			counts = 0.2
		}
	}
	return counts
}

// together joins the sentence with what follows it, then with what stands before it, as far as they fit.
func together(all []sentence, at int) string {
	text := all[at].text
	fits := func(more sentence) bool {
		most := shortGist
		if more.tells() {
			most = longestGist
		}
		return !strings.Contains(text+more.text, "……") && utf8.RuneCountInString(text+more.text) <= most
	}
	for i := at + 1; i < len(all) && fits(all[i]); i++ {
		text += all[i].text
	}
	for i := at - 1; i >= 0 && fits(all[i]); i-- {
		text = all[i].text + text
	}
	return strings.TrimRight(text, "；，：")
}

// bare is Markdown as a line of plain text has it.
func bare(markdown string) string {
	return strings.NewReplacer("**", "", "__", "", "`", "", "- ", "", "* ", "").Replace(markdown)
}

// cutGist cuts a text that has no place to be cut between its clauses, but never within a number.
func cutGist(text string) string {
	if utf8.RuneCountInString(text) <= longestGist+utf8.RuneCountInString("……") {
		return text
	}
	runes := []rune(text)
	end := longestGist - 1
	for end > 0 && isNumeral(runes[end-1]) {
		end--
	}
	return string(runes[:end]) + "…"
}

func isNumeral(r rune) bool {
	return strings.ContainsRune("0123456789.%零〇一二两三四五六七八九十百千万亿", r)
}
