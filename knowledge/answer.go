package knowledge

import "github.com/pufa/pufa"

// Verdict says what sort of answer was found.
type Verdict string

// The verdicts of the knowledge base.
const (
	VerdictReviewed Verdict = "answer"  // a reviewed entry answers
	VerdictArticle  Verdict = "article" // the statute, verbatim
	VerdictChoices  Verdict = "choices" // unsure: up to three things that may be meant
	VerdictNothing  Verdict = "nothing" // no good answer
)

// Asked is a question as it reaches the knowledge base.
type Asked struct {
	Text     string     // the question, already free of private data
	Previous string     // the same person's question before; "" for none
	Shown    []string   // slugs of what was shown for Previous: the entry that answered, else the choices
	Follows  bool       // it begins as if it pointed back to Previous, which is not to say that it does
	Day      pufa.Day   // the asking day: what is in force is told as of it
	Group    pufa.Group // from which side; "" unknown
	Entry    string     // slug of the entry that the asker picked from choices: it answers, without a search
}

// Answer is what the knowledge base has to say. Nothing in it is generated: texts are reviewed
// entries or the words of statutes.
type Answer struct {
	Verdict    Verdict
	Confidence float64   // calibrated on judged questions: of answers with 0.8, about 80 % are right
	Entry      *Entry    // VerdictReviewed
	Passages   []Passage // VerdictArticle: up to three articles, verbatim
	Choices    []Choice  // VerdictChoices: two or three; VerdictReviewed: what else may be meant
	Quotes     []Quote   // VerdictReviewed: what the sources say with numbers or effects that the entry does not
	Sources    []Source  // every source of the answer, resolved as of the asking day
	Beside     []Source  // VerdictReviewed: articles that fit the question better than anything that the entry cites
	Cases      []Entry   // up to two cases that fit, without bodies
	Followed   bool      // the question was understood together with the one before
	Notices    []string  // for the reader: which version governs, a law repealed since, a text missing
}

// Passage is an article shown word for word.
type Passage struct {
	Law     Law // without articles
	Article Article
}

// Choice is one thing that may be meant: an entry or an article.
type Choice struct {
	Text  string     // what the reader sees and sends back when they pick it
	Gist  string     // one line of what it says
	Slug  string     // the entry, or
	Cites []Citation // the article; for an entry what it cites
}

// Source is one citation as of the asking day.
type Source struct {
	Citation Citation // Version is the version checked by the reviewer
	Title    string   // the law's full title
	InForce  pufa.Day // the version in force on the asking day; "" where none is or it is unknown
	Since    pufa.Day // from when that version is in force; "" unknown
	Imported bool     // the article's text is in the base
	LawID    pufa.ID  // the law version in the base that a link leads to; "" where not imported
	Notice   string   // “该法已由…取代”, “2025年有新版本，本答复待核”, “原文未导入”; "" where all is well
}
