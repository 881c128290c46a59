package exam

import (
	"strings"

	"github.com/pufa/pufa/bot"
	"github.com/pufa/pufa/knowledge"
)

// Mark is what became of one line.
type Mark struct {
	Answered bool // law was given for an answer
	Right    bool // and it cites a right article
	Offered  bool // that, or one of the choices does
	Choices  bool // choices were asked back
	Danger   bool // taken for danger
	Expected bool // what Expect says, where it says something
	Facts    int  // of Must
	Named    int  // of those, in the reply or in the lines under its choices
}

// Marks says what became of a line that got this reply.
func Marks(l Line, r bot.Reply) Mark {
	m := Mark{
		Answered: Answered(r), Choices: r.Verdict == bot.VerdictChoices, Danger: r.Verdict == bot.VerdictDanger,
		Expected: expected(l.Expect, r.Verdict), Facts: len(l.Must),
	}
	m.Right = m.Answered && l.wanted(r.Citations)
	m.Offered = m.Right
	for _, c := range r.Choices {
		m.Offered = m.Offered || l.wanted(c.Citations)
	}
	text := knowledge.FoldFacts(shown(r))
	for _, fact := range l.Must {
		if strings.Contains(text, knowledge.FoldFacts(fact)) {
			m.Named++
		}
	}
	return m
}

// shown is what a reply says: its text, and a line under each choice where it asks back.
func shown(r bot.Reply) string {
	text := r.Text
	for _, c := range r.Choices {
		text += "\n" + c.Gist
	}
	return text
}

// expected compares a verdict with what was expected: a verdict of the bot, or a word for several.
func expected(word string, v bot.Verdict) bool {
	switch word {
	case "", string(v):
		return true
	case "answer":
		return v == bot.VerdictArticle
	case "decline":
		return v != bot.VerdictAnswer && v != bot.VerdictArticle && v != bot.VerdictChoices
	case "call":
		return v == bot.VerdictDanger
	default:
		return false
	}
}
